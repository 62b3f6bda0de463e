//! What answers are made of: one set of types for every format. Their serialised form is the JSON that tools rely on.

use std::collections::BTreeMap;
use std::ops::Range;

use schemars::JsonSchema;
use serde::Serialize;
use unstuck_canon::{Category, Indexed, Lang, Status};

mod failure;
mod inspector;
pub mod oidc;
mod rate;
mod whole;

pub use failure::{DeadEndView, FailureView, ReportView, WorkaroundView};
pub use inspector::{FoundView, InspectorView};
pub(crate) use rate::digits;
pub use rate::{ArrowView, Counts, RateView, Verdict};
pub use whole::{AdviceView, CitationView, LinkView, PatternView, TextView, WholeView};

/// The answer of `explain`: `unstuck/diagnosis/1`.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct DiagnosisView {
    /// `unstuck/diagnosis/1`
    pub schema: &'static str,
    /// What was read.
    pub input: InputView,
    /// Known failures, the cause first.
    pub diagnoses: Vec<FailureView>,
    /// Guesses, only where nothing is known.
    pub similar: Vec<SimilarView>,
    /// Decisive-looking lines that nothing explains.
    pub unknown: Vec<UnknownView>,
    /// The language of the texts.
    #[serde(skip)]
    pub lang: Lang,
}

/// What was read.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct InputView {
    /// File name, `standard input`, `--text` or the command.
    pub name: String,
    /// Bytes of text.
    pub bytes: u64,
    /// Lines.
    pub lines: u64,
    /// Bytes in the middle that were not looked at; only `run` leaves any out.
    #[serde(skip_serializing_if = "is_zero")]
    pub skipped: u64,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_zero(number: &u64) -> bool {
    *number == 0
}

/// Where a failure was seen.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct MatchView {
    /// 1-based first line.
    pub line: u64,
    /// Last line.
    pub end_line: u64,
    /// The lines as in the input.
    pub text: String,
    /// Bytes of `text`'s first line that the pattern matched.
    pub span: Range<usize>,
    /// Named captures.
    pub captures: BTreeMap<String, String>,
    /// Number of lines on which the failure was seen.
    pub count: u64,
    /// The first line without colours, timestamps and prefixes.
    #[serde(skip)]
    pub message: String,
    /// Bytes of `message` that the pattern matched.
    #[serde(skip)]
    pub message_span: Range<usize>,
}

/// A guess.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct SimilarView {
    /// `domain/slug`
    pub id: String,
    /// Title.
    pub title: String,
    /// Weighted share of common words, 0 to 1. How often a guess of that score is right was measured: docs/evaluation.md.
    pub score: f64,
    /// The line that resembles it.
    pub line: u64,
}

/// A line that nothing explains.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct UnknownView {
    /// 1-based line.
    pub line: u64,
    /// As in the input.
    pub text: String,
    /// How often a line of this shape occurred.
    pub count: u64,
    /// Name of the shape, the same wherever it occurs: `unstuck unknowns` counts them.
    pub fingerprint: String,
    /// Without colours, timestamps and prefixes.
    #[serde(skip)]
    pub message: String,
}

/// A row of a list.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct RowView {
    /// `domain/slug`
    pub id: String,
    /// Title.
    pub title: String,
    /// Badge.
    pub code: Option<String>,
    /// Kind of trouble.
    pub category: Category,
    /// Whether the message is known to occur.
    pub status: Status,
    /// Canonical message.
    pub signature: String,
    /// How well it fits a search; absent in a list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub score: Option<f32>,
    /// The workaround to try first; absent in a list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub best: Option<BestView>,
}

/// The workaround with the highest lower bound.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct BestView {
    /// Id inside the failure.
    pub approach: String,
    /// What one does.
    pub title: String,
    /// How often it worked.
    pub rate: RateView,
}

impl RowView {
    /// A row for a failure.
    #[must_use]
    pub fn new(failure: &Indexed<'_>, lang: Lang) -> Self {
        Self {
            id: failure.id.to_string(),
            title: failure.title(lang).to_owned(),
            code: failure.code.clone(),
            category: failure.category,
            status: failure.status,
            signature: failure.signature.clone(),
            score: None,
            best: None,
        }
    }
}
