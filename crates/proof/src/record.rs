//! Outcomes in the canon: `outcomes.jsonl` beside an entry, to which lines are only ever added.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use unstuck_ledger::Outcome;

use crate::{Error, Tried};

/// What the recorded outcomes say of a trial that was made again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recorded {
    /// The same.
    Holds,
    /// Something else.
    Differs,
    /// Nothing: the proof has changed since, or was never recorded.
    Missing,
}

/// Where the outcomes of an entry are.
fn file(entry: &Path) -> PathBuf {
    entry.join("outcomes.jsonl")
}

/// The outcomes recorded beside the entry in that folder; none where there is no file.
///
/// # Errors
/// Where the file cannot be read, or a line of it is no outcome.
pub fn recorded(entry: &Path) -> Result<Vec<Outcome>, Error> {
    let path = file(entry);
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(source) => return Err(Error::Read { path, source }),
    };
    Outcome::read_lines(&text).map_err(|source| Error::Recorded { path, source })
}

/// Adds the outcomes that are not recorded yet, whenever they were seen. Returns how many were added.
///
/// # Errors
/// Where the file cannot be read or written.
pub fn record(entry: &Path, outcomes: &[Outcome]) -> Result<usize, Error> {
    let before = recorded(entry)?;
    let new: Vec<_> = outcomes.iter().filter(|outcome| !before.iter().any(|old| outcome.repeats(old))).collect();
    if new.is_empty() {
        return Ok(0);
    }
    let path = file(entry);
    let lines: String = new.iter().map(|outcome| outcome.line() + "\n").collect();
    let written = OpenOptions::new().create(true).append(true).open(&path).and_then(|mut file| {
        file.write_all(lines.as_bytes())?;
        file.sync_all()
    });
    written.map_err(|source| Error::Write { path, source })?;
    Ok(new.len())
}

/// Whether the recorded outcomes of the same experiment still hold: whatever the versions of the tools are now, what was
/// seen must be the same. Of several for the same variant the latest counts.
#[must_use]
pub fn standing(tried: &Tried, recorded: &[Outcome]) -> Recorded {
    let Some(now) = tried.outcome() else { return Recorded::Differs };
    let variant = |outcome: &Outcome| outcome.environment.get("variant").cloned();
    let same = recorded.iter().filter(|old| {
        old.approach == now.approach && old.experiment == now.experiment && variant(old) == variant(&now)
    });
    match same.max_by_key(|old| old.at) {
        Some(old) if old.seen == now.seen => Recorded::Holds,
        Some(_) => Recorded::Differs,
        None => Recorded::Missing,
    }
}
