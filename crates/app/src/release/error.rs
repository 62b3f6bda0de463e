//! Why a canon was not published, or a published one not taken.

use std::io;
use std::path::PathBuf;

use jiff::Timestamp;

/// Why a canon was not published, or a published one not taken. Whatever it is, the installed one stays as it was.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum UpdateError {
    /// Nothing says where canons are published, or by whom.
    #[error("it is not configured {}", if *key { "by whose key a canon is signed" } else { "where canons are published" })]
    Unconfigured {
        /// Whether the key is what is missing.
        key: bool,
    },
    /// That is no address to take a canon from.
    #[error("`{url}` is no address from which a canon is taken")]
    Url {
        /// The address.
        url: String,
    },
    /// There are no certificates in a file.
    #[error("{} holds no certificates", path.display())]
    Authorities {
        /// The file.
        path: PathBuf,
    },
    /// A file did not come.
    #[error("cannot fetch {url}")]
    Fetch {
        /// Its address.
        url: String,
        /// Why.
        #[source]
        source: FetchError,
    },
    /// No configured key vouches for it.
    #[error("{url} is not signed by a configured key")]
    Unsigned {
        /// What should be.
        url: String,
    },
    /// It is signed, but is no description of a canon that this program understands.
    #[error("{url} does not describe a canon as this version of unstuck knows it")]
    Foreign {
        /// Its address.
        url: String,
    },
    /// It is not newer than what is installed.
    #[error("the published canon was made {made}, the installed one {installed}")]
    Older {
        /// When the published one was made.
        made: Timestamp,
        /// When the installed one was.
        installed: Timestamp,
    },
    /// It says that it was made in the future.
    #[error("the published canon was made {made}, which is in the future")]
    Future {
        /// When it says that it was made.
        made: Timestamp,
    },
    /// The archive is not the one that was signed.
    #[error("{url} is not what was signed: {what}")]
    Digest {
        /// Its address.
        url: String,
        /// What differs.
        what: String,
    },
    /// The archive cannot be unpacked.
    #[error("{name} cannot be unpacked")]
    Archive {
        /// File or address.
        name: String,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// There are not the entries in it that there should be.
    #[error("it holds {found} entries where its description says {wanted}")]
    Entries {
        /// Those that it has.
        found: usize,
        /// Those that it should have.
        wanted: usize,
    },
    /// Some of its entries cannot be used.
    #[error("{count} of its entries cannot be used, such as {place}: {message}")]
    Broken {
        /// How many.
        count: usize,
        /// The first one, with its line.
        place: String,
        /// What is wrong with it.
        message: String,
    },
    /// Another process is at it.
    #[error("another `unstuck update` is running")]
    Running,
    /// What was installed cannot be read.
    #[error("the installed canon cannot be read: {} is damaged", path.display())]
    Installed {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The operating system gives no random numbers.
    #[error("no key can be made: there are no random numbers")]
    Random,
    /// There is a file already where a new key was to be written.
    #[error("{} exists already", path.display())]
    KeyThere {
        /// The file.
        path: PathBuf,
    },
    /// A file holds no key to sign with.
    #[error("{} holds no Ed25519 key to sign with", path.display())]
    NoSigningKey {
        /// The file.
        path: PathBuf,
    },
}

/// Why a file did not come.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// The server did not give it.
    #[error(transparent)]
    Http(#[from] Box<ureq::Error>),
    /// It broke off.
    #[error("it broke off after {bytes} bytes")]
    BrokeOff {
        /// Bytes that came before.
        bytes: u64,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// It cannot be kept here.
    #[error("it cannot be written down")]
    Write(#[source] io::Error),
    /// It is longer than it may be.
    #[error("it is longer than {most} bytes")]
    Long {
        /// What is taken.
        most: u64,
    },
}

impl UpdateError {
    /// Whether it may go better later.
    #[must_use]
    pub fn passes(&self) -> bool {
        let written = |source: &FetchError| matches!(source, FetchError::Write(_));
        matches!(self, Self::Running) || matches!(self, Self::Fetch { source, .. } if !written(source))
    }

    /// What to do about it, where that is known.
    #[must_use]
    pub fn help(&self) -> Option<&'static str> {
        match self {
            Self::Unconfigured { key: false } => Some("give --url URL, or set `url` below [update] in unstuck.toml"),
            Self::Unconfigured { key: true } => Some("give --key KEY, or set `keys` below [update] in unstuck.toml"),
            Self::Url { .. } => Some("it begins with https://, or with http:// for this machine alone"),
            Self::Unsigned { .. } => Some(
                "ask the publisher for the key, or try again later if the canon is being published right now; the installed canon stays",
            ),
            Self::Foreign { .. } => Some("a newer unstuck may know it"),
            Self::Older { .. } => {
                Some("somebody may be holding newer ones back; `unstuck update --remove` forgets the installed canon")
            }
            Self::Digest { .. } => Some("try again: it may be being published right now; the installed canon stays"),
            Self::Broken { .. } => Some("a newer unstuck may read them; the installed canon stays"),
            Self::Installed { .. } => Some("`unstuck update --remove` forgets it"),
            Self::KeyThere { .. } => Some("choose another file: whoever has a canon of that key needs it"),
            Self::NoSigningKey { .. } => Some("`unstuck key new FILE` makes one"),
            _ => None,
        }
    }
}
