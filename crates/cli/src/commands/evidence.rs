//! `unstuck evidence`

use unstuck_app::{Error, actions, answers};

use crate::args::{Evidence, Format};
use crate::context::Context;
use crate::exit::Done;

pub(crate) fn run(context: &Context, args: &Evidence) -> Result<Done, Error> {
    let view = actions::evidence(&context.library()?, &args.target, context.lang())?;
    let text = match context.format() {
        Format::Human => answers::human::evidence(&view, context.width()),
        Format::Markdown => answers::markdown::evidence(&view),
        _ => answers::json::json(&view)?,
    };
    context.answer(&text)?;
    Ok(Done::Yes)
}
