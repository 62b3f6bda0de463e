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
    /// Takes a line that looks decisive.
    pub(crate) fn see(&mut self, raw: Raw<'_>, line: &Clean<'_>, signs: Signs) {
        if raw.continues {
            return;
        }
        let text = line.text.rsplit(|byte| *byte == b'\r').find(|text| !text.is_empty()).unwrap_or_default();
        let text = &text[..text.len().min(LOOKED_AT)];
        let score = signs.score(line.marked_error);
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

/// What a word says of the line in which it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sign {
    /// Telling at the start of a line.
    Opening,
    /// Telling anywhere.
    Strong,
    /// Telling beside others.
    Weak,
    /// Speaks of success, or names a file, a package or a setting.
    Harmless,
}

/// The words by which lines are judged, in lower case. The scan finds them in the same pass as the patterns' literals.
pub(crate) const WORDS: &[(Sign, &[&str])] = &[
    (
        Sign::Opening,
        &["error:", "error[", "error ", "fatal:", "fatal ", "e: ", "npm err", "panic:", "exception in", "err "],
    ),
    (Sign::Strong, &["error: ", "fatal: ", "exception:", "error:", "panicked at", ": fatal "]),
    (
        Sign::Weak,
        &["failed", "cannot", "could not", "unable to", "denied", "refused", "no such", "not found", "invalid"],
    ),
    (
        Sign::Harmless,
        &[
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
        ],
    ),
];

/// The signs found in a line.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Signs {
    opening: bool,
    strong: bool,
    weak: bool,
    harmless: bool,
}

impl Signs {
    /// Adds a sign that was found; `opens`: nothing but white space stands before it.
    pub(crate) fn add(&mut self, sign: Sign, opens: bool) {
        match sign {
            Sign::Opening => self.opening |= opens,
            Sign::Strong => self.strong = true,
            Sign::Weak => self.weak = true,
            Sign::Harmless => self.harmless = true,
        }
    }

    /// Adds the signs of another part of the line.
    pub(crate) fn join(&mut self, other: Self) {
        self.opening |= other.opening;
        self.strong |= other.strong;
        self.weak |= other.weak;
        self.harmless |= other.harmless;
    }

    /// How telling the line is: 2 and more is worth showing.
    fn score(self, marked: bool) -> i32 {
        let weigh = |sign: bool, weight: i32| if sign { weight } else { 0 };
        weigh(marked, 3) + weigh(self.opening, 3) + weigh(self.strong, 2) + weigh(self.weak, 1)
            - weigh(self.harmless, 3)
    }

    /// Whether a line with these signs looks decisive.
    pub(crate) fn telling(self, marked: bool) -> bool {
        self.score(marked) >= 2
    }
}

#[cfg(test)]
mod tests {
    use unstuck_canon::Index;

    use super::*;
    use crate::Scanner;
    use crate::scan::Candidates;

    fn telling(line: &str) -> bool {
        let index = Index::default();
        let scanner = Scanner::new(&index).unwrap();
        let mut found = Candidates::default();
        scanner.scan(line.as_bytes(), &mut found);
        found.signs.telling(false)
    }

    #[test]
    fn tells_trouble_from_alarming_words() {
        for line in ["error: it broke", "E: Unable to locate", "foo.c:3:1: error: expected ';'", "  fatal: not a thing"]
        {
            assert!(telling(line), "{line}");
        }
        for line in [
            "test result: ok. 3 passed; 0 failed",
            "   Compiling thiserror-impl v2.0.1",
            "0 errors found",
            "Downloaded error-chain",
            "the connection was refused once",
        ] {
            assert!(!telling(line), "{line}");
        }
    }
}
