//! One failure, whole.

use std::fmt::Write as _;

use unicode_width::UnicodeWidthStr as _;

use super::failure::{full_workaround, titled, warnings, workarounds};
use super::{BAD, BOLD, DIM, GOOD, head};
use crate::answers::flow::flow;
use crate::answers::odds::{Count, odds, percent, standing};
use crate::answers::words::Words;
use crate::view::{ArrowView, FailureView, WholeView};

/// One failure, whole.
#[must_use]
pub fn whole(view: &WholeView, width: usize) -> String {
    let words = Words::of(view.lang);
    let failure = &view.failure;
    let mut out = String::new();
    let code = failure.code.as_ref().map(|code| format!("[{code}]")).unwrap_or_default();
    let title = flow(&format!("{} {code}", failure.title), "", width);
    let title = title.trim_end();
    let title = title.strip_suffix(&code).unwrap_or(title);
    let _ = writeln!(out, "{BOLD}{title}{BOLD:#}{BAD}{code}{BAD:#}");
    let seen = failure.first_seen.map(|day| format!(" · {} {day}", words.first_seen)).unwrap_or_default();
    let kind = flow(&format!("{} · {}{seen}", failure.id, category(failure)), "", width);
    let _ = writeln!(out, "{DIM}{}{DIM:#}", kind.trim_end());
    warnings(&mut out, failure, words, width);
    out.push('\n');
    out.push_str(&flow(&failure.summary, "  ", width));
    head(&mut out, words.message, BOLD);
    out.push_str(&flow(&failure.signature, "  ", width));
    head(&mut out, words.root_cause, BOLD);
    out.push_str(&flow(&failure.root_cause, "  ", width));
    if let Some(text) = &failure.telling_apart {
        head(&mut out, words.telling_apart, BOLD);
        out.push_str(&flow(text, "  ", width));
    }
    if let Some(inspector) = &failure.inspector {
        let _ = writeln!(out, "\n  {DIM}→ {}{DIM:#}", inspector.command);
    }
    figures(&mut out, failure, words, width);
    if !failure.dead_ends.is_empty() {
        head(&mut out, words.dead_ends, BAD);
        for dead_end in &failure.dead_ends {
            let odds = odds(&dead_end.rate, Count::Failed, dead_end.claimed_fail, words);
            titled(&mut out, &format!("{BAD}✗{BAD:#}"), &dead_end.title, &odds, width);
            out.push_str(&flow(&dead_end.steps, "    ", width));
            out.push_str(&flow(&dead_end.why, "    ", width));
        }
    }
    if !failure.workarounds.is_empty() {
        head(&mut out, workarounds(failure, words), GOOD);
        for (at, workaround) in failure.workarounds.iter().enumerate() {
            full_workaround(&mut out, workaround, at + 1, words, width, true);
            if let Some(why) = &workaround.why {
                out.push_str(&flow(&format!("{}{why}", words.why), "    ", width));
            }
        }
    }
    arrows(&mut out, words.leads_to, &failure.leads_to, words, width);
    arrows(&mut out, words.preceded_by, &view.preceded_by, words, width);
    sources(&mut out, view, words, width);
    out
}

fn category(failure: &FailureView) -> String {
    serde_json::to_value(failure.category)
        .ok()
        .and_then(|name| name.as_str().map(ToOwned::to_owned))
        .unwrap_or_default()
}

/// The failure's own figures, and what was claimed of it.
fn figures(out: &mut String, failure: &FailureView, words: &Words, width: usize) {
    let mut parts: Vec<String> = standing(failure, words).into_iter().collect();
    if let Some(share) = failure.fix_rate.claimed {
        if parts.is_empty() {
            parts.push(words.unmeasured.to_owned());
        }
        let confidence =
            failure.claimed_confidence.map(|share| words.claimed_confidence.replace("{share}", &percent(share)));
        let confidence = confidence.map(|text| format!("{}{text}", words.comma)).unwrap_or_default();
        parts.push(format!("{} {}%{confidence}", words.claimed, percent(share)));
    }
    if !parts.is_empty() {
        let text = flow(&parts.join(" · "), "", width);
        let _ = writeln!(out, "\n{DIM}{}{DIM:#}", text.trim_end());
    }
}

fn arrows(out: &mut String, title: &str, arrows: &[ArrowView], words: &Words, width: usize) {
    if arrows.is_empty() {
        return;
    }
    head(out, title, BOLD);
    for arrow in arrows {
        let via = words.via.replace("{via}", &arrow.via).replace("{trials}", &arrow.trials.to_string());
        beside(out, &arrow.id, &via, width);
    }
}

fn sources(out: &mut String, view: &WholeView, words: &Words, width: usize) {
    if !view.versions.is_empty() {
        head(out, words.versions, BOLD);
        for version in &view.versions {
            let parts =
                [Some(&version.product), version.range.as_ref(), version.status.as_ref(), version.note.as_ref()];
            let row = parts.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(" ");
            out.push_str(&flow(&row, "  ", width));
        }
    }
    if !view.citations.is_empty() {
        head(out, words.citations, BOLD);
        for citation in &view.citations {
            beside(out, &citation.url, &format!("({})", citation.opened), width);
            out.push_str(&flow(&citation.says, "    ", width));
        }
    }
    if !view.documentation.is_empty() {
        head(out, words.documentation, BOLD);
        for link in &view.documentation {
            beside(out, &format!("{}:", link.title), &link.url, width);
        }
    }
}

/// Two things on one line where they fit, else the second below the first.
fn beside(out: &mut String, first: &str, second: &str, width: usize) {
    let fits = "   ".len() + first.width() + second.width() <= width;
    let _ = writeln!(out, "  {first}{}{second}", if fits { " " } else { "\n    " });
}
