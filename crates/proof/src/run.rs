//! Runs trials, several at a time.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError, mpsc};
use std::time::Instant;
use std::{env, fs, thread};

use jiff::Timestamp;
use unstuck_canon::{FailureId, Index};
use unstuck_diagnosis::{Diagnoser, Scanner};

use crate::bare::Ground;
use crate::fixture::{built, own_program};
use crate::sandbox::{self, PATH, Sandbox};
use crate::trial::{judge, steps};
use crate::watch::watch;
use crate::{Ended, Error, Plan, Trial, Tried, Why};

/// How trials are run.
#[derive(Debug)]
pub struct Options<'o> {
    /// Whether there is a sandbox. Without one a trial runs on the machine itself, which must be one that is thrown away.
    pub sandboxed: bool,
    /// Trials at a time; one without a sandbox.
    pub jobs: usize,
    /// Where fixtures are kept. Everybody must be able to enter it where unstuck is run by root.
    pub cache: &'o Path,
    /// Where an archive of the inside goes, and what its steps printed, of trials that did not end as labelled.
    pub keep: Option<&'o Path>,
    /// Set to stop: what runs is ended, what has not begun is told as stopped.
    pub stopped: &'o AtomicBool,
}

/// What happens while trials are run.
#[derive(Debug)]
pub enum News<'n> {
    /// This fixture is not in the cache and is built, which may take minutes.
    Building(&'n str),
    /// The trial at that position ended.
    Ended(usize, Box<Tried>),
}

/// Runs the trials and tells what happens.
///
/// # Errors
/// Where there is no sandbox, or one breaks down. Whatever a proof does is a result.
pub fn run(
    trials: &[Trial<'_>],
    index: &Index<'static>,
    options: &Options<'_>,
    mut tell: impl FnMut(News<'_>),
) -> Result<(), Error> {
    if options.sandboxed {
        sandbox::available()?;
    }
    let fixtures = fixtures(trials, options, &mut |name| tell(News::Building(name)))?;
    let jobs = if options.sandboxed { options.jobs.max(1) } else { 1 };
    let next = AtomicUsize::new(0);
    let known = Known::default();
    thread::scope(|scope| {
        let (sender, receiver) = mpsc::channel();
        for _ in 0..jobs {
            let (sender, next, fixtures, known) = (sender.clone(), &next, &fixtures, &known);
            scope.spawn(move || {
                let scanner = match Scanner::new(index) {
                    Ok(scanner) => scanner,
                    Err(error) => return drop(sender.send(Err(Error::Patterns(error.to_string())))),
                };
                while let Some((at, trial)) = {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    trials.get(at).map(|trial| (at, trial))
                } {
                    let tried = one(trial, index, &scanner, fixtures, known, options);
                    let failed = tried.is_err();
                    // Nobody listens any more once another trial has broken down.
                    if sender.send(tried.map(|tried| (at, tried))).is_err() || failed {
                        return;
                    }
                }
            });
        }
        drop(sender);
        for told in receiver {
            let (at, tried) = told?;
            tell(News::Ended(at, Box::new(tried)));
        }
        Ok(())
    })
}

/// What the tools of a proof say of themselves in a variant: asked in its first trial, the same in the others, which have the
/// same setup. Some tools take as long to tell their version as the rest of a trial takes.
#[derive(Debug, Default)]
struct Known(Mutex<BTreeMap<(FailureId, usize), Facts>>);

/// The first line that each command of `[environment]` printed, by its position.
type Facts = BTreeMap<usize, String>;

impl Known {
    fn of(&self, trial: &Trial<'_>) -> Option<Facts> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(&(trial.plan.failure.clone(), trial.variant)).cloned()
    }

    fn keep(&self, trial: &Trial<'_>, facts: &Facts) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.insert((trial.plan.failure.clone(), trial.variant), facts.clone());
    }
}

/// The fixture that every emulated proof has: this program, in `bin/`.
const EMULATOR: &str = "emulator";

/// By name: the folder of a fixture, or why there is none.
type Fixtures = BTreeMap<String, Result<PathBuf, String>>;

fn fixtures(trials: &[Trial<'_>], options: &Options<'_>, building: &mut impl FnMut(&str)) -> Result<Fixtures, Error> {
    let mut fixtures = Fixtures::new();
    for (name, recipe) in trials.iter().flat_map(|trial| &trial.plan.fixtures) {
        if !fixtures.contains_key(name) {
            let built = built(name, recipe, options, building)?;
            fixtures.insert(name.clone(), built.map_err(|unbuilt| unbuilt.0));
        }
    }
    if trials.iter().any(|trial| trial.plan.emulated) {
        fixtures.insert(EMULATOR.to_owned(), Ok(own_program(options.cache)?));
    }
    Ok(fixtures)
}

fn one(
    trial: &Trial<'_>,
    index: &Index<'static>,
    scanner: &Scanner<'_>,
    fixtures: &Fixtures,
    known: &Known,
    options: &Options<'_>,
) -> Result<Tried, Error> {
    let not_run = |why| Ok(Tried::without(trial, Ended::NotRun(why)));
    if options.stopped.load(Ordering::Relaxed) {
        return not_run(Why::Stopped);
    }
    let plan = trial.plan;
    let mut folders = Vec::new();
    for name in plan.fixtures.keys().map(String::as_str).chain(plan.emulated.then_some(EMULATOR)) {
        match fixtures.get(name) {
            Some(Ok(folder)) => folders.push((name.to_owned(), folder.clone())),
            Some(Err(said)) => return not_run(Why::Fixture(said.clone())),
            None => return not_run(Why::Fixture(format!("fixture `{name}` was not built"))),
        }
    }
    if let Some(tool) = plan.tools.iter().find(|tool| !installed(tool, &folders)) {
        return not_run(Why::Tool(tool.clone()));
    }
    let variant = &plan.variants[trial.variant];
    let keep = options.keep.map(|keep| {
        keep.join(plan.failure.domain()).join(plan.failure.slug()).join(format!("{}-{}", trial.approach, variant.name))
    });
    let sandbox = Sandbox::prepare(plan, keep.as_deref())?;
    let begun = Instant::now();
    let (mut before, mut after) = (Diagnoser::new(index, scanner), Diagnoser::new(index, scanner));
    let (mut command, ground) = if options.sandboxed {
        (sandbox.command(plan, variant, trial.approach, &folders), None)
    } else {
        (sandbox.bare(plan, variant, trial.approach), Some(Ground::lay(&sandbox, &folders)?))
    };
    let facts = known.of(trial);
    if facts.is_none() {
        command.args(plan.facts.values());
    }
    let mut watched = watch(&sandbox, &mut command, plan.limits, options.stopped, [&mut before, &mut after])?;
    ground.map_or(Ok(()), Ground::clear)?;
    if let Some(facts) = facts {
        watched.facts = facts;
    }
    let (before, after) = (before.finish(), after.finish());
    let mut tried = Tried::without(trial, judge(trial, &watched, index, &before, &after));
    if let Ended::Seen(_) = tried.ended {
        known.keep(trial, &watched.facts);
    }
    tried.environment = environment(plan, &variant.name, &watched.facts);
    tried.took = begun.elapsed();
    tried.at = now();
    tried.steps = steps(&watched);
    if let Some(kept) = &keep {
        tried.kept = left(kept, &tried)?;
    }
    Ok(tried)
}

/// Keeps the inside of a trial that did not end as labelled, with what its steps printed; removes any other.
fn left(kept: &Path, tried: &Tried) -> Result<Option<PathBuf>, Error> {
    let write = |source| Error::Write { path: kept.to_owned(), source };
    if tried.as_labelled() {
        fs::remove_dir_all(kept).map_err(write)?;
        return Ok(None);
    }
    for (at, step) in tried.steps.iter().enumerate() {
        fs::write(kept.join(format!("{}-{}.log", at + 1, step.name.replace(' ', "-"))), &step.output).map_err(write)?;
    }
    Ok(Some(kept.to_owned()))
}

fn installed(tool: &str, fixtures: &[(String, PathBuf)]) -> bool {
    let system = PATH.split(':').map(PathBuf::from);
    system.chain(fixtures.iter().map(|(_, folder)| folder.join("bin"))).any(|folder| folder.join(tool).exists())
}

/// What the tools print of themselves, and the system, the processor's architecture and the variant.
fn environment(plan: &Plan, variant: &str, facts: &Facts) -> BTreeMap<String, String> {
    let named = plan.facts.keys().enumerate();
    let mut environment: BTreeMap<_, _> =
        named.filter_map(|(at, name)| Some((name.clone(), facts.get(&at)?.clone()))).collect();
    environment.insert("os".to_owned(), system());
    environment.insert("arch".to_owned(), env::consts::ARCH.to_owned());
    environment.insert("variant".to_owned(), variant.to_owned());
    environment
}

/// The operating system as it names itself in os-release(5).
fn system() -> String {
    let text = fs::read_to_string("/etc/os-release").or_else(|_| fs::read_to_string("/usr/lib/os-release"));
    let text = text.unwrap_or_default();
    let name = text.lines().find_map(|line| line.strip_prefix("PRETTY_NAME="));
    name.map_or_else(|| env::consts::OS.to_owned(), |name| name.trim_matches('"').to_owned())
}

/// To the second: what is finer says nothing of an outcome.
fn now() -> Timestamp {
    let now = Timestamp::now();
    Timestamp::from_second(now.as_second()).unwrap_or(now)
}
