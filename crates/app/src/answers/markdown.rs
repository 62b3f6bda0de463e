//! Markdown: for job summaries, pull requests and agents.

use std::fmt::Write as _;

use unstuck_canon::{Kind, Lang, Level, Rule, Status};

use super::odds::{Count, odds, standing};
use super::words::Words;
use crate::actions::{Checkup, EvidenceView, Listing, Stats};
use crate::view::{DeadEndView, DiagnosisView, FailureView, WholeView, WorkaroundView};

mod evaluation;
pub mod oidc;

pub use evaluation::evaluation;

/// A diagnosis.
#[must_use]
pub fn diagnosis(view: &DiagnosisView) -> String {
    let words = Words::of(view.lang);
    let mut out = String::new();
    for (at, failure) in view.diagnoses.iter().enumerate() {
        if at == 0 {
            of_failure(&mut out, failure, Some(&view.input.name), view.lang);
            continue;
        }
        if at == 1 {
            let _ = writeln!(out, "## {}\n", words.also);
        }
        let line = failure.seen.as_ref().map_or(0, |seen| seen.line);
        let _ = writeln!(out, "- {line}: {} (`{}`)", failure.title, failure.id);
    }
    if view.diagnoses.is_empty() {
        let _ = writeln!(out, "{}\n", words.nothing);
        for unknown in &view.unknown {
            let _ = writeln!(out, "- {}: {}", unknown.line, code(&unknown.message));
        }
        for similar in &view.similar {
            let _ = writeln!(out, "- {}: `{}` {}", words.similar, similar.id, similar.title);
        }
    }
    out
}

/// A failure as a diagnosis shows it, without where it was seen.
#[must_use]
pub fn failure(view: &FailureView, lang: Lang) -> String {
    let mut out = String::new();
    of_failure(&mut out, view, None, lang);
    out
}

fn of_failure(out: &mut String, failure: &FailureView, name: Option<&str>, lang: Lang) {
    let words = Words::of(lang);
    let badge = failure.code.as_ref().map(|code| format!(" `{code}`")).unwrap_or_default();
    let _ = writeln!(out, "# {}{badge}\n\n`{}`\n", failure.title, failure.id);
    if let (Some(seen), Some(name)) = (&failure.seen, name) {
        let _ = writeln!(out, "{name}:{}\n\n{}\n", seen.line, block(&seen.message));
    }
    if failure.status == Status::Unconfirmed {
        let _ = writeln!(out, "> {} {}\n", words.unconfirmed, words.generated);
    }
    if failure.without_ledger {
        let _ = writeln!(out, "> {}\n", words.without_ledger);
    }
    if let Some(standing) = standing(failure, words) {
        let _ = writeln!(out, "{standing}\n");
    }
    let _ = writeln!(out, "## {}\n\n{}\n", words.root_cause, failure.root_cause);
    if let Some(text) = &failure.telling_apart {
        let _ = writeln!(out, "## {}\n\n{text}\n", words.telling_apart);
    }
    if !failure.dead_ends.is_empty() {
        let _ = writeln!(out, "## {}\n", words.dead_ends);
        failure.dead_ends.iter().for_each(|dead_end| of_dead_end(out, dead_end, words));
    }
    if !failure.workarounds.is_empty() {
        let helps = if failure.status == Status::Unconfirmed { words.said_to_help } else { words.workarounds };
        let _ = writeln!(out, "## {helps}\n");
        failure.workarounds.iter().for_each(|workaround| of_workaround(out, workaround, words));
    }
}

fn of_dead_end(out: &mut String, dead_end: &DeadEndView, words: &Words) {
    let odds = odds(&dead_end.rate, Count::Failed, dead_end.claimed_fail, words);
    let _ = writeln!(out, "### {}\n\n*{odds}*\n", dead_end.title);
    for text in [&dead_end.steps, &dead_end.why] {
        if !text.is_empty() {
            let _ = writeln!(out, "{text}\n");
        }
    }
}

fn of_workaround(out: &mut String, workaround: &WorkaroundView, words: &Words) {
    let odds = odds(&workaround.rate, Count::Worked, None, words);
    let _ = writeln!(out, "### {}\n\n*{odds}*\n", workaround.title);
    if let Some(when) = &workaround.when {
        let _ = writeln!(out, "{}{when}\n", words.when);
    }
    let _ = writeln!(out, "{}\n", workaround.steps);
    if let Some(why) = &workaround.why {
        let _ = writeln!(out, "{why}\n");
    }
}

/// Text of a log as a fenced block that nothing in it can close.
pub(super) fn block(text: &str) -> String {
    let longest = text.split(|char| char != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    format!("{fence}\n{text}\n{fence}")
}

/// Text of a log as a code span that nothing in it can close.
pub(super) fn code(text: &str) -> String {
    let longest = text.split(|char| char != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    format!("{fence} {text} {fence}")
}

/// One failure, whole.
#[must_use]
pub fn whole(view: &WholeView) -> String {
    let words = Words::of(view.lang);
    let mut out = String::new();
    of_failure(&mut out, &view.failure, None, view.lang);
    for (title, arrows) in [(words.leads_to, &view.failure.leads_to), (words.preceded_by, &view.preceded_by)] {
        if !arrows.is_empty() {
            let _ = writeln!(out, "## {title}\n");
            for arrow in arrows {
                let via = words.via.replace("{via}", &arrow.via).replace("{trials}", &arrow.trials.to_string());
                let _ = writeln!(out, "- `{}`: {via}", arrow.id);
            }
            out.push('\n');
        }
    }
    let _ = writeln!(out, "## {}\n\n{}\n", words.message, block(&view.failure.signature));
    if !view.citations.is_empty() {
        let _ = writeln!(out, "## {}\n", words.citations);
        for citation in &view.citations {
            let _ = writeln!(out, "- <{}> ({}): {}", citation.url, citation.opened, citation.says);
        }
        out.push('\n');
    }
    if !view.documentation.is_empty() {
        let _ = writeln!(out, "## {}\n", words.documentation);
        for link in &view.documentation {
            let _ = writeln!(out, "- [{}]({})", link.title, link.url);
        }
    }
    out
}

/// The rates of a failure's approaches, a row each.
#[must_use]
pub fn evidence(view: &EvidenceView) -> String {
    let words = Words::of(view.lang);
    let mut out = format!(
        "# {}\n\n`{}`\n\n{}| approach | kind | rate | prior | posterior |\n|---|---|---|---|---|\n",
        view.title,
        view.id,
        if view.without_ledger { format!("> {}\n\n", words.without_ledger) } else { String::new() }
    );
    for own in &view.approaches {
        let (kind, count) = match own.kind {
            Kind::Workaround => ("workaround", Count::Worked),
            Kind::DeadEnd => ("dead end", Count::Failed),
        };
        let odds = odds(&own.rate, count, own.claimed_fail, words);
        let beta = |(a, b): (f64, f64)| format!("Beta({a}, {b})");
        let shapes = own.derivation.as_ref().map(|from| (beta(from.prior), beta(from.posterior)));
        let (prior, posterior) = shapes.unwrap_or_default();
        let _ = writeln!(out, "| `{}` | {kind} | {odds} | {prior} | {posterior} |", own.id);
    }
    out
}

/// A table of failures.
#[must_use]
pub fn listing(listing: &Listing) -> String {
    let mut out = "| id | title |\n|---|---|\n".to_owned();
    for row in &listing.failures {
        let _ = writeln!(out, "| `{}` | {} |", row.id, row.title.replace('|', "\\|"));
    }
    out
}

/// Figures by domain.
#[must_use]
pub fn stats(stats: &Stats) -> String {
    let mut out = format!(
        "{} failures, {} approaches, {} outcomes\n\n| domain | failures |\n|---|---|\n",
        stats.failures, stats.approaches, stats.outcomes
    );
    for (domain, count) in &stats.domains {
        let _ = writeln!(out, "| {domain} | {count} |");
    }
    out
}

/// Findings as a list.
#[must_use]
pub fn checkup(checkup: &Checkup) -> String {
    let mut out = String::new();
    for told in &checkup.findings {
        let place = &told.place;
        let _ = writeln!(out, "- `{}:{}` {} (`{}`): {}", place.path, place.line, told.message, told.code, told.help);
    }
    let _ = writeln!(out, "\n{} entries, {} findings", checkup.entries, checkup.findings.len());
    out
}

/// The reference of the rules.
#[must_use]
pub fn rules(rules: &[&Rule]) -> String {
    let mut out = "# Rules of `unstuck check`\n\n\
                   An entry with an *error* cannot be used and is left out; a *warning* keeps it from being accepted.\n\n\
                   | code | level | asks | to mend |\n|---|---|---|---|\n"
        .to_owned();
    let cell = |text: &str| text.replace('|', "\\|");
    for rule in rules {
        let level = match rule.level {
            Level::Error => "error",
            Level::Warning => "warning",
        };
        let _ = writeln!(out, "| `{}` | {level} | {} | {} |", rule.code, cell(rule.asks), cell(rule.help));
    }
    out
}
