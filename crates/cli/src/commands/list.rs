//! `unstuck list`

use unstuck_app::actions::Listing;
use unstuck_app::{Error, actions, answers};

use crate::args::{Format, List};
use crate::context::Context;
use crate::exit::Done;

pub(crate) fn run(context: &Context, args: &List) -> Result<Done, Error> {
    let library = context.library()?;
    let listing = actions::list(&library, args.domain.as_deref(), context.lang());
    if let Some(domain) = args.domain.as_deref().filter(|_| listing.failures.is_empty() && context.talks_to_a_person())
    {
        let near = library.nearest_domain(domain).map(|near| format!("\n  help: did you mean {near}?"));
        context.notice(&format!("there is no domain `{domain}`{}", near.unwrap_or_default()));
    }
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
