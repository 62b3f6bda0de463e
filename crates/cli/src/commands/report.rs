//! `unstuck report`

use unstuck_app::{Error, answers};

use crate::args::{Format, Report, Reported};
use crate::context::Context;
use crate::exit::Done;

pub(crate) fn run(context: &Context, args: &Report) -> Result<Done, Error> {
    let library = context.library()?;
    let fixed = args.outcome == Reported::Fixed;
    let outcome = context.field()?.report(&library, &args.target, fixed, args.reporter.as_deref())?;
    let text = match context.format() {
        Format::Json | Format::Sarif => answers::json::json(&outcome)?,
        _ => answers::human::recorded(&outcome),
    };
    context.answer(&text)?;
    Ok(Done::Yes)
}
