//! What the OIDC inspector can say beside a failure.

use schemars::JsonSchema;
use serde::Serialize;
use unstuck_canon::Inspector;

/// The command of ours that reads the user's own files.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct InspectorView {
    /// `oidc`
    pub name: &'static str,
    /// What to type.
    pub command: String,
    /// What it found in the repository at hand; only in a diagnosis, and only where there is one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub jobs: Vec<FoundView>,
}

/// A job of the repository at hand that asks for tokens.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct FoundView {
    /// Workflow file.
    pub file: String,
    /// Line of the job, or of what decides.
    pub line: usize,
    /// The job.
    pub job: String,
    /// What is wrong with it, or what its token says.
    pub says: String,
}

impl InspectorView {
    /// The inspector that an entry names.
    #[must_use]
    pub fn of(inspector: Inspector) -> Self {
        match inspector {
            Inspector::Oidc => Self { name: "oidc", command: "unstuck oidc check".to_owned(), jobs: Vec::new() },
        }
    }
}
