//! The work grows with the length of the text, whatever the text: counted in instructions, by Callgrind, not by the clock.

use std::fs;

use crate::tool::{Home, canon, hits};

/// Instructions that explaining a text takes.
fn instructions(home: &Home, text: &[u8]) -> u64 {
    let log = home.write("text.log", text);
    let ran = home
        .program("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(env!("CARGO_BIN_EXE_unstuck"))
        .args(["explain", "--format", "json"])
        .arg(log)
        .run();
    let told = ran.err();
    let count = told.lines().find_map(|line| line.split_once("Collected :")).unwrap_or_else(|| panic!("{told}"));
    count.1.trim().parse().unwrap()
}

/// Repeats a piece up to one, two and four times `short` bytes, and holds the instructions for the third and fourth quarter
/// of the text to little more than twice those for the second.
#[track_caller]
fn linear(piece: &[u8], short: usize) {
    let home = Home::new();
    let text: Vec<u8> = piece.iter().copied().cycle().take(4 * short).collect();
    let [one, two, four] = [1, 2, 4].map(|times| instructions(&home, &text[..times * short]));
    // Fewer would mean that the text was not read.
    assert!(two - one > short as u64, "{one} {two} {four}");
    assert!((four - two) * 10 < (two - one) * 24, "{one} {two} {four} instructions");
}

#[test]
fn output_of_commands_that_went_well() {
    let mut text = Vec::new();
    for file in ["cargo-build.log", "npm-install.log", "git-clone.log", "pytest-verbose.log"] {
        text.extend(fs::read(canon().join("ordinary").join(file)).unwrap());
    }
    linear(&text, 64_000);
}

#[test]
fn one_line_without_an_end() {
    linear(b"fatal: Unable to create '/work/.git/index.lock': File exist ", 64_000);
}

#[test]
fn lines_in_which_many_patterns_are_tried() {
    let hits = hits();
    assert!(hits.len() > 100, "{} hits", hits.len());
    let mut line = Vec::new();
    for hit in hits.iter().step_by(hits.len() / 100) {
        let text = fs::read(hit).unwrap();
        line.extend(text.into_iter().take(80).map(|byte| if byte == b'\n' { b' ' } else { byte }));
    }
    line.push(b'\n');
    linear(&line, 2 * line.len());
}

#[test]
fn beginnings_of_escapes_and_no_text() {
    linear(b"\x1b[\x1b]0;\x1b[31\x00\r\xff\xfe\x1b", 64_000);
}
