//! `stats`: figures of the canon, counted from the index.

use std::collections::BTreeMap;

use serde::Serialize;
use unstuck_canon::{Kind, Layer, Status};

use crate::{Error, Library};

/// Figures of the canon.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Stats {
    /// `unstuck/stats/1`
    pub schema: &'static str,
    /// Failures.
    pub failures: usize,
    /// Failures by domain.
    pub domains: BTreeMap<String, usize>,
    /// Failures whose message is known to occur.
    pub confirmed: usize,
    /// Failures with Chinese prose.
    pub chinese: usize,
    /// Failures from overlays.
    pub overlaid: usize,
    /// Failures that a proof reproduces.
    pub proved: usize,
    /// Patterns, and the literals by which they are found.
    pub patterns: usize,
    /// Literals of the patterns.
    pub literals: usize,
    /// Approaches.
    pub approaches: usize,
    /// Of them workarounds.
    pub workarounds: usize,
    /// Of them dead ends.
    pub dead_ends: usize,
    /// Approaches with at least one outcome.
    pub approaches_measured: usize,
    /// Outcomes.
    pub outcomes: usize,
    /// Approaches of which only a claimed number is known.
    pub claimed_only: usize,
    /// Citations.
    pub citations: usize,
    /// Citations that report how an approach ended.
    pub reports: usize,
}

/// Counts.
///
/// # Errors
/// Only where the index is damaged.
pub fn stats(library: &Library) -> Result<Stats, Error> {
    let mut stats = Stats { schema: "unstuck/stats/1", ..Stats::default() };
    for failure in library.index().failures() {
        let entry = failure.read().map_err(|finding| Error::Patterns(finding.message))?;
        let head = entry.head;
        stats.failures += 1;
        *stats.domains.entry(failure.id.domain().to_owned()).or_default() += 1;
        stats.confirmed += usize::from(failure.status == Status::Confirmed);
        stats.chinese += usize::from(entry.zh.is_some());
        stats.overlaid += usize::from(failure.layer != Layer::Bundled);
        stats.patterns += failure.patterns.len();
        stats.literals += failure.patterns.iter().map(|pattern| pattern.literals.len()).sum::<usize>();
        stats.approaches += head.approaches.len();
        let workarounds = head.approaches.iter().filter(|approach| approach.kind == Kind::Workaround).count();
        stats.workarounds += workarounds;
        stats.dead_ends += head.approaches.len() - workarounds;
        stats.claimed_only += head
            .approaches
            .iter()
            .filter(|approach| approach.claimed.is_some() || approach.claimed_fail.is_some())
            .count();
        stats.citations += head.citations.len();
        stats.reports += head.citations.iter().filter(|citation| citation.outcome.is_some()).count();
    }
    Ok(stats)
}
