//! Which of several failures is the cause.

use crate::canon::{diagnose, found, index};

const SEVERAL: &[(&str, &str)] = &[
    ("a/cause", "echoes = [\"a/consequence\"]\n[[pattern]]\nmatch = '''the real cause'''"),
    ("a/consequence", "[[pattern]]\nmatch = '''what follows from it'''"),
    ("a/exit", "echo = true\n[[pattern]]\nmatch = '''Process completed with exit code [1-9]'''"),
    ("a/other", "[[pattern]]\nmatch = '''another trouble'''"),
];

fn order(log: &str) -> Vec<String> {
    let index = index(SEVERAL);
    found(&index, &diagnose(&index, log)).into_iter().map(|(id, ..)| id).collect()
}

#[test]
fn an_echo_comes_last_wherever_it_stands() {
    assert_eq!(order("Process completed with exit code 1\nthe real cause\n"), ["a/cause", "a/exit"]);
    assert_eq!(
        order("what follows from it\nanother trouble\nthe real cause\n"),
        ["a/other", "a/cause", "a/consequence"]
    );
}

#[test]
fn alone_an_echo_is_all_there_is() {
    assert_eq!(order("Process completed with exit code 1\n"), ["a/exit"]);
    assert_eq!(order("what follows from it\n"), ["a/consequence"]);
}

#[test]
fn what_fails_first_makes_the_rest_fail() {
    assert_eq!(order("another trouble\nthe real cause\n"), ["a/other", "a/cause"]);
}

#[test]
fn the_step_that_failed_counts_more_than_the_steps_that_went_on() {
    let log = "##[group]Run tolerated\nanother trouble\n##[group]Run deploy\nthe real cause\n\
               ##[error]Process completed with exit code 1.\n##[group]Run cleanup\nanother trouble\n";
    let index = index(SEVERAL);
    let diagnosis = diagnose(&index, log);
    let order: Vec<_> = found(&index, &diagnosis);
    assert_eq!(order, [("a/cause".to_owned(), 4, 1), ("a/other".to_owned(), 2, 2), ("a/exit".to_owned(), 5, 1)]);
}

#[test]
fn a_failure_seen_before_is_shown_where_the_step_failed() {
    let log = "##[group]Run tolerated\nthe real cause\n##[group]Run deploy\nok\nthe real cause\n##[error]Process completed with exit code 1.\n";
    let index = index(SEVERAL);
    let diagnosis = diagnose(&index, log);
    assert_eq!(found(&index, &diagnosis)[0], ("a/cause".to_owned(), 5, 2));
}
