//! Markdown laid out for a terminal: paragraphs and lists wrapped, code as it is.

use textwrap::{Options, WordSplitter};

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
        .word_splitter(WordSplitter::NoHyphenation);
    for line in textwrap::wrap(&text, options) {
        push(out, "", &line);
    }
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
    fn lists_hang_and_code_stays() {
        let text = "One two three\nfour five.\n\n1. first item that is long\n2. second\n\n```sh\ngit   push   --very-long-option-that-stays\n```";
        let laid = flow(text, "  ", 20);
        assert_eq!(
            laid,
            "  One two three four\n  five.\n\n  1. first item that\n     is long\n  2. second\n\n      git   push   --very-long-option-that-stays\n"
        );
    }

    #[test]
    fn a_sentence_ends_where_one_begins() {
        assert_eq!(first_sentence("Use v1.2 of it. Then go."), "Use v1.2 of it.");
        assert_eq!(first_sentence("Say `a. B` twice\nmore"), "Say `a. B` twice more");
        assert_eq!(first_sentence("没有用。再试。"), "没有用。");
    }
}
