//! `import deadends`: that project's entries as an overlay.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::Serialize;
use unstuck_canon::SourceFile;

use crate::deadends::{Candidate, Id, Theirs, id, tried, written};
use crate::input::Log;
use crate::{Error, bundle};

/// What became of a checkout.
#[derive(Debug, Clone, Serialize)]
pub struct Imported {
    /// `unstuck/import/1`
    pub schema: &'static str,
    /// The overlay's folder.
    pub to: PathBuf,
    /// Files read.
    pub read: usize,
    /// Entries written.
    pub imported: usize,
    /// Of them: their expression stays a pattern.
    pub patterns: usize,
    /// Of them without a pattern, by why.
    pub refused: BTreeMap<&'static str, usize>,
    /// Rates that the entries assert: all of them are claims now.
    pub claims: usize,
    /// Files of which nothing was taken.
    pub left_out: Vec<LeftOut>,
}

/// A file of which nothing was taken.
#[derive(Debug, Clone, Serialize)]
pub struct LeftOut {
    /// Its path.
    pub file: PathBuf,
    /// 1-based line, where the file itself is at fault.
    pub line: Option<usize>,
    /// What is wrong.
    pub why: String,
}

/// Takes the entries of a checkout over into the folder `to`. `green` are further logs of commands that went well, on which
/// a pattern must be silent; the ordinary logs and the hits of the bundled canon always count.
///
/// # Errors
/// Where the checkout has no entries, or something cannot be read or written. An entry that cannot be understood is left out.
pub fn import_deadends(from: &Path, to: &Path, green: &[PathBuf]) -> Result<Imported, Error> {
    let data = from.join("data/canons");
    let root = if data.is_dir() { data } else { from.to_owned() };
    let mut files = Vec::new();
    collect(&root, &mut files)?;
    if files.is_empty() {
        return Err(Error::NothingToImport { folder: from.to_owned() });
    }
    files.sort();
    let mut left_out = Vec::new();
    let mut candidates = Vec::new();
    let mut sources = BTreeMap::new();
    let ours: BTreeSet<Id> = bundle::index()?.failures().iter().map(|failure| failure.id.clone()).collect();
    for file in &files {
        match understood(file)? {
            Ok((id, theirs)) => {
                let id = free(id, |id| ours.contains(id) || sources.contains_key(id));
                sources.insert(id.clone(), file.clone());
                candidates.push(Candidate::new(id, theirs));
            }
            Err(fault) => left_out.push(fault),
        }
    }
    let (hits, mut quiet) = bundle::samples()?;
    for path in green {
        let mut bytes = Vec::new();
        Log::open(path)?.read(|chunk| bytes.extend_from_slice(chunk))?;
        quiet.push(SourceFile { path: path.display().to_string(), bytes });
    }
    let day = Timestamp::now().strftime("%Y-%m-%d").to_string();
    let broken = tried(&mut candidates, &quiet, &hits, &bundle::rarity(), &day)?;
    let mut imported = Imported {
        schema: "unstuck/import/1",
        to: to.to_owned(),
        read: files.len(),
        imported: 0,
        patterns: 0,
        refused: BTreeMap::new(),
        claims: 0,
        left_out,
    };
    for own in candidates {
        let file = || sources.get(&own.id).cloned().unwrap_or_default();
        let folder = to.join(own.id.domain()).join(own.id.slug());
        let why = match broken.get(&own.id) {
            Some(why) => Some(why.clone()),
            None => stands_in_the_way(&folder),
        };
        if let Some(why) = why {
            imported.left_out.push(LeftOut { file: file(), line: None, why });
            continue;
        }
        write(&folder, &written(&own.theirs, own.pattern.as_deref(), &day))?;
        imported.imported += 1;
        imported.patterns += usize::from(own.pattern.is_some());
        if let Some(why) = own.refused {
            *imported.refused.entry(why.word()).or_default() += 1;
        }
        let theirs = &own.theirs;
        let rates = theirs.workarounds.iter().map(|own| own.success_rate);
        let rates = rates.chain(theirs.dead_ends.iter().map(|own| own.fail_rate));
        imported.claims += rates.chain([theirs.verdict.fix_success_rate]).flatten().count();
    }
    imported.left_out.sort_by(|one, other| one.file.cmp(&other.file));
    Ok(imported)
}

/// An id that nobody has.
fn free(id: Id, taken: impl Fn(&Id) -> bool) -> Id {
    let numbered = (2..).filter_map(|number| format!("{id}-{number}").parse().ok());
    if taken(&id) { numbered.into_iter().find(|id| !taken(id)).unwrap_or(id) } else { id }
}

/// Their entry, or what is wrong with the file.
fn understood(file: &Path) -> Result<Result<(Id, Theirs), LeftOut>, Error> {
    let name = file.display().to_string();
    let bytes = fs::read(file).map_err(|source| Error::Read { name, source })?;
    let fault = |line, why| LeftOut { file: file.to_owned(), line, why };
    let theirs: Theirs = match serde_json::from_slice(&bytes) {
        Ok(theirs) => theirs,
        Err(error) => return Ok(Err(fault(Some(error.line()), error.to_string()))),
    };
    match id(&theirs.id) {
        Some(id) => Ok(Ok((id, theirs))),
        None => Ok(Err(fault(None, format!("`{}` cannot be made an id", theirs.id)))),
    }
}

/// A folder with anything but an entry that was imported before is not touched.
fn stands_in_the_way(folder: &Path) -> Option<String> {
    let entry = fs::read_to_string(folder.join("entry.md"));
    let imported = entry.is_ok_and(|text| text.contains("\nprovenance = \"imported\"\n"));
    (folder.exists() && !imported).then(|| format!("{} is there already and was not imported", folder.display()))
}

fn write(folder: &Path, text: &str) -> Result<(), Error> {
    let path = folder.join("entry.md");
    let failed = |source| Error::Write { path: path.clone(), source };
    fs::create_dir_all(folder).map_err(failed)?;
    fs::write(&path, text).map_err(failed)
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), Error> {
    let failed = |source| Error::Read { name: folder.display().to_string(), source };
    for entry in fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        // A link could lead back to where we came from.
        if path.is_symlink() {
            continue;
        }
        if path.is_dir() {
            collect(&path, files)?;
        } else if path.extension().is_some_and(|end| end == "json") {
            files.push(path);
        }
    }
    Ok(())
}
