//! `oidc serve`: the issuer and the relying parties as a local server.

use std::thread::{self, JoinHandle};

use tokio::sync::oneshot;
use unstuck_emulator::{Emulator, Job};
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

/// Starts the server for a job: the one that is named, else the first that may ask for tokens; of an example repository without
/// `inspection`.
///
/// # Errors
/// Where there is no such job, a claim of it is not known, or the address cannot be had.
pub fn serve(address: &str, inspection: Inspection, job: Option<&str>) -> Result<Served, Error> {
    let claims = claims(&inspection, job)?;
    let Inspection { trusts, context, .. } = inspection;
    let policies = trusts.into_iter().flat_map(|trust| trust.policies).collect();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(Error::Runtime)?;
    let bound = runtime.block_on(Emulator::bind(address, Job { claims, context }, policies))?;
    let (base, variables) = (bound.base().to_owned(), bound.variables());
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

/// The claims of the job's first run, with examples for what is known only when it runs.
fn claims(inspection: &Inspection, job: Option<&str>) -> Result<Claims, Error> {
    let inspected = inspection.gathered.repository.inspect(&inspection.context);
    let asked = inspected
        .iter()
        .filter(|found| inspection.gathered.asked.iter().any(|path| path == found.path) && found.starts());
    let jobs: Vec<_> = asked
        .flat_map(|found| &found.jobs)
        .filter(|job| job.runs.iter().any(|run| run.permission.grant == Grant::Write))
        .collect();
    let found = jobs.iter().find(|found| job.is_none_or(|job| found.id == job));
    let run = found.and_then(|found| found.runs.iter().find(|run| run.permission.grant == Grant::Write));
    let mut claims = match (run, job, inspection.gathered.asked.is_empty()) {
        (Some(run), ..) => run.claims.clone(),
        (None, None, true) => check::pushed(&inspection.context),
        (None, job, _) => {
            let all = jobs.iter().map(|job| job.id.clone()).collect();
            return Err(Error::NoJob { job: job.unwrap_or("of any name").to_owned(), all });
        }
    };
    for (name, example) in EXAMPLES {
        let open = claims.value(name).is_none_or(|value| value.known().is_none());
        if open {
            claims.set(name, *example);
        }
    }
    claims.render_subject();
    Ok(claims)
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
