//! Outcomes to units: what counts as one trial.
//!
//! Running a proof a hundred times on one machine is one fact and not a hundred. A unit is what may differ:
//!
//! | source | one unit for each |
//! |---|---|
//! | `proof`, `emulated` | environment |
//! | `field` | voice (the project) and UTC day |
//! | `citation`, `report` | voice (the page, the reporter) |
//!
//! Of several outcomes of one unit the latest stands. Of several at the same second the one with the greatest digest
//! does, so that no order of reading and no repetition changes what comes out.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use unstuck_canon::{ApproachId, FailureId};

use crate::{Counts, Digest, Outcome, Seen, Source};

/// Outcomes of any number of failures, reduced to units while they are added. It holds one record a unit, however many
/// outcomes it has seen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Units {
    by_failure: BTreeMap<FailureId, BTreeMap<ApproachId, BTreeMap<Key, Latest>>>,
}

/// What two outcomes of one approach have in common where they are the same unit.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Environment(Machine, BTreeMap<String, String>),
    Day(String, Date),
    Page(String),
    Reporter(String),
}

/// What a proof ran against.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Machine {
    Real,
    Emulated,
}

/// The outcome that stands for its unit.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Latest {
    at: Timestamp,
    digest: Digest,
    seen: Seen,
}

/// The units of one approach, counted by source.
pub type Tally = BTreeMap<Source, Counts>;

/// Into which failures an approach turned another one, and in how many units.
pub type Transitions = BTreeMap<(FailureId, ApproachId), BTreeMap<FailureId, u64>>;

impl Key {
    fn of(outcome: &Outcome) -> Self {
        let voice = outcome.voice.clone();
        match outcome.source {
            Source::Proof => Self::Environment(Machine::Real, outcome.environment.clone()),
            Source::Emulated => Self::Environment(Machine::Emulated, outcome.environment.clone()),
            Source::Field => Self::Day(voice, TimeZone::UTC.to_datetime(outcome.at).date()),
            Source::Citation => Self::Page(voice),
            Source::Report => Self::Reporter(voice),
        }
    }

    fn source(&self) -> Source {
        match self {
            Self::Environment(Machine::Real, _) => Source::Proof,
            Self::Environment(Machine::Emulated, _) => Source::Emulated,
            Self::Day(..) => Source::Field,
            Self::Page(_) => Source::Citation,
            Self::Reporter(_) => Source::Report,
        }
    }
}

impl Units {
    /// Adds one outcome; one that is here already changes nothing.
    pub fn add(&mut self, outcome: &Outcome) {
        let new = Latest { at: outcome.at, digest: outcome.digest(), seen: outcome.seen.clone() };
        let failure = self.by_failure.entry(outcome.failure.clone()).or_default();
        let units = failure.entry(outcome.approach.clone()).or_default();
        units
            .entry(Key::of(outcome))
            .and_modify(|old| {
                if (old.at, old.digest) < (new.at, new.digest) {
                    *old = new.clone();
                }
            })
            .or_insert(new);
    }

    /// Whether this outcome stands for its unit: it was added, and no later one of the same unit was.
    #[must_use]
    pub fn counts(&self, outcome: &Outcome) -> bool {
        let units = self.by_failure.get(&outcome.failure).and_then(|failure| failure.get(&outcome.approach));
        let latest = units.and_then(|units| units.get(&Key::of(outcome)));
        latest.is_some_and(|latest| latest.digest == outcome.digest())
    }

    /// How many trials each approach had, by source, and in how many of them the failure was gone. An approach without
    /// outcomes is not in it.
    #[must_use]
    pub fn tallies(&self) -> BTreeMap<FailureId, BTreeMap<ApproachId, Tally>> {
        let of_units = |units: &BTreeMap<Key, Latest>| {
            let mut tally = Tally::new();
            for (key, latest) in units {
                let counts = tally.entry(key.source()).or_default();
                counts.trials += 1;
                // `Became` is not fixed: the user is as stuck as before, elsewhere.
                counts.fixed += u64::from(latest.seen == Seen::Fixed);
            }
            tally
        };
        let of_failure = |approaches: &BTreeMap<ApproachId, BTreeMap<Key, Latest>>| {
            approaches.iter().map(|(approach, units)| (approach.clone(), of_units(units))).collect()
        };
        self.by_failure.iter().map(|(failure, approaches)| (failure.clone(), of_failure(approaches))).collect()
    }

    /// The arrows between failures. Only approaches that have led somewhere are in it.
    #[must_use]
    pub fn transitions(&self) -> Transitions {
        let mut transitions = Transitions::new();
        for (failure, approaches) in &self.by_failure {
            for (approach, units) in approaches {
                for latest in units.values() {
                    if let Seen::Became(next) = &latest.seen {
                        let arrows = transitions.entry((failure.clone(), approach.clone())).or_default();
                        *arrows.entry(next.clone()).or_default() += 1;
                    }
                }
            }
        }
        transitions
    }
}

impl<'o> Extend<&'o Outcome> for Units {
    fn extend<T: IntoIterator<Item = &'o Outcome>>(&mut self, outcomes: T) {
        outcomes.into_iter().for_each(|outcome| self.add(outcome));
    }
}

impl<'o> FromIterator<&'o Outcome> for Units {
    fn from_iter<T: IntoIterator<Item = &'o Outcome>>(outcomes: T) -> Self {
        let mut units = Self::default();
        units.extend(outcomes);
        units
    }
}
