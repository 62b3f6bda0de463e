//! The types of an entry: what `entry.md`'s TOML block says, and the prose beside it.
//!
//! The doc comments of [`Head`] and of what it holds are the reference of the format: the JSON schema is generated from
//! them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use toml::Spanned;

use crate::{ApproachId, Date, FailureId, Prose, SourceFile};

/// The version of the entry format that this crate writes. Readers ignore keys that they do not know, so a higher number
/// means that an old key changed its meaning.
pub const SCHEMA: u32 = 1;

/// An entry that was parsed: its form is right, its content not yet checked.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The failure's id.
    pub id: FailureId,
    /// The TOML block.
    pub head: Head,
    /// Dotted paths of keys in the TOML block that the format does not know, with their places.
    pub unknown_keys: Vec<(String, std::ops::Range<usize>)>,
    /// English prose.
    pub en: Prose,
    /// Chinese prose.
    pub zh: Option<Prose>,
    /// `entry.md`.
    pub entry: SourceFile,
    /// `zh.md`.
    pub zh_file: Option<SourceFile>,
    /// `hit/*.log`.
    pub hits: Vec<SourceFile>,
    /// `miss/*.log`.
    pub misses: Vec<SourceFile>,
    /// `outcomes.jsonl`.
    pub outcomes: Option<SourceFile>,
}

/// The TOML block that opens `entry.md`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct Head {
    /// Version of this format.
    pub schema: u32,
    /// The canonical message, one line, as a user sees it.
    #[schemars(with = "String")]
    pub signature: Spanned<String>,
    /// The badge: HTTP status, exit code or error code as the tool prints it.
    pub code: Option<String>,
    /// The kind of trouble.
    pub category: Category,
    /// Whether the message is known to occur.
    #[schemars(with = "Status")]
    pub status: Spanned<Status>,
    /// Where the entry's content comes from.
    pub provenance: Provenance,
    /// Day of the oldest occurrence that a citation shows, or that the entry's origin claims.
    pub first_seen: Option<Date>,
    /// Code of ours that can read the user's own files for this failure.
    pub inspector: Option<Inspector>,
    /// The message only reports that something else failed: never the primary diagnosis beside another.
    #[serde(default)]
    pub echo: bool,
    /// Failures that show up in the same log as a consequence of this one.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub echoes: Vec<Spanned<String>>,
    /// Failures with similar text, told apart in the prose; this entry's patterns may fire on their hits.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub confused_with: Vec<Spanned<String>>,
    /// Numbers that somebody asserted about the whole failure. Shown as claims, never mixed into a rate.
    #[schemars(with = "Option<Claimed>")]
    pub claimed: Option<Spanned<Claimed>>,
    /// How the failure shows in text: any pattern that matches makes the failure.
    #[serde(default, rename = "pattern")]
    pub patterns: Vec<PatternSource>,
    /// What each file in `hit/` must yield.
    #[serde(default, rename = "hit")]
    pub hits: Vec<Hit>,
    /// What people try.
    #[serde(default, rename = "approach")]
    pub approaches: Vec<Approach>,
    /// Pages that were opened and what they establish.
    #[serde(default, rename = "citation")]
    pub citations: Vec<Citation>,
    /// Products and versions in which the failure occurs.
    #[serde(default, rename = "version")]
    pub versions: Vec<Version>,
}

/// The kind of trouble: a closed list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it; the list is the documentation")]
pub enum Category {
    AuthError,
    PermissionError,
    NetworkError,
    TlsError,
    DependencyError,
    BuildError,
    SyntaxError,
    ConfigError,
    ResourceError,
    ConflictError,
    NotFoundError,
    VersionError,
    RuntimeError,
    DataError,
    ServiceError,
}

/// Whether the failure's message is known to occur.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// The message was captured, or is quoted from a cited page.
    Confirmed,
    /// The message is known only from generated pages; kept so that people who search for it find out.
    Unconfirmed,
    /// No longer true; kept so that its id stays known.
    Withdrawn,
}

/// Where an entry's content comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Provenance {
    /// Written against evidence.
    Human,
    /// Started as a generated page; its claims are kept as claims.
    AiGenerated,
    /// Taken over from another canon by a program.
    Imported,
}

/// Code of ours that reads the user's own files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Inspector {
    /// GitHub Actions workflows and cloud trust policies.
    Oidc,
}

/// Numbers asserted about the whole failure, and by whom.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Claimed {
    /// The cited page that asserts them.
    pub by: String,
    /// Share of cases said to be fixable, 0 to 1.
    pub fix_rate: Option<f64>,
    /// Confidence said to be had, 0 to 1.
    pub confidence: Option<f64>,
    /// Pieces of evidence said to exist.
    pub evidence: Option<u32>,
}

/// A pattern as it is written: a regular expression on one line, or on two lines near each other.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct PatternSource {
    /// Regular expression (`regex` syntax on bytes, Unicode off) searched in each line after timestamps, colours and log
    /// prefixes were taken off. Named captures are shown to the user.
    #[serde(rename = "match")]
    #[schemars(with = "String")]
    pub first: Spanned<String>,
    /// An expression that must not match the same line: what only looks like the message.
    #[schemars(with = "Option<String>")]
    pub unless: Option<Spanned<String>>,
    /// A second expression that must match on a later line.
    #[schemars(with = "Option<String>")]
    pub then: Option<Spanned<String>>,
    /// How many lines further `then` may match, 1 to 20.
    pub within: Option<u32>,
}

/// What a file in `hit/` must yield.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct Hit {
    /// File name in `hit/`.
    #[schemars(with = "String")]
    pub file: Spanned<String>,
    /// 1-based line on which the match starts.
    pub line: usize,
    /// Where the text really occurred: `ran: COMMAND, SITUATION (VERSION)` or a cited URL.
    #[schemars(with = "String")]
    pub from: Spanned<String>,
}

/// Something people try against the failure.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct Approach {
    /// Id inside the entry; never reused.
    #[schemars(with = "String")]
    pub id: Spanned<ApproachId>,
    /// Workaround or dead end.
    pub kind: Kind,
    /// What following the advice can cost.
    #[serde(default)]
    pub risk: Vec<Risk>,
    /// Success rate that `claimed.by` asserts for this approach, 0 to 1. Only for workarounds.
    #[schemars(with = "Option<f64>")]
    pub claimed: Option<Spanned<f64>>,
    /// Fail rate that `claimed.by` asserts for this approach, 0 to 1. Only for dead ends.
    #[schemars(with = "Option<f64>")]
    pub claimed_fail: Option<Spanned<f64>>,
}

/// Whether an approach is said to help.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Ends the failure.
    Workaround,
    /// Does not, although people try it.
    DeadEnd,
}

/// What following an approach can cost: for people and agents who run commands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Risk {
    /// May lose data or history.
    Destroys,
    /// Needs administrator rights.
    Root,
    /// Talks to the network.
    Network,
    /// Weakens security.
    Exposes,
}

/// A page that was opened and says what the entry says it says.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct Citation {
    /// Address of the page.
    #[schemars(with = "String")]
    pub url: Spanned<String>,
    /// Day on which it was opened.
    pub opened: Date,
    /// What it says, in our words.
    pub says: String,
    /// Approach for which it reports an outcome.
    #[schemars(with = "Option<String>")]
    pub establishes: Option<Spanned<String>>,
    /// The outcome it reports.
    pub outcome: Option<Outcome>,
}

/// How an approach ended for somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The failure was gone.
    Fixed,
    /// The same failure came back.
    Same,
}

/// A product and the versions of it in which the failure occurs.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Version {
    /// Product name.
    pub product: String,
    /// Version range, such as `>=3.12`.
    pub range: Option<String>,
    /// `active`, `fixed`, ...
    pub status: Option<String>,
    /// Version or month in which the failure first occurred.
    pub introduced: Option<String>,
    /// Version or month from which it no longer occurs.
    pub deprecated: Option<String>,
    /// Remark.
    pub note: Option<String>,
}

/// The JSON schema of the TOML block, generated from [`Head`].
#[must_use]
pub fn schema() -> serde_json::Value {
    schemars::schema_for!(Head).to_value()
}
