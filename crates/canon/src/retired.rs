//! `retired.toml`: ids that were used once and never will be again.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Finding, Level, Place, Rule, SourceFile};

/// The rules that reading `retired.toml` enforces.
pub(crate) const RULES: &[&Rule] = &[&BAD_RETIRED];

static BAD_RETIRED: Rule = Rule {
    code: "bad-retired",
    level: Level::Error,
    asks: "`retired.toml` maps each old id to `{ to = \"new id\" }` or `{ because = \"why it went\" }`.",
    help: "write, for example, `\"git/old-name\" = { to = \"git/new-name\" }` below `[failure]`",
};

/// What became of an id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Fate {
    /// The id that took its place.
    pub to: Option<String>,
    /// Why it went.
    pub because: Option<String>,
}

/// Ids that are no longer used.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Retired {
    /// By failure id.
    pub failure: BTreeMap<String, Fate>,
    /// By `domain/slug#approach`.
    pub approach: BTreeMap<String, Fate>,
}

impl Retired {
    /// Reads `retired.toml`.
    ///
    /// # Errors
    /// The finding that keeps the file from being understood.
    pub fn read(file: &SourceFile) -> Result<Self, Finding> {
        let text = file.text();
        let retired: Self = toml::from_str(&text).map_err(|error| {
            let place =
                error.span().map_or_else(|| Place::file(&file.path), |span| Place::span(&file.path, &text, span));
            Finding::new(&BAD_RETIRED, place, error.message().to_owned())
        })?;
        let all = || retired.failure.iter().chain(&retired.approach);
        match all().find(|(_, fate)| fate.to.is_some() == fate.because.is_some()) {
            None => Ok(retired),
            Some((id, _)) => {
                let message = format!("`{id}` needs either `to` or `because`");
                let span = text.find(id).map(|at| at..at + id.len());
                let place = span.map_or_else(|| Place::file(&file.path), |span| Place::span(&file.path, &text, span));
                Err(Finding::new(&BAD_RETIRED, place, message))
            }
        }
    }

    /// The id that took the place of `id`, where one did; follows renames of renames.
    #[must_use]
    pub fn successor(&self, id: &str) -> Option<&str> {
        let mut found: Option<&str> = None;
        // At most one step an entry: a circle of renames ends as well.
        for _ in 0..self.failure.len() {
            match self.failure.get(found.unwrap_or(id)).and_then(|fate| fate.to.as_deref()) {
                Some(next) => found = Some(next),
                None => break,
            }
        }
        found
    }

    /// The former ids of a failure.
    #[must_use]
    pub fn former(&self, id: &str) -> Vec<&str> {
        self.failure.keys().filter(|old| self.successor(old) == Some(id)).map(String::as_str).collect()
    }

    /// Both lists together.
    #[must_use]
    pub fn joined(mut self, other: Self) -> Self {
        self.failure.extend(other.failure);
        self.approach.extend(other.approach);
        self
    }
}
