//! Whatever the bytes are and however they come, the answer is the same.

use proptest::prelude::*;

use crate::canon::{diagnose, diagnose_chunks, found, index};

const PLAIN: &[(&str, &str)] = &[
    ("a/one", "[[pattern]]\nmatch = '''fatal: thing (?P<name>\\w+) broke'''"),
    ("a/two", "[[pattern]]\nmatch = '''^starts here'''\n[[pattern]]\nmatch = '''ends here$'''"),
    ("a/pair", "[[pattern]]\nmatch = '''first half'''\nthen = '''second half'''\nwithin = 3"),
];

#[test]
fn prefixes_colours_and_endings_do_not_matter() {
    let index = index(PLAIN);
    for line in [
        "starts here and goes on",
        "starts here and goes on\r",
        "2024-01-20T12:34:56.1234567Z starts here and goes on",
        "2024-01-20T12:34:56.1234567Z \u{1b}[31m##[error]\u{1b}[1mstarts\u{1b}[0m here and goes on",
        "deploy\tRun it\t2024-01-20T12:34:56.1234567Z starts here",
        "Jan 20 12:34:56 host app[1]: starts here",
        "#7 12.34 starts here",
        "web-1  | starts here",
        "\u{feff}starts here",
        "\u{feff}2024-01-20T12:34:56.1234567Z starts here",
        "[12:34:56] starts here",
        "12:34:56 web.1  | starts here",
        "2024-01-20T12:34:56.123456789Z stderr F starts here",
        "[pod/web-5d4f/app] starts here",
        "2024-01-20T12:34:56.789012+00:00 host app[1]: starts here",
        "10%\r50%\rstarts here",
    ] {
        let log = format!("{line}\nother\n");
        assert_eq!(found(&index, &diagnose(&index, &log)), [("a/two".to_owned(), 1, 1)], "{line:?}");
        let log = format!("other\n{line}\n");
        assert_eq!(found(&index, &diagnose(&index, &log)), [("a/two".to_owned(), 2, 1)], "{line:?}");
    }
}

#[test]
fn utf16_is_read_with_its_mark_and_without() {
    let index = index(PLAIN);
    let text = "ok 好\r\nfatal: thing x broke\r\n";
    for (mark, order) in [([0xFF, 0xFE], u16::to_le_bytes as fn(u16) -> [u8; 2]), ([0xFE, 0xFF], u16::to_be_bytes)] {
        let bytes: Vec<u8> = format!("step {text}").encode_utf16().flat_map(order).collect();
        for log in [[&mark[..], &bytes].concat(), bytes] {
            let diagnosis = diagnose(&index, &log);
            assert_eq!(found(&index, &diagnosis), [("a/one".to_owned(), 2, 1)]);
            assert_eq!(diagnosis.sightings[0].seen.text, "fatal: thing x broke");
            assert_eq!((diagnosis.input.lines, diagnosis.input.bytes), (2, log.len() as u64));
        }
    }
}

#[test]
fn a_message_is_found_wherever_it_stands_in_an_endless_line() {
    let index = index(PLAIN);
    for at in [0, 1, 60_000, 65_500, 65_530, 65_536, 61_440, 131_000, 300_000] {
        let mut log = vec![b'x'; at];
        log.push(b' ');
        log.extend_from_slice(b"fatal: thing deep broke");
        log.extend(std::iter::repeat_n(b'y', 100_000));
        let diagnosis = diagnose(&index, &log);
        assert_eq!(found(&index, &diagnosis), [("a/one".to_owned(), 1, 1)], "at {at}");
        let seen = &diagnosis.sightings[0].seen;
        assert_eq!(&seen.text[seen.span.clone()], "fatal: thing deep broke");
        assert!(seen.text.len() <= 1100);
    }
}

#[test]
fn anchors_mean_the_line_not_the_piece() {
    let index = index(PLAIN);
    let row = "zstarts here ends herez ";
    // Shifted byte by byte, so that pieces begin and end at every place of the row.
    for shift in 0..row.len() {
        let log = format!("{}{}", "z".repeat(shift + 1), row.repeat(6_000));
        assert_eq!(found(&index, &diagnose(&index, &log)), [], "shifted by {shift}");
    }
    let log = format!("{}ends here\n", "z ".repeat(80_000));
    assert_eq!(found(&index, &diagnose(&index, &log)), [("a/two".to_owned(), 1, 1)]);
}

#[test]
fn quotes_are_verbatim() {
    let index = index(PLAIN);
    let line = "2024-01-20T12:34:56.1234567Z \u{1b}[31mfatal: thing \u{1b}[1mö\u{1b}[0mx broke now";
    let diagnosis = diagnose(&index, format!("{line}\n"));
    assert_eq!(found(&index, &diagnosis), []);
    let line = "2024-01-20T12:34:56.1234567Z é \u{1b}[31mfatal: thing \u{1b}[1mabc\u{1b}[0m broke now";
    let diagnosis = diagnose(&index, format!("one\n{line}\n"));
    let seen = &diagnosis.sightings[0].seen;
    assert_eq!((seen.line, seen.text.as_str()), (2, line));
    assert_eq!(&seen.text[seen.span.clone()], "fatal: thing \u{1b}[1mabc\u{1b}[0m broke");
    assert_eq!(&seen.message[seen.message_span.clone()], "fatal: thing abc broke");
    assert_eq!(seen.captures["name"], "abc");
}

fn text() -> impl Strategy<Value = Vec<u8>> {
    let word = prop_oneof![
        3 => Just(&b"fatal: thing q broke"[..]),
        3 => Just(&b"first half"[..]),
        3 => Just(&b"second half"[..]),
        2 => Just(&b"starts here"[..]),
        2 => Just(&b"ends here"[..]),
        8 => Just(&b"\n"[..]),
        2 => Just(&b"\r\n"[..]),
        1 => Just(&b"\r"[..]),
        1 => Just(&b"\x1b[31m"[..]),
        1 => Just(&b"\x1b]0;"[..]),
        1 => Just(&b"\xFF\xFE"[..]),
        1 => Just(&b"error: "[..]),
        1 => Just(&b"2024-01-20T12:34:56Z "[..]),
        1 => Just(&b"##[group]Run x"[..]),
        1 => Just(&b"Process completed with exit code 1."[..]),
        2 => Just(&b" x"[..]),
    ];
    proptest::collection::vec(word, 0..60).prop_map(|words| words.concat())
}

proptest! {
    #[test]
    fn chunking_changes_nothing(log in text(), size in 1..50_usize) {
        let index = index(PLAIN);
        prop_assert_eq!(diagnose_chunks(&index, log.chunks(size)), diagnose(&index, &log));
    }

    /// Lines that say nothing move the line numbers and change nothing else.
    #[test]
    fn unrelated_lines_change_no_match(log in text(), before in 0..40_u64, after in 0..40_u64) {
        let index = index(PLAIN);
        // A byte order mark is one only at the very beginning, and there it changes how everything is read.
        let mut log = log.as_slice();
        while let Some(rest) = log.strip_prefix(b"\xFF\xFE") {
            log = rest;
        }
        let mut longer = b"nothing of note\n".repeat(usize::try_from(before).unwrap());
        longer.extend_from_slice(log);
        longer.push(b'\n');
        longer.extend(b"nothing of note\n".repeat(usize::try_from(after).unwrap()));
        let plain: Vec<_> = found(&index, &diagnose(&index, log)).into_iter().map(|(id, line, count)| (id, line + before, count)).collect();
        prop_assert_eq!(found(&index, &diagnose(&index, &longer)), plain);
    }

    #[test]
    fn no_bytes_make_it_panic(log in proptest::collection::vec(any::<u8>(), 0..2000), size in 1..50_usize) {
        let index = index(PLAIN);
        let diagnosis = diagnose_chunks(&index, log.chunks(size));
        prop_assert_eq!(diagnosis.input.bytes, log.len() as u64);
    }
}
