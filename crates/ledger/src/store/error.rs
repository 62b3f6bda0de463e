//! What can go wrong with a ledger, and what to do then.

use std::io;
use std::path::PathBuf;

use sqlx::migrate::MigrateError;
use sqlx::postgres::PgDatabaseError;
use sqlx::sqlite::SqliteError;

use crate::BadOutcome;

/// Why a ledger did not do what it was asked for. `ledger` is its URL, without the password.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The URL is of no known kind.
    #[error("`{ledger}` is no ledger's URL")]
    Url {
        /// As given, without the password.
        ledger: String,
        /// What the parser said, where one was asked.
        #[source]
        source: Option<sqlx::Error>,
    },
    /// The folder for the file cannot be made.
    #[error("cannot create the folder {} for the ledger", path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// A later version of unstuck wrote it.
    #[error("the ledger {ledger} has schema {version}, and this unstuck knows up to {known}")]
    Newer {
        /// Which.
        ledger: String,
        /// The schema it has.
        version: i64,
        /// The newest one that is known here.
        known: i64,
    },
    /// The file is no database, or is broken.
    #[error("the ledger {ledger} is damaged")]
    Damaged {
        /// Which.
        ledger: String,
        /// What the database said.
        #[source]
        source: sqlx::Error,
    },
    /// A row is not what was appended.
    #[error("the ledger {ledger} holds an outcome of {failure} that does not have its digest {digest}")]
    Altered {
        /// Which.
        ledger: String,
        /// Whose outcome.
        failure: String,
        /// In hexadecimal digits.
        digest: String,
    },
    /// It may be read and not written.
    #[error("the ledger {ledger} is read-only")]
    ReadOnly {
        /// Which.
        ledger: String,
        /// What the database said; none where it was opened for reading.
        #[source]
        source: Option<sqlx::Error>,
    },
    /// The disk is full, or fails.
    #[error("the disk does not take what is written to the ledger {ledger}")]
    Disk {
        /// Which.
        ledger: String,
        /// What the database said.
        #[source]
        source: sqlx::Error,
    },
    /// Another process has held it for too long.
    #[error("the ledger {ledger} is in use")]
    Busy {
        /// Which.
        ledger: String,
        /// What the database said.
        #[source]
        source: sqlx::Error,
    },
    /// The file cannot be opened, or the server does not answer or went away.
    #[error("cannot reach the ledger {ledger}")]
    Unreachable {
        /// Which.
        ledger: String,
        /// Why.
        #[source]
        source: sqlx::Error,
    },
    /// Anything else that the database says.
    #[error("the ledger {ledger} refused")]
    Database {
        /// Which.
        ledger: String,
        /// What the database said.
        #[source]
        source: sqlx::Error,
    },
    /// What is remembered of a command cannot be read.
    #[error("the ledger {ledger} remembers something of {failure} that cannot be read")]
    BadPending {
        /// Which.
        ledger: String,
        /// The failure of the command.
        failure: String,
        /// Why.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// A line of an import is no outcome. The lines before it are in the ledger.
    #[error("the import stops at a line that is no outcome; all lines before it are in the ledger")]
    Line(#[source] BadOutcome),
    /// An import cannot be read, or an export not be written.
    #[error("cannot {verb}")]
    Stream {
        /// `read the import` or `write the export`.
        verb: &'static str,
        /// Why.
        #[source]
        source: io::Error,
    },
}

impl Error {
    /// What to do about it, as a sentence for users.
    #[must_use]
    pub fn help(&self) -> &'static str {
        match self {
            Self::Url { .. } => "write `sqlite:PATH` or `postgres://USER@HOST/DATABASE`",
            Self::Folder { .. } => "choose a place that you may write to",
            Self::Newer { .. } => "update unstuck",
            Self::Damaged { .. } => {
                "move the file away and import an export, or what `sqlite3 FILE .recover` finds; a new ledger is made when it is missing"
            }
            Self::Altered { .. } => "something other than unstuck wrote to it: import an export into a new ledger",
            Self::ReadOnly { .. } => "name a ledger that you may write to, or ask for write access",
            Self::Disk { .. } => "make room and run it again: what was acknowledged before is still there",
            Self::Busy { .. } => "run it again when the other process is done",
            Self::Unreachable { .. } => {
                "look whether it is there and accepts you, and run it again: appending twice counts once"
            }
            Self::Database { .. } => "run it again, and report it where it stays: appending twice counts once",
            Self::BadPending { .. } => "run the command again: it is remembered anew",
            Self::Line(_) => "mend that line and import the file again: lines that are known count once",
            Self::Stream { .. } => "look at the file, and run it again: lines that are known count once",
        }
    }

    /// Whether it may pass by itself: nothing is wrong with what was asked for.
    #[must_use]
    pub fn passes(&self) -> bool {
        matches!(self, Self::Unreachable { .. } | Self::Busy { .. } | Self::Disk { .. })
    }

    /// Sorts what the driver says.
    pub(crate) fn of(ledger: &str, source: sqlx::Error) -> Self {
        let ledger = ledger.to_owned();
        match kind(&source) {
            Trouble::Damaged => Self::Damaged { ledger, source },
            Trouble::ReadOnly => Self::ReadOnly { ledger, source: Some(source) },
            Trouble::Disk => Self::Disk { ledger, source },
            Trouble::Busy => Self::Busy { ledger, source },
            Trouble::Unreachable => Self::Unreachable { ledger, source },
            Trouble::Other => Self::Database { ledger, source },
        }
    }
}

/// The kinds of trouble that users can do something about.
enum Trouble {
    Damaged,
    ReadOnly,
    Disk,
    Busy,
    Unreachable,
    Other,
}

fn kind(error: &sqlx::Error) -> Trouble {
    match error {
        sqlx::Error::Database(told) => {
            if told.try_downcast_ref::<SqliteError>().is_some() {
                of_sqlite(told.code().as_deref())
            } else if let Some(told) = told.try_downcast_ref::<PgDatabaseError>() {
                of_postgres(told.code())
            } else {
                Trouble::Other
            }
        }
        sqlx::Error::Io(_)
        | sqlx::Error::Tls(_)
        | sqlx::Error::Protocol(_)
        | sqlx::Error::PoolTimedOut
        | sqlx::Error::PoolClosed
        | sqlx::Error::WorkerCrashed => Trouble::Unreachable,
        sqlx::Error::Migrate(error) => match &**error {
            MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => kind(error),
            _ => Trouble::Other,
        },
        sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_) => Trouble::Damaged,
        _ => Trouble::Other,
    }
}

/// <https://www.sqlite.org/rescode.html>: the low byte is the kind.
fn of_sqlite(code: Option<&str>) -> Trouble {
    match code.and_then(|code| code.parse::<i32>().ok()).map(|code| code & 0xff) {
        Some(11 | 26) => Trouble::Damaged,
        Some(3 | 8 | 23) => Trouble::ReadOnly,
        Some(10 | 13) => Trouble::Disk,
        Some(5 | 6) => Trouble::Busy,
        Some(14) => Trouble::Unreachable,
        _ => Trouble::Other,
    }
}

/// <https://www.postgresql.org/docs/current/errcodes-appendix.html>: the first two letters are the class.
fn of_postgres(code: &str) -> Trouble {
    match code {
        "25006" | "42501" => Trouble::ReadOnly,
        "53100" | "58030" => Trouble::Disk,
        "40001" | "40P01" | "55P03" => Trouble::Busy,
        "53300" | "3D000" => Trouble::Unreachable,
        "XX001" | "XX002" => Trouble::Damaged,
        _ if ["08", "28", "57"].iter().any(|class| code.starts_with(class)) => Trouble::Unreachable,
        _ => Trouble::Other,
    }
}
