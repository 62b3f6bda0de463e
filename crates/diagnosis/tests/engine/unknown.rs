//! What is said of a log that nothing matches.

use crate::canon::{diagnose, index};

const ONE: &[(&str, &str)] = &[("a/known", "[[pattern]]\nmatch = '''known trouble'''"), ("b/unrelated", "")];

#[test]
fn decisive_lines_are_found_and_counted_by_shape() {
    let index = index(ONE);
    let log =
        "ok\nerror: cannot open pipe 17\nfine\nerror: cannot open pipe 4242\n0 errors\n   Compiling thiserror v2\n";
    let diagnosis = diagnose(&index, log);
    let unknown: Vec<_> =
        diagnosis.unknown.iter().map(|unknown| (unknown.line, unknown.text.as_str(), unknown.count)).collect();
    assert_eq!(unknown, [(2, "error: cannot open pipe 17", 2)]);
    assert_eq!(diagnosis.sightings, []);
}

#[test]
fn a_line_that_is_explained_is_not_unknown() {
    let index = index(ONE);
    let diagnosis = diagnose(&index, "error: known trouble\nerror: something else\n");
    assert_eq!(diagnosis.sightings.len(), 1);
    assert_eq!(diagnosis.unknown.iter().map(|unknown| unknown.line).collect::<Vec<_>>(), [2]);
}

#[test]
fn a_mark_alone_is_no_message() {
    let index = index(ONE);
    let log =
        "npm error\nnpm ERR!\n  error:  \nFATAL:\nnpm error code EGIZMO\n✔ error: an empty cart is refused (2ms)\n";
    let diagnosis = diagnose(&index, log);
    assert_eq!(diagnosis.unknown.iter().map(|unknown| unknown.line).collect::<Vec<_>>(), [5]);
}

#[test]
fn at_most_five_lines_are_named_however_many_there_are() {
    let index = index(ONE);
    let words = ["alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta"];
    let log: String = (0..5000)
        .map(|at| format!("error: {} {} {}\n", words[at % 8], words[at / 8 % 8], words[at / 64 % 8]))
        .collect();
    let diagnosis = diagnose(&index, log);
    assert_eq!(diagnosis.unknown.iter().map(|unknown| unknown.line).collect::<Vec<_>>(), [1, 2, 3, 4, 5]);
}

#[test]
fn resemblance_is_offered_only_where_it_is_close() {
    let index = index(&[("a/pipe", ""), ("b/other", "")]);
    // The signatures of these entries are their ids and the word "message".
    let close = diagnose(&index, "error: a pipe message\n");
    assert_eq!(close.similar.iter().map(|similar| similar.failure).collect::<Vec<_>>(), [0]);
    let far = diagnose(&index, "error: entirely different words that say nothing\n");
    assert_eq!(far.similar, []);
}
