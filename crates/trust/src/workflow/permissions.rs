//! `permissions`, as GitHub's own workflow parser reads it: a mapping sets whatever it does not name to none.

use std::ops::Range;

use super::Refusal;
use super::shape::unexpected;
use crate::node::{Entry, Node, Value};

/// How much a scope allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Nothing.
    None,
    /// Reading.
    Read,
    /// Reading and writing; of `id-token`: asking for tokens.
    Write,
}

impl Level {
    /// As GitHub writes it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Read => "read",
            Self::Write => "write",
        }
    }
}

/// The scope that lets a job ask for tokens.
pub const ID_TOKEN: &str = "id-token";

/// Every scope, in the order in which GitHub's messages list them.
pub const SCOPES: [&str; 17] = [
    "actions",
    "artifact-metadata",
    "attestations",
    "checks",
    "contents",
    "deployments",
    "discussions",
    "issues",
    "packages",
    "pages",
    "pull-requests",
    "repository-projects",
    "statuses",
    "security-events",
    ID_TOKEN,
    "models",
    "vulnerability-alerts",
];

/// A `permissions` key with its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Permissions {
    form: Form,
    /// The key and its value.
    pub entry: Entry,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Form {
    /// `read-all`, `write-all`
    All(Level),
    /// A mapping; what is not named is none.
    Named(Vec<(String, Level)>),
}

impl Permissions {
    /// Reads it, and tells what GitHub refuses.
    pub(super) fn read(entry: &Entry, refused: &mut Vec<Refusal>) -> Self {
        let mut refuse = |message: String, span: Range<usize>, known: &[&str]| {
            refused.push(Refusal { message, span, known: known.iter().map(ToString::to_string).collect() });
        };
        let value = &entry.value;
        let form = match (&value.value, value.scalar()) {
            (Value::Map(scopes), _) => {
                let there = |scope: &&str| scopes.iter().any(|entry| entry.key == *scope);
                let free: Vec<&str> = SCOPES.into_iter().filter(|scope| !there(scope)).collect();
                Form::Named(scopes.iter().filter_map(|scope| named(scope, &free, &mut refuse)).collect())
            }
            (_, Some("read-all")) => Form::All(Level::Read),
            (_, Some("write-all")) => Form::All(Level::Write),
            _ => {
                refuse(unexpected(value), written(entry), &["read-all", "write-all"]);
                Form::Named(Vec::new())
            }
        };
        Self { form, entry: entry.clone() }
    }

    /// What it allows in a scope.
    #[must_use]
    pub fn level(&self, scope: &str) -> Level {
        match &self.form {
            Form::All(level) => *level,
            Form::Named(named) => named.iter().find(|(name, _)| name == scope).map_or(Level::None, |(_, level)| *level),
        }
    }

    /// The value of a scope, where it is named.
    #[must_use]
    pub fn scope(&self, scope: &str) -> Option<&Node> {
        self.entry.value.get(scope)
    }
}

/// Where GitHub sees a value: one that is left out stands behind the colon of its key.
fn written(entry: &Entry) -> Range<usize> {
    let span = &entry.value.span;
    if span.is_empty() { entry.key_span.end + 1..entry.key_span.end + 1 } else { span.clone() }
}

/// `id-token` knows no `read`, `models` no `write`. `free`: scopes that are not named yet.
fn named(
    scope: &Entry,
    free: &[&str],
    refuse: &mut impl FnMut(String, Range<usize>, &[&str]),
) -> Option<(String, Level)> {
    if !SCOPES.contains(&scope.key.as_str()) {
        refuse(format!("Unexpected value '{}'", scope.key), scope.key_span.clone(), free);
        return None;
    }
    let levels: &[&str] = match scope.key.as_str() {
        ID_TOKEN => &["none", "write"],
        "models" => &["none", "read"],
        _ => &["none", "read", "write"],
    };
    let level = match scope.value.scalar().filter(|level| levels.contains(level)).unwrap_or_default() {
        "none" => Level::None,
        "read" => Level::Read,
        "write" => Level::Write,
        _ => {
            refuse(unexpected(&scope.value), written(scope), levels);
            return None;
        }
    };
    Some((scope.key.clone(), level))
}
