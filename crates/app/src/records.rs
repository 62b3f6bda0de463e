//! The ledger, as actions use it: call and wait.

use std::io::{BufRead, ErrorKind, Write};

use tokio::runtime::{Builder, Runtime};
use unstuck_canon::FailureId;
use unstuck_ledger::{Appended, Filter, Ledger, Outcome};

use crate::Error;

/// A ledger and the thread's own runtime to wait for it. An asynchronous caller uses it where blocking is allowed.
#[derive(Debug)]
pub struct Records {
    ledger: Ledger,
    runtime: Runtime,
}

impl Records {
    /// Opens a ledger to read and write; `sqlite:PATH` is made where it is missing.
    ///
    /// # Errors
    /// Where the URL is of no known kind, or the ledger cannot be used.
    pub fn open(url: &str) -> Result<Self, Error> {
        let runtime = runtime()?;
        let ledger = runtime.block_on(Ledger::open(url))?;
        Ok(Self { ledger, runtime })
    }

    /// Opens a ledger to read; one that is not there is empty, and nothing is made.
    ///
    /// # Errors
    /// As [`Records::open`].
    pub fn read_only(url: &str) -> Result<Self, Error> {
        let runtime = runtime()?;
        let ledger = runtime.block_on(Ledger::read_only(url))?;
        Ok(Self { ledger, runtime })
    }

    /// The outcomes of one failure.
    pub(crate) fn outcomes(&self, failure: &FailureId) -> Result<Vec<Outcome>, Error> {
        let filter = Filter { failure: Some(failure.clone()), ..Filter::default() };
        Ok(self.runtime.block_on(self.ledger.outcomes(&filter))?)
    }

    /// The failures of which some outcome became that one.
    pub(crate) fn before(&self, failure: &FailureId) -> Result<Vec<FailureId>, Error> {
        Ok(self.runtime.block_on(self.ledger.before(failure))?)
    }

    pub(crate) fn append(&self, outcome: Outcome) -> Result<Appended, Error> {
        Ok(self.runtime.block_on(self.ledger.append(&[outcome]))?)
    }

    /// Writes all outcomes as JSON lines, sorted: how many.
    ///
    /// # Errors
    /// Where the ledger cannot be read or `out` not be written.
    pub fn export(&self, out: &mut impl Write) -> Result<u64, Error> {
        self.runtime.block_on(self.ledger.export(out)).map_err(|error| match error {
            // Whoever reads it has seen enough.
            unstuck_ledger::Error::Stream { source, .. } if source.kind() == ErrorKind::BrokenPipe => {
                Error::Answer(source)
            }
            other => other.into(),
        })
    }

    /// Appends outcomes from JSON lines; those that are there already count once.
    ///
    /// # Errors
    /// At the first line that is no outcome, and where the ledger refuses.
    pub fn import(&self, lines: &mut impl BufRead) -> Result<Appended, Error> {
        Ok(self.runtime.block_on(self.ledger.import(lines))?)
    }
}

pub(crate) fn runtime() -> Result<Runtime, Error> {
    Builder::new_current_thread().enable_all().build().map_err(Error::Runtime)
}
