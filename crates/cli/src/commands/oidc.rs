//! `unstuck oidc`

use unstuck_app::Error;

use crate::args::{OidcAction, OidcArgs};
use crate::context::Context;
use crate::exit::Done;

mod check;
mod claims;
mod decode;
mod serve;

pub(crate) fn run(context: &Context, args: OidcArgs) -> Result<Done, Error> {
    match args.action {
        OidcAction::Check(args) => check::run(context, args),
        OidcAction::Claims(args) => claims::run(context, args),
        OidcAction::Decode(args) => decode::run(context, &args),
        OidcAction::Serve(args) => serve::run(context, args),
    }
}
