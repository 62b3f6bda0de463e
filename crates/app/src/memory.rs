//! What is remembered between two runs of a command, as actions use it: call and wait.

use std::path::Path;

use tokio::runtime::Runtime;
use unstuck_canon::FailureId;
use unstuck_ledger::Pending;

use crate::Error;
use crate::records::runtime;

/// The file of commands that failed, and the thread's own runtime to wait for it.
#[derive(Debug)]
pub(crate) struct Memory {
    memory: unstuck_ledger::Memory,
    runtime: Runtime,
}

impl Memory {
    /// Opens the file, which is made where it is missing.
    pub(crate) fn open(path: &Path) -> Result<Self, Error> {
        let runtime = runtime()?;
        let memory = runtime.block_on(unstuck_ledger::Memory::open(path))?;
        Ok(Self { memory, runtime })
    }

    pub(crate) fn remember(&self, pending: &Pending) -> Result<(), Error> {
        Ok(self.runtime.block_on(self.memory.remember(pending))?)
    }

    pub(crate) fn pending(&self, command: &str, project: &str) -> Result<Option<Pending>, Error> {
        Ok(self.runtime.block_on(self.memory.pending(command, project))?)
    }

    pub(crate) fn pending_of(&self, project: &str, failure: &FailureId) -> Result<Vec<Pending>, Error> {
        Ok(self.runtime.block_on(self.memory.pending_of(project, failure))?)
    }

    pub(crate) fn forget(&self, command: &str, project: &str) -> Result<(), Error> {
        Ok(self.runtime.block_on(self.memory.forget(command, project))?)
    }
}
