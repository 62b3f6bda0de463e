//! The statements that both stores understand, and the rows that go through them.

use sqlx::SqlStr;
use sqlx::migrate::{Migration, MigrationType, Migrator};

use crate::{Outcome, Pending, Seen};

/// Schemas known here are 1 to this one.
pub(crate) const SCHEMA: i64 = 1;

/// Outcomes in one page of a reading: a few megabytes.
pub(crate) const PAGE: i64 = 10_000;

/// Rows in one INSERT: with five values a row under SQLite's limit of 32,766, and enough to hide the way to a server.
pub(crate) const ROWS: usize = 500;

/// The newest schema that is there.
pub(crate) const VERSION: &str = "SELECT MAX(version) FROM _sqlx_migrations";

/// One page of one failure's outcomes, in the order of their digests.
pub(crate) const READ: &str = "SELECT digest, line FROM outcome \
    WHERE failure = $1 AND digest > $2 AND ($3 IS NULL OR approach = $3) ORDER BY digest LIMIT $4";

/// The failures of which some outcome became another one.
pub(crate) const BEFORE: &str = "SELECT DISTINCT failure FROM outcome WHERE became = $1";

pub(crate) const REMEMBER: &str = "INSERT INTO pending (command, project, failure, approach, environment, at) \
    VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (command, project) DO UPDATE SET \
    failure = excluded.failure, approach = excluded.approach, environment = excluded.environment, at = excluded.at";

pub(crate) const PENDING: &str =
    "SELECT failure, approach, environment, at FROM pending WHERE command = $1 AND project = $2";

pub(crate) const PENDING_OF: &str =
    "SELECT command, approach, environment, at FROM pending WHERE project = $1 AND failure = $2";

pub(crate) const FORGET: &str = "DELETE FROM pending WHERE command = $1 AND project = $2";

/// An outcome as it is stored.
pub(crate) struct Row {
    pub(crate) failure: String,
    pub(crate) digest: [u8; 32],
    pub(crate) approach: String,
    pub(crate) became: Option<String>,
    pub(crate) line: String,
}

/// A digest and its line, as read.
pub(crate) type Stored = (Vec<u8>, String);

/// What is remembered of a command, as read: failure (or, where that is known, command), approach, environment, time.
pub(crate) type Remembered = (String, Option<String>, String, String);

impl From<&Outcome> for Row {
    fn from(outcome: &Outcome) -> Self {
        Self {
            failure: outcome.failure.to_string(),
            digest: outcome.digest().0,
            approach: outcome.approach.to_string(),
            became: match &outcome.seen {
                Seen::Became(failure) => Some(failure.to_string()),
                Seen::Fixed | Seen::Same => None,
            },
            line: outcome.line(),
        }
    }
}

impl Pending {
    /// The environment as it is stored: a JSON object.
    pub(crate) fn environment_text(&self) -> String {
        // A map of strings: there is nothing in it that JSON cannot say.
        serde_json::to_string(&self.environment).unwrap_or_default()
    }
}

/// An INSERT of so many rows that passes over those that are there. `mark` writes the place of a value, counted from 1:
/// PostgreSQL wants `$1`, and SQLite takes that for a name, which it looks up among all others.
pub(crate) fn insert(rows: usize, mark: impl Fn(usize) -> String) -> String {
    let row = |row: usize| {
        let values: Vec<String> = (1..=5).map(|value| mark(5 * row + value)).collect();
        format!("({})", values.join(", "))
    };
    let rows: Vec<String> = (0..rows).map(row).collect();
    let rows = rows.join(", ");
    format!(
        "INSERT INTO outcome (failure, digest, approach, became, line) VALUES {rows} ON CONFLICT (failure, digest) DO NOTHING"
    )
}

/// The migrations of a store: a file each, never edited after a release, only added to.
pub(crate) fn migrator(files: &[(i64, &'static str, &'static str)]) -> Migrator {
    let migration = |&(version, name, sql): &(i64, &'static str, &'static str)| {
        Migration::new(version, name.into(), MigrationType::Simple, SqlStr::from_static(sql), false)
    };
    Migrator::with_migrations(files.iter().map(migration).collect())
}
