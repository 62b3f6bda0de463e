//! From how a command ended to the process's exit code: the one place that knows the numbers.

use std::io;
use std::process::ExitCode;

use unstuck_app::Error;

use crate::context::Context;

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Done {
    /// Something was diagnosed, found or in order: 0.
    Yes,
    /// Nothing known, nothing found, or findings: 1.
    No,
    /// Some proofs could not be run here: 3.
    NotRun,
    /// Not all of the input could be read, which was told already: 2.
    Partly,
    /// A hook has something to say, which some agents hear only with this code: 2.
    Heard,
    /// A command was run: its own code.
    Child(u8),
}

/// The exit code; tells of an error on standard error.
pub(crate) fn code(context: &Context, done: Result<Done, Error>) -> ExitCode {
    match done {
        Ok(Done::Yes) => ExitCode::SUCCESS,
        Ok(Done::No) => ExitCode::from(1),
        Ok(Done::NotRun) => ExitCode::from(3),
        Ok(Done::Partly | Done::Heard) => ExitCode::from(2),
        Ok(Done::Child(code)) => ExitCode::from(code),
        // Whoever read our output has seen enough.
        Err(Error::Answer(error)) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            context.error(&error);
            ExitCode::from(2)
        }
    }
}
