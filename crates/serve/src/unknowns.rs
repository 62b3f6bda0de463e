//! Which unknown lines come most often: counted by fingerprint, for as long as the server runs.
//!
//! It holds so many rows and no more, whatever clients send: when a row too many comes, every count goes down by one and
//! rows that reach nothing go (Misra and Gries 1982). A count is then too low, by at most the share of all that one row in
//! so many makes, and never too high.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;
use unstuck_app::actions::{UnknownRow, Unknowns as View};

/// Rows that are held.
const MOST: usize = 4096;

/// Counts of unknown lines.
#[derive(Debug, Default)]
pub(crate) struct Unknowns {
    /// By fingerprint: logs, and the day of the last one.
    rows: Mutex<HashMap<String, (u64, String)>>,
}

impl Unknowns {
    /// Counts the unknown lines of one log, each once.
    pub(crate) fn count<'f>(&self, fingerprints: impl Iterator<Item = &'f str>) {
        let fingerprints: BTreeSet<&str> = fingerprints.collect();
        if fingerprints.is_empty() {
            return;
        }
        let today = Timestamp::now().strftime("%Y-%m-%d").to_string();
        let mut rows = self.rows.lock().unwrap_or_else(PoisonError::into_inner);
        for fingerprint in fingerprints {
            if let Some((count, day)) = rows.get_mut(fingerprint) {
                *count += 1;
                day.clone_from(&today);
            } else if rows.len() < MOST {
                rows.insert(fingerprint.to_owned(), (1, today.clone()));
            } else {
                rows.retain(|_, (count, _)| {
                    *count -= 1;
                    *count > 0
                });
            }
        }
    }

    /// The most frequent rows, at most so many.
    pub(crate) fn top(&self, most: usize) -> View {
        let rows = self.rows.lock().unwrap_or_else(PoisonError::into_inner);
        let rows = rows.iter().map(|(fingerprint, (count, day))| UnknownRow {
            fingerprint: fingerprint.clone(),
            count: *count,
            last_seen: day.clone(),
        });
        let mut view = View::of(rows.collect());
        view.unknowns.truncate(most);
        view
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_counts_once() {
        let unknowns = Unknowns::default();
        unknowns.count(["b", "a", "b"].into_iter());
        unknowns.count(["b"].into_iter());
        unknowns.count([].into_iter());
        let top = unknowns.top(10).unknowns;
        let counts: Vec<_> = top.iter().map(|row| (row.fingerprint.as_str(), row.count)).collect();
        assert_eq!(counts, [("b", 2), ("a", 1)]);
        assert_eq!(unknowns.top(1).unknowns.len(), 1);
    }

    #[test]
    fn it_stays_small_and_what_is_frequent_stays() {
        let unknowns = Unknowns::default();
        for round in 0..3 * MOST {
            unknowns.count(["often"].into_iter());
            unknowns.count([format!("once {round}").as_str()].into_iter());
        }
        let top = unknowns.top(usize::MAX).unknowns;
        assert!(top.len() <= MOST, "{}", top.len());
        assert_eq!(top[0].fingerprint, "often");
        let (count, all) = (top[0].count, 3 * MOST as u64);
        assert!(count <= all && count >= all - 2 * all / MOST as u64, "{count} of {all}");
    }
}
