//! What is drawn on the first page: how much of the canon is measured, and what was measured.

use std::collections::BTreeMap;

use unstuck_canon::{Kind, Lang};

use super::Stats;
use crate::measured::Measured;
use crate::{Error, Library};

/// The canon in figures, with every measured approach.
#[derive(Debug, Clone)]
pub struct Figures {
    /// The totals.
    pub stats: Stats,
    /// By domain.
    pub domains: Vec<DomainFigures>,
    /// Every approach of which something was counted.
    pub measurements: Vec<Measurement>,
    /// The language of the titles.
    pub lang: Lang,
}

/// One domain.
#[derive(Debug, Clone)]
pub struct DomainFigures {
    /// Its name.
    pub domain: String,
    /// Failures.
    pub failures: usize,
    /// Approaches.
    pub approaches: usize,
    /// Of them with at least one outcome.
    pub measured: usize,
}

/// One measured approach.
#[derive(Debug, Clone)]
pub struct Measurement {
    /// What the entry says of it.
    pub kind: Kind,
    /// Posterior mean.
    pub mean: f64,
    /// Outcomes counted.
    pub trials: u64,
}

/// Counts what the first page shows.
///
/// # Errors
/// Where the ledger cannot be read, or the index is damaged.
pub fn figures(library: &Library, lang: Lang) -> Result<Figures, Error> {
    let mut domains: BTreeMap<String, DomainFigures> = BTreeMap::new();
    let mut measurements = Vec::new();
    for failure in library.index().failures() {
        let entry = failure.read().map_err(Error::unread)?;
        let measured = Measured::new(library, failure, &entry)?;
        let name = failure.id.domain();
        let domain = domains.entry(name.to_owned()).or_insert_with(|| DomainFigures {
            domain: name.to_owned(),
            failures: 0,
            approaches: 0,
            measured: 0,
        });
        domain.failures += 1;
        domain.approaches += entry.head.approaches.len();
        for own in &entry.head.approaches {
            if let Some(rate) = measured.rate(own.id.get_ref()) {
                domain.measured += 1;
                measurements.push(Measurement { kind: own.kind, mean: rate.mean, trials: rate.trials });
            }
        }
    }
    Ok(Figures { stats: super::stats(library)?, domains: domains.into_values().collect(), measurements, lang })
}
