//! The parts that a diagnosis and a whole failure have in common.

use std::fmt::Write as _;

use unicode_width::UnicodeWidthStr;
use unstuck_canon::Status;

use super::{BOLD, DIM, DOUBT, GOOD};
use crate::answers::flow::flow;
use crate::answers::odds::{Count, odds, risks};
use crate::answers::words::Words;
use crate::view::{FailureView, WorkaroundView};

pub(super) fn warnings(out: &mut String, failure: &FailureView, words: &Words, width: usize) {
    if failure.status == Status::Unconfirmed {
        let text = format!("{} {}", words.unconfirmed, words.generated);
        let _ = write!(out, "\n{DOUBT}{}{DOUBT:#}", flow(&text, "  ", width));
    }
}

/// Nothing is known to help against a message that nobody has seen.
pub(super) fn workarounds(failure: &FailureView, words: &'static Words) -> &'static str {
    if failure.status == Status::Unconfirmed { words.said_to_help } else { words.workarounds }
}

pub(super) fn full_workaround(
    out: &mut String,
    workaround: &WorkaroundView,
    number: usize,
    words: &Words,
    width: usize,
    steps: bool,
) {
    let odds = odds(&workaround.rate, Count::Worked, None, words);
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

/// A mark, a title and what is known of it: on one line where they fit.
pub(super) fn titled(out: &mut String, mark: &str, title: &str, odds: &str, width: usize) {
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
