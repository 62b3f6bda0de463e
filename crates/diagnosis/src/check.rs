//! Checks of entries that need the engine: one file a check, as in the `canon` crate.

use unstuck_canon::{Checked, Finding, Index, Rule, SourceFile};

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
    run: fn(&Trial<'_, '_>, &Scanner<'_>, &mut Vec<Finding>),
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
    let mut findings = Vec::new();
    for check in CHECKS {
        (check.run)(trial, &scanner, &mut findings);
    }
    Ok(findings)
}

impl Trial<'_, '_> {
    /// Whether that entry is under check: what others do to each other is nothing that its author can mend.
    fn checks(&self, id: &str) -> bool {
        self.entries.iter().any(|entry| entry.entry().id.as_str() == id)
    }
}

/// The failures that one sample shows.
fn diagnose(trial: &Trial<'_, '_>, scanner: &Scanner<'_>, file: &SourceFile) -> Vec<Sighting> {
    let mut diagnoser = Diagnoser::new(trial.index, scanner);
    diagnoser.push(&file.bytes);
    diagnoser.sightings()
}
