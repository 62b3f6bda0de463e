//! Lines that look decisive and that nothing in the canon explains.

use std::collections::BTreeMap;

use crate::fingerprint::fingerprint;
use crate::log::{Clean, Raw};
use crate::matching::quote;

/// Most lines kept: enough to see what is going on, few enough to read.
const MOST: usize = 5;
/// Most different lines looked at before the least telling ones are dropped.
const ROOM: usize = 64;
/// Bytes of a line that are looked at.
const LOOKED_AT: usize = 400;

/// A line that looks decisive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unknown {
    /// 1-based line of its first occurrence.
    pub line: u64,
    /// The line as in the input; a very long one is quoted from its start.
    pub text: String,
    /// The message without colours, timestamps and prefixes, cut to 400 bytes.
    pub message: String,
    /// How often a line of this shape was seen.
    pub count: u64,
    score: i32,
}

/// Collects unknown lines in bounded memory.
#[derive(Debug, Default)]
pub(crate) struct Unknowns {
    by_shape: BTreeMap<Vec<u8>, Unknown>,
}

impl Unknowns {
    pub(crate) fn see(&mut self, raw: Raw<'_>, line: &Clean<'_>) {
        if raw.continues {
            return;
        }
        let text = line.text.rsplit(|byte| *byte == b'\r').find(|text| !text.is_empty()).unwrap_or_default();
        let text = &text[..text.len().min(LOOKED_AT)];
        let score = score(text, line.marked_error);
        if score < 2 {
            return;
        }
        let shape = fingerprint(text);
        if let Some(known) = self.by_shape.get_mut(&shape) {
            known.count += 1;
            return;
        }
        let (quote, _) = quote(raw.bytes, 0..0);
        let message = String::from_utf8_lossy(text).trim().to_owned();
        self.by_shape.insert(shape, Unknown { line: raw.number, text: quote, message, count: 1, score });
        if self.by_shape.len() > ROOM {
            self.drop_least();
        }
    }

    /// Of the least telling lines the latest goes, so that what is kept does not depend on how long the log goes on.
    fn drop_least(&mut self) {
        let least = self.by_shape.iter().min_by_key(|(_, unknown)| (unknown.score, std::cmp::Reverse(unknown.line)));
        if let Some(shape) = least.map(|(shape, _)| shape.clone()) {
            self.by_shape.remove(&shape);
        }
    }

    /// The most telling lines, in the order of the log.
    pub(crate) fn finish(self) -> Vec<Unknown> {
        let mut all: Vec<Unknown> = self.by_shape.into_values().collect();
        all.sort_by_key(|unknown| (std::cmp::Reverse(unknown.score), unknown.line));
        all.truncate(MOST);
        all.sort_by_key(|unknown| unknown.line);
        all
    }
}

/// How telling a line is: 2 and more is worth showing.
fn score(text: &[u8], marked: bool) -> i32 {
    let lower = text.to_ascii_lowercase();
    let lower = lower.trim_ascii_start();
    let has = |words: &[&str]| words.iter().any(|word| memchr::memmem::find(lower, word.as_bytes()).is_some());
    let starts = |words: &[&str]| words.iter().any(|word| lower.starts_with(word.as_bytes()));
    let mut score = 0;
    if marked {
        score += 3;
    }
    if starts(&["error:", "error[", "error ", "fatal:", "fatal ", "e: ", "npm err", "panic:", "exception in", "err "]) {
        score += 3;
    }
    if has(&[": error:", " error: ", "error: ", "fatal:", "exception:", "error:", "panicked at", ": fatal "]) {
        score += 2;
    }
    if has(&["failed", "cannot", "could not", "unable to", "denied", "refused", "no such", "not found", "invalid"]) {
        score += 1;
    }
    // Success in alarming words, names of files and crates, settings, and echoes of an exit code.
    if has(&[
        "0 error",
        "0 failed",
        "no error",
        "without error",
        "0 failures",
        "errors: 0",
        "failed: 0",
        "error-",
        "error_",
        "-error",
        "_error",
        "errors.",
        "error.rs",
        "warning:",
        "warn ",
        "continue-on-error",
        "ignored",
        "if-no-files-found",
        "exit code",
        "error handling",
        "fail-fast",
        "... ok",
    ]) {
        score -= 3;
    }
    score
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_trouble_from_alarming_words() {
        for line in ["error: it broke", "E: Unable to locate", "foo.c:3:1: error: expected ';'", "fatal: not a thing"] {
            assert!(score(line.as_bytes(), false) >= 2, "{line}");
        }
        for line in [
            "test result: ok. 3 passed; 0 failed",
            "   Compiling thiserror-impl v2.0.1",
            "0 errors found",
            "Downloaded error-chain",
        ] {
            assert!(score(line.as_bytes(), false) < 2, "{line}");
        }
    }
}
