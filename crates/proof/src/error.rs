//! What keeps proofs from being run at all.

use std::io;
use std::path::PathBuf;

/// Why proofs could not be planned, run or recorded.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file or folder of a proof could not be read.
    #[error("cannot read {}", path.display())]
    Read {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// A file could not be written.
    #[error("cannot write {}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// `proof.toml` is not what it should be.
    #[error("{} is not a proof.toml", path.display())]
    Toml {
        /// The file.
        path: PathBuf,
        /// Where and why.
        #[source]
        source: Box<toml::de::Error>,
    },
    /// A proof breaks a rule of the protocol.
    #[error("{}: {message}", path.display())]
    Plan {
        /// The file that has to change.
        path: PathBuf,
        /// What is wrong with it and what is wanted.
        message: String,
    },
    /// Recorded outcomes cannot be read.
    #[error("{}", path.display())]
    Recorded {
        /// The file.
        path: PathBuf,
        /// Which line.
        #[source]
        source: unstuck_ledger::BadOutcome,
    },
    /// Bubblewrap is missing or does not work here.
    #[error("there is no sandbox: {reason}")]
    NoSandbox {
        /// What was tried and how it ended.
        reason: String,
    },
    /// Without a sandbox, a folder that proofs use is somebody's.
    #[error("{} is there already", path.display())]
    Occupied {
        /// The folder.
        path: PathBuf,
    },
    /// The recipe of a fixture could not be started.
    #[error("cannot run {}", path.display())]
    Start {
        /// The recipe.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// A sandbox could not be prepared or watched.
    #[error("the sandbox broke down while it was {doing}")]
    Sandbox {
        /// What was being done.
        doing: &'static str,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The patterns of the canon cannot be prepared.
    #[error("the patterns of the canon cannot be prepared: {0}")]
    Patterns(String),
}

impl Error {
    pub(crate) fn sandbox(doing: &'static str) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::Sandbox { doing, source }
    }
}
