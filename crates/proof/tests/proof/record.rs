//! Recorded outcomes: added once, never changed, and held against a new run.

use std::fs;

use unstuck_canon::FailureId;
use unstuck_ledger::Seen;
use unstuck_proof::{Ended, Error, Recorded, record, recorded, standing};

use crate::lab::Lab;

#[test]
fn an_outcome_is_recorded_once() {
    let lab = Lab::new();
    let outcomes: Vec<_> = lab.run().iter().filter_map(unstuck_proof::Tried::outcome).collect();
    assert_eq!(record(&lab.entry(), &outcomes).unwrap(), 1);
    let first = fs::read_to_string(lab.entry().join("outcomes.jsonl")).unwrap();
    let again: Vec<_> = lab.run().iter().filter_map(unstuck_proof::Tried::outcome).collect();
    assert_eq!(record(&lab.entry(), &again).unwrap(), 0);
    assert_eq!(fs::read_to_string(lab.entry().join("outcomes.jsonl")).unwrap(), first);
    assert_eq!(recorded(&lab.entry()).unwrap(), outcomes);
}

#[test]
fn a_run_is_held_against_what_is_recorded() {
    let lab = Lab::new();
    let tried = lab.run().remove(0);
    assert_eq!(standing(&tried, &[]), Recorded::Missing);
    let mut old = tried.outcome().unwrap();
    assert_eq!(standing(&tried, std::slice::from_ref(&old)), Recorded::Holds);
    old.environment.insert("cat".to_owned(), "an older one".to_owned());
    assert_eq!(standing(&tried, std::slice::from_ref(&old)), Recorded::Holds);
    old.seen = Seen::Same;
    assert_eq!(standing(&tried, std::slice::from_ref(&old)), Recorded::Differs);
    old.experiment = Some("another".to_owned());
    assert_eq!(standing(&tried, &[old]), Recorded::Missing);
    let mut broken = tried;
    broken.ended = Ended::Seen(Seen::Became("lab/folder".parse::<FailureId>().unwrap()));
    let mut old = broken.outcome().unwrap();
    assert_eq!(standing(&broken, std::slice::from_ref(&old)), Recorded::Holds);
    old.seen = Seen::Fixed;
    assert_eq!(standing(&broken, &[old]), Recorded::Differs);
}

#[test]
fn a_damaged_line_is_named_and_nothing_is_written() {
    let lab = Lab::new();
    let path = lab.entry().join("outcomes.jsonl");
    fs::write(&path, "\nnonsense\n").unwrap();
    let outcomes: Vec<_> = lab.run().iter().filter_map(unstuck_proof::Tried::outcome).collect();
    let error = record(&lab.entry(), &outcomes).unwrap_err();
    let Error::Recorded { source, .. } = error else { panic!("{error}") };
    assert_eq!(source.line, 2);
    assert_eq!(fs::read_to_string(&path).unwrap(), "\nnonsense\n");
}
