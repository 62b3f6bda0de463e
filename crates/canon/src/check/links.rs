//! Markdown links have a title and a whole address.

use super::citations::is_url;
use super::{Known, Report};
use crate::prose::links;
use crate::{Entry, Level, Prose, Rule, SourceFile};

pub(super) const RULES: &[&Rule] = &[&BAD_LINK];

static BAD_LINK: Rule = Rule {
    code: "bad-link",
    level: Level::Warning,
    asks: "A link in the prose has a title and a whole address.",
    help: "write `[title](https://...)`; in code, put the text between backticks",
};

pub(super) fn run(entry: &Entry, _: &Known, report: &mut Report<'_>) {
    of_prose(&entry.en, &entry.entry, report);
    if let (Some(zh), Some(file)) = (&entry.zh, &entry.zh_file) {
        of_prose(zh, file, report);
    }
}

fn of_prose(prose: &Prose, file: &SourceFile, report: &mut Report<'_>) {
    for section in &prose.sections {
        for (title, address) in links(&without_code(&section.body)) {
            if title.trim().is_empty() || !is_url(&address) {
                let span = Some(section.body_span.clone());
                report.other(&BAD_LINK, file, span, format!("`[{title}]({address})` is no whole link"));
            }
        }
    }
}

/// The text with fenced blocks and code spans taken out: brackets in code are no links.
fn without_code(text: &str) -> String {
    let mut fenced = false;
    let mut plain = String::new();
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        } else if !fenced {
            plain.extend(line.split('`').step_by(2));
            plain.push('\n');
        }
    }
    plain
}
