//! A raw line without escapes and prefixes, with the way back to the input.

use std::borrow::Cow;
use std::ops::Range;

use super::Raw;
use super::ansi::escape_len;
use super::prefix::{Prefix, prefix};

/// What a line says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clean<'a> {
    /// The message's bytes.
    pub text: Cow<'a, [u8]>,
    /// Which bytes of the raw line make up `text`, in order; empty where `text` is the raw line from `start` on.
    kept: Vec<Range<usize>>,
    start: usize,
    /// A marker such as `##[error]` stood before the message.
    pub marked_error: bool,
    /// The line opens a step of a CI job.
    pub opens_step: bool,
}

impl Clean<'_> {
    /// The bytes of the raw line that a range of the text came from, escapes inside it included.
    #[must_use]
    pub fn raw_range(&self, range: Range<usize>) -> Range<usize> {
        if self.kept.is_empty() {
            return self.start + range.start..self.start + range.end;
        }
        // The first byte maps to itself; the end maps to just behind the last byte.
        let start = self.raw_at(range.start);
        if range.is_empty() { start..start } else { start..self.raw_at(range.end - 1) + 1 }
    }

    fn raw_at(&self, at: usize) -> usize {
        let mut left = at;
        for kept in &self.kept {
            if left < kept.len() {
                return kept.start + left;
            }
            left -= kept.len();
        }
        self.kept.last().map_or(self.start, |kept| kept.end)
    }
}

/// Cleans a line: escapes go wherever they are, control characters but tabs go, prefixes go from the front. A carriage
/// return stays: it parts what a progress bar wrote over itself.
#[must_use]
pub fn clean<'a>(raw: Raw<'a>) -> Clean<'a> {
    let bytes = raw.bytes;
    // Without an early exit the loop becomes vector instructions.
    let noisy = bytes.iter().fold(false, |noisy, byte| noisy | is_noise(*byte));
    let (text, kept) = if noisy { without_noise(bytes) } else { (Cow::Borrowed(bytes), Vec::new()) };
    // The start of a piece in the middle of a line is no start of a message.
    let prefix = if raw.continues { Prefix::default() } else { prefix(&text) };
    let start = prefix.len;
    let marked_error = prefix.error;
    let opens_step = prefix.section || (prefix.group && text[start..].starts_with(b"Run "));
    if kept.is_empty() {
        return Clean { text: cut(text, start), kept, start, marked_error, opens_step };
    }
    let mut clean = Clean { text, kept, start: 0, marked_error, opens_step };
    if start > 0 {
        let first = clean.raw_at(start);
        clean.kept.retain(|kept| kept.end > first);
        if let Some(kept) = clean.kept.first_mut() {
            kept.start = kept.start.max(first);
        } else {
            clean.start = bytes.len();
        }
        clean.text = cut(clean.text, start);
    }
    clean
}

fn cut(text: Cow<'_, [u8]>, start: usize) -> Cow<'_, [u8]> {
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(&text[start..]),
        Cow::Owned(mut text) => {
            text.drain(..start);
            Cow::Owned(text)
        }
    }
}

/// Control characters but tabs and carriage returns. Without an early exit, so that loops over it become vector
/// instructions.
pub(crate) fn is_noise(byte: u8) -> bool {
    ((byte < 0x20) & (byte != b'\t') & (byte != b'\r')) | (byte == 0x7F)
}

fn without_noise(bytes: &[u8]) -> (Cow<'_, [u8]>, Vec<Range<usize>>) {
    let mut text = Vec::with_capacity(bytes.len());
    let mut kept: Vec<Range<usize>> = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let run = bytes[at..].iter().position(|byte| is_noise(*byte)).unwrap_or(bytes.len() - at);
        if run > 0 {
            text.extend_from_slice(&bytes[at..at + run]);
            kept.push(at..at + run);
            at += run;
        }
        if let Some(byte) = bytes.get(at) {
            at += if *byte == 0x1B { escape_len(&bytes[at..]) } else { 1 };
        }
    }
    if kept.is_empty() {
        kept.push(bytes.len()..bytes.len());
    }
    (Cow::Owned(text), kept)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn raw(bytes: &[u8]) -> Raw<'_> {
        Raw { number: 1, bytes, continues: false, goes_on: false }
    }

    fn text(line: &str) -> String {
        String::from_utf8(clean(raw(line.as_bytes())).text.into_owned()).unwrap()
    }

    #[test]
    fn a_real_line_comes_out_as_its_message() {
        assert_eq!(text("2024-01-20T12:34:56.1234567Z \x1b[31;1m##[error]\x1b[0mIt \x1b[1mbroke\x1b[0m."), "It broke.");
        assert_eq!(text("\x1b[2K\x1b[1Gnpm error code ERESOLVE"), "npm error code ERESOLVE");
        assert_eq!(text("plain"), "plain");
        assert_eq!(text("\x1b[0m"), "");
    }

    #[test]
    fn the_marker_of_an_error_is_remembered() {
        assert!(clean(raw(b"2024-01-20T12:34:56.1234567Z ##[error]x")).marked_error);
        assert!(!clean(raw(b"2024-01-20T12:34:56.1234567Z ##[group]x")).marked_error);
    }

    proptest! {
        #[test]
        fn cleaning_twice_changes_nothing(line in "(\\[|##\\[error\\]|2024-01-20T12:34:56Z |\u{1b}\\[31m|\u{1b}|web-1 +\\| |#1 2.3 |[ -~]|\r){0,12}") {
            let once = clean(raw(line.as_bytes())).text.into_owned();
            let twice = clean(raw(&once)).text.into_owned();
            prop_assert_eq!(String::from_utf8_lossy(&once), String::from_utf8_lossy(&twice));
        }

        #[test]
        fn every_range_leads_back_to_the_input(line in proptest::collection::vec(prop_oneof![Just(0x1B), Just(b'['), Just(b'm'), any::<u8>()], 0..40)) {
            let line: Vec<u8> = line.into_iter().filter(|byte| *byte != b'\n').collect();
            let clean = clean(raw(&line));
            for at in 0..clean.text.len() {
                let back = clean.raw_range(at..at + 1);
                prop_assert_eq!(&line[back], &clean.text[at..=at]);
            }
        }
    }
}
