//! `oidc serve`: the issuer and the relying parties as a local server.

use std::thread::{self, JoinHandle};

use tokio::sync::oneshot;
use unstuck_emulator::{Emulator, Job};
use unstuck_trust::inspect::InspectedRun;
use unstuck_trust::permission::Grant;
use unstuck_trust::{Claims, Context, Text};

use super::{Inspection, check};
use crate::Error;

/// What a claim says that nobody knows before the job runs, and that nothing should depend on.
const EXAMPLES: &[(&str, &str)] = &[
    ("actor", "octocat"),
    ("actor_id", "12"),
    ("check_run_id", "43"),
    ("job_workflow_sha", "0000000000000000000000000000000000000001"),
    ("ref_protected", "true"),
    ("repository_id", "74"),
    ("repository_owner_id", "65"),
    ("repository_visibility", "private"),
    ("run_attempt", "1"),
    ("run_id", "1"),
    ("run_number", "1"),
    ("runner_environment", "github-hosted"),
    ("sha", "0000000000000000000000000000000000000001"),
    ("workflow_sha", "0000000000000000000000000000000000000001"),
];

/// Parts of claims that are as good as any other: a pull request's number and its branches.
const PARTS: &[(&str, &str)] = &[("number", "1"), ("base branch", "main"), ("head branch", "feature")];

/// A server that runs until it is dropped or waited for.
#[derive(Debug)]
pub struct Served {
    /// `http://127.0.0.1:PORT`
    pub base: String,
    /// What a step of the job has in its environment.
    pub variables: Vec<(&'static str, String)>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<Result<(), unstuck_emulator::Error>>>,
}

/// Starts the server for a job: the one that is named, else the first that may ask for tokens; of an example repository where there is
/// no workflow. A job that may not ask gets no variables to ask with, as on GitHub.
///
/// # Errors
/// Where there is no such job, GitHub would not start its workflow, a claim of it is not known, or the address cannot be had.
pub fn serve(address: &str, inspection: Inspection, job: Option<&str>) -> Result<Served, Error> {
    let (claims, may_ask) = claims(&inspection, job)?;
    let Inspection { trusts, context, .. } = inspection;
    let policies = trusts.into_iter().flat_map(|trust| trust.policies).collect();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(Error::Runtime)?;
    let bound = runtime.block_on(Emulator::bind(address, Job { claims, context }, policies))?;
    let (base, mut variables) = (bound.base().to_owned(), bound.variables());
    variables.retain(|(name, _)| may_ask || !name.starts_with("ACTIONS_ID_TOKEN_"));
    let (stop, stopped) = oneshot::channel::<()>();
    let stopped = async {
        // A sender that is gone stops the server as well.
        let _gone = stopped.await;
    };
    let thread = thread::spawn(move || runtime.block_on(bound.serve(stopped)));
    Ok(Served { base, variables, stop: Some(stop), thread: Some(thread) })
}

impl Served {
    /// Waits until the server ends by itself, which it does only where its listener fails.
    ///
    /// # Errors
    /// What made it end.
    pub fn wait(mut self) -> Result<(), Error> {
        match self.thread.take().map(JoinHandle::join) {
            Some(Ok(ended)) => Ok(ended?),
            _ => Ok(()),
        }
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            let _ended = thread.join();
        }
    }
}

/// The claims of the job's first run, with examples for what is known only when it runs; and whether it may ask for tokens.
fn claims(inspection: &Inspection, job: Option<&str>) -> Result<(Claims, bool), Error> {
    let asked = &inspection.gathered.asked;
    let inspected = inspection.gathered.repository.inspect(&inspection.context);
    let inspected: Vec<_> = inspected.iter().filter(|found| asked.iter().any(|path| path == found.path)).collect();
    if let Some(refused) = inspected.iter().find_map(|found| found.refused.first()) {
        return Err(Error::NotStarted { message: refused.message.clone() });
    }
    let jobs = || inspected.iter().flat_map(|found| &found.jobs);
    let may_ask = |run: &InspectedRun| run.permission.grant == Grant::Write;
    let found = match job {
        Some(id) => jobs().find(|job| job.id == id),
        None => jobs().find(|job| job.runs.iter().any(may_ask)),
    };
    let run = found.and_then(|job| job.runs.iter().find(|run| may_ask(run)).or_else(|| job.runs.first()));
    let (mut claims, may_ask) = match run {
        Some(run) => (run.claims.clone(), may_ask(run)),
        None if asked.is_empty() => (check::pushed(&inspection.context), true),
        None => {
            let all = jobs().filter(|job| !job.runs.is_empty()).map(|job| job.id.clone()).collect();
            return Err(Error::NoJob { job: job.map(str::to_owned), all });
        }
    };
    for (name, example) in EXAMPLES {
        let open = claims.value(name).is_none_or(|value| value.known().is_none());
        if open {
            claims.set(name, *example);
        }
    }
    PARTS.iter().for_each(|(name, example)| claims.fill(name, example));
    claims.render_subject();
    Ok((claims, may_ask))
}

impl Inspection {
    /// A job of an example repository that pushes to its default branch, for whoever has no workflow at hand.
    ///
    /// # Errors
    /// As [`Inspection::gather`].
    pub fn example(asked: super::Settings) -> Result<Self, Error> {
        let mut context: Context = asked.context()?;
        if context.repository.known().is_none() {
            context.repository = Text::from("octo-org/octo-repo");
        }
        let trusts = asked.trust.iter().map(|trust| super::gather::trust(trust)).collect::<Result<_, _>>()?;
        Ok(Self { gathered: super::Gathered::default(), trusts, context })
    }
}
