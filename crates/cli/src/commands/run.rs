//! `unstuck run`

use std::io;

use unstuck_app::{Error, Kept, actions};

use crate::args::Run;
use crate::child;
use crate::context::Context;
use crate::exit::Done;

pub(crate) fn run(context: &Context, args: &Run) -> Result<Done, Error> {
    let mut kept = Kept::default();
    let name = args.command.first().map(|program| program.to_string_lossy().into_owned()).unwrap_or_default();
    let status = match child::run(&args.command, &mut kept) {
        Ok(status) => status,
        Err(source) => {
            let code = if source.kind() == io::ErrorKind::NotFound { 127 } else { 126 };
            context.error(&Error::Run { name, source });
            return Ok(Done::Child(code));
        }
    };
    if !status.success() {
        let view = actions::explain_kept(&context.library()?, &name, &kept, context.lang())?;
        context.aside(&super::explain::rendered(context, &view)?);
        super::actions_log::aside(context, &view)?;
    }
    Ok(Done::Child(child::code(status)))
}
