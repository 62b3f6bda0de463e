//! The English prose: a title, a root cause, and a section for every approach.

use super::{Known, Report};
use crate::{Entry, Heading, Kind, Level, Rule, Status};

pub(super) const RULES: &[&Rule] = &[&SECTION_MISSING, &SECTION_UNKNOWN, &WHY_MISSING, &PLACEHOLDER];

static SECTION_MISSING: Rule = Rule {
    code: "section-missing",
    level: Level::Error,
    asks: "The prose has a title, a summary, `## Root cause` and a section `## approach-id: Title` for every approach.",
    help: "add the section; `unstuck new` shows the form",
};
static SECTION_UNKNOWN: Rule = Rule {
    code: "section-unknown",
    level: Level::Warning,
    asks: "Every `##` section is a fixed one or names an approach of the entry.",
    help: "add the approach to the block, or make the heading a `###`",
};
static WHY_MISSING: Rule = Rule {
    code: "why-missing",
    level: Level::Warning,
    asks: "A dead end says why it fails, under `### Why`.",
    help: "add `### Why` and the reason",
};
static PLACEHOLDER: Rule = Rule {
    code: "placeholder",
    level: Level::Warning,
    asks: "Nothing of the template is left in the entry.",
    help: "replace the text in capitals between angle brackets",
};

pub(super) fn run(entry: &Entry, _: &Known, report: &mut Report<'_>) {
    let prose = &entry.en;
    for (missing, name) in [
        (prose.title.is_empty(), "title (`# ...`)"),
        (prose.summary.is_empty(), "summary below the title"),
        (prose.root_cause().is_empty(), "section `## Root cause`"),
    ] {
        if missing {
            report.whole(&SECTION_MISSING, format!("there is no {name}"));
        }
    }
    for approach in &entry.head.approaches {
        let id = approach.id.get_ref();
        let Some(advice) = prose.advice(id) else {
            report.at(&SECTION_MISSING, approach.id.span(), format!("there is no section `## {id}: ...`"));
            continue;
        };
        if approach.kind == Kind::Workaround && advice.steps.is_empty() {
            report.at(&SECTION_MISSING, approach.id.span(), format!("the section of `{id}` does not say what to do"));
        }
        if approach.kind == Kind::DeadEnd && advice.why.is_none_or(|why| why.is_empty()) {
            report.at(&WHY_MISSING, approach.id.span(), format!("the section of `{id}` has no `### Why`"));
        }
    }
    for section in &prose.sections {
        let message = match &section.heading {
            Heading::Unknown(text) => format!("`{text}` is not a section of the format"),
            Heading::Approach(id) if entry.head.approaches.iter().all(|approach| approach.id.get_ref() != id) => {
                format!("there is no approach `{id}`")
            }
            _ => continue,
        };
        report.at(&SECTION_UNKNOWN, section.span.clone(), message);
    }
    if *entry.head.status.get_ref() == Status::Confirmed {
        placeholders(report);
    }
}

/// `<LIKE THIS>`: at least two capitals, closed by an angle bracket.
fn placeholders(report: &mut Report<'_>) {
    let text = report.text;
    for (at, _) in text.match_indices('<') {
        let Some(end) = text[at..].find('>') else { continue };
        let inner = &text[at + 1..at + end];
        let capitals = inner.bytes().filter(u8::is_ascii_uppercase).count();
        if inner.contains(' ')
            && capitals >= 2
            && inner.bytes().all(|byte| byte.is_ascii_uppercase() || b" ,-".contains(&byte))
        {
            report.at(&PLACEHOLDER, at..at + end + 1, format!("`<{inner}>` is from the template"));
        }
    }
}
