//! `unstuck check`

use std::env;
use std::path::PathBuf;

use unstuck_app::{Error, actions, answers};

use crate::args::{Check, Format};
use crate::context::{Context, project_folder};
use crate::exit::Done;

pub(crate) fn run(context: &Context, args: &Check) -> Result<Done, Error> {
    if args.rules {
        context.answer(&answers::markdown::rules(&actions::rules()))?;
        return Ok(Done::Yes);
    }
    let checkup = actions::check(&if args.dirs.is_empty() { vec![here()?] } else { args.dirs.clone() })?;
    let text = match context.format() {
        Format::Human => answers::human::checkup(&checkup, context.width()),
        Format::Json => answers::json::json(&checkup)?,
        Format::Markdown => answers::markdown::checkup(&checkup),
        Format::Sarif => answers::sarif::checkup(&checkup)?,
        Format::Github => answers::github::checkup(&checkup),
    };
    context.answer(&text)?;
    Ok(if checkup.findings.is_empty() { Done::Yes } else { Done::No })
}

/// The canon of this folder.
pub(crate) fn here() -> Result<PathBuf, Error> {
    let here = env::current_dir().unwrap_or_default();
    let canon = PathBuf::from("canon");
    let found = project_folder(&here).or_else(|| canon.is_dir().then_some(canon));
    found.ok_or(Error::NothingToCheck)
}
