//! Several failures in one log: which is the cause, and which only its echo.

use std::collections::BTreeSet;

use unstuck_canon::{Index, Status};

use crate::Sighting;
use crate::matching::{Match, Occurrence, Tally};

/// Orders what was found, the cause first.
///
/// An echo (an entry that says of itself that it only reports another failure, or that another failure in the same log
/// names in `echoes`) never comes before a cause. Then: a failure in the step that failed before those in steps that went
/// on; a message known to be real before an unconfirmed one; the earlier line before the later, because what fails first
/// makes the rest fail; the more specific pattern.
pub(crate) fn rank(index: &Index<'_>, tallies: Vec<Tally>) -> Vec<Sighting> {
    let failures = index.failures();
    let echoed: BTreeSet<&str> = tallies
        .iter()
        .flat_map(|tally| failures[tally.failure].echoes.iter().map(unstuck_canon::FailureId::as_str))
        .collect();
    let any_in_failed_step =
        tallies.iter().any(|tally| tally.in_failed_step.is_some() && !failures[tally.failure].echo);
    let mut ranked: Vec<_> = tallies
        .into_iter()
        .map(|tally| {
            let failure = &failures[tally.failure];
            let echo = failure.echo || echoed.contains(failure.id.as_str());
            let elsewhere = any_in_failed_step && tally.in_failed_step.is_none();
            let unconfirmed = failure.status != Status::Confirmed;
            let Occurrence { line, told, .. } = tally.in_failed_step.unwrap_or(tally.first);
            let seen = Match { count: tally.count, ..told };
            let key = (echo, elsewhere, unconfirmed, line, usize::MAX - tally.specificity, failure.id.clone());
            (key, Sighting { failure: tally.failure, seen, echo })
        })
        .collect();
    ranked.sort_by(|(a, _), (b, _)| a.cmp(b));
    ranked.into_iter().map(|(_, sighting)| sighting).collect()
}
