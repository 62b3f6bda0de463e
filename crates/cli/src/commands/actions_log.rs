//! On GitHub Actions: annotations and the job summary, beside the answer itself.

use std::env;
use std::fs::OpenOptions;
use std::io::Write;
use std::path::PathBuf;

use unstuck_app::view::DiagnosisView;
use unstuck_app::{Error, answers};

use crate::args::Format;
use crate::context::Context;

/// Writes annotations to standard output and the diagnosis to the job summary, where this is a job of GitHub Actions and
/// something was diagnosed. Machine-readable answers are left as they are.
pub(super) fn report(context: &Context, view: &DiagnosisView) -> Result<(), Error> {
    if !applies(view) {
        return Ok(());
    }
    if for_people(context) {
        context.answer(&answers::github::diagnosis(view))?;
    }
    summary(view)
}

/// The same beside the output of a command: annotations go to standard error, where the runner finds them as well.
pub(super) fn aside(context: &Context, view: &DiagnosisView) -> Result<(), Error> {
    if !applies(view) {
        return Ok(());
    }
    if for_people(context) {
        context.aside(&answers::github::diagnosis(view));
    }
    summary(view)
}

fn applies(view: &DiagnosisView) -> bool {
    let on_actions = env::var("GITHUB_ACTIONS").is_ok_and(|value| value == "true");
    on_actions && !view.diagnoses.is_empty()
}

fn for_people(context: &Context) -> bool {
    matches!(context.format(), Format::Human | Format::Markdown)
}

/// Appends the diagnosis to the job summary.
fn summary(view: &DiagnosisView) -> Result<(), Error> {
    let Some(path) = env::var_os("GITHUB_STEP_SUMMARY").filter(|path| !path.is_empty()).map(PathBuf::from) else {
        return Ok(());
    };
    let text = answers::markdown::diagnosis(view);
    let append = OpenOptions::new().append(true).create(true).open(&path);
    append.and_then(|mut file| file.write_all(text.as_bytes())).map_err(|source| Error::Write { path, source })
}
