//! `unstuck completions`

use clap::CommandFactory;
use unstuck_app::Error;

use crate::args::{Args, Completions};
use crate::context::Context;
use crate::exit::Done;

pub(crate) fn run(context: &Context, args: &Completions) -> Result<Done, Error> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Args::command(), "unstuck", &mut script);
    context.answer(&String::from_utf8_lossy(&script))?;
    Ok(Done::Yes)
}
