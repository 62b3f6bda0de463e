//! `unstuck try`

use std::env;

use unstuck_app::{Error, answers};

use crate::args::{Format, Try};
use crate::context::{Context, project};
use crate::exit::Done;

pub(crate) fn run(context: &Context, args: &Try) -> Result<Done, Error> {
    let library = context.library()?;
    let project = project(&env::current_dir().unwrap_or_default());
    let attempt = context.field()?.attempt(&library, &project, &args.target)?;
    let text = match context.format() {
        Format::Json | Format::Sarif => answers::json::json(&attempt)?,
        _ => answers::human::attempt(&attempt),
    };
    context.answer(&text)?;
    Ok(Done::Yes)
}
