//! Approaches: named once, and of both kinds.

use super::{Known, Report, repeated};
use crate::{Entry, Kind, Level, Rule, Status};

pub(super) const RULES: &[&Rule] = &[&APPROACH_TWICE, &KIND_MISSING];

static APPROACH_TWICE: Rule = Rule {
    code: "approach-twice",
    level: Level::Error,
    asks: "The id of an approach is unique in its entry.",
    help: "give the second one a name that says what one does",
};
static KIND_MISSING: Rule = Rule {
    code: "kind-missing",
    level: Level::Warning,
    asks: "A confirmed failure has a workaround and a dead end.",
    help: "add what ends the failure, and what people try in vain",
};

pub(super) fn run(entry: &Entry, _: &Known, report: &mut Report<'_>) {
    let approaches = &entry.head.approaches;
    for (id, span) in repeated(approaches.iter().map(|approach| (approach.id.get_ref(), approach.id.span()))) {
        report.at(&APPROACH_TWICE, span, format!("`{id}` is used before"));
    }
    if *entry.head.status.get_ref() == Status::Confirmed {
        for (kind, name) in [(Kind::Workaround, "workaround"), (Kind::DeadEnd, "dead end")] {
            if approaches.iter().all(|approach| approach.kind != kind) {
                report.whole(&KIND_MISSING, format!("there is no {name}"));
            }
        }
    }
}
