//! The entry is silent on its near misses.

use unstuck_canon::{Finding, Level, Place, Rule};

use super::{Trial, diagnose};
use crate::Scanner;

pub(super) const RULES: &[&Rule] = &[&MISS_MATCHED];

static MISS_MATCHED: Rule = Rule {
    code: "miss-matched",
    level: Level::Warning,
    asks: "No file in `miss/` is diagnosed as the entry's failure.",
    help: "make the pattern more specific",
};

pub(super) fn run(trial: &Trial<'_, '_>, scanner: &Scanner<'_>, findings: &mut Vec<Finding>) {
    for entry in trial.entries.iter().map(unstuck_canon::Checked::entry) {
        for file in &entry.misses {
            let sightings = diagnose(trial, scanner, file);
            for sighting in &sightings {
                if trial.index.failures()[sighting.failure].id == entry.id {
                    let line = usize::try_from(sighting.seen.line).unwrap_or(1);
                    let place = Place::line(&file.path, &file.bytes, line);
                    findings.push(Finding::new(&MISS_MATCHED, place, "the entry matches its near miss"));
                }
            }
        }
    }
}
