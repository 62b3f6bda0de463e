//! `unstuck new`

use std::path::{Path, PathBuf};
use std::{env, io};

use unstuck_app::input::Log;
use unstuck_app::{Error, actions, answers};

use crate::args::{Format, New};
use crate::context::{Context, project_folder};
use crate::exit::Done;

pub(crate) fn run(context: &Context, args: &New) -> Result<Done, Error> {
    let log = match args.from.as_deref() {
        None => None,
        Some(path) if path == Path::new("-") => Some(Log::new("standard input".to_owned(), io::stdin())?),
        Some(path) => Some(Log::open(path)?),
    };
    let root = args.dir.clone().unwrap_or_else(home);
    let draft = actions::new(&context.library()?, &root, &args.id, log)?;
    let text = match context.format() {
        Format::Human | Format::Markdown => answers::human::draft(&draft),
        _ => answers::json::json(&draft)?,
    };
    context.answer(&text)?;
    Ok(Done::Yes)
}

/// Where entries of this folder live.
fn home() -> PathBuf {
    let canon = PathBuf::from("canon");
    if canon.join("TEMPLATE").is_dir() {
        return canon;
    }
    let here = env::current_dir().unwrap_or_default();
    project_folder(&here).unwrap_or_else(|| PathBuf::from(".unstuck"))
}
