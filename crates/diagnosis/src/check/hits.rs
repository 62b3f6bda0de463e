//! Every hit yields its own failure, on the line that was written down by hand.

use unstuck_canon::{Finding, Level, Place, Rule};

use super::{OfEntry, Sample, Samples, Trial};

pub(super) const RULES: &[&Rule] = &[&HIT_NOT_MATCHED, &HIT_ON_OTHER_LINE];

static HIT_NOT_MATCHED: Rule = Rule {
    code: "hit-not-matched",
    level: Level::Warning,
    asks: "Each file in `hit/` is diagnosed as the entry's failure.",
    help: "mend the pattern; timestamps, colours and markers such as ##[error] are taken off a line before it is matched",
};
static HIT_ON_OTHER_LINE: Rule = Rule {
    code: "hit-on-other-line",
    level: Level::Warning,
    asks: "The match starts on the line that [[hit]] says.",
    help: "look which of the two is wrong: the pattern or the line",
};

pub(super) fn run(trial: &Trial<'_, '_>, samples: &Samples<'_>, findings: &mut Vec<Finding>) {
    for OfEntry { entry, hits, .. } in &samples.own {
        for hit in &entry.head.hits {
            let named = hits.iter().find(|sample| sample.file.name() == hit.file.get_ref());
            let Some(Sample { file, sightings }) = named else { continue };
            let id = |failure: usize| &trial.index.failures()[failure].id;
            let own = sightings.iter().find(|sighting| *id(sighting.failure) == entry.id);
            let place = Place::line(&file.path, &file.bytes, hit.line);
            match own {
                None => {
                    let others: Vec<_> = sightings.iter().map(|sighting| id(sighting.failure).as_str()).collect();
                    let message = match others.as_slice() {
                        [] => "nothing matches this hit".to_owned(),
                        others => format!("this hit is diagnosed as {} only", others.join(", ")),
                    };
                    findings.push(Finding::new(&HIT_NOT_MATCHED, place, message));
                }
                Some(own) if own.seen.line != hit.line as u64 => {
                    let message = format!("the match starts on line {}, not on line {}", own.seen.line, hit.line);
                    findings.push(Finding::new(&HIT_ON_OTHER_LINE, place, message));
                }
                Some(_) => {}
            }
        }
    }
}
