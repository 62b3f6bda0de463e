//! What the OIDC inspector found, as Markdown.

use std::fmt::Write as _;

use super::{block, code};
use crate::view::oidc::{OidcCheckView, Weight};

/// A section for each note, and a table of what each job gets.
#[must_use]
pub fn check(view: &OidcCheckView) -> String {
    let mut out = String::new();
    for note in &view.notes {
        let word = match note.weight {
            Weight::Error => "error",
            Weight::Warning => "warning",
        };
        let line = note.source.place(note.span.start).line;
        let _ = writeln!(out, "## {word}: {}\n\n`{}:{line}` `{}`\n", note.title, note.source.name, note.code);
        if !note.label.is_empty() {
            let _ = writeln!(out, "- {}", note.label);
        }
        note.lines.iter().chain(&note.help).for_each(|more| {
            let _ = writeln!(out, "- {more}");
        });
        if let Some(diff) = &note.diff {
            let _ = writeln!(out, "\n{}", block(diff.trim_end()).replacen('\n', "diff\n", 1));
        }
        out.push('\n');
    }
    table(&mut out, view);
    out
}

/// The subjects that each job can have.
#[must_use]
pub fn claims(view: &OidcCheckView) -> String {
    let mut out = String::new();
    table(&mut out, view);
    out
}

fn table(out: &mut String, view: &OidcCheckView) {
    out.push_str("| workflow | job | event | sub | aud | answers |\n|---|---|---|---|---|---|\n");
    for workflow in &view.workflows {
        for job in &workflow.jobs {
            for run in &job.runs {
                let claim = |name: &str| {
                    run.claims.get(name).map_or_else(|| "no token".to_owned(), |text| cell(&code(&text.to_string())))
                };
                let answers = run.decisions.iter().filter(|decision| decision.asked).map(|decision| {
                    format!("{}: {} `{}`", decision.party.name(), decision.decision.name(), decision.code)
                });
                let answers = answers.collect::<Vec<_>>().join(", ");
                let _ = writeln!(
                    out,
                    "| {} | {} | {} | {} | {} | {answers} |",
                    cell(&workflow.file),
                    cell(&job.id),
                    cell(&run.event),
                    claim("sub"),
                    claim("aud")
                );
            }
        }
    }
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}
