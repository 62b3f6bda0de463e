//! `run` and `try`: outcomes that were seen, not claimed.
//!
//! A command fails with F and is remembered; `try F#A` says what is being done about it; the next run of the same command
//! settles it. Without `try` nothing is attributed to anything. What is kept: ids, the system's name, a time, and keyed
//! hashes of the command and the project. It is kept on this machine, whichever ledger the outcomes go to.

use std::collections::BTreeMap;
use std::env::consts::{ARCH, OS};
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use jiff::{Timestamp, Unit};
use serde::Serialize;
use unstuck_canon::{ApproachId, FailureId};
use unstuck_ledger::{Outcome, Pending, Seen, Source};

use super::named;
use crate::familiar::{Familiar, place};
use crate::identity::Thing;
use crate::memory::Memory;
use crate::{Error, Identity, Kept, Library, Records};

/// Where outcomes go, what is remembered until there is one, and the key that hides whose they are. Nothing is opened
/// before it is needed: a run that settles nothing asks no server.
#[derive(Debug)]
pub struct Field {
    /// URL of the ledger to which outcomes are appended.
    pub ledger: String,
    /// The file in which commands that failed are remembered.
    pub memory: PathBuf,
    /// The key.
    pub identity: Identity,
}

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended<'f> {
    /// Exit code 0.
    Well,
    /// With this failure, or with one that the canon does not know.
    Failed(Option<&'f str>),
}

/// What a run settled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Settled {
    /// Nothing was being tried.
    Nothing,
    /// What was tried ended so, and is recorded.
    Recorded(Outcome),
    /// What was tried ended with something that the canon does not know: no outcome.
    Unknown {
        /// The failure that was there before.
        failure: FailureId,
        /// What was tried.
        approach: ApproachId,
    },
}

/// What is being tried.
#[derive(Debug, Clone, Serialize)]
pub struct Attempt {
    /// `unstuck/attempt/1`
    pub schema: &'static str,
    /// The failure.
    pub failure: String,
    /// What is tried against it.
    pub approach: String,
}

impl Field {
    /// Says what is about to be tried against the failure with which a command of this project ended last.
    ///
    /// # Errors
    /// Where there is no such failure or approach, where no command is remembered that failed so, or where the ledger
    /// refuses.
    pub fn attempt(&self, library: &Library, project: &Path, target: &str) -> Result<Attempt, Error> {
        let (failure, approach) = named(library, target)?;
        let project = self.identity.hash(Thing::Project, project.as_os_str().as_encoded_bytes());
        let memory = Memory::open(&self.memory)?;
        let remembered = memory.pending_of(&project, &failure)?.into_iter().next();
        let pending = remembered.ok_or_else(|| Error::NothingFailed { failure: failure.to_string() })?;
        memory.remember(&Pending { approach: Some(approach.clone()), ..pending })?;
        Ok(Attempt { schema: "unstuck/attempt/1", failure: failure.to_string(), approach: approach.to_string() })
    }

    /// Records what a run says of what was being tried, and remembers how it failed.
    ///
    /// # Errors
    /// Where the ledger refuses.
    pub fn settle(&self, command: &[OsString], project: &Path, ended: Ended<'_>) -> Result<Settled, Error> {
        let (command, project) = self.hashes(command, project);
        let at = Timestamp::now().round(Unit::Second).map_err(Error::Clock)?;
        let now: Option<FailureId> = match ended {
            Ended::Failed(Some(id)) => Some(id.parse()?),
            Ended::Failed(None) | Ended::Well => None,
        };
        let memory = Memory::open(&self.memory)?;
        let before = memory.pending(&command, &project)?;
        let settled = match before.clone().map(|before| (before.approach.clone(), before)) {
            Some((Some(approach), before)) => {
                let seen = match (ended, &now) {
                    (Ended::Well, _) => Some(Seen::Fixed),
                    (Ended::Failed(_), Some(now)) if *now == before.failure => Some(Seen::Same),
                    (Ended::Failed(_), Some(now)) => Some(Seen::Became(now.clone())),
                    (Ended::Failed(_), None) => None,
                };
                self.seen(before, approach, seen, at)?
            }
            Some((None, _)) | None => Settled::Nothing,
        };
        match now {
            Some(failure) => memory.remember(&Pending {
                command,
                project,
                failure,
                approach: None,
                environment: environment(),
                at,
            })?,
            None if before.is_some() => memory.forget(&command, &project)?,
            None => {}
        }
        Ok(settled)
    }

    fn seen(&self, before: Pending, approach: ApproachId, seen: Option<Seen>, at: Timestamp) -> Result<Settled, Error> {
        let Some(seen) = seen else { return Ok(Settled::Unknown { failure: before.failure, approach }) };
        let outcome = Outcome {
            failure: before.failure,
            approach,
            seen,
            source: Source::Field,
            voice: before.project,
            environment: before.environment,
            experiment: None,
            at,
        };
        Records::open(&self.ledger)?.append(outcome.clone())?;
        Ok(Settled::Recorded(outcome))
    }

    /// Keeps hashes of what a command says when it goes well, in the place of those of its run before.
    ///
    /// # Errors
    /// Where they cannot be written.
    pub fn went_well(&self, command: &[OsString], project: &Path, kept: &Kept) -> Result<(), Error> {
        Familiar::of(kept, &self.identity).write(&self.lines_of(command, project))
    }

    /// What a command said when it went well last.
    ///
    /// # Errors
    /// Where it is kept and cannot be read.
    pub fn familiar(&self, command: &[OsString], project: &Path) -> Result<Familiar, Error> {
        Familiar::read(&self.lines_of(command, project))
    }

    /// The file of unknown lines.
    #[must_use]
    pub fn unknowns(&self) -> PathBuf {
        self.memory.with_file_name("unknowns")
    }

    fn lines_of(&self, command: &[OsString], project: &Path) -> PathBuf {
        let (command, project) = self.hashes(command, project);
        place(self.memory.parent().unwrap_or(Path::new("")), &command, &project)
    }

    fn hashes(&self, command: &[OsString], project: &Path) -> (String, String) {
        let words: Vec<&[u8]> = command.iter().map(|word| word.as_encoded_bytes()).collect();
        let project = project.as_os_str().as_encoded_bytes();
        (self.identity.hash(Thing::Command, &words.join(&0)), self.identity.hash(Thing::Project, project))
    }

    /// Records what somebody saw elsewhere. One voice per reporter: the last word counts.
    ///
    /// # Errors
    /// Where there is no such failure or approach, or the ledger refuses.
    pub fn report(
        &self,
        library: &Library,
        target: &str,
        fixed: bool,
        reporter: Option<&str>,
    ) -> Result<Outcome, Error> {
        let person = || self.identity.hash(Thing::Person, b"");
        let voice = reporter.map_or_else(person, ToOwned::to_owned);
        report(library, &Records::open(&self.ledger)?, target, fixed, voice, environment())
    }
}

/// Records what a reporter saw, in the environment that they name. One voice per reporter: the last word counts.
///
/// # Errors
/// Where there is no such failure or approach, or the ledger refuses.
pub fn report(
    library: &Library,
    records: &Records,
    target: &str,
    fixed: bool,
    voice: String,
    environment: BTreeMap<String, String>,
) -> Result<Outcome, Error> {
    let (failure, approach) = named(library, target)?;
    let outcome = Outcome {
        failure,
        approach,
        seen: if fixed { Seen::Fixed } else { Seen::Same },
        source: Source::Report,
        voice,
        environment,
        experiment: None,
        at: Timestamp::now().round(Unit::Second).map_err(Error::Clock)?,
    };
    records.append(outcome.clone())?;
    if let Some(shown) = library.shown() {
        shown.forget(&outcome.failure);
    }
    Ok(outcome)
}

pub(super) fn environment() -> BTreeMap<String, String> {
    [("arch", ARCH), ("os", OS)].map(|(fact, value)| (fact.to_owned(), value.to_owned())).into()
}
