//! One line of a log, cut to what fits beside the line's number.

use std::ops::Range;

use unicode_width::UnicodeWidthChar;

/// What stands where something was left out.
const LEFT_OUT: char = '…';

/// The part of a message that fits into `room` columns, with the span or at least its beginning in it; and the span there.
pub(super) fn cut(message: &str, span: Range<usize>, room: usize) -> (String, Range<usize>) {
    if columns(message) <= room {
        return (message.to_owned(), span);
    }
    let spare = room.saturating_sub(columns(&message[span.clone()]) + 2);
    let mut before = spare - columns(&message[span.end..]).min(spare / 2);
    let mut start = span.start;
    for (at, char) in message[..span.start].char_indices().rev() {
        let Some(left) = before.checked_sub(width(char)) else { break };
        (before, start) = (left, at);
    }
    let mut text = String::new();
    if start > 0 {
        text.push(LEFT_OUT);
    }
    let shift = |at: usize| text.len() + at - start;
    let (begin, end) = (shift(span.start), shift(span.end));
    let mut left = room.saturating_sub(columns(&text));
    let mut rest = message[start..].chars();
    while let Some(char) = rest.next() {
        let last = rest.as_str().is_empty();
        match left.checked_sub(width(char)) {
            Some(after) if last || after > 0 => (left, _) = (after, text.push(char)),
            _ => {
                let shown = text.len();
                text.push(LEFT_OUT);
                return (text, begin.min(shown)..end.min(shown));
            }
        }
    }
    (text, begin..end)
}

fn columns(text: &str) -> usize {
    text.chars().map(width).sum()
}

/// A tab is drawn as four spaces.
fn width(char: char) -> usize {
    if char == '\t' { 4 } else { char.width().unwrap_or(1) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fits_stays() {
        assert_eq!(cut("error: it", 0..5, 9), ("error: it".to_owned(), 0..5));
    }

    #[test]
    fn the_span_stays_in_sight() {
        let message = format!("{}error{}", "a".repeat(50), "b".repeat(50));
        for room in 10..=104 {
            let (text, span) = cut(&message, 50..55, room);
            assert!(columns(&text) <= room, "{room}: {text}");
            assert_eq!(&text[span], "error", "{room}: {text}");
        }
        let (text, span) = cut(&message, 0..105, 20);
        assert_eq!((columns(&text), &text[span]), (20, &message[..19]));
    }

    #[test]
    fn chinese_takes_two_columns() {
        let message = "错误：".repeat(20);
        for room in 4..=120 {
            let (text, span) = cut(&message, 9..18, room);
            assert!(columns(&text) <= room, "{room}: {text}");
            assert!(text.get(span).is_some(), "{room}: {text}");
        }
    }
}
