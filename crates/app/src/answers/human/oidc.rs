//! What `oidc check`, `oidc claims` and `oidc decode` tell a person.

use std::fmt::Write as _;

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use unstuck_trust::Verdict;
use unstuck_trust::permission::Grant;

use super::{BAD, BOLD, DIM, DOUBT, GOOD, line};
use crate::actions::oidc::{Decoded, Signature};
use crate::view::oidc::{JobView, Note, OidcCheckView, RunView, Weight};

/// What is wrong, as compilers print it; then each job with what it gets, in a few lines.
#[must_use]
pub fn check(view: &OidcCheckView, width: usize) -> String {
    let mut out = String::new();
    for one in &view.notes {
        note(&mut out, one, width);
    }
    overview(&mut out, view, true);
    if !out.is_empty() {
        out.push('\n');
    }
    let errors = view.notes.iter().filter(|note| note.weight == Weight::Error).count();
    let (jobs, tokens) = counts(view);
    let _ = writeln!(
        out,
        "{} workflows, {jobs} jobs, {tokens} may ask for tokens; {errors} errors, {} warnings",
        view.workflows.len(),
        view.notes.len() - errors
    );
    out
}

/// The subjects that each job can have.
#[must_use]
pub fn claims(view: &OidcCheckView) -> String {
    let mut out = String::new();
    overview(&mut out, view, false);
    if out.is_empty() {
        line(&mut out, "no job may ask for a token");
    }
    out
}

fn counts(view: &OidcCheckView) -> (usize, usize) {
    let jobs = || view.workflows.iter().flat_map(|workflow| &workflow.jobs);
    (jobs().count(), jobs().filter(|job| job.permission.id_token == Grant::Write).count())
}

fn overview(out: &mut String, view: &OidcCheckView, decisions: bool) {
    for workflow in &view.workflows {
        let jobs: Vec<&JobView> = workflow
            .jobs
            .iter()
            .filter(|job| job.permission.id_token == Grant::Write || !job.requests.is_empty())
            .collect();
        if jobs.is_empty() {
            continue;
        }
        if !out.is_empty() && !out.ends_with("\n\n") {
            out.push('\n');
        }
        let _ = writeln!(out, "{BOLD}{}{BOLD:#}", workflow.file);
        for job in jobs {
            let asks = job.requests.iter().map(|request| request.by.as_str()).collect::<Vec<_>>().join(", ");
            let asks = if asks.is_empty() { String::new() } else { format!(" {DIM}for {asks}{DIM:#}") };
            let _ = writeln!(out, "  {} (line {}){asks}", job.id, job.line);
            for run in &job.runs {
                self::run(out, run, decisions);
            }
        }
    }
}

fn run(out: &mut String, run: &RunView, decisions: bool) {
    let matrix: String = run.matrix.iter().map(|(key, value)| format!(", {key} {value}")).collect();
    let Some(subject) = run.claims.get("sub").filter(|_| run.token) else {
        let _ = writeln!(out, "    {BAD}✗{BAD:#} {}{matrix}: no token", run.event);
        return;
    };
    let _ = writeln!(out, "    {}{matrix}\n      sub {subject}", run.event);
    if let Some(audience) = run.claims.get("aud") {
        let _ = writeln!(out, "      aud {audience}");
    }
    for decision in run.decisions.iter().filter(|decision| decisions && decision.asked) {
        let (mark, style) = match decision.decision {
            Verdict::Allow => ("✓", GOOD),
            Verdict::Deny => ("✗", BAD),
            Verdict::Unknown => ("?", DOUBT),
        };
        let name = decision.name.as_ref().map(|name| format!(" {name}")).unwrap_or_default();
        let _ = writeln!(
            out,
            "      {style}{mark}{style:#} {} {}{name} {DIM}[{}]{DIM:#}",
            decision.party.name(),
            decision.trust,
            decision.code
        );
    }
}

fn note(out: &mut String, note: &Note, width: usize) {
    let level = match note.weight {
        Weight::Error => Level::ERROR,
        Weight::Warning => Level::WARNING,
    };
    let title = level.primary_title(note.title.as_str()).id(note.code.as_str());
    let mark = AnnotationKind::Primary.span(note.span.clone());
    let mark = if note.label.is_empty() { mark } else { mark.label(note.label.as_str()) };
    let mut group =
        title.element(Snippet::source(note.source.text.as_str()).path(note.source.name.as_str()).annotation(mark));
    for more in &note.lines {
        group = group.element(Level::NOTE.message(more.as_str()));
    }
    if let Some(help) = &note.help {
        group = group.element(Level::HELP.message(help.as_str()));
    }
    let _ = writeln!(out, "{}", Renderer::styled().term_width(width).render(&[group]));
    if let Some(diff) = &note.diff {
        let _ = writeln!(out, "{GOOD}help{GOOD:#}: this change mends it (--fix makes it)");
        out.push_str(&coloured(diff));
    }
    out.push('\n');
}

/// A diff without its file names' lines, which stand above already.
fn coloured(diff: &str) -> String {
    let mut out = String::new();
    for row in diff.lines().skip(2) {
        let style = match row.as_bytes().first() {
            Some(b'+') => GOOD,
            Some(b'-') => BAD,
            _ => DIM,
        };
        let _ = writeln!(out, "    {style}{}{style:#}", row.trim_end());
    }
    out
}

/// A token taken apart.
#[must_use]
pub fn decoded(token: &Decoded) -> String {
    let mut out = String::new();
    let text = |value: &serde_json::Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let widest = token.claims.keys().map(String::len).max().unwrap_or_default();
    for (name, value) in &token.claims {
        let _ = writeln!(out, "{BOLD}{name:widest$}{BOLD:#}  {}", text(value));
    }
    out.push('\n');
    match &token.signature {
        Signature::Unchecked => {
            line(&mut out, &format!("{DOUBT}?{DOUBT:#} signature: not checked (--jwks FILE checks it)"))
        }
        Signature::Valid { kid } => line(&mut out, &format!("{GOOD}✓{GOOD:#} signature: good, by key {kid}")),
        Signature::Invalid { reason } => line(&mut out, &format!("{BAD}✗{BAD:#} signature: {reason}")),
    }
    match (token.in_time, token.expires_in) {
        (Some(true), Some(left)) => line(&mut out, &format!("{GOOD}✓{GOOD:#} time: expires in {left} s")),
        (Some(false), Some(left)) if left <= 0 => {
            line(&mut out, &format!("{BAD}✗{BAD:#} time: expired {} s ago", -left))
        }
        (Some(false), _) => line(&mut out, &format!("{BAD}✗{BAD:#} time: not valid yet")),
        _ => line(&mut out, &format!("{DOUBT}?{DOUBT:#} time: it says nothing about its end")),
    }
    out
}
