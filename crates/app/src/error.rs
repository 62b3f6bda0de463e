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
    /// Something that is needed does not answer now.
    Unavailable,
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
    /// The log from which an entry was to be made is longer than anybody looks through.
    #[error("{name} is longer than {most} MB")]
    LongLog {
        /// The log.
        name: String,
        /// What would have been taken.
        most: u64,
    },
    /// No folder was named and there is none here.
    #[error("there is no .unstuck/ and no canon/ here")]
    NothingToCheck,
    /// There is no evaluation set there.
    #[error("there is no evaluation set in {}", folder.display())]
    NoEvaluation {
        /// Where it would be.
        folder: PathBuf,
    },
    /// There are no entries to take over.
    #[error("there are no entries of deadends.dev in {}", folder.display())]
    NothingToImport {
        /// Where they would be.
        folder: PathBuf,
    },
    /// A file of the evaluation set cannot be understood.
    #[error("{name} cannot be used")]
    Evaluation {
        /// The file.
        name: String,
        /// Why.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// What was to be proved has no proof.
    #[error("there is no proof of {what}")]
    NoProof {
        /// What was asked for.
        what: String,
    },
    /// A failure has no approach of that name.
    #[error("{failure} has no approach `{approach}`")]
    NoApproach {
        /// The failure.
        failure: String,
        /// What was asked for.
        approach: String,
        /// Those it has.
        all: Vec<String>,
    },
    /// No command is remembered that failed so here.
    #[error("no command is remembered that failed with {failure} in this project")]
    NothingFailed {
        /// The failure.
        failure: String,
    },
    /// The ledger cannot be used.
    #[error(transparent)]
    Ledger(#[from] unstuck_ledger::Error),
    /// The ledger lets a server wait.
    #[error("the ledger does not answer within {seconds} seconds")]
    LedgerSilent {
        /// How long was waited.
        seconds: u64,
    },
    /// Recorded outcomes of an entry cannot be read.
    #[error("outcomes.jsonl of {failure} cannot be read")]
    Outcomes {
        /// The failure.
        failure: String,
        /// Why.
        #[source]
        source: unstuck_ledger::BadOutcome,
    },
    /// The file of API tokens is damaged.
    #[error("{} holds no API tokens", path.display())]
    Tokens {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: serde_json::Error,
    },
    /// A token of that name is there, or none is.
    #[error("there is {} API token `{name}`", if *there { "already an" } else { "no" })]
    Token {
        /// The name.
        name: String,
        /// Whether it is there.
        there: bool,
    },
    /// A name cannot be a token's.
    #[error("`{name}` is no name for an API token")]
    TokenName {
        /// The name.
        name: String,
    },
    /// Nothing can listen at that address.
    #[error("cannot listen at {addr}")]
    Listen {
        /// Host and port.
        addr: String,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// There is no folder for the user's data.
    #[error("there is no place for the ledger: neither XDG_DATA_HOME nor HOME is set")]
    NoHome,
    /// The key that hides projects is damaged.
    #[error("{} is no key", path.display())]
    Key {
        /// The file.
        path: PathBuf,
    },
    /// The clock says nothing that can be written down.
    #[error("the clock cannot be read")]
    Clock(#[source] jiff::Error),
    /// The operating system gives nothing to wait on.
    #[error("cannot wait for the ledger")]
    Runtime(#[source] io::Error),
    /// A canon cannot be published or taken.
    #[error(transparent)]
    Update(#[from] crate::release::UpdateError),
    /// Ids that are no longer used cannot be put into TOML.
    #[error("retired.toml cannot be written")]
    Unwritable(#[source] toml::ser::Error),
    /// Proofs cannot be run or recorded.
    #[error(transparent)]
    Proof(#[from] unstuck_proof::Error),
    /// `unstuck.toml` cannot be used.
    #[error("{name} cannot be used")]
    Settings {
        /// The file.
        name: String,
        /// Why.
        #[source]
        source: Box<toml::de::Error>,
    },
    /// A setting has a value that it does not take.
    #[error("{name} cannot be `{value}`")]
    Setting {
        /// Its name, as that of the flag.
        name: &'static str,
        /// What was given.
        value: String,
        /// What it takes.
        help: &'static str,
    },
    /// There is no workflow to look at.
    #[error("there is no workflow in {}", folder.display())]
    NoWorkflow {
        /// Where they would be.
        folder: PathBuf,
    },
    /// A trust file is not understood.
    #[error("{path}:{line}:{column}: {message} [{code}]")]
    Trust {
        /// The file.
        path: String,
        /// Line.
        line: usize,
        /// Column.
        column: usize,
        /// Stable code.
        code: &'static str,
        /// What is wrong.
        message: String,
        /// How to mend it.
        help: String,
    },
    /// The emulator cannot start.
    #[error(transparent)]
    Emulator(#[from] unstuck_emulator::Error),
    /// GitHub would not start the workflow.
    #[error("The workflow is not valid. {message}")]
    NotStarted {
        /// In GitHub's words, with file and place.
        message: String,
    },
    /// There is no job of that name, or none that may ask for a token.
    #[error("{}", job.as_ref().map_or("no job of this workflow may ask for a token".to_owned(), |job| format!("no event starts a job `{job}` in this workflow")))]
    NoJob {
        /// What was asked for.
        job: Option<String>,
        /// Those that an event starts.
        all: Vec<String>,
    },
    /// A text is no token, or a file holds no keys.
    #[error("this is no token")]
    NoToken(#[from] unstuck_trust::jwt::NoToken),
    /// Another machine gave no answer that can be used.
    #[error("{url} gives no answer that can be used")]
    Web {
        /// What was asked.
        url: String,
        /// Why.
        #[source]
        source: crate::web::Unanswered,
    },
    /// A server does not take a report.
    #[error("{to} does not take the report [{code}]: {detail}")]
    Undelivered {
        /// The server.
        to: String,
        /// The code of its problem.
        code: String,
        /// What it says of it.
        detail: String,
        /// What to do about it, in its words.
        help: Option<String>,
    },
    /// Nothing says whose report it is.
    #[error("nothing says whose report it is")]
    NoCredential,
    /// The canon inside the program cannot be read.
    #[error("the canon inside this program is damaged")]
    Bundle(#[from] postcard::Error),
    /// The prepared patterns are not those of the canon, or cannot be made from it.
    #[error("the patterns of the canon cannot be prepared: {0}")]
    Patterns(String),
    /// An answer could not be put into JSON.
    #[error("the answer cannot be written as JSON")]
    Json(#[from] serde_json::Error),
    /// A page could not be filled in.
    #[error("the page cannot be written")]
    Page(#[source] askama::Error),
    /// An answer could not be written out.
    #[error("cannot write the answer")]
    Answer(#[source] io::Error),
}

impl Error {
    /// An entry of the index that cannot be read again.
    pub(crate) fn unread(finding: unstuck_canon::Finding) -> Self {
        Self::Patterns(finding.message)
    }

    /// What it means to the caller.
    #[must_use]
    pub fn kind(&self) -> Kind {
        match self {
            Self::NoFailure { .. } | Self::NoProof { .. } | Self::NoApproach { .. } | Self::NothingFailed { .. } => {
                Kind::NotFound
            }
            Self::Exists { .. } | Self::Token { there: true, .. } => Kind::Conflict,
            Self::Token { there: false, .. } => Kind::NotFound,
            Self::Ledger(error) if error.passes() => Kind::Unavailable,
            Self::LedgerSilent { .. } | Self::Web { .. } => Kind::Unavailable,
            Self::Update(error) if error.passes() => Kind::Unavailable,
            Self::Bundle(_) | Self::Patterns(_) | Self::Json(_) | Self::Page(_) => Kind::Internal,
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
            Self::LongLog { .. } => Some(
                "give the lines around the failure, for example: tail -n 1000 LOG | unstuck new ID --from -".to_owned(),
            ),
            Self::NoApproach { all, .. } => Some(format!("it has {}", all.join(", "))),
            Self::NothingFailed { .. } => {
                Some("run the command as `unstuck run -- COMMAND` first, then say what you try".to_owned())
            }
            Self::Ledger(error) => Some(error.help().to_owned()),
            Self::Update(error) => error.help().map(str::to_owned),
            Self::TokenName { .. } => Some("letters, digits, dots and hyphens, at most 64".to_owned()),
            Self::Token { there: true, .. } => Some("revoke it first, or choose another name".to_owned()),
            Self::Token { there: false, .. } => Some("`unstuck token list` names those that there are".to_owned()),
            Self::Undelivered { help, .. } => help.clone(),
            Self::NoCredential => Some(
                "on GitHub Actions give the job `permissions: id-token: write`; elsewhere set UNSTUCK_TOKEN to an API token of that server"
                    .to_owned(),
            ),
            Self::NoHome => Some("set HOME, or name a ledger with --ledger".to_owned()),
            Self::Key { .. } => Some("delete it: a new one is made, and what was remembered is forgotten".to_owned()),
            Self::Outcomes { .. } => Some("mend that line, or delete it and prove the failure again".to_owned()),
            Self::NoProof { .. } => Some("`unstuck prove --all` runs every proof that there is".to_owned()),
            Self::Proof(unstuck_proof::Error::NoSandbox { .. }) => {
                Some("install bubblewrap (apt install bubblewrap), and allow user namespaces".to_owned())
            }
            Self::Proof(unstuck_proof::Error::Occupied { .. }) => Some(
                "run it on a machine that is thrown away, where nothing is in the place of the proofs' folders"
                    .to_owned(),
            ),
            Self::NoEvaluation { .. } => {
                Some("name its folder; the set of the bundled canon is `evaluation/` in its repository".to_owned())
            }
            Self::NothingToImport { .. } => {
                Some("name a checkout of its repository: the entries are data/canons/**/*.json".to_owned())
            }
            Self::NothingToCheck => Some("name a folder with entries".to_owned()),
            Self::Setting { help, .. } => Some((*help).to_owned()),
            Self::NoWorkflow { .. } => Some("name a workflow file, or a folder with .github/workflows".to_owned()),
            Self::Trust { help, .. } => Some(help.clone()),
            Self::Emulator(unstuck_emulator::Error::UnknownClaim { .. }) => {
                Some("say more of the run: --repo, --event, --ref, --owner-id, --repo-id, --visibility".to_owned())
            }
            Self::NotStarted { .. } => {
                Some("`unstuck oidc check` shows the line, and the change that mends it".to_owned())
            }
            Self::NoJob { all, .. } if all.is_empty() => Some("no event starts a job there".to_owned()),
            Self::NoJob { all, .. } => Some(format!("name one with --job: {}", all.join(", "))),
            Self::NoToken(_) => Some("a token reads like eyJhbGci....eyJzdWIi....signature".to_owned()),
            Self::Id(_) => Some("an id reads like git/index-lock-exists".to_owned()),
            _ => None,
        }
    }
}
