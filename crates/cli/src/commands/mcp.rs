//! `unstuck mcp`

use std::env;
use std::io::{self, IsTerminal};
use std::path::PathBuf;
use std::sync::Arc;

use unstuck_app::Error;
use unstuck_mcp::Desk;

use crate::context::Context;
use crate::exit::Done;

/// Serves until standard input ends. The canon is opened anew for every answer: a session lasts for hours, in which entries
/// and outcomes are added.
pub(crate) fn run(context: &Arc<Context>) -> Result<Done, Error> {
    if io::stdin().is_terminal() && context.talks_to_a_person() {
        context.notice(
            "this is for coding agents, which start it themselves after `unstuck install AGENT`; Ctrl-D ends it",
        );
    }
    let lang = context.lang();
    let (reading, reporting) = (Arc::clone(context), Arc::clone(context));
    let desk = Desk::new(move || reading.library().map(Arc::new), lang)
        .with_reports(move || reporting.field())
        .with_files(&env::current_dir().unwrap_or_default(), env::var_os("HOME").map(PathBuf::from).as_deref());
    match unstuck_mcp::stdio(desk) {
        Ok(()) => Ok(Done::Yes),
        Err(error) => {
            context.trouble(&error);
            Ok(Done::Partly)
        }
    }
}
