//! Checks of entries that need the engine: one file a check, as in the `canon` crate.

use rayon::prelude::*;
use unstuck_canon::{Checked, Entry, Finding, Index, Rule, SourceFile};

use crate::{Diagnoser, Scanner, Sighting, Unscannable};

mod confusion;
mod hits;
mod misses;
mod noise;

pub use confusion::told_apart;

/// What the checks look at.
#[derive(Debug)]
pub struct Trial<'a, 'i> {
    /// The entries under check.
    pub entries: &'a [Checked],
    /// Every failure in reach: the entries under check over those of lower layers.
    pub index: &'i Index<'i>,
    /// Hits of entries in lower layers: id and files. The patterns under check must be silent on them.
    pub others: &'a [(String, Vec<SourceFile>)],
    /// Output of commands that went well.
    pub ordinary: &'a [SourceFile],
}

struct Check {
    rules: &'static [&'static Rule],
    run: fn(&Trial<'_, '_>, &Samples<'_>, &mut Vec<Finding>),
}

/// Every check. A new one is a file in `check/` and a row here.
const CHECKS: &[Check] = &[
    Check { rules: hits::RULES, run: hits::run },
    Check { rules: misses::RULES, run: misses::run },
    Check { rules: confusion::RULES, run: confusion::run },
    Check { rules: noise::RULES, run: noise::run },
];

/// Every rule of this crate.
#[must_use]
pub fn rules() -> Vec<&'static Rule> {
    CHECKS.iter().flat_map(|check| check.rules).copied().collect()
}

/// Runs every check.
///
/// # Errors
/// As [`Scanner::new`].
pub fn check(trial: &Trial<'_, '_>) -> Result<Vec<Finding>, Unscannable> {
    let scanner = Scanner::new(trial.index)?;
    let samples = Samples::diagnosed(trial, &scanner);
    let mut findings = Vec::new();
    for check in CHECKS {
        (check.run)(trial, &samples, &mut findings);
    }
    Ok(findings)
}

impl Trial<'_, '_> {
    /// Whether that entry is under check: what others do to each other is nothing that its author can mend.
    fn checks(&self, id: &str) -> bool {
        self.entries.iter().any(|entry| entry.entry().id.as_str() == id)
    }
}

/// The samples of a trial, each diagnosed once.
struct Samples<'a> {
    /// Those of the entries under check.
    own: Vec<OfEntry<'a>>,
    /// Hits of entries in lower layers, with the entry's id.
    below: Vec<(&'a str, Sample<'a>)>,
    /// Output of commands that went well.
    ordinary: Vec<Sample<'a>>,
}

/// The samples of an entry.
struct OfEntry<'a> {
    entry: &'a Entry,
    hits: Vec<Sample<'a>>,
    misses: Vec<Sample<'a>>,
}

/// A file, and the failures that it shows.
struct Sample<'a> {
    file: &'a SourceFile,
    sightings: Vec<Sighting>,
}

impl<'a> Samples<'a> {
    fn diagnosed(trial: &Trial<'a, '_>, scanner: &Scanner<'_>) -> Self {
        let diagnosed = |file: &'a SourceFile| {
            let mut diagnoser = Diagnoser::new(trial.index, scanner);
            diagnoser.push(&file.bytes);
            Sample { file, sightings: diagnoser.sightings() }
        };
        let all = |files: &'a [SourceFile]| files.par_iter().map(diagnosed).collect();
        let of_entry = |entry: &'a Entry| OfEntry { entry, hits: all(&entry.hits), misses: all(&entry.misses) };
        let below = trial.others.par_iter().flat_map(|(id, hits)| hits.par_iter().map(|file| (id.as_str(), file)));
        Self {
            own: trial.entries.par_iter().map(|checked| of_entry(checked.entry())).collect(),
            below: below.map(|(id, file)| (id, diagnosed(file))).collect(),
            ordinary: all(trial.ordinary),
        }
    }

    /// Every hit, with the id of its entry.
    fn hits(&self) -> impl Iterator<Item = (&str, &Sample<'a>)> {
        let own = self.own.iter().flat_map(|of| of.hits.iter().map(|sample| (of.entry.id.as_str(), sample)));
        own.chain(self.below.iter().map(|(id, sample)| (*id, sample)))
    }
}
