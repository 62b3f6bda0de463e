//! How often an approach ended the failure.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;
use unstuck_canon::ApproachId;
use unstuck_ledger::{Rate, Verdict as Found};

use crate::measured::{Arrow, Measured};

/// How often an approach ended the failure. Every number but `claimed` was counted.
#[derive(Debug, Clone, Default, Serialize, JsonSchema)]
pub struct RateView {
    /// Posterior mean; null while unmeasured.
    pub mean: Option<f64>,
    /// Lower end of the 95% interval.
    pub low: Option<f64>,
    /// Upper end of the 95% interval.
    pub high: Option<f64>,
    /// Outcomes counted.
    pub trials: u64,
    /// Outcomes in which the failure was gone.
    pub fixed: u64,
    /// The same by source.
    pub sources: BTreeMap<&'static str, Counts>,
    /// A success rate that somebody asserted; never part of the numbers above.
    pub claimed: Option<f64>,
    /// What the numbers say.
    pub verdict: Verdict,
    /// Every proof used an older version of a tool than the newest with which anything was proved.
    pub dated: bool,
}

/// Outcomes of one source.
#[derive(Debug, Clone, Copy, Serialize, JsonSchema)]
pub struct Counts {
    /// Outcomes.
    pub trials: u64,
    /// Of them fixed.
    pub fixed: u64,
}

/// What the outcomes say of an approach's label.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// The whole interval is on the label's side of one half.
    Supported,
    /// The whole interval is on the other side.
    Refuted,
    /// Too little to say.
    Open,
    /// No outcomes.
    #[default]
    Unmeasured,
}

impl From<Found> for Verdict {
    fn from(found: Found) -> Self {
        match found {
            Found::Supported => Self::Supported,
            Found::Refuted => Self::Refuted,
            Found::Open => Self::Open,
            Found::Unmeasured => Self::Unmeasured,
        }
    }
}

impl RateView {
    /// What was counted of an approach, beside what was claimed.
    pub(crate) fn of(measured: &Measured, approach: &ApproachId, claimed: Option<f64>) -> Self {
        Self {
            claimed,
            verdict: measured.verdict(approach).into(),
            dated: measured.dated(approach),
            ..measured.rate(approach).map(Self::counted).unwrap_or_default()
        }
    }

    /// The numbers of a rate.
    pub(crate) fn counted(rate: &Rate) -> Self {
        let sources = rate.sources.iter();
        let counts = |counts: &unstuck_ledger::Counts| Counts { trials: counts.trials, fixed: counts.fixed };
        Self {
            mean: Some(digits(rate.mean)),
            low: Some(digits(rate.low)),
            high: Some(digits(rate.high)),
            trials: rate.trials,
            fixed: rate.fixed,
            sources: sources.map(|(source, of_source)| (source.word(), counts(of_source))).collect(),
            ..Self::default()
        }
    }
}

/// A share to four digits: more would say nothing.
pub(crate) fn digits(share: f64) -> f64 {
    (share * 1e4).round() / 1e4
}

/// An approach that turned one failure into another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ArrowView {
    /// The other failure.
    pub id: String,
    /// The approach after which it was seen.
    pub via: String,
    /// In how many outcomes.
    pub trials: u64,
}

impl ArrowView {
    pub(crate) fn to(arrow: &Arrow) -> Self {
        Self { id: arrow.to.to_string(), via: arrow.via.to_string(), trials: arrow.trials }
    }

    pub(crate) fn from(arrow: &Arrow) -> Self {
        Self { id: arrow.from.to_string(), via: arrow.via.to_string(), trials: arrow.trials }
    }
}
