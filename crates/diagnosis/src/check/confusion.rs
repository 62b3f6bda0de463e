//! No pattern fires on another failure's hits, unless one of the two entries says that they are confused.

use unstuck_canon::{Finding, Index, Level, Place, Rule};

use super::{Samples, Trial};

pub(super) const RULES: &[&Rule] = &[&CONFUSED];

static CONFUSED: Rule = Rule {
    code: "confused",
    level: Level::Warning,
    asks: "An entry fires on another's hit only where `confused_with` or `echoes` of one of them names the other.",
    help: "make the pattern more specific, or name the other entry in `confused_with` and tell the two apart in the prose",
};

pub(super) fn run(trial: &Trial<'_, '_>, samples: &Samples<'_>, findings: &mut Vec<Finding>) {
    for (id, sample) in samples.hits() {
        for sighting in &sample.sightings {
            let other = &trial.index.failures()[sighting.failure];
            let concerned = trial.checks(id) || trial.checks(other.id.as_str());
            if !concerned || other.id.as_str() == id || other.echo || told_apart(trial.index, other.id.as_str(), id) {
                continue;
            }
            let line = usize::try_from(sighting.seen.line).unwrap_or(1);
            let place = Place::line(&sample.file.path, &sample.file.bytes, line);
            findings.push(Finding::new(&CONFUSED, place, format!("`{}` fires on this hit of `{id}`", other.id)));
        }
    }
}

/// Whether one of the two failures names the other in `confused_with` or `echoes`.
#[must_use]
pub fn told_apart(index: &Index<'_>, a: &str, b: &str) -> bool {
    let names = |id: &str, other: &str| {
        let entry = index.get(id).and_then(|indexed| indexed.read().ok());
        entry.is_some_and(|entry| {
            entry.head.confused_with.iter().chain(&entry.head.echoes).any(|named| named.get_ref() == other)
        })
    };
    names(a, b) || names(b, a)
}
