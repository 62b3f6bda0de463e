//! One observation of one approach.

use std::collections::BTreeMap;
use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use unstuck_canon::{ApproachId, FailureId};

/// One observation of one approach in one environment. Two that are equal in everything are the same observation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outcome {
    /// The failure that was there.
    pub failure: FailureId,
    /// What was tried against it.
    pub approach: ApproachId,
    /// How it ended.
    pub seen: Seen,
    /// Who saw it.
    pub source: Source,
    /// Whose voice it is, where the environment does not tell: the page of a citation, a keyed hash of the project of a
    /// field outcome, the name of a reporter. Empty for proofs.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub voice: String,
    /// The facts it holds in, as the tools themselves print them: `git = "git version 2.47.3"`, `variant = "merge"`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub environment: BTreeMap<String, String>,
    /// SHA-256 of the proof's files, in hexadecimal digits: another proof is another experiment. Proofs only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub experiment: Option<String>,
    /// When it was seen, to the second.
    pub at: Timestamp,
}

/// How an approach ended.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Seen {
    /// The failure is gone, and nothing else failed.
    Fixed,
    /// The same failure again.
    Same,
    /// Another failure of the canon.
    Became(FailureId),
}

/// Where an outcome comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Source {
    /// A proof, run in the sandbox against the real tools.
    Proof,
    /// A proof against our own emulation of a service.
    Emulated,
    /// `unstuck run`, after `unstuck try`.
    Field,
    /// A public page that was opened and says so.
    Citation,
    /// Somebody's word.
    Report,
}

impl Source {
    /// All of them, the weightiest first.
    pub const ALL: [Self; 5] = [Self::Proof, Self::Field, Self::Emulated, Self::Citation, Self::Report];

    /// The word for it in files, answers and tables.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Proof => "proof",
            Self::Emulated => "emulated",
            Self::Field => "field",
            Self::Citation => "citation",
            Self::Report => "report",
        }
    }
}

/// SHA-256 of an outcome: what makes appending it twice the same as once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest(pub [u8; 32]);

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// A line that is no outcome.
#[derive(Debug, thiserror::Error)]
#[error("line {line} is no outcome")]
pub struct BadOutcome {
    /// Line, from 1.
    pub line: usize,
    /// Why.
    #[source]
    pub source: serde_json::Error,
}

impl Outcome {
    /// One line of JSON, without a line feed: the form in files, and what the digest is taken of.
    #[must_use]
    pub fn line(&self) -> String {
        // Strings, maps of strings and a timestamp: there is nothing in it that JSON cannot say.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// What identifies it.
    #[must_use]
    pub fn digest(&self) -> Digest {
        Digest(Sha256::digest(self.line()).into())
    }

    /// Reads JSON lines; empty lines are passed over.
    ///
    /// # Errors
    /// At the first line that is no outcome.
    pub fn read_lines(text: &str) -> Result<Vec<Self>, BadOutcome> {
        let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
        lines
            .map(|(at, line)| serde_json::from_str(line).map_err(|source| BadOutcome { line: at + 1, source }))
            .collect()
    }

    /// Whether it says the same as `other`, whenever either was seen.
    #[must_use]
    pub fn repeats(&self, other: &Self) -> bool {
        let at = self.at;
        Self { at, ..other.clone() } == *self
    }
}
