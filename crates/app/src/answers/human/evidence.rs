//! Where rates come from: each count, weight and prior, and the result.

use std::fmt::Write as _;

use unstuck_canon::Kind;

use super::{BAD, BOLD, DIM, GOOD, head, line};
use crate::actions::{ApproachView, Derivation, EvidenceView, OutcomeView};
use crate::answers::flow::flow;
use crate::answers::odds::{Count, odds, percent};
use crate::answers::words::Words;
use crate::view::{RateView, Verdict};

/// The rates of a failure's approaches; of one approach alone, how its rate is derived.
#[must_use]
pub fn evidence(view: &EvidenceView, width: usize) -> String {
    let words = Words::of(view.lang);
    let mut out = format!("{BOLD}{}{BOLD:#}\n{DIM}{}{DIM:#}\n", flow(&view.title, "", width).trim_end(), view.id);
    failure(&mut out, view, width);
    for approach in &view.approaches {
        let (mark, style, count) = match approach.kind {
            Kind::Workaround => ("+", GOOD, Count::Worked),
            Kind::DeadEnd => ("✗", BAD, Count::Failed),
        };
        let _ = writeln!(out, "\n{style}{mark}{style:#} {BOLD}{}{BOLD:#}", approach.id);
        out.push_str(&flow(&approach.title, "  ", width));
        out.push_str(&flow(&odds(&approach.rate, count, approach.claimed_fail, words), "  ", width));
        if view.approaches.len() == 1 {
            whole(&mut out, approach, width);
        }
    }
    if view.approaches.len() > 1 {
        line(&mut out, &format!("\n{DIM}{}unstuck evidence {}#APPROACH{DIM:#}", words.more, view.id));
    }
    out
}

/// How the failure's own figures follow from its approaches'.
fn failure(out: &mut String, view: &EvidenceView, width: usize) {
    let rate = &view.fix_rate;
    let best = view.approaches.iter().find(|own| own.kind == Kind::Workaround && own.rate.mean == rate.mean);
    out.push('\n');
    match (rate.mean, view.confidence) {
        (Some(mean), Some(confidence)) => {
            let of = best.map(|best| format!(": {}", best.id)).unwrap_or_default();
            row(out, "fix rate", &format!("{}%", percent(mean)), &format!("best workaround by lower bound{of}"), width);
            row(out, "confidence", &format!("{}%", percent(confidence)), "one minus the width of its interval", width);
        }
        _ => row(out, "fix rate", "-", "no workaround was measured", width),
    }
    row(out, "evidence", &view.evidence.to_string(), "outcomes counted, of all approaches", width);
    if let Some(claimed) = rate.claimed {
        row(
            out,
            "claimed",
            &format!("{}%", percent(claimed)),
            "fix rate that somebody asserted; not part of the above",
            width,
        );
    }
}

fn whole(out: &mut String, approach: &ApproachView, width: usize) {
    if let Some(derivation) = &approach.derivation {
        head(out, "Derivation", BOLD);
        derived(out, approach, derivation, width);
    }
    if !approach.outcomes.is_empty() {
        head(out, "Outcomes", BOLD);
        approach.outcomes.iter().for_each(|outcome| one(out, outcome, width));
    }
}

fn derived(out: &mut String, approach: &ApproachView, from: &Derivation, width: usize) {
    let rate: &RateView = &approach.rate;
    for source in &from.sources {
        let counts = format!("{} of {}", source.fixed, source.trials);
        row(out, source.source, &counts, &format!("fixed; one counts {}", source.weight), width);
    }
    row(out, "k, n", &format!("{}, {}", from.fixed, from.trials), "fixed and all, weighted", width);
    let kind = match approach.kind {
        Kind::Workaround => "workarounds",
        Kind::DeadEnd => "dead ends",
    };
    let pool = format!("{}, {}", from.pool_fixed, from.pool_trials);
    row(out, "K, N", &pool, &format!("the same over all {kind} of the canon"), width);
    let (a, b) = from.prior;
    row(out, "prior", &format!("Beta({a}, {b})"), "2m, 2(1-m); m = (K+1)/(N+2), held in 1/4..3/4", width);
    let (c, d) = from.posterior;
    row(out, "posterior", &format!("Beta({c}, {d})"), "a + k, b + n - k", width);
    if let (Some(mean), Some(low), Some(high)) = (rate.mean, rate.low, rate.high) {
        row(out, "mean", &format!("{mean}"), "of working", width);
        row(out, "interval", &format!("{low} - {high}"), "95%, equal tails", width);
    }
    let (verdict, why) = match rate.verdict {
        Verdict::Supported => ("supported", "the interval is on the label's side of 1/2"),
        Verdict::Refuted => ("refuted", "the interval is on the other side of 1/2"),
        Verdict::Open => ("open", "1/2 is inside the interval"),
        Verdict::Unmeasured => ("unmeasured", "nothing was counted"),
    };
    row(out, "verdict", verdict, why, width);
}

/// A name, a value, and what it is: in columns, the last one as wide as there is room.
fn row(out: &mut String, name: &str, value: &str, why: &str, width: usize) {
    let indent = " ".repeat(33);
    let why = flow(why, &indent, width);
    let _ = writeln!(out, "  {name:<11}{value:<19} {DIM}{}{DIM:#}", why.trim());
}

fn one(out: &mut String, outcome: &OutcomeView, width: usize) {
    let day = outcome.at.get(..10).unwrap_or(&outcome.at);
    let mut text = format!("{day} {} {}", outcome.outcome, outcome.source);
    for (fact, value) in &outcome.environment {
        let _ = write!(text, " · {fact}: {value}");
    }
    if !outcome.voice.is_empty() {
        let _ = write!(text, " · {}", outcome.voice);
    }
    if let Some(experiment) = &outcome.experiment {
        let _ = write!(text, " · proof {}", experiment.get(..12).unwrap_or(experiment));
    }
    for (holds, word) in [(outcome.dated, "dated"), (!outcome.counts, "replaced by a later one, not counted")] {
        if holds {
            let _ = write!(text, " · {word}");
        }
    }
    let text: String = text.chars().filter(|char| !char.is_control()).collect();
    out.push_str(&flow(&text, "  ", width));
}
