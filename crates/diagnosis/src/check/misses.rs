//! The entry is silent on its near misses.

use unstuck_canon::{Finding, Level, Place, Rule};

use super::{OfEntry, Samples, Trial};

pub(super) const RULES: &[&Rule] = &[&MISS_MATCHED];

static MISS_MATCHED: Rule = Rule {
    code: "miss-matched",
    level: Level::Warning,
    asks: "No file in `miss/` is diagnosed as the entry's failure.",
    help: "make the pattern more specific",
};

pub(super) fn run(trial: &Trial<'_, '_>, samples: &Samples<'_>, findings: &mut Vec<Finding>) {
    for OfEntry { entry, misses, .. } in &samples.own {
        for sample in misses {
            for sighting in &sample.sightings {
                if trial.index.failures()[sighting.failure].id == entry.id {
                    let line = usize::try_from(sighting.seen.line).unwrap_or(1);
                    let place = Place::line(&sample.file.path, &sample.file.bytes, line);
                    findings.push(Finding::new(&MISS_MATCHED, place, "the entry matches its near miss"));
                }
            }
        }
    }
}
