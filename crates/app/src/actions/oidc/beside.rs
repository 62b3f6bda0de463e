//! What the inspector says of the repository at hand, beside a diagnosis that names it.

use std::path::{Path, PathBuf};

use super::{Inspection, Settings, check, gather};
use crate::Error;
use crate::view::oidc::{JobView, OidcCheckView, RunView};
use crate::view::{DiagnosisView, FoundView};

/// More jobs than these are left to the inspector itself.
const MOST: usize = 3;

/// Points out the jobs that ask for tokens, in the workflow that was named, else in the repository around the working folder. A
/// diagnosis that names no inspector stays as it is, and so does one where there is no workflow.
///
/// # Errors
/// Where the workflow that was named cannot be read.
pub fn point_out(view: &mut DiagnosisView, workflow: Option<&Path>) -> Result<(), Error> {
    if view.diagnoses.iter().all(|failure| failure.inspector.is_none()) {
        return Ok(());
    }
    let named: Vec<PathBuf> = workflow.map(Path::to_owned).into_iter().collect();
    let root = gather::root(workflow.unwrap_or(Path::new(".")));
    if named.is_empty() && !root.join(gather::FOLDER).is_dir() {
        return Ok(());
    }
    // Without the trust files of `unstuck.toml`: what they say is for the inspector to tell.
    let inspection = match Inspection::gather_without_trust(&named, Settings::default()) {
        Ok(inspection) => inspection,
        Err(error) if workflow.is_some() => return Err(error),
        Err(_) => return Ok(()),
    };
    let found = found(&check(&inspection));
    let files: std::collections::BTreeSet<&str> = found.iter().map(|job| job.file.as_str()).collect();
    let command = files.iter().fold("unstuck oidc check".to_owned(), |command, file| format!("{command} {file}"));
    for inspector in view.diagnoses.iter_mut().filter_map(|failure| failure.inspector.as_mut()) {
        inspector.command.clone_from(&command);
        inspector.jobs.clone_from(&found);
    }
    Ok(())
}

/// What GitHub refuses first, then the jobs without a token, then what the tokens say.
fn found(view: &OidcCheckView) -> Vec<FoundView> {
    let mut found: Vec<FoundView> = Vec::new();
    for note in &view.notes {
        let told = format!("{}: {}", note.title, note.label);
        let job = note.title.split('`').nth(1).unwrap_or_default().to_owned();
        found.push(FoundView {
            file: note.source.name.clone(),
            line: note.source.place(note.span.start).line,
            job,
            says: told,
        });
    }
    for (file, job) in
        view.workflows.iter().flat_map(|workflow| workflow.jobs.iter().map(move |job| (&workflow.name, job)))
    {
        let asking = job.runs.iter().find(|run| run.token && !job.requests.is_empty());
        found.extend(asking.map(|run| FoundView {
            file: job.file.as_ref().unwrap_or(file).clone(),
            line: job.line,
            job: job.id.clone(),
            says: token(job, run),
        }));
    }
    found.truncate(MOST);
    found
}

fn token(job: &JobView, run: &RunView) -> String {
    let claim = |name: &str| run.claims.get(name).map(ToString::to_string).unwrap_or_default();
    format!("job `{}` on {}: its token says sub {}, aud {}", job.id, run.event, claim("sub"), claim("aud"))
}
