//! `unstuck import`

use unstuck_app::{Error, actions, answers};

use crate::args::{Format, Import, ImportFrom};
use crate::context::{Context, own_canon};
use crate::exit::Done;

pub(crate) fn run(context: &Context, args: &Import) -> Result<Done, Error> {
    let ImportFrom::Deadends { dir, to, green } = &args.from;
    let to = to.clone().or_else(own_canon).ok_or(Error::NoHome)?;
    let imported = actions::import_deadends(dir, &to, green)?;
    let text = match context.format() {
        Format::Human | Format::Markdown => answers::human::imported(&imported),
        _ => answers::json::json(&imported)?,
    };
    context.answer(&text)?;
    Ok(Done::Yes)
}
