//! `unstuck report`

use std::env;

use unstuck_app::actions::{Credential, deliver};
use unstuck_app::{Error, answers};

use crate::args::{Format, Report, Reported};
use crate::context::Context;
use crate::exit::Done;

pub(crate) fn run(context: &Context, args: &Report) -> Result<Done, Error> {
    let fixed = args.outcome == Reported::Fixed;
    if let Some(to) = &args.to {
        let delivered = deliver(to, &credential(args)?, &args.target, fixed)?;
        let text = match context.format() {
            Format::Json | Format::Sarif => answers::json::json(&delivered)?,
            _ => answers::human::delivered(&delivered),
        };
        context.answer(&text)?;
        return Ok(Done::Yes);
    }
    let library = context.library()?;
    let outcome = context.field()?.report(&library, &args.target, fixed, args.reporter.as_deref())?;
    let text = match context.format() {
        Format::Json | Format::Sarif => answers::json::json(&outcome)?,
        _ => answers::human::recorded(&outcome),
    };
    context.answer(&text)?;
    Ok(Done::Yes)
}

/// An API token where one is set, since somebody set it for this; else the job's own word.
fn credential(args: &Report) -> Result<Credential, Error> {
    let set = |name| env::var(name).ok().filter(|value| !value.is_empty());
    if let Some(token) = set("UNSTUCK_TOKEN") {
        return Ok(Credential::Token(token));
    }
    match (set("ACTIONS_ID_TOKEN_REQUEST_URL"), set("ACTIONS_ID_TOKEN_REQUEST_TOKEN")) {
        (Some(url), Some(secret)) => Ok(Credential::Job { url, secret, audience: args.audience.clone() }),
        _ => Err(Error::NoCredential),
    }
}
