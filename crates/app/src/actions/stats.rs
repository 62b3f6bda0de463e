//! `stats`: figures of the canon, counted from the index.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;
use unstuck_canon::{Head, Kind, Layer, Pattern, Status};
use unstuck_ledger::{Calibration, Predicted, Source, Verdict};

use crate::measured::Measured;
use crate::{Error, Library, bundle};

/// Figures of the canon.
#[derive(Debug, Clone, Default, Serialize, JsonSchema)]
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
    /// Of them: what was counted says so too.
    pub supported: usize,
    /// What was counted says otherwise.
    pub refuted: usize,
    /// Too little was counted to say.
    pub open: usize,
    /// Outcomes counted.
    pub outcomes: u64,
    /// True where the ledger does not answer now: reports and outcomes of use are missing from the figures. Else absent.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub without_ledger: bool,
    /// The same by source.
    pub sources: BTreeMap<&'static str, u64>,
    /// Each outcome held against what the others of its approach predict, by tenths of the prediction: whether a rate means what
    /// it says. An outcome that is the only one of its approach is not in it.
    pub calibration: Vec<CalibrationBin>,
    /// Proofs with an older version of a tool than the newest with which anything was proved.
    pub dated: usize,
    /// Failures that an approach was seen to turn into another one.
    pub arrows: usize,
    /// Approaches of which only a claimed number is known.
    pub claimed_only: usize,
    /// Citations.
    pub citations: usize,
    /// Citations that report how an approach ended.
    pub reports: usize,
}

/// Outcomes that were predicted alike.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct CalibrationBin {
    /// Mean of the predictions.
    pub predicted: f64,
    /// Outcomes.
    pub trials: u64,
    /// Those in which the failure was gone.
    pub fixed: u64,
    /// Share of those.
    pub observed: f64,
    /// Lower end of its 95 % interval.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

impl From<&Predicted> for CalibrationBin {
    fn from(bin: &Predicted) -> Self {
        let (observed, low, high) = bin.observed();
        Self { predicted: bin.mean(), trials: bin.counts.trials, fixed: bin.counts.fixed, observed, low, high }
    }
}

/// Counts.
///
/// # Errors
/// Where the ledger cannot be read, or the index is damaged.
pub fn stats(library: &Library) -> Result<Stats, Error> {
    let mut stats = Stats { schema: "unstuck/stats/1", ..Stats::default() };
    let known = library.counted()?;
    let rarity = bundle::rarity();
    let mut calibration = Calibration::default();
    for failure in library.index().failures() {
        let entry = failure.read().map_err(Error::unread)?;
        let measured = Measured::new(library, failure, &entry)?;
        let head = entry.head;
        stats.failures += 1;
        *stats.domains.entry(failure.id.domain().to_owned()).or_default() += 1;
        stats.confirmed += usize::from(failure.status == Status::Confirmed);
        stats.chinese += usize::from(entry.zh.is_some());
        stats.overlaid += usize::from(failure.layer != Layer::Bundled);
        stats.patterns += failure.patterns.len();
        // `check` has seen that each is of the dialect.
        let taken = failure.patterns.iter().filter_map(|pattern| Pattern::rarest(&pattern.regex, &rarity).ok());
        stats.literals += taken.map(|taken| taken.literals.len()).sum::<usize>();
        stats.approaches += head.approaches.len();
        let workarounds = head.approaches.iter().filter(|approach| approach.kind == Kind::Workaround).count();
        stats.workarounds += workarounds;
        stats.dead_ends += head.approaches.len() - workarounds;
        stats.without_ledger |= measured.without_ledger;
        counted(&mut stats, &measured, &head);
        measured.held(&mut calibration);
        stats.dated += measured.outcomes.iter().filter(|outcome| known.dated(outcome)).count();
        stats.citations += head.citations.len();
        stats.reports += head.citations.iter().filter(|citation| citation.outcome.is_some()).count();
    }
    stats.calibration = calibration.bins().map(CalibrationBin::from).collect();
    Ok(stats)
}

/// What was counted of one failure.
fn counted(stats: &mut Stats, measured: &Measured, head: &Head) {
    stats.proved += usize::from(measured.outcomes.iter().any(|outcome| outcome.source == Source::Proof));
    stats.outcomes += measured.evidence();
    stats.arrows += measured.arrows.len();
    for approach in &head.approaches {
        let id = approach.id.get_ref();
        match measured.verdict(id) {
            Verdict::Supported => stats.supported += 1,
            Verdict::Refuted => stats.refuted += 1,
            Verdict::Open => stats.open += 1,
            Verdict::Unmeasured => {
                stats.claimed_only += usize::from(approach.claimed.is_some() || approach.claimed_fail.is_some());
            }
        }
        let rate = measured.rate(id);
        stats.approaches_measured += usize::from(rate.is_some());
        for (source, counts) in rate.iter().flat_map(|rate| &rate.sources) {
            *stats.sources.entry(source.word()).or_default() += counts.trials;
        }
    }
}
