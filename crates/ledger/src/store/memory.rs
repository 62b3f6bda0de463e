//! What is remembered between two runs of a command, in a file on this machine and nowhere else.

use std::collections::BTreeMap;
use std::path::Path;

use jiff::Timestamp;
use unstuck_canon::{ApproachId, FailureId};

use super::sqlite::Sqlite;
use super::{Error, open_file, sql};

/// The commands that failed. They stand in the file of the user's own ledger and never go to a server: before it is known
/// how an approach ended, they are nobody else's business.
#[derive(Debug, Clone)]
pub struct Memory {
    name: String,
    store: Sqlite,
}

/// What is remembered between a command that failed and its next run. Hashes and ids: never a command, a path or a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pending {
    /// A hash of the command.
    pub command: String,
    /// A hash of the project.
    pub project: String,
    /// How it failed.
    pub failure: FailureId,
    /// What the user tries against it, once that is known.
    pub approach: Option<ApproachId>,
    /// The facts it holds in.
    pub environment: BTreeMap<String, String>,
    /// When it failed.
    pub at: Timestamp,
}

impl Memory {
    /// Opens the ledger in that file, which is made where it is missing.
    ///
    /// # Errors
    /// As [`super::Ledger::open`].
    pub async fn open(path: &Path) -> Result<Self, Error> {
        let name = format!("sqlite:{}", path.display());
        Ok(Self { store: open_file(&name, path).await?, name })
    }

    /// Remembers a command that failed; what was remembered of it before is replaced.
    ///
    /// # Errors
    /// Where the store refuses.
    pub async fn remember(&self, pending: &Pending) -> Result<(), Error> {
        self.store.remember(pending).await.map_err(|error| Error::of(&self.name, error))
    }

    /// What is remembered of a command in a project.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub async fn pending(&self, command: &str, project: &str) -> Result<Option<Pending>, Error> {
        let found = self.store.pending(command, project).await.map_err(|error| Error::of(&self.name, error))?;
        found.map(|remembered| self.understand(command, project, remembered)).transpose()
    }

    /// What is remembered of the commands of a project that failed so, the last one first.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub async fn pending_of(&self, project: &str, failure: &FailureId) -> Result<Vec<Pending>, Error> {
        let found = self.store.pending_of(project, failure.as_str()).await;
        let read = |(command, approach, environment, at): sql::Remembered| {
            self.understand(&command, project, (failure.to_string(), approach, environment, at))
        };
        let found = found.map_err(|error| Error::of(&self.name, error))?;
        let mut pending = found.into_iter().map(read).collect::<Result<Vec<_>, _>>()?;
        pending.sort_by(|one, other| other.at.cmp(&one.at).then_with(|| one.command.cmp(&other.command)));
        Ok(pending)
    }

    /// Forgets a command in a project.
    ///
    /// # Errors
    /// Where the store refuses.
    pub async fn forget(&self, command: &str, project: &str) -> Result<(), Error> {
        self.store.forget(command, project).await.map_err(|error| Error::of(&self.name, error))
    }

    fn understand(
        &self,
        command: &str,
        project: &str,
        (failure, approach, environment, at): sql::Remembered,
    ) -> Result<Pending, Error> {
        let bad = |source| Error::BadPending { ledger: self.name.clone(), failure: failure.clone(), source };
        let no_id = |error: unstuck_canon::BadId| bad(error.into());
        Ok(Pending {
            command: command.to_owned(),
            project: project.to_owned(),
            approach: approach.map(|id| id.parse()).transpose().map_err(no_id)?,
            environment: serde_json::from_str(&environment).map_err(|error| bad(error.into()))?,
            at: at.parse().map_err(|error: jiff::Error| bad(error.into()))?,
            failure: failure.parse().map_err(no_id)?,
        })
    }
}
