//! For people at a terminal: short, ordered by use, dead ends before the next move.
//!
//! The text carries colours as ANSI sequences; whoever prints it takes them off where they do not belong.

use std::fmt::Write as _;

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use anstyle::{AnsiColor, Style};
use unicode_width::UnicodeWidthStr;
use unstuck_canon::{Lang, Level as Weight, Outcome, Status};

use super::flow::{first_sentence, flow};
use super::words::Words;
use crate::Error;
use crate::actions::{Checkup, Draft, Listing, Stats, Told};
use crate::view::{
    DeadEndView, DiagnosisView, FailureView, MatchView, RateView, ReportView, WholeView, WorkaroundView,
};

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const BAD: Style = AnsiColor::Red.on_default().bold();
const GOOD: Style = AnsiColor::Green.on_default().bold();
const DOUBT: Style = AnsiColor::Yellow.on_default();

/// Columns that reading is comfortable in.
const WIDEST: usize = 100;
/// Columns under which nothing is laid out.
const NARROWEST: usize = 40;

/// A terminal's width, held to what reads well.
#[must_use]
pub fn columns(terminal: usize) -> usize {
    terminal.clamp(NARROWEST, WIDEST)
}

/// A diagnosis: the cause in full, everything else in a line each.
#[must_use]
pub fn diagnosis(view: &DiagnosisView, width: usize) -> String {
    let words = Words::of(view.lang);
    let mut out = String::new();
    match view.diagnoses.split_first() {
        Some((cause, rest)) => {
            primary(&mut out, cause, &view.input.name, view.lang, width);
            also(&mut out, rest, words, width);
        }
        None => nothing(&mut out, view, words, width),
    }
    if view.input.skipped > 0 {
        line(&mut out, &format!("{DIM}{} {}{DIM:#}", view.input.skipped, words.skipped));
    }
    out
}

fn primary(out: &mut String, failure: &FailureView, name: &str, lang: Lang, width: usize) {
    let words = Words::of(lang);
    if let Some(seen) = &failure.seen {
        frame(out, failure, seen, name, width);
    }
    warnings(out, failure, words, width);
    out.push('\n');
    out.push_str(&flow(opening(&failure.root_cause), "  ", width));
    if !failure.dead_ends.is_empty() {
        head(out, words.dead_ends, BAD);
        for dead_end in &failure.dead_ends {
            short_dead_end(out, dead_end, words, width);
        }
    }
    if !failure.workarounds.is_empty() {
        head(out, workarounds(failure, words), GOOD);
        for (at, workaround) in failure.workarounds.iter().enumerate() {
            full_workaround(out, workaround, at + 1, words, width, at == 0);
        }
    }
    line(out, &format!("\n{DIM}{}unstuck show {}{DIM:#}", words.more, failure.id));
}

/// Nothing is known to help against a message that nobody has seen.
fn workarounds(failure: &FailureView, words: &'static Words) -> &'static str {
    if failure.status == Status::Unconfirmed { words.said_to_help } else { words.workarounds }
}

/// The line of the log, drawn as compilers do.
fn frame(out: &mut String, failure: &FailureView, seen: &MatchView, name: &str, width: usize) {
    let message = &seen.message;
    let span = seen.message_span.start.min(message.len())..seen.message_span.end.min(message.len());
    let line_start = usize::try_from(seen.line).unwrap_or(usize::MAX);
    let snippet = Snippet::source(message.as_str())
        .path(name)
        .line_start(line_start)
        .fold(false)
        .annotation(AnnotationKind::Primary.span(span));
    let title = Level::ERROR.primary_title(failure.title.as_str());
    let title = match &failure.code {
        Some(code) => title.id(code.as_str()),
        None => title,
    };
    let times = match (seen.count, seen.end_line - seen.line) {
        (0 | 1, 0) => failure.id.clone(),
        (0 | 1, more) => format!("{}, with {more} more lines", failure.id),
        (count, _) => format!("{}, on {count} lines", failure.id),
    };
    let group = title.element(snippet).element(Level::NOTE.message(times));
    let _ = writeln!(out, "{}", Renderer::styled().term_width(width).render(&[group]));
}

fn warnings(out: &mut String, failure: &FailureView, words: &Words, width: usize) {
    if failure.status == Status::Unconfirmed {
        let text = format!("{} {}", words.unconfirmed, words.generated);
        let _ = write!(out, "\n{DOUBT}{}{DOUBT:#}", flow(&text, "  ", width));
    }
}

fn head(out: &mut String, text: &str, style: Style) {
    let _ = writeln!(out, "\n{style}{text}{style:#}");
}

fn line(out: &mut String, text: &str) {
    out.push_str(text);
    out.push('\n');
}

fn short_dead_end(out: &mut String, dead_end: &DeadEndView, words: &Words, width: usize) {
    let _ = writeln!(
        out,
        "  {BAD}✗{BAD:#} {BOLD}{}{BOLD:#}  {}",
        dead_end.title,
        known(&dead_end.rate, dead_end.claimed_fail, &dead_end.reports, words)
    );
    out.push_str(&flow(&first_sentence(&dead_end.why), "    ", width));
}

fn full_workaround(
    out: &mut String,
    workaround: &WorkaroundView,
    number: usize,
    words: &Words,
    width: usize,
    steps: bool,
) {
    let odds = known(&workaround.rate, None, &workaround.reports, words);
    titled(out, &format!("{GOOD}{number}{GOOD:#}"), &workaround.title, &odds, width);
    if let Some(when) = &workaround.when {
        out.push_str(&flow(&format!("{}{when}", words.when), "    ", width));
    }
    if !workaround.risk.is_empty() {
        let _ = writeln!(out, "    {DOUBT}{}{}{DOUBT:#}", words.risk, risks(&workaround.risk));
    }
    if steps {
        out.push_str(&flow(&workaround.steps, "    ", width));
    }
}

fn risks(risks: &[unstuck_canon::Risk]) -> String {
    let names = risks.iter().map(|risk| match risk {
        unstuck_canon::Risk::Destroys => "destroys",
        unstuck_canon::Risk::Root => "root",
        unstuck_canon::Risk::Network => "network",
        unstuck_canon::Risk::Exposes => "exposes",
    });
    names.collect::<Vec<_>>().join(", ")
}

/// A mark, a title and what is known of it: on one line where they fit.
fn titled(out: &mut String, mark: &str, title: &str, odds: &str, width: usize) {
    let fits = 6 + UnicodeWidthStr::width(title) + UnicodeWidthStr::width(odds) <= width;
    let laid = flow(title, "    ", width);
    let laid = laid.trim();
    let odds = format!("{DIM}{odds}{DIM:#}");
    if fits {
        let _ = writeln!(out, "  {mark} {BOLD}{laid}{BOLD:#}  {odds}");
    } else {
        let _ = writeln!(out, "  {mark} {BOLD}{laid}{BOLD:#}\n    {odds}");
    }
}

/// The first paragraph of a text, and the list that it announces.
fn opening(markdown: &str) -> &str {
    let end = |from: usize| markdown[from..].find("\n\n").map(|at| from + at);
    let Some(first) = end(0) else { return markdown };
    if markdown[..first].ends_with([':', '：']) {
        return end(first + 2).map_or(markdown, |second| &markdown[..second]);
    }
    &markdown[..first]
}

/// What is known of an approach's odds, in words.
fn known(rate: &RateView, claimed_fail: Option<f64>, reports: &[ReportView], words: &Words) -> String {
    let mut parts = vec![words.unmeasured.to_owned()];
    for (outcome, word) in [(Outcome::Fixed, words.worked_for), (Outcome::Same, words.failed_for)] {
        let count = reports.iter().filter(|report| report.outcome == outcome).count();
        if count > 0 {
            parts.push(format!("{word} ({count})"));
        }
    }
    match (claimed_fail, rate.claimed) {
        (Some(fail), _) => parts.push(format!("{} {:.0}%", words.claimed_fail, fail * 100.0)),
        (None, Some(share)) => parts.push(format!("{} {:.0}%", words.claimed, share * 100.0)),
        (None, None) => {}
    }
    parts.join(" · ")
}

fn also(out: &mut String, rest: &[FailureView], words: &Words, width: usize) {
    if rest.is_empty() {
        return;
    }
    head(out, words.also, BOLD);
    for failure in rest {
        let at = failure.seen.as_ref().map_or(0, |seen| seen.line);
        let row = format!("{at}: {} ({})", failure.title, failure.id);
        out.push_str(&flow(&row, "  ", width));
    }
}

fn nothing(out: &mut String, view: &DiagnosisView, words: &Words, width: usize) {
    line(out, &format!("{BOLD}{}{BOLD:#}", words.nothing));
    if !view.unknown.is_empty() {
        head(out, words.unknown, BOLD);
        for unknown in &view.unknown {
            let times = if unknown.count > 1 { format!(" ({}x)", unknown.count) } else { String::new() };
            let message: String = unknown.message.chars().take(300).collect();
            out.push_str(&flow(&format!("{}: {message}{times}", unknown.line), "  ", width));
        }
    }
    if !view.similar.is_empty() {
        head(out, words.similar, BOLD);
        for similar in &view.similar {
            out.push_str(&flow(&format!("{} {}: {}", similar.line, similar.id, similar.title), "  ", width));
        }
    }
}

/// One failure, whole.
#[must_use]
pub fn whole(view: &WholeView, width: usize) -> String {
    let words = Words::of(view.lang);
    let failure = &view.failure;
    let mut out = String::new();
    let code = failure.code.as_ref().map(|code| format!("[{code}]")).unwrap_or_default();
    let _ = writeln!(out, "{BOLD}{}{BOLD:#} {BAD}{code}{BAD:#}", failure.title);
    let seen = failure.first_seen.map(|day| format!(" · {} {day}", words.first_seen)).unwrap_or_default();
    let _ = writeln!(out, "{DIM}{} · {}{seen}{DIM:#}", failure.id, category(failure));
    warnings(&mut out, failure, words, width);
    out.push('\n');
    out.push_str(&flow(&failure.summary, "  ", width));
    head(&mut out, words.message, BOLD);
    let _ = writeln!(out, "  {}", failure.signature);
    head(&mut out, words.root_cause, BOLD);
    out.push_str(&flow(&failure.root_cause, "  ", width));
    if let Some(text) = &failure.telling_apart {
        head(&mut out, words.telling_apart, BOLD);
        out.push_str(&flow(text, "  ", width));
    }
    claims(&mut out, failure, words);
    if !failure.dead_ends.is_empty() {
        head(&mut out, words.dead_ends, BAD);
        for dead_end in &failure.dead_ends {
            let odds = known(&dead_end.rate, dead_end.claimed_fail, &dead_end.reports, words);
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
    sources(&mut out, view, words, width);
    out
}

fn category(failure: &FailureView) -> String {
    serde_json::to_value(failure.category)
        .ok()
        .and_then(|name| name.as_str().map(ToOwned::to_owned))
        .unwrap_or_default()
}

fn claims(out: &mut String, failure: &FailureView, words: &Words) {
    if let Some(share) = failure.fix_rate.claimed {
        let confidence =
            failure.claimed_confidence.map(|share| format!(" ({:.0}%)", share * 100.0)).unwrap_or_default();
        let _ =
            writeln!(out, "\n{DIM}{} · {} {:.0}%{confidence}{DIM:#}", words.unmeasured, words.claimed, share * 100.0);
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
            let _ = writeln!(out, "  {} ({})", citation.url, citation.opened);
            out.push_str(&flow(&citation.says, "    ", width));
        }
    }
    if !view.documentation.is_empty() {
        head(out, words.documentation, BOLD);
        for link in &view.documentation {
            let _ = writeln!(out, "  {}: {}", link.title, link.url);
        }
    }
}

/// Ids and titles, a row each.
#[must_use]
pub fn listing(listing: &Listing, width: usize) -> String {
    let mut out = String::new();
    for row in &listing.failures {
        let mark = if row.status == Status::Confirmed { "" } else { " (unconfirmed)" };
        let _ = writeln!(out, "{BOLD}{}{BOLD:#}{mark}", row.id);
        out.push_str(&flow(&row.title, "    ", width));
    }
    out
}

/// Figures, a row each.
#[must_use]
pub fn stats(stats: &Stats) -> String {
    let mut out = String::new();
    let rows = [
        ("failures", stats.failures),
        ("  confirmed", stats.confirmed),
        ("  in Chinese too", stats.chinese),
        ("  from overlays", stats.overlaid),
        ("  proved", stats.proved),
        ("domains", stats.domains.len()),
        ("patterns", stats.patterns),
        ("  literals", stats.literals),
        ("approaches", stats.approaches),
        ("  workarounds", stats.workarounds),
        ("  dead ends", stats.dead_ends),
        ("  measured", stats.approaches_measured),
        ("  only claimed", stats.claimed_only),
        ("outcomes", stats.outcomes),
        ("citations", stats.citations),
        ("  reporting how it ended", stats.reports),
    ];
    for (name, count) in rows {
        let _ = writeln!(out, "{name:<28}{count:>6}");
    }
    let _ = writeln!(out, "\n{BOLD}failures by domain{BOLD:#}");
    for (domain, count) in &stats.domains {
        let _ = writeln!(out, "{domain:<28}{count:>6}");
    }
    out
}

/// Findings as compilers print them, and a last line with their number.
#[must_use]
pub fn checkup(checkup: &Checkup, width: usize) -> String {
    let mut out = String::new();
    for told in &checkup.findings {
        finding(&mut out, told, checkup.texts.get(&told.place.path).map(String::as_str), width);
    }
    let errors = checkup.findings.iter().filter(|told| told.level == Weight::Error).count();
    let warnings = checkup.findings.len() - errors;
    let _ = writeln!(out, "{} entries, {errors} errors, {warnings} warnings", checkup.entries);
    out
}

/// One finding.
pub fn finding(out: &mut String, told: &Told, text: Option<&str>, width: usize) {
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

/// What `new` wrote and what comes next.
#[must_use]
pub fn draft(draft: &Draft) -> String {
    let mut out = String::new();
    for file in &draft.files {
        let _ = writeln!(out, "{}", file.display());
    }
    if let Some(known) = &draft.known {
        let _ = writeln!(out, "\nthe canon already knows a failure in this log: unstuck show {known}");
    }
    let _ = writeln!(out, "\nnext: replace what stands in <CAPITALS>, then: unstuck check {}", draft.folder.display());
    out
}

/// An error with its causes and what to do about it.
#[must_use]
pub fn error(error: &Error) -> String {
    let mut out = format!("{BAD}error{BAD:#}: {error}\n");
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        let _ = writeln!(out, "  because: {error}");
        cause = error.source();
    }
    if let Some(hint) = error.hint() {
        let _ = writeln!(out, "  help: {hint}");
    }
    out
}
