//! `unstuck explain`

use std::io::{self, IsTerminal};
use std::path::Path;

use unstuck_app::input::Log;
use unstuck_app::view::DiagnosisView;
use unstuck_app::{Error, actions, answers};

use crate::args::{Explain, Format};
use crate::context::Context;
use crate::exit::Done;

pub(crate) fn run(context: &Context, args: &Explain) -> Result<Done, Error> {
    let library = context.library()?;
    let lang = context.lang();
    let mut found = false;
    let mut tell = |view: DiagnosisView| {
        found |= !view.diagnoses.is_empty();
        context.answer(&rendered(context, &view)?)?;
        super::actions_log::report(context, &view)
    };
    if let Some(text) = &args.text {
        tell(actions::explain_text(&library, "--text", text.as_bytes(), lang)?)?;
    } else if args.files.is_empty() {
        tell(actions::explain(&library, standard_input(context)?, lang)?)?;
    }
    for file in &args.files {
        let log = if file == Path::new("-") { standard_input(context)? } else { Log::open(file)? };
        tell(actions::explain(&library, log, lang)?)?;
    }
    Ok(if found { Done::Yes } else { Done::No })
}

/// The answer in the form that was asked for.
pub(super) fn rendered(context: &Context, view: &DiagnosisView) -> Result<String, Error> {
    match context.format() {
        Format::Human => Ok(answers::human::diagnosis(view, context.width())),
        Format::Json => answers::json::json(view),
        Format::Markdown => Ok(answers::markdown::diagnosis(view)),
        Format::Sarif => answers::sarif::diagnosis(view),
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
