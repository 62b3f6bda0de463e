//! What every match of a pattern contains in order: for most patterns that is all there is to them.
//!
//! A message is mostly fixed words with something between them. [`sequences`] takes a pattern apart into branches of such
//! words. Where a branch says all that the pattern says (`A.*B`), finding the words in order is matching; elsewhere it is a
//! cheap test that must hold before the regular expression is tried.

use regex_syntax::hir::{Class, Hir, HirKind, Repetition};

/// Most branches of a pattern: what has more is tried as a whole.
const MOST_BRANCHES: usize = 32;
/// Most words of a branch; later ones add nothing to a test that is not exact anyway.
const MOST_WORDS: usize = 16;

/// Fixed text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// Fewest bytes between the word before, or the start of the text, and this one.
    pub gap: u16,
    /// Upper and lower case are alike; `text` is in lower case then.
    pub folded: bool,
    /// The bytes.
    pub text: Vec<u8>,
}

/// Words that follow each other, with anything but line feeds between them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Branch {
    /// A text without line feeds in which the words follow each other matches. Otherwise it may match.
    pub exact: bool,
    /// The words, in order; never empty.
    pub words: Vec<Word>,
    /// Fewest bytes behind the last word.
    pub tail: u16,
}

/// The branches of a pattern: a text that fits none of them does not match. Empty where nothing is known.
pub(crate) fn sequences(hir: &Hir) -> Vec<Branch> {
    let branches = open(hir).unwrap_or_default().into_iter().map(Open::close).collect::<Option<Vec<_>>>();
    branches.unwrap_or_default()
}

/// A branch in the making.
#[derive(Debug, Clone, Default)]
struct Open {
    parts: Vec<Part>,
    inexact: bool,
}

#[derive(Debug, Clone)]
enum Part {
    Text {
        case: Case,
        text: Vec<u8>,
    },
    /// At least that many bytes; `free`: any bytes, as many as there are.
    Gap {
        least: usize,
        free: bool,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Case {
    /// No letters, so both ways of reading are the same.
    None,
    Exact,
    Folded,
}

impl Open {
    fn gap(least: usize) -> Vec<Self> {
        vec![Self { parts: vec![Part::Gap { least, free: false }], inexact: true }]
    }

    fn text(case: Case, text: Vec<u8>) -> Vec<Self> {
        vec![Self { parts: vec![Part::Text { case, text }], inexact: false }]
    }

    fn then(mut self, other: &Self) -> Self {
        self.inexact |= other.inexact;
        for part in &other.parts {
            self.push(part.clone());
        }
        self
    }

    fn push(&mut self, part: Part) {
        match (self.parts.last_mut(), part) {
            (Some(Part::Gap { least, free }), Part::Gap { least: more, free: also }) => {
                *least = least.saturating_add(more);
                *free |= also;
            }
            (Some(Part::Text { case, text }), Part::Text { case: other, text: more }) => {
                if *case != other && *case != Case::None && other != Case::None {
                    // Reading both without regard to case only lets more texts through.
                    self.inexact = true;
                    *case = Case::Folded;
                } else if *case == Case::None {
                    *case = other;
                }
                text.extend_from_slice(&more);
            }
            (_, part) => self.parts.push(part),
        }
    }

    /// `None` where it has no word.
    fn close(self) -> Option<Branch> {
        let mut branch = Branch { exact: !self.inexact, ..Branch::default() };
        let mut gap = 0;
        let mut first = true;
        for part in self.parts {
            match part {
                Part::Gap { least, free } => {
                    // Outside the words there is always room for more; between them only a free gap has it.
                    branch.exact &= free;
                    gap = least;
                }
                Part::Text { case, text } => {
                    let folded = case != Case::Exact;
                    let text = if folded { text.to_ascii_lowercase() } else { text };
                    // Two words without a gap between them are one word: `push` joins them.
                    branch.exact &= branch.words.len() < MOST_WORDS;
                    if branch.words.len() < MOST_WORDS {
                        branch.words.push(Word { gap: short(gap), folded, text });
                    }
                    gap = 0;
                    first = false;
                }
            }
        }
        branch.tail = short(gap);
        (!first).then_some(branch)
    }
}

fn short(gap: usize) -> u16 {
    u16::try_from(gap).unwrap_or(u16::MAX)
}

fn open(hir: &Hir) -> Option<Vec<Open>> {
    Some(match hir.kind() {
        HirKind::Empty => vec![Open::default()],
        HirKind::Look(_) => vec![Open { parts: Vec::new(), inexact: true }],
        HirKind::Literal(literal) => {
            let letters = literal.0.iter().any(u8::is_ascii_alphabetic);
            Open::text(if letters { Case::Exact } else { Case::None }, literal.0.to_vec())
        }
        HirKind::Class(class) => match both_cases(class) {
            Some(letter) => Open::text(Case::Folded, vec![letter]),
            None => Open::gap(1),
        },
        HirKind::Capture(capture) => open(&capture.sub)?,
        HirKind::Repetition(repetition) => repeated(repetition)?,
        HirKind::Concat(parts) => {
            let mut all = vec![Open::default()];
            for part in parts {
                let mut next = open(part)?;
                if all.len() * next.len() > MOST_BRANCHES {
                    next = Open::gap(part.properties().minimum_len()?);
                }
                all = all.iter().flat_map(|head| next.iter().map(|tail| head.clone().then(tail))).collect();
            }
            all
        }
        HirKind::Alternation(parts) => {
            let all: Vec<Open> = parts.iter().map(open).collect::<Option<Vec<_>>>()?.concat();
            if all.len() > MOST_BRANCHES { Open::gap(hir.properties().minimum_len()?) } else { all }
        }
    })
}

fn repeated(repetition: &Repetition) -> Option<Vec<Open>> {
    let least = repetition.sub.properties().minimum_len()?.saturating_mul(repetition.min as usize);
    Some(match (repetition.min, repetition.max) {
        (_, None) if anything(&repetition.sub) => {
            vec![Open { parts: vec![Part::Gap { least, free: true }], inexact: false }]
        }
        (1, Some(1)) => open(&repetition.sub)?,
        (0, Some(1)) => {
            let mut both = open(&repetition.sub)?;
            both.push(Open::default());
            both
        }
        _ => Open::gap(least),
    })
}

/// Any byte but a line feed, or any byte: texts have no line feeds.
fn anything(hir: &Hir) -> bool {
    let HirKind::Class(Class::Bytes(class)) = hir.kind() else { return false };
    (0..=u8::MAX)
        .filter(|byte| *byte != b'\n')
        .all(|byte| class.ranges().iter().any(|range| (range.start()..=range.end()).contains(&byte)))
}

/// The lower-case letter, where the class is a letter in both cases.
fn both_cases(class: &Class) -> Option<u8> {
    let Class::Bytes(class) = class else { return None };
    let [upper, lower] = class.ranges() else { return None };
    let single = upper.start() == upper.end() && lower.start() == lower.end();
    let pair = upper.start().is_ascii_uppercase() && lower.start() == upper.start().to_ascii_lowercase();
    (single && pair).then_some(lower.start())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(pattern: &str) -> Vec<String> {
        let hir = regex_syntax::ParserBuilder::new().unicode(false).utf8(false).build().parse(pattern).unwrap();
        let show = |branch: Branch| {
            let words = branch.words.iter().map(|word| {
                let fold = if word.folded { "~" } else { "" };
                format!("{}{fold}{}", word.gap, String::from_utf8_lossy(&word.text))
            });
            let all = words.collect::<Vec<_>>().join("|");
            format!("{}{all}|{}", if branch.exact { "=" } else { "?" }, branch.tail)
        };
        sequences(&hir).into_iter().map(show).collect()
    }

    #[test]
    fn words_with_anything_between_are_all_there_is() {
        assert_eq!(shown("Cannot find.*module"), ["=0Cannot find|0module|0"]);
        assert_eq!(shown("(?i)Cannot find.*module"), ["=0~cannot find|0~module|0"]);
        assert_eq!(shown(".*a b.+(?P<x>.*)12"), ["=0a b|1~12|0"]);
        assert_eq!(shown("colou?r off"), ["=0colour off|0", "=0color off|0"]);
        assert_eq!(shown("(?:one|two.*2) end|three"), ["=0one end|0", "=0two|02 end|0", "=0three|0"]);
    }

    #[test]
    fn the_rest_is_a_test_that_lets_too_much_through() {
        assert_eq!(shown(r"^exit code \d+\b"), ["?0exit code |1"]);
        assert_eq!(shown(r"a b.{0,30}c d"), ["?0a b|0c d|0"]);
        assert_eq!(shown(r"[^x]+abc[xy]{3}def"), ["?1abc|3def|0"]);
        assert_eq!(shown(r"Ab(?i)cd"), ["?0~abcd|0"]);
        assert_eq!(shown(r"\d+"), Vec::<String>::new());
        assert_eq!(shown(r"abc|\d+"), Vec::<String>::new());
    }
}
