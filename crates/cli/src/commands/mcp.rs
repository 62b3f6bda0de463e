//! `unstuck mcp`

use std::env;
use std::io::{self, IsTerminal};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use unstuck_app::{Error, Stamp};
use unstuck_mcp::{Desk, Opened};

use crate::context::Context;
use crate::exit::Done;

/// A session lasts for hours, in which entries and outcomes are added. What was prepared serves as long as nothing was.
struct Session {
    context: Arc<Context>,
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    opened: Option<(Stamp, Opened)>,
    times: usize,
}

/// How often something is prepared that stays until the end: after so many changes the canon is opened for each answer.
const MOST_KEPT: usize = 16;

impl Session {
    fn open(&self) -> Result<Opened, Error> {
        let stamp = self.context.stamp();
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        match &kept.opened {
            Some((then, opened)) if *then == stamp => return Ok(opened.clone()),
            _ => {}
        }
        let library = Arc::new(self.context.library()?);
        if kept.times == MOST_KEPT {
            return Ok(Opened::Once(library));
        }
        let opened = Opened::kept(library)?;
        *kept = Kept { opened: Some((stamp, opened.clone())), times: kept.times + 1 };
        Ok(opened)
    }
}

/// Serves until standard input ends.
pub(crate) fn run(context: &Arc<Context>) -> Result<Done, Error> {
    if io::stdin().is_terminal() && context.talks_to_a_person() {
        context.notice(
            "this is for coding agents, which start it themselves after `unstuck install AGENT`; Ctrl-D ends it",
        );
    }
    let lang = context.lang();
    let (session, reporting) = (Session { context: Arc::clone(context), kept: Mutex::default() }, Arc::clone(context));
    let desk = Desk::new(move || session.open(), lang)
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
