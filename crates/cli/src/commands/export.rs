//! `unstuck export`

use unstuck_app::release::SigningKey;
use unstuck_app::{Error, Site, actions};

use crate::args::Export;
use crate::context::Context;
use crate::exit::Done;

pub(crate) fn run(context: &Context, args: &Export) -> Result<Done, Error> {
    let signers = args.sign.iter().map(|file| SigningKey::read(file)).collect::<Result<Vec<_>, _>>()?;
    let asked = actions::Export {
        folder: &args.dir,
        site: &Site::new(&args.base_url, false),
        since: args.since,
        canon_only: args.canon_only,
        signers: &signers,
        made: args.made,
    };
    let files = actions::export(&context.library()?, &asked)?;
    context.notice(&format!("{files} files written to {}", args.dir.display()));
    Ok(Done::Yes)
}
