//! `unstuck list`

use unstuck_app::actions::Listing;
use unstuck_app::{Error, actions, answers};

use crate::args::{Format, List};
use crate::context::Context;
use crate::exit::Done;

pub(crate) fn run(context: &Context, args: &List) -> Result<Done, Error> {
    let listing = actions::list(&context.library()?, args.domain.as_deref(), context.lang());
    print(context, &listing)
}

/// Prints a list or the results of a search.
pub(super) fn print(context: &Context, listing: &Listing) -> Result<Done, Error> {
    let text = match context.format() {
        Format::Human => answers::human::listing(listing, context.width()),
        Format::Markdown => answers::markdown::listing(listing),
        _ => answers::json::json(listing)?,
    };
    context.answer(&text)?;
    Ok(if listing.failures.is_empty() { Done::No } else { Done::Yes })
}
