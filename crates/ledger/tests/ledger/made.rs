//! Outcomes to test with.

use std::collections::BTreeMap;

use jiff::Timestamp;
use unstuck_ledger::{Outcome, Seen, Source};

/// The first second of 2026-01-01.
pub(crate) const START: i64 = 1_767_225_600;

/// An outcome of `git/non-fast-forward#pull-rebase` whose source and voice are given.
pub(crate) fn outcome(source: Source, voice: &str, seen: Seen, second: i64) -> Outcome {
    Outcome {
        failure: "git/non-fast-forward".parse().unwrap(),
        approach: "pull-rebase".parse().unwrap(),
        seen,
        source,
        voice: voice.to_owned(),
        environment: BTreeMap::new(),
        experiment: None,
        at: Timestamp::from_second(START + second).unwrap(),
    }
}

/// The `number`th of a series without repetitions: 20 failures, 5 approaches of each, every source, texts that are not ASCII.
pub(crate) fn nth(number: usize) -> Outcome {
    let source = Source::ALL[number % 5];
    let seen = match number % 7 {
        0..4 => Seen::Fixed,
        4..6 => Seen::Same,
        _ => Seen::Became(format!("npm/other-{}", number % 3).parse().unwrap()),
    };
    let mut made = outcome(source, &format!("Zoë 項目 \u{1f980} {number}"), seen, i64::try_from(number).unwrap());
    // `a-b/x` and `a/b-x` sort differently by bytes and by language.
    made.failure = format!("{}/slug-{}", ["a-b", "a", "ab", "z9"][number % 4], number % 20).parse().unwrap();
    made.approach = format!("approach-{}", number / 20 % 5).parse().unwrap();
    made.environment =
        BTreeMap::from([("os".to_owned(), "Débian \"12\"\n".to_owned()), ("n".to_owned(), number.to_string())]);
    made.experiment = (source == Source::Proof).then(|| "ab".repeat(32));
    made
}

/// The first of them.
pub(crate) fn series(count: usize) -> Vec<Outcome> {
    (0..count).map(nth).collect()
}
