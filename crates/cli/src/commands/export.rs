//! `unstuck export`

use unstuck_app::{Error, Site, actions};

use crate::args::Export;
use crate::context::Context;
use crate::exit::Done;

pub(crate) fn run(context: &Context, args: &Export) -> Result<Done, Error> {
    let files = actions::export(&context.library()?, &Site::new(&args.base_url, false), &args.dir)?;
    context.notice(&format!("{files} files written to {}", args.dir.display()));
    Ok(Done::Yes)
}
