//! Lines that look decisive and that nothing in the canon explains.

use std::collections::BTreeMap;

use crate::fingerprint::fingerprint;
use crate::log::{Clean, Raw};
use crate::quote::quote;
use crate::signs::Signs;

/// Most lines kept: enough to see what is going on, few enough to read.
const MOST: usize = 5;
/// Most different lines looked at before the least telling ones are dropped.
const ROOM: usize = 64;
/// Bytes of a line that are looked at.
pub(crate) const LOOKED_AT: usize = 400;

/// What tools put before the lines of a message; alone on a line it says nothing.
const BARE: [&[u8]; 4] = [b"npm error", b"npm err!", b"error:", b"fatal:"];

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
    /// What stays the same of it from run to run and from machine to machine: see [`crate::SHAPE`].
    pub shape: Vec<u8>,
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
        if BARE.iter().any(|bare| text.trim_ascii().eq_ignore_ascii_case(bare)) {
            return;
        }
        let score = signs.score(line.marked_error);
        let shape = fingerprint(text);
        if let Some(known) = self.by_shape.get_mut(&shape) {
            known.count += 1;
            return;
        }
        let (quote, _) = quote(raw.bytes, 0..0);
        let message = String::from_utf8_lossy(text).trim().to_owned();
        let unknown = Unknown { line: raw.number, text: quote, message, count: 1, shape: shape.clone(), score };
        self.by_shape.insert(shape, unknown);
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

    /// The most telling lines, in the order of the log, but for those of a shape that is `familiar`.
    pub(crate) fn finish(self, familiar: impl Fn(&[u8]) -> bool) -> Vec<Unknown> {
        let mut all: Vec<Unknown> = self.by_shape.into_values().filter(|unknown| !familiar(&unknown.shape)).collect();
        all.sort_by_key(|unknown| (std::cmp::Reverse(unknown.score), unknown.line));
        all.truncate(MOST);
        all.sort_by_key(|unknown| unknown.line);
        all
    }
}
