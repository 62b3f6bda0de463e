//! Relations: the failures an entry names exist, and confusable ones are told apart.

use super::{Known, Report};
use crate::{Entry, Heading, Level, Rule};

pub(super) const RULES: &[&Rule] = &[&UNKNOWN_FAILURE, &NOT_TOLD_APART];

static UNKNOWN_FAILURE: Rule = Rule {
    code: "unknown-failure",
    level: Level::Warning,
    asks: "`confused_with` and `echoes` name other failures of the canon.",
    help: "write the id of an entry that exists; `unstuck list` prints them",
};
static NOT_TOLD_APART: Rule = Rule {
    code: "not-told-apart",
    level: Level::Warning,
    asks: "Where `confused_with` names a failure, the section `## Telling it apart` says how to tell.",
    help: "add the section with the sign or the command that decides",
};

pub(super) fn run(entry: &Entry, known: &Known, report: &mut Report<'_>) {
    for named in entry.head.confused_with.iter().chain(&entry.head.echoes) {
        let id = named.get_ref();
        let live = known.retired.successor(id).unwrap_or(id);
        if live == entry.id.as_str() {
            report.at(&UNKNOWN_FAILURE, named.span(), "this is the entry itself");
        } else if !known.ids.contains(live) {
            report.at(&UNKNOWN_FAILURE, named.span(), format!("there is no failure `{id}`"));
        }
    }
    if let Some(first) = entry.head.confused_with.first()
        && entry.en.section(&Heading::TellingApart).is_none_or(|section| section.body.is_empty())
    {
        report.at(&NOT_TOLD_APART, first.span(), "there is no section `## Telling it apart`");
    }
}
