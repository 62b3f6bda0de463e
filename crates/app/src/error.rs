//! What can go wrong in an action, by what it means to the caller.

use std::io;
use std::path::PathBuf;

/// What kind of trouble an [`Error`] is: maps once to an exit code, and once to an HTTP status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// What was asked for does not exist.
    NotFound,
    /// The input cannot be used as it is.
    BadInput,
    /// What is there already stands in the way.
    Conflict,
    /// A fault of ours.
    Internal,
}

/// An action that could not be done.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file, folder or stream could not be read.
    #[error("cannot read {name}")]
    Read {
        /// File name, or `standard input`.
        name: String,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// A folder was given where text is wanted.
    #[error("{name} is a folder")]
    Folder {
        /// The folder.
        name: String,
    },
    /// A compressed file is damaged.
    #[error("{name} is damaged: its {format} data cannot be unpacked beyond byte {bytes} of the text")]
    Damaged {
        /// File name.
        name: String,
        /// `gzip` or `zstd`.
        format: &'static str,
        /// Bytes of text that came out before.
        bytes: u64,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// A command could not be started.
    #[error("cannot run {name}")]
    Run {
        /// The program.
        name: String,
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
    /// A folder with entries could not be read.
    #[error(transparent)]
    Canon(#[from] unstuck_canon::load::LoadError),
    /// No failure has that id.
    #[error("there is no failure `{id}`")]
    NoFailure {
        /// What was asked for.
        id: String,
        /// The nearest ids.
        nearest: Vec<String>,
        /// Why it went, where it was retired without a successor.
        retired: Option<String>,
    },
    /// A text is not an id.
    #[error(transparent)]
    Id(#[from] unstuck_canon::BadId),
    /// There is something at the place that was to be written.
    #[error("{} exists already", path.display())]
    Exists {
        /// The file or folder.
        path: PathBuf,
    },
    /// The log from which an entry was to be made has no line that looks decisive.
    #[error("{name} has no line that looks like an error")]
    NothingDecisive {
        /// The log.
        name: String,
    },
    /// No folder was named and there is none here.
    #[error("there is no .unstuck/ and no canon/ here")]
    NothingToCheck,
    /// What was to be proved has no proof.
    #[error("there is no proof of {what}")]
    NoProof {
        /// What was asked for.
        what: String,
    },
    /// Proofs cannot be run or recorded.
    #[error(transparent)]
    Proof(#[from] unstuck_proof::Error),
    /// The canon inside the program cannot be read.
    #[error("the canon inside this program is damaged")]
    Bundle(#[from] postcard::Error),
    /// The patterns do not fit into one automaton.
    #[error("the patterns of the canon cannot be prepared: {0}")]
    Patterns(String),
    /// An answer could not be put into JSON.
    #[error("the answer cannot be written as JSON")]
    Json(#[from] serde_json::Error),
    /// An answer could not be written out.
    #[error("cannot write the answer")]
    Answer(#[source] io::Error),
}

impl Error {
    /// What it means to the caller.
    #[must_use]
    pub fn kind(&self) -> Kind {
        match self {
            Self::NoFailure { .. } | Self::NoProof { .. } => Kind::NotFound,
            Self::Exists { .. } => Kind::Conflict,
            Self::Bundle(_) | Self::Patterns(_) | Self::Json(_) => Kind::Internal,
            _ => Kind::BadInput,
        }
    }

    /// What to do about it, where that is known.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Folder { name } => Some(format!("give a file in it, for example: unstuck explain {name}/build.log")),
            Self::Damaged { .. } => {
                Some("download it again, or unpack what can be read and pipe it to unstuck explain -".to_owned())
            }
            Self::NoFailure { retired: Some(because), .. } => Some(format!("it was retired: {because}")),
            Self::NoFailure { nearest, .. } if !nearest.is_empty() => {
                Some(format!("did you mean {}?", nearest.join(", ")))
            }
            Self::NoFailure { .. } => {
                Some("`unstuck list` prints every id, `unstuck search WORDS` finds by words".to_owned())
            }
            Self::Exists { .. } => Some("choose another id, or edit what is there".to_owned()),
            Self::NothingDecisive { .. } => {
                Some("make the entry without --from and put the failing lines into its hit/ folder".to_owned())
            }
            Self::NoProof { .. } => Some("`unstuck prove --all` runs every proof that there is".to_owned()),
            Self::Proof(unstuck_proof::Error::NoSandbox { .. }) => {
                Some("install bubblewrap (apt install bubblewrap), and allow user namespaces".to_owned())
            }
            Self::NothingToCheck => Some("name a folder with entries".to_owned()),
            Self::Id(_) => Some("an id reads like git/index-lock-exists".to_owned()),
            _ => None,
        }
    }
}
