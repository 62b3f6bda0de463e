//! `unstuck run`

use std::io;

use unstuck_app::actions::Explainer;
use unstuck_app::{Error, Kept};

use crate::args::{Format, Run};
use crate::child;
use crate::context::Context;
use crate::exit::Done;

/// What a shell says of a command whose output nobody reads any more.
const BY_SIGPIPE: u8 = 128 + 13;

pub(crate) fn run(context: &Context, args: &Run) -> Result<Done, Error> {
    let mut kept = Kept::default();
    let name = args.command.first().map(|program| program.to_string_lossy().into_owned()).unwrap_or_default();
    let ended = match child::run(&args.command, &mut kept) {
        Ok(ended) => ended,
        Err(source) => {
            let code = if source.kind() == io::ErrorKind::NotFound { 127 } else { 126 };
            context.error(&Error::Run { name, source });
            return Ok(Done::Child(code));
        }
    };
    let code = child::code(ended.status);
    // That our reader has seen enough needs no explanation.
    let cut_off = ended.unread && code == BY_SIGPIPE;
    if !ended.status.success()
        && !cut_off
        && let Err(error) = explain(context, &name, &kept)
    {
        context.error(&error);
    }
    if let Some(source) = ended.unwritten {
        context.error(&Error::Write { path: "the output of the command".into(), source });
        return Ok(Done::Child(if code == 0 { 2 } else { code }));
    }
    Ok(Done::Child(code))
}

/// Explains on standard error. Where there is nothing to say, nothing is said: a command may fail on purpose.
fn explain(context: &Context, name: &str, kept: &Kept) -> Result<(), Error> {
    let library = context.library()?;
    let view = Explainer::new(&library, context.lang())?.kept(name, kept)?;
    if view.diagnoses.is_empty() && view.unknown.is_empty() && context.format() == Format::Human {
        return Ok(());
    }
    context.aside(&super::explain::rendered(context, &view)?);
    super::actions_log::aside(context, &view)
}
