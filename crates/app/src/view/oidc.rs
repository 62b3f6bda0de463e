//! The answers of `oidc check` and `oidc claims`.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;
use unstuck_trust::permission::{From, Grant};
use unstuck_trust::{Party, Severity, Source, Text, Truth, Verdict};

/// The answer of `oidc check`: `unstuck/oidc-check/1`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct OidcCheckView {
    /// `unstuck/oidc-check/1`
    pub schema: &'static str,
    /// Each workflow.
    pub workflows: Vec<WorkflowView>,
    /// Trust policies that let in too many.
    pub warnings: Vec<WarningView>,
    /// Changes that mend what was found, one a file.
    #[serde(skip)]
    pub mends: Vec<Mend>,
    /// What is wrong, for formats that show places.
    #[serde(skip)]
    pub notes: Vec<Note>,
}

/// A workflow.
#[derive(Debug, Serialize, JsonSchema)]
pub struct WorkflowView {
    /// Path in the repository.
    pub file: String,
    /// Why it cannot be read, or GitHub's own message where no run would start.
    pub error: Option<String>,
    /// Its jobs, those of called workflows among them.
    pub jobs: Vec<JobView>,
    /// The file as the user would write it.
    #[serde(skip)]
    pub name: String,
    /// Whether `error` means that the file could not be read.
    #[serde(skip)]
    pub unreadable: bool,
}

/// A job.
#[derive(Debug, Serialize, JsonSchema)]
pub struct JobView {
    /// `deploy`, or `release / deploy` in a called workflow.
    pub id: String,
    /// The file that it stands in, where that is a called workflow.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// Line of its key.
    pub line: usize,
    /// Whether it may ask for tokens.
    pub permission: PermissionView,
    /// Tokens that its steps are known to ask for.
    pub requests: Vec<RequestView>,
    /// What starts it.
    pub runs: Vec<RunView>,
}

/// Whether a job may ask for tokens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PermissionView {
    /// `write`, `none` or `unknown`
    #[schemars(with = "String")]
    pub id_token: Grant,
    /// What decided.
    #[schemars(with = "String")]
    pub from: From,
    /// Line of what decided; of the job's key where nothing names permissions.
    pub line: usize,
    /// GitHub's own message where no run would start.
    pub error: Option<String>,
    /// The smallest change that lets it ask, as a diff; only where a step is known to ask.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fix: Option<String>,
}

/// A token that a step is known to ask for.
#[derive(Debug, Serialize, JsonSchema)]
pub struct RequestView {
    /// Who it is for.
    #[schemars(with = "String")]
    pub party: Party,
    /// What asks.
    pub by: String,
    /// Line of the step's `uses` or `run`.
    pub line: usize,
}

/// A job in one run.
#[derive(Debug, Serialize, JsonSchema)]
pub struct RunView {
    /// Event.
    pub event: String,
    /// `refs/...`; what is not known in angle brackets.
    #[serde(rename = "ref")]
    #[schemars(with = "String")]
    pub reference: Text,
    /// Values of the matrix, where it has one.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub matrix: BTreeMap<String, String>,
    /// Whether it gets a token.
    pub token: bool,
    /// Why not, where it does not.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub refused: Option<From>,
    /// What the token says; empty where there is none.
    #[schemars(with = "BTreeMap<String, String>")]
    pub claims: BTreeMap<String, Text>,
    /// What each relying party answers; none where there is no token.
    pub decisions: Vec<DecisionView>,
}

/// What a relying party answers.
#[derive(Debug, Serialize, JsonSchema)]
pub struct DecisionView {
    /// Trust file.
    pub trust: String,
    /// The policy's own name, where the file says one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Whose policy it is.
    #[schemars(with = "String")]
    pub party: Party,
    /// Whether the job is known to ask this party, or asks nobody that is known.
    pub asked: bool,
    /// The audience of the token that was shown.
    #[schemars(with = "String")]
    pub audience: Text,
    /// The answer.
    #[schemars(with = "String")]
    pub decision: Verdict,
    /// Stable code of the reason.
    pub code: &'static str,
    /// The reason in a sentence.
    pub why: String,
    /// The condition that decided.
    pub failed: Option<StepView>,
    /// Every condition that was looked at.
    pub trace: Vec<StepView>,
    /// What the party prints.
    pub error: Option<String>,
    /// The smallest change of the trust file that lets the token in, as a diff.
    pub fix: Option<String>,
}

/// A condition.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct StepView {
    /// In the party's words.
    pub condition: String,
    /// Line in the trust file.
    pub line: usize,
    /// Bytes of the trust file.
    #[serde(skip)]
    pub span: std::ops::Range<usize>,
    /// What would satisfy it.
    pub expected: Vec<String>,
    /// What the token says.
    pub actual: Option<String>,
    /// Whether it holds.
    #[schemars(with = "String")]
    pub result: Truth,
}

/// A trust policy that lets in too many.
#[derive(Debug, Serialize, JsonSchema)]
pub struct WarningView {
    /// Stable code.
    pub code: &'static str,
    /// How much it matters.
    #[schemars(with = "String")]
    pub severity: Severity,
    /// Whose policy it is.
    #[schemars(with = "String")]
    pub party: Party,
    /// Trust file.
    pub trust: String,
    /// Line in it.
    pub line: usize,
    /// What is too wide.
    pub message: String,
    /// A subject that would be accepted.
    pub admits: Option<String>,
    /// The tighter policy.
    pub help: String,
    /// Bytes of the trust file.
    #[serde(skip)]
    pub span: std::ops::Range<usize>,
}

/// A file with its mends applied.
#[derive(Debug, Clone)]
pub struct Mend {
    /// The file before.
    pub source: Source,
    /// Its text after.
    pub after: String,
    /// Both as a diff.
    pub diff: String,
}

/// How bad a note is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// A job will fail, or strangers get in.
    Error,
    /// Not known, or too wide.
    Warning,
}

/// Something that is wrong, with its place.
#[derive(Debug, Clone)]
pub struct Note {
    /// How bad.
    pub weight: Weight,
    /// Stable code.
    pub code: String,
    /// In a few words.
    pub title: String,
    /// The file.
    pub source: Source,
    /// Bytes of it.
    pub span: std::ops::Range<usize>,
    /// What stands under the caret.
    pub label: String,
    /// What belongs to it: whose job, what the party prints.
    pub lines: Vec<String>,
    /// What to do.
    pub help: Option<String>,
    /// The change that mends it, as a diff.
    pub diff: Option<String>,
}

impl Note {
    /// All of it but the diff, as text.
    #[must_use]
    pub fn told(&self) -> String {
        let label = Some(self.label.as_str()).filter(|label| !label.is_empty());
        let help = self.help.as_deref();
        let parts = [Some(self.title.as_str()), label]
            .into_iter()
            .chain(self.lines.iter().map(|line| Some(line.as_str())))
            .chain([help]);
        parts.flatten().collect::<Vec<_>>().join("\n")
    }
}

impl OidcCheckView {
    /// Whether all that was asked gets in and nothing lets strangers in.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.notes.iter().all(|note| note.weight != Weight::Error)
            && self.warnings.iter().all(|warning| warning.severity != Severity::High)
    }

    /// The same without what relying parties answer.
    #[must_use]
    pub fn claims(self) -> Self {
        Self { schema: "unstuck/oidc-claims/1", warnings: Vec::new(), mends: Vec::new(), notes: Vec::new(), ..self }
    }

    /// Whether a workflow could not be read.
    #[must_use]
    pub fn unreadable(&self) -> bool {
        self.workflows.iter().any(|workflow| workflow.unreadable)
    }
}
