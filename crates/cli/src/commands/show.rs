//! `unstuck show`

use unstuck_app::{Error, actions, answers};

use crate::args::{Format, Show};
use crate::context::Context;
use crate::exit::Done;

pub(crate) fn run(context: &Context, args: &Show) -> Result<Done, Error> {
    let view = actions::show(&context.library_that_answers()?, &args.id, context.lang())?;
    let text = match context.format() {
        Format::Human => answers::human::whole(&view, context.width()),
        Format::Markdown => answers::markdown::whole(&view),
        _ => answers::json::json(&view)?,
    };
    context.answer(&text)?;
    Ok(Done::Yes)
}
