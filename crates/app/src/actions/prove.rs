//! `prove`: run the proofs of a canon's folder and tell what was seen.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use serde::Serialize;
use unstuck_canon::load::load;
use unstuck_canon::{FailureId, Kind};
use unstuck_ledger::{Outcome, Seen};
use unstuck_proof::{Ended, News, Options, Plan, Recorded, Step, Trial, Tried};

use crate::{Error, Library};

/// What to prove, and how.
#[derive(Debug)]
pub struct Proving<'p> {
    /// Folder of the canon.
    pub folder: &'p Path,
    /// Only these failures; all where empty.
    pub ids: &'p [String],
    /// Only this approach.
    pub only: Option<&'p str>,
    /// Only every `count`th failure, beginning with the `number`th (from 1).
    pub shard: Option<(usize, usize)>,
    /// Whether there is a sandbox.
    pub sandboxed: bool,
    /// Trials at a time; one without a sandbox.
    pub jobs: usize,
    /// Where fixtures are kept.
    pub cache: &'p Path,
    /// Where the inside of trials that did not end as labelled is kept.
    pub keep: Option<&'p Path>,
    /// Append the outcomes to the canon.
    pub record: bool,
    /// Hold them against the recorded ones.
    pub check: bool,
    /// Set to stop.
    pub stopped: &'p AtomicBool,
}

/// What came of it.
#[derive(Debug, Clone, Serialize)]
pub struct Proved {
    /// `unstuck/proofs/1`
    pub schema: &'static str,
    /// Failures that were made to happen, or should have been.
    pub failures: usize,
    /// Approaches that were tried: of one failure each.
    pub approaches: usize,
    /// Variants of those failures.
    pub variants: usize,
    /// Outcomes seen.
    pub outcomes: usize,
    /// Trials that ended as the entry says.
    pub as_labelled: usize,
    /// Trials that did not, or that gave no outcome.
    pub not_as_labelled: usize,
    /// Trials that cannot be run here.
    pub not_run: usize,
    /// Outcomes that were new and are now recorded.
    pub recorded: usize,
    /// Each trial.
    pub trials: Vec<TrialView>,
    /// Proofs that could not be read.
    pub unreadable: Vec<String>,
}

/// One trial.
#[derive(Debug, Clone, Serialize)]
pub struct TrialView {
    /// Failure.
    pub failure: String,
    /// Approach.
    pub approach: String,
    /// What the entry says of it.
    pub kind: Kind,
    /// Setting.
    pub variant: String,
    /// `fixed`, `same`, `became ID`, `none` or `not run`.
    pub outcome: String,
    /// `fixed` or `not fixed`.
    pub expected: &'static str,
    /// Whether the outcome is the expected one.
    pub as_labelled: bool,
    /// `holds`, `differs` or `missing`, where it was held against the recorded outcomes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recorded: Option<&'static str>,
    /// Why there is no outcome.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Facts, as the tools print them.
    pub environment: BTreeMap<String, String>,
    /// Digest of the proof's files.
    pub experiment: String,
    /// Seconds.
    pub seconds: f64,
    /// The steps, where it did not end as labelled.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<Step>,
    /// Where its inside was kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kept: Option<PathBuf>,
}

impl Proved {
    /// Whether all that ran ended as labelled; or as recorded, where that was asked: then an outcome that is known not to
    /// be as labelled is no news.
    #[must_use]
    pub fn holds(&self) -> bool {
        let holds = |trial: &TrialView| match trial.recorded {
            Some(recorded) => recorded == "holds",
            None => trial.as_labelled || trial.outcome == "not run",
        };
        self.unreadable.is_empty() && self.trials.iter().all(holds)
    }
}

/// How far it is.
#[derive(Debug, Clone, Copy)]
pub enum Progress<'p> {
    /// What proofs need from registries is built, which may take minutes: a fixture's name.
    Building(&'p str),
    /// A trial ended.
    Ended {
        /// How.
        trial: &'p TrialView,
        /// How many have ended.
        ended: usize,
        /// How many there are.
        all: usize,
    },
}

/// Runs the proofs and tells how far it is.
///
/// # Errors
/// Where the canon cannot be read, an id or an approach is not there, or there is no sandbox.
pub fn prove(
    library: &Library,
    proving: &Proving<'_>,
    mut progress: impl FnMut(Progress<'_>),
) -> Result<Proved, Error> {
    let mut unreadable = Vec::new();
    let plans = plans(library, proving, &mut unreadable)?;
    let mut trials = Vec::new();
    for (plan, kinds) in plans.values() {
        for (variant, setting) in plan.variants.iter().enumerate() {
            let applies = |id: &&unstuck_canon::ApproachId| {
                setting.only.as_ref().is_none_or(|only| only.iter().any(|one| one == id.as_str()))
                    && proving.only.is_none_or(|only| only == id.as_str())
            };
            for approach in plan.approaches.iter().filter(applies) {
                let Some(kind) = kinds.get(approach.as_str()) else {
                    let path = plan.folder.join("try").join(approach.as_str());
                    unreadable.push(format!("{}: the entry has no approach of that name", path.display()));
                    continue;
                };
                trials.push(Trial { plan, variant, approach, kind: *kind });
            }
        }
    }
    if let Some(only) = proving.only
        && trials.is_empty()
    {
        return Err(Error::NoProof { what: format!("approach `{only}`") });
    }
    let options = Options {
        sandboxed: proving.sandboxed,
        jobs: proving.jobs,
        cache: proving.cache,
        keep: proving.keep,
        stopped: proving.stopped,
    };
    let mut done: Vec<Option<(Tried, TrialView)>> = trials.iter().map(|_| None).collect();
    let mut ended = 0;
    let recorded = recorded(&plans, proving)?;
    unstuck_proof::run(&trials, library.index(), &options, |news| match news {
        News::Building(name) => progress(Progress::Building(name)),
        News::Ended(at, tried) => {
            ended += 1;
            let standing = recorded.get(&tried.failure).map(|recorded| unstuck_proof::standing(&tried, recorded));
            let view = view(&tried, standing);
            progress(Progress::Ended { trial: &view, ended, all: trials.len() });
            done[at] = Some((*tried, view));
        }
    })?;
    let (tried, views): (Vec<_>, Vec<_>) = done.into_iter().flatten().unzip();
    let recorded = if proving.record { record(&plans, &tried)? } else { 0 };
    Ok(summary(views, recorded, unreadable))
}

/// By failure: its proof, and what the entry says of each approach.
type Plans = BTreeMap<FailureId, (Plan, BTreeMap<String, Kind>)>;

fn plans(library: &Library, proving: &Proving<'_>, unreadable: &mut Vec<String>) -> Result<Plans, Error> {
    for id in proving.ids {
        library.failure(id)?;
    }
    let mut plans = Plans::new();
    for entry in load(proving.folder)?.entries {
        if !proving.ids.is_empty() && !proving.ids.contains(&entry.id) {
            continue;
        }
        let folder = Path::new(&entry.entry.path).parent().map(Path::to_owned).unwrap_or_default();
        let Some(failure) = library.index().get(&entry.id) else { continue };
        let read = failure.read().map_err(Error::unread)?;
        let kinds = read.head.approaches.iter().map(|own| (own.id.get_ref().to_string(), own.kind)).collect();
        match Plan::read(proving.folder, &folder, &failure.id) {
            Ok(Some(plan)) => drop(plans.insert(failure.id.clone(), (plan, kinds))),
            Ok(None) if proving.ids.contains(&entry.id) => {
                return Err(Error::NoProof { what: format!("failure `{}`", entry.id) });
            }
            Ok(None) => {}
            Err(error) => unreadable.push(told(&error)),
        }
    }
    if let Some((number, count)) = proving.shard {
        let mut at = 0;
        plans.retain(|_, _| {
            at += 1;
            (at - 1) % count == number - 1
        });
    }
    Ok(plans)
}

/// An error with its causes, in one line.
fn told(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text = format!("{text}: {}", cause.to_string().trim_end());
        source = cause.source();
    }
    text
}

/// What is recorded of each failure, where it is to be held against that.
fn recorded(plans: &Plans, proving: &Proving<'_>) -> Result<BTreeMap<FailureId, Vec<Outcome>>, Error> {
    let checked = plans.iter().filter(|_| proving.check);
    checked.map(|(id, (plan, _))| Ok((id.clone(), unstuck_proof::recorded(entry(plan))?))).collect::<Result<_, Error>>()
}

fn record(plans: &Plans, tried: &[Tried]) -> Result<usize, Error> {
    let mut new = 0;
    for (id, (plan, _)) in plans {
        let outcomes: Vec<_> = tried.iter().filter(|tried| tried.failure == *id).filter_map(Tried::outcome).collect();
        new += unstuck_proof::record(entry(plan), &outcomes)?;
    }
    Ok(new)
}

/// The folder of the entry to which a proof belongs.
fn entry(plan: &Plan) -> &Path {
    plan.folder.parent().unwrap_or(&plan.folder)
}

fn view(tried: &Tried, standing: Option<Recorded>) -> TrialView {
    let (outcome, reason) = match &tried.ended {
        Ended::Seen(Seen::Fixed) => ("fixed".to_owned(), None),
        Ended::Seen(Seen::Same) => ("same".to_owned(), None),
        Ended::Seen(Seen::Became(id)) => (format!("became {id}"), None),
        Ended::Broken(why) => ("none".to_owned(), Some(why.to_string())),
        Ended::NotRun(why) => ("not run".to_owned(), Some(why.to_string())),
    };
    let as_labelled = tried.as_labelled();
    TrialView {
        failure: tried.failure.to_string(),
        approach: tried.approach.to_string(),
        kind: tried.kind,
        variant: tried.variant.clone(),
        outcome,
        expected: if tried.kind == Kind::Workaround { "fixed" } else { "not fixed" },
        as_labelled,
        recorded: standing.filter(|_| !matches!(tried.ended, Ended::NotRun(_))).map(|standing| match standing {
            Recorded::Holds => "holds",
            Recorded::Differs => "differs",
            Recorded::Missing => "missing",
        }),
        reason,
        environment: tried.environment.clone(),
        experiment: tried.experiment.clone(),
        seconds: (tried.took.as_secs_f64() * 100.0).round() / 100.0,
        steps: if as_labelled { Vec::new() } else { tried.steps.clone() },
        kept: tried.kept.clone(),
    }
}

fn summary(trials: Vec<TrialView>, recorded: usize, unreadable: Vec<String>) -> Proved {
    let distinct =
        |key: fn(&TrialView) -> (&str, &str)| trials.iter().map(key).collect::<std::collections::BTreeSet<_>>().len();
    let not_run = trials.iter().filter(|trial| trial.outcome == "not run").count();
    let as_labelled = trials.iter().filter(|trial| trial.as_labelled).count();
    Proved {
        schema: "unstuck/proofs/1",
        failures: distinct(|trial| (&trial.failure, "")),
        approaches: distinct(|trial| (&trial.failure, &trial.approach)),
        variants: distinct(|trial| (&trial.failure, &trial.variant)),
        outcomes: trials.iter().filter(|trial| !["none", "not run"].contains(&trial.outcome.as_str())).count(),
        as_labelled,
        not_as_labelled: trials.len() - as_labelled - not_run,
        not_run,
        recorded,
        trials,
        unreadable,
    }
}
