//! The protocol of one trial: what was seen, and when nothing may be concluded.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::Timestamp;
use serde::Serialize;
use unstuck_canon::{ApproachId, FailureId, Index, Kind};
use unstuck_diagnosis::Diagnosis;
use unstuck_ledger::{Outcome, Seen, Source};

use crate::Plan;
use crate::sandbox::STEPS;
use crate::watch::{Stop, Watched};

/// One approach in one variant of a proof.
#[derive(Debug, Clone, Copy)]
pub struct Trial<'p> {
    /// The proof.
    pub plan: &'p Plan,
    /// Position of the variant in the plan.
    pub variant: usize,
    /// What is tried.
    pub approach: &'p ApproachId,
    /// What the entry says of it.
    pub kind: Kind,
}

/// How a trial ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ended {
    /// An outcome.
    Seen(Seen),
    /// No outcome, and the proof or the canon has to change.
    Broken(Why),
    /// It cannot be run here.
    NotRun(Why),
}

/// Why there is no outcome.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Why {
    /// A program is not here.
    #[error("`{0}` is not installed")]
    Tool(String),
    /// A fixture could not be built.
    #[error("{0}")]
    Fixture(String),
    /// The user stopped it.
    #[error("stopped")]
    Stopped,
    /// The approach is not in the entry.
    #[error("the entry has no approach of that name")]
    NoApproach,
    /// `setup` failed.
    #[error("setup ended with exit code {0}")]
    Setup(i32),
    /// The failure did not happen.
    #[error("trigger did not fail before the approach")]
    Works,
    /// The trigger failed otherwise.
    #[error("trigger failed with {0} before the approach")]
    Other(String),
    /// A step took too long.
    #[error("{0} took longer than {1} s")]
    Slow(&'static str, u64),
    /// All of it took too long.
    #[error("it was ended, because it did not end by itself")]
    Endless,
    /// All processes together used too much memory.
    #[error("it was ended, because its processes used too much memory together")]
    Memory,
    /// The sandbox ended before the last step did.
    #[error("the sandbox was gone before {0} ended: {1}")]
    Cut(&'static str, String),
    /// A command of `[environment]` printed nothing.
    #[error("`{0}` of [environment] printed nothing")]
    Fact(String),
    /// After the approach, trigger failed with something the canon does not know.
    #[error("trigger failed after the approach, with exit code {0} and nothing that the canon knows")]
    Unexplained(i32),
}

/// A step as it went.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Step {
    /// `setup`, `trigger`, `approach` or `trigger again`.
    pub name: &'static str,
    /// Exit code; none where it did not end.
    pub code: Option<i32>,
    /// Seconds.
    pub seconds: f64,
    /// The end of what it printed.
    pub output: String,
}

/// A trial that was made, or that could not be.
#[derive(Debug, Clone)]
pub struct Tried {
    /// The failure.
    pub failure: FailureId,
    /// What was tried.
    pub approach: ApproachId,
    /// What the entry says of it.
    pub kind: Kind,
    /// In which setting.
    pub variant: String,
    /// How it ended.
    pub ended: Ended,
    /// The facts, as the tools print them.
    pub environment: BTreeMap<String, String>,
    /// Whether the relying parties were emulated.
    pub emulated: bool,
    /// Digest of the proof.
    pub experiment: String,
    /// When it ended.
    pub at: Timestamp,
    /// How long it took.
    pub took: Duration,
    /// The steps; none where it could not be run.
    pub steps: Vec<Step>,
    /// Where its inside was kept.
    pub kept: Option<std::path::PathBuf>,
}

const NAMES: [&str; STEPS] = ["setup", "trigger", "the approach", "trigger after the approach"];

impl Tried {
    /// Whether it ended as the entry says: a workaround fixes, a dead end does not.
    #[must_use]
    pub fn as_labelled(&self) -> bool {
        match &self.ended {
            Ended::Seen(seen) => (*seen == Seen::Fixed) == (self.kind == Kind::Workaround),
            Ended::Broken(_) | Ended::NotRun(_) => false,
        }
    }

    /// The outcome, where there is one.
    #[must_use]
    pub fn outcome(&self) -> Option<Outcome> {
        let Ended::Seen(seen) = &self.ended else { return None };
        Some(Outcome {
            failure: self.failure.clone(),
            approach: self.approach.clone(),
            seen: seen.clone(),
            source: if self.emulated { Source::Emulated } else { Source::Proof },
            voice: String::new(),
            environment: self.environment.clone(),
            experiment: Some(self.experiment.clone()),
            at: self.at,
        })
    }

    /// A trial that could not even begin.
    pub(crate) fn without(trial: &Trial<'_>, ended: Ended) -> Self {
        Self {
            failure: trial.plan.failure.clone(),
            approach: trial.approach.clone(),
            kind: trial.kind,
            variant: trial.plan.variants[trial.variant].name.clone(),
            ended,
            environment: BTreeMap::new(),
            emulated: trial.plan.emulated,
            experiment: trial.plan.experiment.clone(),
            at: Timestamp::UNIX_EPOCH,
            took: Duration::ZERO,
            steps: Vec::new(),
            kept: None,
        }
    }
}

/// What may be concluded from what came out of the sandbox.
pub(crate) fn judge(
    trial: &Trial<'_>,
    watched: &Watched,
    index: &Index<'_>,
    before: &Diagnosis,
    after: &Diagnosis,
) -> Ended {
    match watched.stop {
        Some(Stop::Asked) => return Ended::NotRun(Why::Stopped),
        Some(Stop::Memory) => return Ended::Broken(Why::Memory),
        Some(Stop::Time) => return Ended::Broken(Why::Endless),
        None => {}
    }
    let limit = trial.plan.limits.seconds;
    let mut codes = [0; STEPS];
    for (at, code) in watched.codes.iter().enumerate() {
        let Some(code) = *code else {
            let troubles = watched.troubles.trim().replace('\n', " | ");
            return Ended::Broken(Why::Cut(NAMES[at], troubles));
        };
        // What `timeout` ends with; a step may end with the same codes by itself, but not as late.
        if [124, 137].contains(&code) && watched.took[at] >= Duration::from_secs(limit) {
            return Ended::Broken(Why::Slow(NAMES[at], limit));
        }
        codes[at] = code;
    }
    let own = &trial.plan.failure;
    let ids = |diagnosis: &Diagnosis| -> Vec<FailureId> {
        diagnosis.sightings.iter().map(|sighting| index.failures()[sighting.failure].id.clone()).collect()
    };
    let found = ids(before);
    match codes {
        [code, ..] if code != 0 => return Ended::Broken(Why::Setup(code)),
        [_, 0, ..] => return Ended::Broken(Why::Works),
        [_, code, ..] if !found.contains(own) => {
            let other =
                found.first().map_or(format!("exit code {code} and nothing that the canon knows"), ToString::to_string);
            return Ended::Broken(Why::Other(other));
        }
        _ => {}
    }
    let silent = trial.plan.facts.keys().enumerate().find(|(at, _)| watched.facts.get(at).is_none_or(String::is_empty));
    if let Some((_, fact)) = silent {
        return Ended::Broken(Why::Fact(fact.clone()));
    }
    let found = ids(after);
    match codes[3] {
        0 => Ended::Seen(Seen::Fixed),
        _ if found.contains(own) => Ended::Seen(Seen::Same),
        code => {
            found.into_iter().next().map_or(Ended::Broken(Why::Unexplained(code)), |id| Ended::Seen(Seen::Became(id)))
        }
    }
}

/// The steps as they went, for people.
pub(crate) fn steps(watched: &Watched) -> Vec<Step> {
    let names = ["setup", "trigger", "approach", "trigger again"];
    let told = names.into_iter().enumerate().map(|(at, name)| Step {
        name,
        code: watched.codes[at],
        seconds: (watched.took[at].as_secs_f64() * 1e3).round() / 1e3,
        output: String::from_utf8_lossy(&watched.tails[at]).into_owned(),
    });
    told.collect()
}
