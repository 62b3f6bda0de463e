//! Markdown laid out for a terminal: paragraphs and lists wrapped, code as it is.

use textwrap::core::Word;
use textwrap::{Options, WordSeparator, WordSplitter, WrapAlgorithm};
use unicode_width::UnicodeWidthStr;

/// Columns of code that stays on one line: who copies a command wants it whole.
const WHOLE: usize = 50;
/// Columns under which no code does.
const NARROW: usize = WHOLE + 10;

/// Lays a Markdown text out in lines of at most `width` columns, each beginning with `indent`.
pub(super) fn flow(markdown: &str, indent: &str, width: usize) -> String {
    let mut out = String::new();
    let mut paragraph: Vec<&str> = Vec::new();
    let mut fenced = false;
    for line in markdown.lines() {
        let fence = line.trim_start().starts_with("```");
        let item = !fenced && is_item(line.trim_start());
        if fence || fenced || item || line.trim().is_empty() {
            wrap(&paragraph, indent, width, &mut out);
            paragraph.clear();
        }
        if fence {
            fenced = !fenced;
        } else if fenced {
            push(&mut out, indent, &format!("    {}", line.trim_end()));
        } else if line.trim().is_empty() {
            if !out.is_empty() && !out.ends_with("\n\n") {
                out.push('\n');
            }
        } else {
            paragraph.push(line);
        }
    }
    wrap(&paragraph, indent, width, &mut out);
    while out.ends_with("\n\n") {
        out.pop();
    }
    out
}

/// The first sentence of a text, on one line.
pub(super) fn first_sentence(markdown: &str) -> String {
    let paragraph = markdown.split("\n\n").next().unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ");
    let mut in_code = false;
    for (at, char) in paragraph.char_indices() {
        match char {
            '`' => in_code = !in_code,
            '。' if !in_code => return paragraph[..at + char.len_utf8()].to_owned(),
            // A stop ends a sentence where a space and a new sentence follow: not in `e.g. this`, not in `v1.2`.
            '.' if !in_code => {
                let rest = &paragraph[at + 1..];
                let next = rest.trim_start().chars().next();
                if rest.starts_with(' ') && next.is_some_and(|next| next.is_uppercase() || next == '`') {
                    return paragraph[..=at].to_owned();
                }
            }
            _ => {}
        }
    }
    paragraph
}

fn is_item(line: &str) -> bool {
    marker(line) > 0
}

/// Length of `- `, `* ` or `12. ` at the start.
fn marker(line: &str) -> usize {
    if line.starts_with("- ") || line.starts_with("* ") {
        return 2;
    }
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    if digits > 0 && line[digits..].starts_with(". ") { digits + 2 } else { 0 }
}

fn wrap(paragraph: &[&str], indent: &str, width: usize, out: &mut String) {
    let Some(first) = paragraph.first() else { return };
    let own = &first[..first.len() - first.trim_start().len()];
    let text = paragraph.iter().map(|line| line.trim()).collect::<Vec<_>>().join(" ");
    let text = without_han_spaces(&text);
    let initial = format!("{indent}{own}");
    let later = format!("{initial}{}", " ".repeat(marker(&text)));
    let options = Options::new(width)
        .initial_indent(&initial)
        .subsequent_indent(&later)
        .break_words(false)
        // Even lines are no reason to write beyond the edge.
        .wrap_algorithm(WrapAlgorithm::FirstFit)
        .word_separator(WordSeparator::Custom(if width < NARROW { words } else { words_and_code }))
        .word_splitter(WordSplitter::NoHyphenation);
    for line in textwrap::wrap(&text, options) {
        push(out, "", &line);
    }
}

/// What stays together: a word with all that is written to it, such as a path or an address. Lines break between Chinese
/// characters as well.
fn words(line: &str) -> Box<dyn Iterator<Item = Word<'_>> + '_> {
    Box::new(split(line, |_| false))
}

/// The same, and short code with its spaces.
fn words_and_code(line: &str) -> Box<dyn Iterator<Item = Word<'_>> + '_> {
    Box::new(split(line, |at| within_short_code(line, at)))
}

fn split<'l>(line: &'l str, together: impl Fn(usize) -> bool) -> impl Iterator<Item = Word<'l>> {
    let mut ends = Vec::new();
    let mut end = 0;
    for word in WordSeparator::UnicodeBreakProperties.find_words(line) {
        // Unicode keeps a blank together with a point behind it, as in `tar: ../file`.
        let blanks = word.word.match_indices(' ').map(|(at, _)| end + at + 1);
        ends.extend(blanks.filter(|&blank| !line[blank..].starts_with(' ') && !together(blank)));
        end += word.word.len() + word.whitespace.len();
        let (before, behind) = line.split_at(end);
        let ascii = |char: Option<char>| char.is_some_and(|char| char.is_ascii());
        let one_word = word.whitespace.is_empty() && ascii(before.chars().next_back()) && ascii(behind.chars().next());
        if behind.is_empty() || !(one_word || together(end)) {
            ends.push(end);
        }
    }
    let mut start = 0;
    ends.into_iter().map(move |end| Word::from(&line[std::mem::replace(&mut start, end)..end]))
}

/// Whether a place lies between two backticks that are not far apart.
fn within_short_code(line: &str, at: usize) -> bool {
    let ticks = line[..at].matches('`').count();
    let open = if ticks % 2 == 1 { line[..at].rfind('`') } else { None };
    let close = line[at..].find('`').map(|close| at + close);
    open.zip(close).is_some_and(|(open, close)| line[open..close].width() < WHOLE)
}

/// Joining lines of Chinese puts spaces where none belong.
fn without_han_spaces(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let wide = |char: Option<&char>| {
        char.is_some_and(|char| ('\u{3000}'..='\u{9fff}').contains(char) || ('\u{ff00}'..='\u{ffef}').contains(char))
    };
    let kept = chars
        .iter()
        .enumerate()
        .filter(|(at, char)| **char != ' ' || !(*at > 0 && wide(chars.get(at - 1)) && wide(chars.get(at + 1))));
    kept.map(|(_, char)| *char).collect()
}

fn push(out: &mut String, indent: &str, line: &str) {
    out.push_str(indent);
    out.push_str(line.trim_end());
    out.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_breaks_at_any_blank() {
        assert_eq!(flow("tar: ../a/long/path: File exists", "  ", 20), "  tar:\n  ../a/long/path:\n  File exists\n");
    }

    #[test]
    fn lists_hang_and_code_stays() {
        let text = "One two three\nfour five.\n\n1. first item that is long\n2. second\n\n```sh\ngit   push   --very-long-option-that-stays\n```";
        let laid = flow(text, "  ", 20);
        assert_eq!(
            laid,
            "  One two three four\n  five.\n\n  1. first item that\n     is long\n  2. second\n\n      git   push   --very-long-option-that-stays\n"
        );
    }

    #[test]
    fn paths_and_short_code_stay_on_one_line() {
        let text = "See `https://example.org/a/b/c-d` and, in some cases, `oidc/request-url-unset`; then run `git rev-parse --git-path x`.";
        assert_eq!(
            flow(text, "  ", 60),
            "  See `https://example.org/a/b/c-d` and, in some cases,\n  `oidc/request-url-unset`; then run\n  `git rev-parse --git-path x`.\n"
        );
        let long = "Run `a command that is so long that it cannot stay on one line of any terminal at all` now.";
        for width in [40, 60, 80] {
            assert!(flow(long, "", width).lines().all(|line| line.len() <= width), "{}", flow(long, "", width));
        }
        assert!(flow(text, "", 40).lines().all(|line| line.len() <= 40), "{}", flow(text, "", 40));
        // Evener lines would be had by writing over the edge.
        let text = "2. `cd packages/app`, or from the root `npm --prefix packages/app run build`, and so on, and so on, and on.";
        assert!(flow(text, "    ", 80).lines().all(|line| line.len() <= 80), "{}", flow(text, "    ", 80));
        let han = "运行".repeat(13);
        assert_eq!(flow(&format!("{han}`git status`。"), "", 60), format!("{han}\n`git status`。\n"));
        assert_eq!(flow("运行命令`git status`之后再看结果。", "", 18), "运行命令`git\nstatus`之后再看结\n果。\n");
        assert_eq!(flow("one `tick and two", "", 12), "one `tick\nand two\n");
    }

    #[test]
    fn a_sentence_ends_where_one_begins() {
        assert_eq!(first_sentence("Use v1.2 of it. Then go."), "Use v1.2 of it.");
        assert_eq!(first_sentence("Say `a. B` twice\nmore"), "Say `a. B` twice more");
        assert_eq!(first_sentence("没有用。再试。"), "没有用。");
    }
}
