//! `unstuck explain`

use std::io::{self, IsTerminal};
use std::mem::ManuallyDrop;
use std::path::Path;

use unstuck_app::actions::Explainer;
use unstuck_app::actions::oidc::point_out;
use unstuck_app::input::Log;
use unstuck_app::view::DiagnosisView;
use unstuck_app::{Error, answers};

use crate::args::{Explain, Format};
use crate::context::Context;
use crate::exit::Done;

pub(crate) fn run(context: &Context, args: &Explain) -> Result<Done, Error> {
    // It goes with the process: to take the canon apart is a tenth of a short run.
    let library = ManuallyDrop::new(context.library_that_answers()?);
    let explainer = Explainer::new(&library, context.lang())?;
    let mut views = Vec::new();
    let mut done = Done::No;
    let mut tell = |mut view: DiagnosisView| {
        point_out(&mut view, args.workflow.as_deref())?;
        if done == Done::No && !view.diagnoses.is_empty() {
            done = Done::Yes;
        }
        if context.format() == Format::Sarif {
            views.push(view);
            return Ok(());
        }
        context.answer(&rendered(context, &view)?)?;
        super::actions_log::report(context, &view)
    };
    if let Some(text) = &args.text {
        tell(explainer.text("--text", text.as_bytes())?)?;
    } else if args.files.is_empty() {
        tell(explainer.log(standard_input(context)?)?)?;
    }
    let mut unread = false;
    for file in &args.files {
        let log = if file == Path::new("-") { standard_input(context) } else { Log::open(file) };
        match log.and_then(|log| explainer.log(log)) {
            Ok(view) => tell(view)?,
            Err(error) => {
                context.error(&error);
                unread = true;
            }
        }
    }
    if context.format() == Format::Sarif {
        // One log for all files: two behind each other are no JSON.
        context.answer(&answers::sarif::diagnosis(&views)?)?;
        views.iter().try_for_each(|view| super::actions_log::report(context, view))?;
    }
    Ok(if unread { Done::Partly } else { done })
}

/// The answer in the form that was asked for.
pub(super) fn rendered(context: &Context, view: &DiagnosisView) -> Result<String, Error> {
    match context.format() {
        Format::Human => Ok(answers::human::diagnosis(view, context.width())),
        Format::Json => answers::json::json(view),
        Format::Markdown => Ok(answers::markdown::diagnosis(view)),
        Format::Sarif => answers::sarif::diagnosis(std::slice::from_ref(view)),
        Format::Github => Ok(answers::github::diagnosis(view)),
    }
}

fn standard_input(context: &Context) -> Result<Log<'static>, Error> {
    let stdin = io::stdin();
    if stdin.is_terminal() && context.talks_to_a_person() {
        context.notice("paste the message or log, then press Ctrl-D");
    }
    Log::new("standard input".to_owned(), stdin)
}
