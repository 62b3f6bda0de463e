//! Several threads for one text.

use std::io::Read;

use unstuck_diagnosis::{Diagnoser, Scanner};

use crate::canon::{diagnose, index};

#[test]
fn several_threads_say_what_one_says() {
    let index = index(&[
        ("a/one", "[[pattern]]\nmatch = 'fatal: thing (?P<name>\\w+) broke'"),
        ("a/pair", "[[pattern]]\nmatch = 'first half'\nthen = 'second half'\nwithin = 3"),
        ("a/other", "[[pattern]]\nmatch = 'another trouble'"),
    ]);
    let mut text = Vec::new();
    for at in 0..120_000_u32 {
        let row: &[u8] = match at % 911 {
            0 => b"fatal: thing x broke",
            1 => b"first half",
            3 => b"\x1b[1msecond half\x1b[0m",
            7 => b"##[group]Run it",
            400 => b"error: nobody knows this",
            500 if at % 3 == 0 => b"##[error]Process completed with exit code 1.",
            600 if at % 5 == 0 => &[b'z'; 70_000],
            700 => b"another trouble",
            _ => b"a line in which nothing is said about anything",
        };
        text.extend_from_slice(row);
        text.push(b'\n');
    }
    let alone = diagnose(&index, &text);
    assert_eq!(alone.sightings.len(), 3);
    let scanner = Scanner::new(&index).unwrap();
    let wide: Vec<u8> = text.iter().flat_map(|byte| [*byte, 0]).collect();
    for (threads, size) in [(1, 65_536), (2, 65_536), (3, 1_000), (4, 3_000_000)] {
        for text in [&text, &wide] {
            let mut diagnoser = Diagnoser::new(&index, &scanner);
            diagnoser.read(threads, source(text, size)).unwrap();
            let mut together = diagnoser.finish();
            together.input.bytes = alone.input.bytes;
            assert_eq!(together, alone, "{threads} threads, {size} bytes at a time, {} bytes", text.len());
        }
    }
}

/// Gives a text, at most so many bytes at a time.
fn source(mut text: &[u8], size: usize) -> impl FnMut(&mut [u8]) -> std::io::Result<usize> + Send {
    move |chunk| {
        let len = chunk.len().min(size);
        text.read(&mut chunk[..len])
    }
}

#[test]
fn a_source_that_fails_ends_the_reading_and_says_why() {
    let index = index(&[("a/one", "[[pattern]]\nmatch = 'thing x broke'")]);
    let scanner = Scanner::new(&index).unwrap();
    let text = b"fatal: thing x broke\n".repeat(400_000);
    for threads in [1, 2, 3] {
        let mut diagnoser = Diagnoser::new(&index, &scanner);
        let mut text = text.as_slice();
        let failed = diagnoser.read(threads, |chunk| match text.read(chunk) {
            Ok(0) => Err("the pipe is broken"),
            other => Ok(other.unwrap()),
        });
        assert_eq!(failed, Err("the pipe is broken"));
        assert_eq!(diagnoser.finish().sightings[0].seen.count, 400_000, "what came before is kept, {threads} threads");
    }
}

#[test]
fn a_thread_that_panics_takes_the_others_with_it() {
    let index = index(&[("a/one", "[[pattern]]\nmatch = 'thing x broke'")]);
    let scanner = Scanner::new(&index).unwrap();
    let text = b"fatal: thing x broke\n".repeat(10_000_000 / 21);
    for threads in [2, 3] {
        let whole = std::panic::AssertUnwindSafe(|| {
            // The first two megabytes, 64 kB at a time, are read before there are more threads.
            let mut left = 40;
            let mut text = text.as_slice();
            Diagnoser::new(&index, &scanner).read(threads, |chunk| {
                left -= 1;
                assert!(left > 0, "as a defect would");
                text.read(chunk)
            })
        });
        assert!(std::panic::catch_unwind(whole).is_err(), "{threads} threads");
    }
}
