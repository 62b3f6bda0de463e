//! What a relying party answers to a token, and why.

use std::ops::Range;

use serde::Serialize;

use crate::truth::Truth;

/// Somebody who takes GitHub's tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "they are the names of the parties")]
pub enum Party {
    Aws,
    Gcp,
    Azure,
    Vault,
    Pypi,
    Npm,
    CratesIo,
    Rubygems,
    Nuget,
    Sigstore,
    OctoSts,
    Jfrog,
}

impl Party {
    /// Every party.
    pub const ALL: [Self; 12] = [
        Self::Aws,
        Self::Gcp,
        Self::Azure,
        Self::Vault,
        Self::Pypi,
        Self::Npm,
        Self::CratesIo,
        Self::Rubygems,
        Self::Nuget,
        Self::Sigstore,
        Self::OctoSts,
        Self::Jfrog,
    ];

    /// As it is written on the command line and in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Aws => "aws",
            Self::Gcp => "gcp",
            Self::Azure => "azure",
            Self::Vault => "vault",
            Self::Pypi => "pypi",
            Self::Npm => "npm",
            Self::CratesIo => "crates-io",
            Self::Rubygems => "rubygems",
            Self::Nuget => "nuget",
            Self::Sigstore => "sigstore",
            Self::OctoSts => "octo-sts",
            Self::Jfrog => "jfrog",
        }
    }
}

/// The answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// The token is accepted.
    Allow,
    /// It is refused.
    Deny,
    /// It depends on something that is not known or not understood.
    Unknown,
}

impl Verdict {
    /// As it is written in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Allow => "allow",
            Self::Deny => "deny",
            Self::Unknown => "unknown",
        }
    }
}

/// One condition that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The condition in the party's own words: `StringLike token.actions.githubusercontent.com:sub`, `bound_subject`.
    pub condition: String,
    /// Bytes of the trust file.
    pub span: Range<usize>,
    /// What would satisfy it.
    pub expected: Vec<String>,
    /// What the token says; `None` where it says nothing.
    pub actual: Option<String>,
    /// Whether it holds.
    pub result: Truth,
}

/// What a relying party answers, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// The answer.
    pub verdict: Verdict,
    /// Stable code of the reason: `aws.sub-mismatch`, `aws.allowed`.
    pub code: &'static str,
    /// What it comes to, in a sentence.
    pub why: String,
    /// Every condition that was looked at, in the party's order.
    pub trace: Vec<Step>,
    /// The condition that decided: the first that fails, or the first that is unknown. Index into `trace`.
    pub failed: Option<usize>,
    /// What the party prints when it refuses; `None` where it accepts, or where its text is not known.
    pub error: Option<String>,
}

impl Decision {
    /// All conditions hold, or the first that does not decides. `code` gives the code and the party's error for it.
    ///
    /// A condition that fails beats an earlier one that is unknown: the token is refused either way.
    pub(crate) fn of(
        trace: Vec<Step>,
        allowed: &'static str,
        code: impl Fn(&Step) -> (&'static str, Option<String>),
    ) -> Self {
        let first = |wanted| trace.iter().position(|step| step.result == wanted);
        let failed = first(Truth::No).or_else(|| first(Truth::Unknown));
        let Some(at) = failed else {
            let why = "every condition holds".to_owned();
            return Self { verdict: Verdict::Allow, code: allowed, why, trace, failed, error: None };
        };
        let step = &trace[at];
        let (code, error) = code(step);
        let verdict = if step.result == Truth::No { Verdict::Deny } else { Verdict::Unknown };
        let error = error.filter(|_| verdict == Verdict::Deny);
        Self { verdict, code, why: step.why(), trace, failed, error }
    }
}

impl Step {
    /// What it comes to, in a sentence.
    #[must_use]
    pub fn why(&self) -> String {
        let actual = self.actual.as_ref().map_or("nothing".to_owned(), |actual| format!("`{actual}`"));
        let expected: Vec<String> = self.expected.iter().map(|expected| format!("`{expected}`")).collect();
        let expected = expected.join(" or ");
        let condition = &self.condition;
        match self.result {
            Truth::Yes => format!("{condition} holds: the token says {actual}"),
            Truth::No => format!("{condition} asks for {expected}, the token says {actual}"),
            Truth::Unknown => {
                format!("whether {condition} holds is not known: it asks for {expected}, the token says {actual}")
            }
        }
    }
}

/// How much a warning matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing.
    Low,
    /// Wider than it looks.
    Medium,
    /// Strangers, or whoever can push a branch, get in.
    High,
}

/// A trust policy that lets in more than its owner is likely to want.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// Stable code: `aws.sub-wildcard-org`.
    pub code: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// Bytes of the trust file.
    pub span: Range<usize>,
    /// What is too wide.
    pub message: String,
    /// A subject that would be accepted though it should hardly be.
    pub admits: Option<String>,
    /// The tighter policy, in words.
    pub help: String,
}
