//! How often an approach ended the failure.

use std::collections::BTreeMap;

use serde::Serialize;

/// How often an approach ended the failure. Every number but `claimed` was counted.
#[derive(Debug, Clone, Default, Serialize)]
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
    pub sources: BTreeMap<String, Counts>,
    /// A success rate that somebody asserted; never part of the numbers above.
    pub claimed: Option<f64>,
    /// What the numbers say.
    pub verdict: Verdict,
}

/// Outcomes of one source.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Counts {
    /// Outcomes.
    pub trials: u64,
    /// Of them fixed.
    pub fixed: u64,
}

/// What the outcomes say of an approach's label.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// No outcomes.
    #[default]
    Unmeasured,
}
