//! Text of a log as it stands there, or the telling part of it where it is very long.

use std::ops::Range;

/// Longest quote of one line, in bytes: a longer line is quoted around the match.
const QUOTE: usize = 1000;
/// The line as it is, or the part of it around `range`; and where `range` lies in it.
pub(crate) fn quote(line: &[u8], range: Range<usize>) -> (String, Range<usize>) {
    let (mut start, mut end) = (0, line.len());
    if line.len() > QUOTE {
        let room = QUOTE.saturating_sub(range.len()) / 2;
        start = range.start.saturating_sub(room);
        end = (start + QUOTE).min(line.len());
        // Not in the middle of a character.
        while start < range.start && line[start] & 0xC0 == 0x80 {
            start += 1;
        }
        while end < line.len() && end > range.start && line[end] & 0xC0 == 0x80 {
            end -= 1;
        }
    }
    let part = |range: Range<usize>| String::from_utf8_lossy(&line[range.start.min(range.end)..range.end]).into_owned();
    let before = part(start..range.start).len();
    let inside = part(range.start..range.end.min(end).max(range.start)).len();
    (part(start..end), before..before + inside)
}
