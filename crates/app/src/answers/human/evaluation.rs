//! What was measured on the evaluation set.

use std::fmt::Write as _;

use super::{BAD, BOLD, head, line};
use crate::evaluation::{EvaluationView, Share};

/// The totals, and everything that went wrong.
#[must_use]
pub fn evaluation(view: &EvaluationView) -> String {
    let mut out = String::new();
    let cases = &view.cases;
    let row = |out: &mut String, name: &str, text: &str| {
        let _ = writeln!(out, "{name:<37}{text}");
    };
    let _ = writeln!(out, "{BOLD}messages that no entry was written from{BOLD:#}");
    row(&mut out, "failures that the canon holds", &format!("{} cases", cases.right.of));
    row(&mut out, "  right", &share(&cases.right));
    row(&mut out, "  wrong", &share(&cases.wrong));
    row(&mut out, "    right one behind the wrong one", &cases.beside.to_string());
    row(&mut out, "  unknown", &share(&cases.unknown));
    row(&mut out, "failures that it does not hold", &format!("{} cases", cases.answered.of));
    row(&mut out, "  answered all the same", &share(&cases.answered));
    row(&mut out, "right, of all cases", &share(&cases.of_all));
    row(&mut out, "right, of what was named", &share(&cases.precision));
    if view.blind.of_all.of > 0 {
        row(&mut out, "of those chosen blind: right, of held", &share(&view.blind.right));
        row(&mut out, "  right, of all of them", &share(&view.blind.of_all));
    }
    head(&mut out, "whole failing logs", BOLD);
    row(&mut out, "cause named first", &share(&view.logs.root_first));
    row(&mut out, "  an echo named first", &view.logs.echo_first.to_string());
    row(&mut out, "  nothing named", &view.logs.unknown.to_string());
    head(&mut out, "output of commands that went well", BOLD);
    row(&mut out, "logs", &view.green.logs.to_string());
    row(&mut out, "  false alarms", &per_million(&view.green.lines));
    row(&mut out, "alarming lines", &view.green.alarming.of.to_string());
    row(&mut out, "  false alarms", &per_million(&view.green.alarming));
    row(&mut out, "of all alarms, quotes", &view.green.quoted.to_string());
    head(&mut out, "hits against patterns", BOLD);
    row(&mut out, "hits seen by their own entry", &share(&view.confusion.own));
    row(&mut out, "cells beside the diagonal", &view.confusion.cells.len().to_string());
    if let Some(at) = view.similar.iter().find(|row| row.score >= unstuck_diagnosis::THRESHOLD) {
        head(&mut out, "guesses by resemblance, had no pattern matched", BOLD);
        row(&mut out, &format!("right, of those at {:.1} and above", at.score), &share(&at.right));
    }
    if !cases.missed.is_empty() {
        head(&mut out, "cases that did not end as they should", BOLD);
    }
    for missed in &cases.missed {
        let wanted = missed.failure.as_deref().unwrap_or("nothing");
        let named = missed.named.as_deref().unwrap_or("nothing");
        line(&mut out, &format!("{}: {wanted}, and {named} was named", missed.case));
    }
    for log in view.logs.logs.iter().filter(|log| !log.right()) {
        let named = if log.named.is_empty() { "nothing".to_owned() } else { log.named.join(", ") };
        line(&mut out, &format!("{}: {}, and {named} was named", log.file, log.expected));
    }
    let breaches = view.breaches();
    if !breaches.is_empty() {
        head(&mut out, "what must not be", BAD);
    }
    breaches.iter().for_each(|breach| line(&mut out, breach));
    out
}

fn share(share: &Share) -> String {
    let Some(value) = share.value() else { return "none".to_owned() };
    let [value, low, high] = [value, share.low, share.high].map(|share| 100.0 * share);
    format!("{} of {}: {value:.1}% ({low:.1}-{high:.1}%)", share.count, share.of)
}

fn per_million(share: &Share) -> String {
    let Some(value) = share.value() else { return "none".to_owned() };
    let [value, low, high] = [value, share.low, share.high].map(|share| 1e6 * share);
    format!("{} in {} lines: {value:.1} per million ({low:.1}-{high:.1})", share.count, share.of)
}
