//! What is wrong: findings in entries, and errors.

use std::fmt::Write as _;

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use unstuck_canon::Level as Weight;

use super::BAD;
use crate::Error;
use crate::actions::{Checkup, Told};

/// Findings as compilers print them, and a last line with their number.
#[must_use]
pub fn checkup(checkup: &Checkup, width: usize) -> String {
    let mut out = String::new();
    for told in &checkup.findings {
        finding(&mut out, told, checkup.texts.get(&told.place.path).map(String::as_str), width);
    }
    let errors = checkup.findings.iter().filter(|told| told.level == Weight::Error).count();
    let warnings = checkup.findings.len() - errors;
    let counted = |count: usize, one: &str, more: &str| format!("{count} {}", if count == 1 { one } else { more });
    let entries = counted(checkup.entries, "entry", "entries");
    let errors = counted(errors, "error", "errors");
    let _ = writeln!(out, "{entries}, {errors}, {}", counted(warnings, "warning", "warnings"));
    out
}

/// One finding.
fn finding(out: &mut String, told: &Told, text: Option<&str>, width: usize) {
    let level = match told.level {
        Weight::Error => Level::ERROR,
        Weight::Warning => Level::WARNING,
    };
    let title = level.primary_title(told.message.as_str()).id(told.code);
    let span = told.place.span.clone().filter(|span| text.is_some_and(|text| text.get(span.clone()).is_some()));
    let group = match (text, span) {
        (Some(text), Some(span)) => {
            let snippet =
                Snippet::source(text).path(told.place.path.as_str()).annotation(AnnotationKind::Primary.span(span));
            title.element(snippet)
        }
        _ => title.element(annotate_snippets::Origin::path(told.place.path.as_str()).line(told.place.line)),
    };
    let group = group.element(Level::HELP.message(told.help));
    let _ = writeln!(out, "{}\n", Renderer::styled().term_width(width).render(&[group]));
}

/// An error with its causes and what to do about it.
#[must_use]
pub fn error(error: &Error) -> String {
    let mut out = format!("{BAD}error{BAD:#}: {error}\n");
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        let text = error.to_string();
        // Some errors repeat their causes in their own words.
        if !out.contains(&text) {
            let _ = writeln!(out, "  because: {text}");
        }
        cause = error.source();
    }
    if let Some(hint) = error.hint() {
        let _ = writeln!(out, "  help: {hint}");
    }
    out
}
