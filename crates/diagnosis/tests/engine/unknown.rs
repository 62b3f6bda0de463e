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

#[test]
fn what_a_run_that_went_well_said_too_is_not_told() {
    let index = index(ONE);
    let scanner = unstuck_diagnosis::Scanner::new(&index).unwrap();
    let told = |familiar: &[&str]| {
        let shapes: Vec<Vec<u8>> = familiar.iter().map(|line| unstuck_diagnosis::shape(line.as_bytes())).collect();
        let mut diagnoser = unstuck_diagnosis::Diagnoser::new(&index, &scanner);
        diagnoser.push(b"error: optional /opt/a/gizmo 17 is not there\nerror: the frame is lost\n");
        let diagnosis = diagnoser.finish_beside(|shape| shapes.iter().any(|own| own == shape));
        diagnosis.unknown.iter().map(|unknown| unknown.line).collect::<Vec<_>>()
    };
    assert_eq!(told(&[]), [1, 2]);
    // The same line with another number, in another folder, coloured and behind a timestamp.
    let before = "2024-01-20T12:34:56.1234567Z \x1b[31merror:\x1b[0m optional /srv/gizmo 3 is not there";
    assert_eq!(told(&[before]), [2]);
    assert_eq!(told(&["error: the frame is lost"]), [1]);
}
