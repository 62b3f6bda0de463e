//! `unstuck search`

use unstuck_app::{Error, actions};

use crate::args::Search;
use crate::context::Context;
use crate::exit::Done;

pub(crate) fn run(context: &Context, args: &Search) -> Result<Done, Error> {
    let listing = actions::search(&context.library()?, &args.words.join(" "), context.lang())?;
    super::list::print(context, &listing)
}
