//! `unstuck search`

use unstuck_app::{Error, actions};

use crate::args::Search;
use crate::context::Context;
use crate::exit::Done;

pub(crate) fn run(context: &Context, args: &Search) -> Result<Done, Error> {
    let listing = actions::search(&context.library()?, &args.words.join(" "), context.lang())?;
    if listing.failures.is_empty() && context.talks_to_a_person() {
        context.notice("nothing in the canon has these words");
    }
    super::list::print(context, &listing)
}
