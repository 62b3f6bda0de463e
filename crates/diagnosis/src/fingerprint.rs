//! The shape of a line: what stays the same when numbers, hashes, paths and times change.

use crate::log::{Raw, clean};
use crate::unknown::LOOKED_AT;

/// The version of `fingerprint`: shapes of different versions are not compared. It goes up with every change of what is
/// folded.
pub const SHAPE: u32 = 1;

/// The shape of a line as it stands in a log, without colours, timestamps and prefixes, cut to 400 bytes as those of
/// [`crate::Unknown`] are.
#[must_use]
pub fn shape(line: &[u8]) -> Vec<u8> {
    let cleaned = clean(Raw { number: 1, bytes: line, continues: false, goes_on: false });
    let text = cleaned.text.rsplit(|byte| *byte == b'\r').find(|text| !text.is_empty()).unwrap_or_default();
    fingerprint(&text[..text.len().min(LOOKED_AT)])
}

/// Folds what varies between two occurrences of a message: of a path its last part stays, digits become `#`, runs of
/// hexadecimal of eight or more become `@`. Two lines with the same fingerprint are taken for the same message.
pub(crate) fn fingerprint(text: &[u8]) -> Vec<u8> {
    let text = without_folders(text);
    let mut shape = Vec::with_capacity(text.len());
    for word in text.split_inclusive(|byte| !byte.is_ascii_alphanumeric()) {
        let (body, end) = match word.split_last() {
            Some((last, body)) if !last.is_ascii_alphanumeric() => (body, Some(*last)),
            _ => (word, None),
        };
        let hex = body.len() >= 8 && body.iter().all(u8::is_ascii_hexdigit);
        if hex && body.iter().any(u8::is_ascii_digit) {
            shape.push(b'@');
        } else {
            for byte in body {
                match (byte.is_ascii_digit(), shape.last()) {
                    (true, Some(b'#')) => {}
                    (true, _) => shape.push(b'#'),
                    (false, _) => shape.push(*byte),
                }
            }
        }
        shape.extend(end);
    }
    shape
}

/// The text with the folders of each path taken out: they differ from machine to machine.
fn without_folders(text: &[u8]) -> Vec<u8> {
    let ends = |byte: &u8| byte.is_ascii_whitespace() || b"\"'`()[]{}<>=,;|".contains(byte);
    let mut short = Vec::with_capacity(text.len());
    for token in text.split_inclusive(ends) {
        let body = token.len() - usize::from(token.last().is_some_and(ends));
        let start = token[..body].iter().rposition(|byte| matches!(byte, b'/' | b'\\')).unwrap_or(0);
        short.extend_from_slice(&token[start..]);
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_varies_is_folded() {
        let shape = |text: &str| String::from_utf8(fingerprint(text.as_bytes())).unwrap();
        assert_eq!(shape("error at 0x7ffe1234: job 17 of 300 (deadbeef01)"), "error at #x#ffe#: job # of # (@)");
        assert_eq!(shape("error: step 1"), shape("error: step 2345"));
        assert_ne!(shape("error: step one"), shape("error: step two"));
        assert_eq!(shape("/home/a/src/x.c:3: error"), shape("/srv/ci/job-17/src/x.c:44: error"));
        assert_eq!(shape("cannot open \"C:\\Users\\a\\x.c\""), "cannot open \"\\x.c\"");
        assert_ne!(shape("/src/x.c: error"), shape("/src/y.c: error"));
    }
}
