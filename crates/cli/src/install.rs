//! Puts unstuck into the configuration of coding agents, and takes it out again.
//!
//! The files are the user's own. What is written is one entry by our name, put into the text as it stands: comments, order
//! and everything else stay. A file that cannot be read or parsed, or has something else in our place, is told of and left
//! alone, and then nothing is written at all. A file that comes to nothing when our entry goes is removed.

mod agents;
mod edit;
mod file;
mod json;
mod toml;

use std::path::Path;

pub(crate) use agents::{Agent, Place, places};
pub(crate) use edit::{Change, Trouble};
pub(crate) use file::Written;

/// What becomes of each file: worked out for all of them before any is written.
///
/// # Errors
/// At the first file that has to be left alone.
pub(crate) fn plan(places: &[Place], remove: bool) -> Result<Vec<Written>, Trouble> {
    let mut planned: Vec<Written> = Vec::new();
    for place in places {
        // Two entries may go into one file: the second sees what the first left.
        let before = match planned.iter().find(|written| written.path == place.file) {
            Some(written) => written.after.clone(),
            None => file::read(&place.file)?,
        };
        let (after, change) = edit::edited(place, before.as_deref(), remove)?;
        match planned.iter_mut().find(|written| written.path == place.file) {
            Some(written) => {
                written.after = after;
                written.changes.push((place.what(), change));
            }
            None => {
                planned.push(Written { path: place.file.clone(), before, after, changes: vec![(place.what(), change)] })
            }
        }
    }
    Ok(planned)
}

/// Writes what was planned.
///
/// # Errors
/// Where a file cannot be written.
pub(crate) fn write(planned: &[Written]) -> Result<(), Trouble> {
    planned.iter().filter(|written| written.before != written.after).try_for_each(file::write)
}

/// How the program is called: by its path for a user, by its name in files that others share.
pub(crate) fn program(project: bool) -> String {
    let own = std::env::current_exe().ok().filter(|_| !project);
    own.as_deref().and_then(Path::to_str).map_or_else(|| "unstuck".to_owned(), ToOwned::to_owned)
}
