//! `unstuck token`

use std::fmt::Write as _;

use unstuck_app::{Error, Tokens, answers};

use crate::args::{Format, TokenAction, TokenArgs};
use crate::context::Context;
use crate::exit::Done;

pub(crate) fn run(context: &Context, args: &TokenArgs) -> Result<Done, Error> {
    let tokens = Tokens::at(&context.tokens(args.tokens.as_ref())?);
    match &args.action {
        TokenAction::New { name } => {
            let token = tokens.make(name)?;
            context.notice("the token is printed once and kept nowhere; send it as `Authorization: Bearer TOKEN`");
            context.answer(&format!("{token}\n"))?;
        }
        TokenAction::List => {
            let all = tokens.list()?;
            let text = if context.format() == Format::Json {
                let told: Vec<_> =
                    all.iter().map(|token| serde_json::json!({"name": token.name, "made": token.made})).collect();
                answers::json::json(&told)?
            } else {
                all.iter().fold(String::new(), |mut out, token| {
                    let _ = writeln!(out, "{:32} {}", token.name, token.made);
                    out
                })
            };
            context.answer(&text)?;
            return Ok(if all.is_empty() { Done::No } else { Done::Yes });
        }
        TokenAction::Revoke { name } => {
            tokens.revoke(name)?;
            context.notice(&format!("{name} can no longer report"));
        }
    }
    Ok(Done::Yes)
}
