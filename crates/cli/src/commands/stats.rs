//! `unstuck stats`

use unstuck_app::{Error, actions, answers};

use crate::args::Format;
use crate::context::Context;
use crate::exit::Done;

pub(crate) fn run(context: &Context) -> Result<Done, Error> {
    let stats = actions::stats(&context.library()?)?;
    let text = match context.format() {
        Format::Human => answers::human::stats(&stats),
        Format::Markdown => answers::markdown::stats(&stats),
        _ => answers::json::json(&stats)?,
    };
    context.answer(&text)?;
    Ok(Done::Yes)
}
