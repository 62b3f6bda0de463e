//! Short Markdown for agents: what not to do first, then what helped and how often, and what each can cost.
//!
//! An agent that reads this acts on it, and some of it was quoted from a log or written by a contributor. So it opens by
//! saying what it is, and every approach that destroys, needs root, uses the network or weakens security says so before
//! its steps.

use std::fmt::Write as _;

use unstuck_canon::{Kind, Risk, Status};

use super::flow::first_sentence;
use super::markdown::{block, code};
use super::odds::{Count, odds, risks};
use super::words::Words;
use crate::actions::{Domains, Found, Listing, PlanView};
use crate::view::{DeadEndView, DiagnosisView, FailureView, WholeView, WorkaroundView};

/// What an agent is told of every answer.
#[must_use]
pub fn notice(lang: unstuck_canon::Lang) -> &'static str {
    Words::of(lang).notice
}

/// A diagnosis: the cause with its dead ends and workarounds, everything else in a line each.
#[must_use]
pub fn diagnosis(view: &DiagnosisView) -> String {
    let words = Words::of(view.lang);
    let mut out = format!("> {}\n\n", words.notice);
    let Some((cause, rest)) = view.diagnoses.split_first() else {
        nothing(&mut out, view, words);
        return out;
    };
    failure(&mut out, cause, words, Steps::OfTheFirst);
    if !rest.is_empty() {
        let _ = writeln!(out, "## {}\n", words.also);
        for other in rest {
            let line = other.seen.as_ref().map_or(0, |seen| seen.line);
            let _ = writeln!(out, "- {line}: {} (`{}`)", other.title, other.id);
        }
    }
    out
}

/// What the OIDC inspector found: notes with the change that mends each, then what each job gets.
#[must_use]
pub fn oidc(view: &crate::view::oidc::OidcCheckView, lang: unstuck_canon::Lang) -> String {
    format!("> {}\n\n{}", notice(lang), super::markdown::oidc::check(view))
}

/// One failure with the steps of everything.
#[must_use]
pub fn whole(view: &WholeView) -> String {
    let words = Words::of(view.lang);
    let mut out = format!("> {}\n\n", words.notice);
    failure(&mut out, &view.failure, words, Steps::OfAll);
    out
}

/// What is known of a plan.
#[must_use]
pub fn plan(view: &PlanView) -> String {
    let words = Words::of(view.lang);
    let mut out = format!("> {}\n\n", words.notice);
    match (&view.dead_end, &view.workaround) {
        (Some(own), _) => {
            let _ = writeln!(out, "**{}** `{}#{}`\n", words.is_dead_end, view.failure, own.id);
            of_dead_end(&mut out, own, words);
        }
        (None, Some(own)) => {
            let _ = writeln!(out, "**{}** `{}#{}`\n", words.is_workaround, view.failure, own.id);
            of_workaround(&mut out, own, words, true);
        }
        (None, None) => {
            let _ = writeln!(out, "**{}**\n", words.is_unknown);
        }
    }
    if view.without_ledger {
        let _ = writeln!(out, "{}\n", words.without_ledger);
    }
    if view.found == Found::Words {
        let _ = writeln!(out, "{}\n", words.by_words);
    }
    for (title, list) in [(words.similar, &view.nearest), (words.dead_ends, &view.dead_ends)] {
        if !list.is_empty() {
            let _ = writeln!(out, "{title}:");
            for own in list {
                let kind = if own.kind == Kind::DeadEnd { "✗" } else { "✓" };
                let _ = writeln!(out, "- {kind} {} (`{}`)", own.title, own.id);
            }
            out.push('\n');
        }
    }
    if view.workaround.is_none() && !view.workarounds.is_empty() {
        let _ = writeln!(out, "{}:", words.workarounds);
        for own in &view.workarounds {
            let _ = writeln!(out, "- ✓ {} (`{}`)", own.title, own.id);
        }
    }
    out
}

/// Text of a user as a block that nothing in it can close.
#[must_use]
pub fn quote(text: &str) -> String {
    block(text)
}

/// Failures, one a line.
#[must_use]
pub fn listing(view: &Listing) -> String {
    let words = Words::of(view.lang);
    if view.failures.is_empty() {
        return format!("{}\n", words.nothing);
    }
    let mut out = format!("> {}\n\n", words.notice);
    if view.without_ledger {
        let _ = writeln!(out, "{}\n", words.without_ledger);
    }
    for row in &view.failures {
        let _ = write!(out, "- `{}`: {}", row.id, row.title);
        if let Some(best) = &row.best {
            let _ = write!(out, " → {} ({})", best.title, odds(&best.rate, Count::Worked, None, words));
        }
        out.push('\n');
    }
    out
}

/// Domains on one line.
#[must_use]
pub fn domains(view: &Domains) -> String {
    let each = view.domains.iter().map(|own| format!("{} ({})", own.domain, own.failures));
    each.collect::<Vec<_>>().join(", ") + "\n"
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Steps {
    /// Those of the best workaround.
    OfTheFirst,
    OfAll,
}

fn failure(out: &mut String, failure: &FailureView, words: &Words, steps: Steps) {
    let badge = failure.code.as_ref().map(|code| format!(" [{code}]")).unwrap_or_default();
    let _ = writeln!(out, "# {}{badge}\n\n`{}`\n", failure.title, failure.id);
    if let Some(seen) = &failure.seen {
        let _ = writeln!(out, "{}:\n{}\n", seen.line, block(&seen.message));
    }
    if failure.status == Status::Unconfirmed {
        let _ = writeln!(out, "{} {}\n", words.unconfirmed, words.generated);
    }
    if failure.without_ledger {
        let _ = writeln!(out, "{}\n", words.without_ledger);
    }
    let _ = writeln!(out, "{}: {}\n", words.root_cause, failure.root_cause);
    if !failure.dead_ends.is_empty() {
        let _ = writeln!(out, "## {}\n", words.dead_ends);
        failure.dead_ends.iter().for_each(|own| of_dead_end(out, own, words));
    }
    if !failure.workarounds.is_empty() {
        let helps = if failure.status == Status::Unconfirmed { words.said_to_help } else { words.workarounds };
        let _ = writeln!(out, "## {helps}\n");
        for (at, own) in failure.workarounds.iter().enumerate() {
            of_workaround(out, own, words, at == 0 || steps == Steps::OfAll);
        }
        if steps == Steps::OfTheFirst && failure.workarounds.len() > 1 {
            let _ = writeln!(out, "{}`{}`\n", words.more, failure.id);
        }
    }
}

fn of_dead_end(out: &mut String, own: &DeadEndView, words: &Words) {
    let odds = odds(&own.rate, Count::Failed, own.claimed_fail, words);
    let _ = writeln!(out, "- ✗ {} (`{}`): {odds}{}", own.title, own.id, cost(&own.risk));
    let _ = writeln!(out, "  {}\n", first_sentence(&own.why));
}

fn of_workaround(out: &mut String, own: &WorkaroundView, words: &Words, steps: bool) {
    let odds = odds(&own.rate, Count::Worked, None, words);
    let _ = writeln!(out, "- ✓ {} (`{}`): {odds}{}", own.title, own.id, cost(&own.risk));
    if let Some(when) = &own.when {
        let _ = writeln!(out, "  {}{when}", words.when);
    }
    out.push('\n');
    if steps {
        let _ = writeln!(out, "{}\n", own.steps);
    }
}

fn cost(risk: &[Risk]) -> String {
    if risk.is_empty() { String::new() } else { format!(" **⚠ risk: {}**", risks(risk)) }
}

fn nothing(out: &mut String, view: &DiagnosisView, words: &Words) {
    let _ = writeln!(out, "{}\n", words.nothing);
    if !view.unknown.is_empty() {
        let _ = writeln!(out, "{}:", words.unknown);
        for unknown in &view.unknown {
            let _ = writeln!(out, "- {}: {}", unknown.line, code(&unknown.message));
        }
        out.push('\n');
    }
    if !view.similar.is_empty() {
        let _ = writeln!(out, "{}:", words.similar);
        for similar in &view.similar {
            let _ = writeln!(out, "- `{}`: {}", similar.id, similar.title);
        }
    }
}
