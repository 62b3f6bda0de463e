//! Their format, as far as anything of it is taken over.

use serde::Deserialize;

/// One entry. What is not named here is not read.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Theirs {
    /// `domain/slug/environment`
    pub(crate) id: String,
    pub(crate) url: String,
    pub(crate) error: Failure,
    pub(crate) verdict: Verdict,
    #[serde(default)]
    pub(crate) dead_ends: Vec<DeadEnd>,
    #[serde(default)]
    pub(crate) workarounds: Vec<Workaround>,
    #[serde(default)]
    pub(crate) metadata: Metadata,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Failure {
    pub(crate) signature: String,
    pub(crate) regex: Option<String>,
    #[serde(default)]
    pub(crate) category: String,
    pub(crate) first_seen: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Verdict {
    pub(crate) fix_success_rate: Option<f64>,
    pub(crate) confidence: Option<f64>,
    pub(crate) summary: String,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct DeadEnd {
    pub(crate) action: String,
    pub(crate) why_fails: String,
    pub(crate) fail_rate: Option<f64>,
    #[serde(default)]
    pub(crate) sources: Vec<String>,
    #[serde(default)]
    pub(crate) condition: String,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Workaround {
    pub(crate) action: String,
    #[serde(default)]
    pub(crate) how: String,
    pub(crate) success_rate: Option<f64>,
    #[serde(default)]
    pub(crate) sources: Vec<String>,
    #[serde(default)]
    pub(crate) condition: String,
}

#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct Metadata {
    #[serde(default)]
    pub(crate) generated_by: String,
    #[serde(default)]
    pub(crate) review_status: String,
    pub(crate) evidence_count: Option<u32>,
}
