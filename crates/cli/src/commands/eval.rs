//! `unstuck eval`

use unstuck_app::{Error, actions, answers};

use crate::args::{Eval, Format};
use crate::context::Context;
use crate::exit::Done;

pub(crate) fn run(context: &Context, args: &Eval) -> Result<Done, Error> {
    let view = actions::eval(&context.library()?, &args.dir)?;
    let text = match context.format() {
        Format::Human => answers::human::evaluation(&view),
        Format::Markdown => answers::markdown::evaluation(&view),
        _ => answers::json::json(&view)?,
    };
    context.answer(&text)?;
    Ok(if view.breaches().is_empty() { Done::Yes } else { Done::No })
}
