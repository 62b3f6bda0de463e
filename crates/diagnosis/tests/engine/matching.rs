//! What counts as a match, and which of several stands.

use crate::canon::{diagnose, found, index};

#[test]
fn repetitions_are_counted_by_line() {
    let index =
        index(&[("a/one", "[[pattern]]\nmatch = '''same message'''\n[[pattern]]\nmatch = '''other wording'''")]);
    let log = "same message, same message\nok\nother wording\nsame message and other wording\n";
    assert_eq!(found(&index, &diagnose(&index, log)), [("a/one".to_owned(), 1, 3)]);
}

#[test]
fn the_more_specific_of_two_overlapping_matches_stands() {
    let index = index(&[
        ("a/general", "[[pattern]]\nmatch = '''No such file or directory'''"),
        ("a/special", "[[pattern]]\nmatch = '''fatal error: Python\\.h: No such file or directory'''"),
    ]);
    let log = "x.c:1: fatal error: Python.h: No such file or directory\ncp: a: No such file or directory\n";
    assert_eq!(found(&index, &diagnose(&index, log)), [("a/special".to_owned(), 1, 1), ("a/general".to_owned(), 2, 1)]);
}

/// The weak pattern of one is displaced by another, and that one by the strong pattern of the first.
#[test]
fn a_failure_stands_by_its_strongest_pattern() {
    let index = index(&[
        (
            "a/one",
            "[[pattern]]\nmatch = '''exec \\S+ failed'''\n[[pattern]]\nmatch = '''start: fork/exec \\S+ failed'''",
        ),
        ("a/other", "[[pattern]]\nmatch = '''fork/exec \\S+ failed'''"),
    ]);
    assert_eq!(found(&index, &diagnose(&index, "start: fork/exec /x failed\n")), [("a/one".to_owned(), 1, 1)]);
}

#[test]
fn matches_side_by_side_both_stand() {
    let index = index(&[
        ("a/left", "[[pattern]]\nmatch = '''left trouble'''"),
        ("a/right", "[[pattern]]\nmatch = '''right trouble, longer'''"),
    ]);
    let diagnosis = diagnose(&index, "left trouble and right trouble, longer\n");
    assert_eq!(diagnosis.sightings.len(), 2);
}

#[test]
fn a_line_that_matches_unless_is_no_match() {
    let index = index(&[
        ("a/plain", "[[pattern]]\nmatch = '''error: (?P<what>\\w+) is missing'''\nunless = '''(?i)conftest\\.c'''"),
        (
            "a/pair",
            "[[pattern]]\nmatch = '''first half of'''\nunless = '''handled'''\nthen = '''second half of'''\nwithin = 1",
        ),
    ]);
    let seen = |log: &str| -> Vec<_> {
        found(&index, &diagnose(&index, log)).into_iter().map(|(id, line, _)| (id, line)).collect()
    };
    let log = "CONFTEST.c:1: error: x is missing\nmain.c:1: error: x is missing\n";
    assert_eq!(seen(log), [("a/plain".to_owned(), 2)]);
    assert_eq!(seen("first half of, handled\nsecond half of\n"), []);
    assert_eq!(seen("first half of\nsecond half of, handled\n"), [("a/pair".to_owned(), 1)]);
    // What a carriage return ends is looked at by itself, as by `match`.
    assert_eq!(seen("conftest.c\rerror: x is missing\n"), [("a/plain".to_owned(), 1)]);
}

#[test]
fn a_line_with_captures_is_told_instead_of_a_bare_code_shortly_before() {
    let index = index(&[
        ("a/code", "[[pattern]]\nmatch = '''code EPLACE'''\n[[pattern]]\nmatch = '''no place for (?P<what>\\w+)'''"),
        ("b/between", "[[pattern]]\nmatch = '''trouble between'''"),
    ]);
    let log = "code EPLACE\ntrouble between\nno place for x\nno place for y\n";
    let diagnosis = diagnose(&index, log);
    // It is still what was seen first, although its line now comes later.
    assert_eq!(found(&index, &diagnosis), [("a/code".to_owned(), 3, 3), ("b/between".to_owned(), 2, 1)]);
    assert_eq!(diagnosis.sightings[0].seen.captures["what"], "x");
    let far = format!("code EPLACE\n{}no place for x\n", "\n".repeat(20));
    assert_eq!(found(&index, &diagnose(&index, far)), [("a/code".to_owned(), 1, 2)]);
    let next_step = "##[group]Run one\ncode EPLACE\n##[group]Run two\nno place for x\n##[error]Process completed with exit code 1.\n";
    assert_eq!(found(&index, &diagnose(&index, next_step)), [("a/code".to_owned(), 4, 2)]);
    let went_on = "##[group]Run one\ncode EPLACE\n##[group]Run two\nno place for x\n";
    assert_eq!(found(&index, &diagnose(&index, went_on)), [("a/code".to_owned(), 2, 2)]);
}

const PAIR: &[(&str, &str)] = &[
    (
        "a/pair",
        "[[pattern]]\nmatch = '''first half of (?P<a>\\w+)'''\nthen = '''second half of (?P<b>\\w+)'''\nwithin = 2",
    ),
    ("a/half", "[[pattern]]\nmatch = '''first half'''"),
];

#[test]
fn a_two_line_pattern_needs_both_lines_near_each_other() {
    let index = index(PAIR);
    let diagnosis = diagnose(&index, "zero\nfirst half of x\n between \nsecond half of y\nend\n");
    assert_eq!(found(&index, &diagnosis), [("a/pair".to_owned(), 2, 1)]);
    let seen = &diagnosis.sightings[0].seen;
    assert_eq!((seen.line, seen.end_line), (2, 4));
    assert_eq!(seen.text, "first half of x\n between \nsecond half of y");
    assert_eq!((seen.captures["a"].as_str(), seen.captures["b"].as_str()), ("x", "y"));
}

#[test]
fn too_far_apart_or_in_the_wrong_order_is_no_match() {
    let index = index(PAIR);
    for log in [
        "first half of x\n1\n2\nsecond half of y\n",
        "second half of y\nfirst half of x\n",
        "first half of x second half of y\n",
    ] {
        let ids: Vec<_> = found(&index, &diagnose(&index, log)).into_iter().map(|(id, ..)| id).collect();
        assert_eq!(ids, ["a/half"], "{log:?}");
    }
}

#[test]
fn a_first_line_that_recurs_begins_anew() {
    let index = index(PAIR);
    let diagnosis = diagnose(&index, "first half of x\n1\nfirst half of z\n2\nsecond half of y\n");
    assert_eq!(found(&index, &diagnosis), [("a/half".to_owned(), 1, 1), ("a/pair".to_owned(), 3, 1)]);
}
