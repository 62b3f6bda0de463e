//! `unstuck oidc check`

use unstuck_app::actions::oidc::{Inspection, check, write};
use unstuck_app::{Error, answers};

use crate::args::{Format, OidcCheck};
use crate::context::Context;
use crate::exit::Done;

pub(super) fn run(context: &Context, args: OidcCheck) -> Result<Done, Error> {
    let inspection = Inspection::gather(&args.workflows, args.given.into())?;
    let view = check(&inspection);
    if args.fix {
        for file in write(&view)? {
            context.notice(&format!("changed {file}"));
        }
    }
    let text = match context.format() {
        _ if args.diff => view.mends.iter().map(|mend| mend.diff.as_str()).collect(),
        Format::Human => answers::human::oidc::check(&view, context.width()),
        Format::Json => answers::json::json(&view)?,
        Format::Markdown => answers::markdown::oidc::check(&view),
        Format::Sarif => answers::sarif::oidc(&view)?,
        Format::Github => answers::github::oidc(&view),
    };
    context.answer(&text)?;
    Ok(match (view.unreadable(), view.holds()) {
        (true, _) => Done::Partly,
        (false, true) => Done::Yes,
        (false, false) => Done::No,
    })
}
