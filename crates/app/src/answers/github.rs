//! Workflow commands of GitHub Actions: annotations on a run.
//!
//! Format: <https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands>.

use std::fmt::Write as _;

use unstuck_canon::Level;

use super::flow::first_sentence;
use crate::actions::Checkup;
use crate::view::DiagnosisView;
use crate::view::oidc::{OidcCheckView, Weight};

/// An annotation for each failure: the cause as an error, what else is there as a notice.
#[must_use]
pub fn diagnosis(view: &DiagnosisView) -> String {
    let mut out = String::new();
    for failure in &view.diagnoses {
        let level = if failure.primary == Some(true) { "error" } else { "notice" };
        let next =
            failure.workarounds.first().map(|workaround| format!("\n→ {}", workaround.title)).unwrap_or_default();
        let never: String = failure.dead_ends.iter().fold(String::new(), |mut text, dead_end| {
            let _ = write!(text, "\n✗ {}", dead_end.title);
            text
        });
        let line = failure.seen.as_ref().map_or(0, |seen| seen.line);
        let text = format!("{} (line {line}, {}){never}{next}", first_sentence(&failure.root_cause), failure.id);
        let _ = writeln!(out, "::{level} title={}::{}", property(&failure.title), message(&text));
    }
    out
}

/// An annotation for each finding, on its line.
#[must_use]
pub fn checkup(checkup: &Checkup) -> String {
    let mut out = String::new();
    for told in &checkup.findings {
        let level = match told.level {
            Level::Error => "error",
            Level::Warning => "warning",
        };
        let place = &told.place;
        let path = property(&place.path);
        let text = message(&format!("{}\n{}", told.message, told.help));
        let _ =
            writeln!(out, "::{level} file={path},line={},col={},title={}::{text}", place.line, place.column, told.code);
    }
    out
}

/// An annotation for each note of the inspector, on its line.
#[must_use]
pub fn oidc(view: &OidcCheckView) -> String {
    let mut out = String::new();
    for note in &view.notes {
        let level = match note.weight {
            Weight::Error => "error",
            Weight::Warning => "warning",
        };
        let place = note.source.place(note.span.start);
        let (path, title) = (property(&note.source.name), property(&note.code));
        let text = message(&note.told());
        let _ = writeln!(out, "::{level} file={path},line={},col={},title={title}::{text}", place.line, place.column);
    }
    out
}

/// The text of a command: `%` and line ends are escaped, so that nothing in it begins another command.
fn message(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A property's value: `:` and `,` are escaped as well.
fn property(text: &str) -> String {
    message(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_text_begins_a_command() {
        assert_eq!(message("100%\r\n::error::x"), "100%25%0D%0A::error::x");
        assert_eq!(property("a: b, c"), "a%3A b%2C c");
    }
}
