//! Regular expressions of Go and RE2, over texts with unknown parts.
//!
//! Go's `regexp` and RE2 know no look-around and no back-references, so that the `regex` crate reads nearly all that they read, with
//! the same meaning over ASCII. What the two read differently is refused here ([`Pattern::new`] gives nothing), and so is every
//! pattern or text beyond ASCII: the answer is then [`Truth::Unknown`].

use regex::Regex;

use crate::glob::{Glob, Piece};
use crate::text::{Text, is_marked};
use crate::truth::Truth;

/// Larger than any repetition that Go and RE2 take.
const REPEATED: u32 = 1000;

/// A regular expression that matches anywhere in a text, unless it is anchored.
#[derive(Debug, Clone)]
pub struct Pattern {
    regex: Regex,
    /// The same as wildcards, where it is that simple.
    glob: Option<Glob>,
}

impl Pattern {
    /// Reads a pattern; `None` where it is not surely read as Go and RE2 read it.
    #[must_use]
    pub fn new(pattern: &str) -> Option<Self> {
        if is_marked(pattern) || !pattern.is_ascii() || reads_differently(pattern) {
            return None;
        }
        Some(Self { regex: Regex::new(pattern).ok()?, glob: glob(pattern) })
    }

    /// Whether Go refuses it too: it is no regular expression. What Go alone can read is not.
    #[must_use]
    pub fn is_refused(pattern: &str) -> bool {
        let own = ["{", r"\Q", r"\C"].iter().any(|own| pattern.contains(own)) || is_marked(pattern);
        !own && Regex::new(pattern).is_err()
    }

    /// Whether it matches.
    #[must_use]
    pub fn matches(&self, text: &Text) -> Truth {
        match (text.known(), &self.glob) {
            (Some(known), _) if known.is_ascii() => self.regex.is_match(known).into(),
            (_, Some(glob)) => text.like(glob),
            _ => Truth::Unknown,
        }
    }
}

/// Whether the `regex` crate gives a meaning of its own to it: sets within brackets, word boundaries with angle brackets or names,
/// repeated repetitions, large ones, other flags than `i`.
fn reads_differently(pattern: &str) -> bool {
    let own = ["&&", "--", "~~", "[[", r"\<", r"\>", r"\b{", r"\Q", r"\C", r"\u", r"\U", r"\x", r"\p", r"\P"];
    let nested = ["**", "*+", "+*", "++", "?*", "?+", "}*", "}+", "}{"];
    let group = |rest: &str| [":", "i)", "i:", "P<", "<"].iter().any(|known| rest.starts_with(known));
    let flags = pattern.split("(?").skip(1).any(|rest| !group(rest));
    let large = |part: &str| {
        let numbers = part.split(['}', ',']).take(2);
        numbers.filter_map(|number| number.trim().parse::<u32>().ok()).any(|number| number > REPEATED)
    };
    own.iter().chain(&nested).any(|own| pattern.contains(own)) || flags || pattern.split('{').skip(1).any(large)
}

/// A pattern of literal characters, `.*` and outer anchors as wildcards. A dot stands for any character here: a claim that a pattern is
/// asked about has no line breaks.
fn glob(pattern: &str) -> Option<Glob> {
    let (start, rest) = pattern.strip_prefix('^').map_or((false, pattern), |rest| (true, rest));
    let mut pieces: Vec<Piece> = if start { Vec::new() } else { vec![Piece::Many] };
    let mut chars = rest.chars().peekable();
    let mut anchored = false;
    while let Some(char) = chars.next() {
        let piece = match char {
            '.' if chars.peek() == Some(&'*') => {
                chars.next();
                Piece::Many
            }
            '.' => Piece::One,
            '$' if chars.peek().is_none() => {
                anchored = true;
                break;
            }
            '\\' => Piece::Char(chars.next().filter(char::is_ascii_punctuation)?),
            '[' | ']' | '(' | ')' | '{' | '}' | '*' | '+' | '?' | '|' | '^' | '$' => return None,
            _ => Piece::Char(char),
        };
        if matches!(chars.peek(), Some('*' | '+' | '?' | '{')) {
            return None;
        }
        pieces.push(piece);
    }
    if !anchored {
        pieces.push(Piece::Many);
    }
    Some(Glob { pieces, uncertain: false })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asks(pattern: &str, text: &Text) -> Option<Truth> {
        Some(Pattern::new(pattern)?.matches(text))
    }

    #[test]
    fn over_known_and_unknown_texts() {
        let tag = Text::from("repo:octo/shop:ref:refs/tags/v").then_unknown("any");
        let main = Text::from("repo:octo/shop:ref:refs/heads/main");
        for (pattern, text, truth) in [
            ("^repo:octo/shop:", &main, Some(Truth::Yes)),
            ("octo/shop$", &main, Some(Truth::No)),
            ("^(a|repo):.+$", &main, Some(Truth::Yes)),
            (r"^repo:octo/shop:ref:refs/tags/v.*$", &tag, Some(Truth::Yes)),
            (r"^repo:octo\/shop:ref:refs/tags/v1\.0$", &tag, Some(Truth::Unknown)),
            ("^repo:octo/other:.*", &tag, Some(Truth::No)),
            (r"^repo:octo/shop:ref:refs/tags/v[0-9]+$", &tag, Some(Truth::Unknown)),
            ("(?=a)", &main, None),
            ("[a&&b]", &main, None),
            ("a{1001}", &main, None),
            ("r**", &main, None),
            ("(?x) repo", &main, None),
            ("(?i)REPO", &main, Some(Truth::Yes)),
        ] {
            assert_eq!(asks(pattern, text), truth, "{pattern} {text}");
        }
    }
}
