//! A diagnosis: the cause in full, everything else in a line each.

use std::fmt::Write as _;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use unstuck_canon::Lang;

use super::cut::cut;
use super::failure::{full_workaround, titled, warnings, workarounds};
use super::{BAD, BOLD, DIM, GOOD, head, line};
use crate::answers::flow::{first_sentence, flow};
use crate::answers::odds::{Count, odds};
use crate::answers::words::Words;
use crate::view::{DeadEndView, DiagnosisView, FailureView, MatchView};

/// A diagnosis: the cause in full, everything else in a line each.
#[must_use]
pub fn diagnosis(view: &DiagnosisView, width: usize) -> String {
    let words = Words::of(view.lang);
    let mut out = String::new();
    match view.diagnoses.split_first() {
        Some((cause, rest)) => {
            primary(&mut out, cause, &view.input.name, view.lang, width);
            also(&mut out, rest, words, width);
            line(&mut out, &format!("\n{DIM}{}unstuck show {}{DIM:#}", words.more, cause.id));
        }
        None => nothing(&mut out, view, words, width),
    }
    if view.input.skipped > 0 {
        let size = view.input.skipped.div_ceil(1_000_000).to_string();
        line(&mut out, &format!("{DIM}{}{DIM:#}", words.skipped.replace("{size}", &size)));
    }
    out
}

fn primary(out: &mut String, failure: &FailureView, name: &str, lang: Lang, width: usize) {
    let words = Words::of(lang);
    if let Some(seen) = &failure.seen {
        frame(out, failure, seen, name, words, width);
    }
    warnings(out, failure, words, width);
    out.push('\n');
    out.push_str(&flow(opening(&failure.root_cause), "  ", width));
    here(out, failure, words, width);
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
}

/// The line of the log, drawn as compilers do.
fn frame(out: &mut String, failure: &FailureView, seen: &MatchView, name: &str, words: &Words, width: usize) {
    let message = seen.message.as_str();
    let span = seen.message_span.start.min(message.len())..seen.message_span.end.min(message.len());
    let line_start = usize::try_from(seen.line).unwrap_or(usize::MAX);
    let gutter = seen.line.to_string().len() + " | ".len();
    let (shown, span) = cut(message, span, width.saturating_sub(gutter));
    let snippet = Snippet::source(shown.as_str())
        .path(name)
        .line_start(line_start)
        .fold(false)
        .annotation(AnnotationKind::Primary.span(span));
    let code = failure.code.as_ref().map(|code| format!("[{code}]")).unwrap_or_default();
    let level = format!("error{code}");
    let title = flow(&format!("{level}: {}", failure.title), "", width);
    let title = title.trim_end().strip_prefix(&level).unwrap_or(&title);
    let _ = writeln!(out, "{BAD}{level}{BAD:#}{BOLD}{title}{BOLD:#}");
    let times = match (seen.count, seen.end_line - seen.line) {
        (0 | 1, 0) => String::new(),
        (0 | 1, more) => words.more_lines.replace("{count}", &more.to_string()),
        (count, _) => words.on_lines.replace("{count}", &count.to_string()),
    };
    let times = if times.is_empty() { failure.id.clone() } else { format!("{}{}{times}", failure.id, words.comma) };
    let group = Group::with_level(Level::ERROR).element(snippet).element(Level::NOTE.message(times));
    let _ = writeln!(out, "{}", Renderer::styled().term_width(width).render(&[group]));
}

/// What the inspector found in the repository at hand, and how to ask it for more.
fn here(out: &mut String, failure: &FailureView, words: &Words, width: usize) {
    let Some(inspector) = &failure.inspector else { return };
    if !inspector.jobs.is_empty() {
        head(out, words.here, BOLD);
    } else {
        out.push('\n');
    }
    for job in &inspector.jobs {
        out.push_str(&flow(&format!("{}:{}: {}", job.file, job.line, job.says), "  ", width));
    }
    line(out, &format!("  {DIM}→ {}{DIM:#}", inspector.command));
}

fn short_dead_end(out: &mut String, dead_end: &DeadEndView, words: &Words, width: usize) {
    let odds = odds(&dead_end.rate, Count::Failed, dead_end.claimed_fail, words);
    titled(out, &format!("{BAD}✗{BAD:#}"), &dead_end.title, &odds, width);
    out.push_str(&flow(&first_sentence(&dead_end.why), "    ", width));
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
