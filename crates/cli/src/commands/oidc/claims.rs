//! `unstuck oidc claims`

use unstuck_app::actions::oidc::{Inspection, check};
use unstuck_app::{Error, answers};

use crate::args::{Format, OidcClaims};
use crate::context::Context;
use crate::exit::Done;

pub(super) fn run(context: &Context, args: OidcClaims) -> Result<Done, Error> {
    let view = check(&Inspection::gather(&args.workflows, args.given.into())?).claims();
    let text = match context.format() {
        Format::Human => answers::human::oidc::claims(&view),
        Format::Markdown => answers::markdown::oidc::claims(&view),
        _ => answers::json::json(&view)?,
    };
    context.answer(&text)?;
    let tokens =
        view.workflows.iter().flat_map(|workflow| &workflow.jobs).flat_map(|job| &job.runs).any(|run| run.token);
    Ok(match (view.unreadable(), tokens) {
        (true, _) => Done::Partly,
        (false, true) => Done::Yes,
        (false, false) => Done::No,
    })
}
