//! Retired ids stay retired, and lead somewhere.

use super::{Known, Report};
use crate::{Entry, Level, Rule};

pub(super) const RULES: &[&Rule] = &[&ID_REUSED];

static ID_REUSED: Rule = Rule {
    code: "id-reused",
    level: Level::Error,
    asks: "An id in `retired.toml` is never used again, for a failure or for an approach.",
    help: "choose another id; old links and recorded outcomes still mean the old one",
};

pub(super) fn run(entry: &Entry, known: &Known, report: &mut Report<'_>) {
    if known.retired.failure.contains_key(entry.id.as_str()) {
        report.whole(&ID_REUSED, format!("the id `{}` is retired", entry.id));
    }
    for approach in &entry.head.approaches {
        let id = format!("{}#{}", entry.id, approach.id.get_ref());
        if known.retired.approach.contains_key(&id) {
            report.at(&ID_REUSED, approach.id.span(), format!("the id `{id}` is retired"));
        }
    }
}
