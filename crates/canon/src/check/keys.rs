//! Keys that the format does not know: most are typing mistakes of ones that it does.

use super::{Known, Report};
use crate::{Entry, Level, Rule};

pub(super) const RULES: &[&Rule] = &[&UNKNOWN_KEY];

static UNKNOWN_KEY: Rule = Rule {
    code: "unknown-key",
    level: Level::Warning,
    asks: "Every key of the block is one of the format's.",
    help: "take the key out or mend its spelling; the format's reference is canon/schema.json",
};

pub(super) fn run(entry: &Entry, _: &Known, report: &mut Report<'_>) {
    for (key, span) in &entry.unknown_keys {
        report.at(&UNKNOWN_KEY, span.clone(), format!("`{key}` is not a key of the format"));
    }
}
