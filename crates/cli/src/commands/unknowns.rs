//! `unstuck unknowns`

use unstuck_app::{Error, actions, answers};

use crate::args::{Format, Unknowns};
use crate::context::{Context, own_unknowns};
use crate::exit::Done;

pub(crate) fn run(context: &Context, args: &Unknowns) -> Result<Done, Error> {
    let own = own_unknowns().ok_or(Error::NoHome)?;
    if args.path {
        context.answer(&format!("{}\n", own.display()))?;
        return Ok(Done::Yes);
    }
    // A colleague's file that was named must be there; the user's own is made by the first unknown failure.
    for file in &args.files {
        if !file.exists() {
            return Err(Error::Read { name: file.display().to_string(), source: std::io::ErrorKind::NotFound.into() });
        }
    }
    let files: Vec<_> = std::iter::once(own).chain(args.files.iter().cloned()).collect();
    let unknowns = actions::unknowns(&files)?;
    let text = match context.format() {
        Format::Human | Format::Markdown => answers::human::unknowns(&unknowns),
        _ => answers::json::json(&unknowns)?,
    };
    context.answer(&text)?;
    Ok(if unknowns.unknowns.is_empty() { Done::No } else { Done::Yes })
}
