//! The files of a repository that decide about tokens.

use std::fs;
use std::path::{Path, PathBuf};

use unstuck_trust::inspect::Repository;
use unstuck_trust::{Party, Policy, Source, policy};

use crate::Error;

/// Where GitHub looks for workflows.
pub(super) const FOLDER: &str = ".github/workflows";

/// The workflows of a repository, and which of them were asked about.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    /// All that were read: those that were asked about, and those that they can call.
    pub(super) repository: Repository,
    /// Paths in the repository of those that were asked about.
    pub(super) asked: Vec<String>,
}

/// A trust file with its policies.
#[derive(Debug)]
pub(super) struct TrustFile {
    /// The file.
    pub(super) source: Source,
    /// The party that was named for it.
    pub(super) named: Option<Party>,
    /// What it holds.
    pub(super) policies: Vec<Box<dyn Policy>>,
}

/// The folder that holds `.github` or `.git`, from a file or folder upwards; the folder itself where there is none.
pub(super) fn root(from: &Path) -> PathBuf {
    let from = fs::canonicalize(from).unwrap_or_else(|_| from.to_owned());
    let folder = if from.is_dir() { from.as_path() } else { from.parent().unwrap_or(&from) };
    let found = folder.ancestors().find(|folder| folder.join(".github").is_dir() || folder.join(".git").exists());
    found.unwrap_or(folder).to_owned()
}

/// Reads the workflows that were named, or all of the repository; folders are repositories or hold workflows.
///
/// # Errors
/// Where a file or folder cannot be read, or there is no workflow.
pub(super) fn workflows(root: &Path, named: &[PathBuf]) -> Result<Gathered, Error> {
    let mut asked = Vec::new();
    for path in named {
        if path.is_dir() {
            let inside = path.join(FOLDER);
            asked.extend(listed(if inside.is_dir() { &inside } else { path })?);
        } else {
            asked.push(path.clone());
        }
    }
    if named.is_empty() {
        let folder = root.join(FOLDER);
        asked = if folder.is_dir() { listed(&folder)? } else { Vec::new() };
    }
    if asked.is_empty() {
        return Err(Error::NoWorkflow { folder: root.join(FOLDER) });
    }
    let mut repository = Repository::default();
    let mut paths = Vec::new();
    for path in asked.iter().filter_map(|path| path.parent()).collect::<std::collections::BTreeSet<_>>() {
        for beside in if path.is_dir() { listed(path)? } else { Vec::new() } {
            repository.add(&inside(root, &beside), source(&beside)?);
        }
    }
    for path in &asked {
        let inside = inside(root, path);
        repository.add(&inside, source(path)?);
        if !paths.contains(&inside) {
            paths.push(inside);
        }
    }
    Ok(Gathered { repository, asked: paths })
}

fn listed(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let unread = |source| Error::Read { name: folder.display().to_string(), source };
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(unread)? {
        let path = entry.map_err(unread)?.path();
        if path.is_file() && path.extension().is_some_and(|end| end == "yml" || end == "yaml") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// The path of a workflow in its repository. A file that lies elsewhere is taken for one in GitHub's folder.
fn inside(root: &Path, path: &Path) -> String {
    let full = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    match full.strip_prefix(root).ok().filter(|inside| inside.starts_with(FOLDER)) {
        Some(inside) => inside.display().to_string(),
        None => format!("{FOLDER}/{}", path.file_name().unwrap_or_default().to_string_lossy()),
    }
}

/// A file under its name below the working folder, where it lies there, else as it was given.
fn source(path: &Path) -> Result<Source, Error> {
    let unread = |source| Error::Read { name: path.display().to_string(), source };
    let text = fs::read(path).map_err(unread)?;
    let here = std::env::current_dir().and_then(fs::canonicalize).map_err(unread)?;
    let full = fs::canonicalize(path).map_err(unread)?;
    let name = full.strip_prefix(here).unwrap_or(path).display().to_string();
    Ok(Source::new(name, String::from_utf8_lossy(&text).into_owned()))
}

/// Reads a trust file: `FILE`, or `PARTY:FILE`.
///
/// # Errors
/// Where it cannot be read, or holds no trust policy that is understood.
pub(super) fn trust(asked: &str) -> Result<TrustFile, Error> {
    let named = asked
        .split_once(':')
        .and_then(|(name, path)| Some((Party::ALL.into_iter().find(|party| party.name() == name)?, path)));
    let (party, path) = named.map_or((None, asked), |(party, path)| (Some(party), path));
    let text = fs::read(path).map_err(|source| Error::Read { name: path.to_owned(), source })?;
    let source = Source::new(path, String::from_utf8_lossy(&text).into_owned());
    understood(source, party)
}

/// The policies of a trust file.
///
/// # Errors
/// Where it holds none that is understood.
pub(super) fn understood(source: Source, party: Option<Party>) -> Result<TrustFile, Error> {
    match policy::read(&source, party) {
        Ok(policies) => Ok(TrustFile { source, named: party, policies }),
        Err(problem) => {
            let place = source.place(problem.span.start);
            Err(Error::Trust {
                path: source.name,
                line: place.line,
                column: place.column,
                code: problem.code,
                message: problem.message,
                help: problem.help,
            })
        }
    }
}

/// `OWNER/NAME` of the repository's remote `origin` on GitHub, from its own configuration.
pub(super) fn origin(root: &Path) -> Option<String> {
    let config = fs::read_to_string(root.join(".git/config")).ok()?;
    let (_, origin) = config.split_once("[remote \"origin\"]")?;
    let section = origin.split("\n[").next()?;
    let url = section.lines().find_map(|line| line.trim().strip_prefix("url")?.trim().strip_prefix('='))?.trim();
    let path = url.split_once("github.com").map(|(_, path)| path.trim_start_matches([':', '/']))?;
    let path = path.trim_end_matches('/').trim_end_matches(".git");
    (path.split('/').count() == 2).then(|| path.to_owned())
}
