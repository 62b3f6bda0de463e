//! `unstuck oidc decode`

use std::fs;
use std::io::{self, Read};
use std::time::{SystemTime, UNIX_EPOCH};

use unstuck_app::actions::oidc::decode;
use unstuck_app::{Error, answers};

use crate::args::{Format, OidcDecode};
use crate::context::Context;
use crate::exit::Done;

pub(super) fn run(context: &Context, args: &OidcDecode) -> Result<Done, Error> {
    let unread = |name: String| move |source| Error::Read { name, source };
    let token = match args.token.as_deref() {
        None | Some("-") => {
            let mut text = String::new();
            io::stdin().read_to_string(&mut text).map_err(unread("standard input".to_owned()))?;
            text
        }
        Some(token) => token.to_owned(),
    };
    let keys = args
        .jwks
        .as_ref()
        .map(|path| fs::read_to_string(path).map_err(unread(path.display().to_string())))
        .transpose()?;
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let decoded = decode(&token, keys.as_deref(), i64::try_from(since.as_secs()).unwrap_or(i64::MAX))?;
    let text = match context.format() {
        Format::Human => answers::human::oidc::decoded(&decoded),
        _ => answers::json::json(&decoded)?,
    };
    context.answer(&text)?;
    Ok(if decoded.holds() { Done::Yes } else { Done::No })
}
