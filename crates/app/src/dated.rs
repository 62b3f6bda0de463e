//! The days that an entry itself names. An edit of its text has none: nothing here is taken from a file system or a
//! repository.

use std::collections::BTreeMap;

use unstuck_canon::{Entry, Indexed};
use unstuck_ledger::Outcome;

use crate::Error;

/// What an entry says of one day.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Day {
    /// Recorded outcomes that were seen on it, by source.
    pub(crate) outcomes: BTreeMap<&'static str, u64>,
    /// Citations that were opened on it.
    pub(crate) citations: u64,
}

/// The days of an entry, as `2026-11-27`, UTC.
///
/// # Errors
/// Where its recorded outcomes cannot be read.
pub(crate) fn days(failure: &Indexed<'_>, entry: &Entry) -> Result<BTreeMap<String, Day>, Error> {
    let mut days: BTreeMap<String, Day> = BTreeMap::new();
    for citation in &entry.head.citations {
        days.entry(citation.opened.to_string()).or_default().citations += 1;
    }
    let recorded = String::from_utf8_lossy(&failure.outcomes);
    let bad = |source| Error::Outcomes { failure: failure.id.to_string(), source };
    for outcome in Outcome::read_lines(&recorded).map_err(bad)? {
        let day = days.entry(outcome.at.strftime("%Y-%m-%d").to_string()).or_default();
        *day.outcomes.entry(outcome.source.word()).or_default() += 1;
    }
    Ok(days)
}

/// The last day that an entry names.
///
/// # Errors
/// As [`days`].
pub(crate) fn latest(failure: &Indexed<'_>, entry: &Entry) -> Result<Option<String>, Error> {
    Ok(days(failure, entry)?.into_keys().next_back())
}
