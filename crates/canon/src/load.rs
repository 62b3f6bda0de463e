//! Folders to [`SourceEntry`]: the one part of this crate that reads files.
#![expect(clippy::disallowed_methods, reason = "reading the canon's folder is this module's purpose")]

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::{SourceEntry, SourceFile};

/// A canon's folder that could not be read.
#[derive(Debug, thiserror::Error)]
#[error("cannot read {}", path.display())]
pub struct LoadError {
    /// The file or folder.
    pub path: PathBuf,
    /// Why.
    #[source]
    pub source: io::Error,
}

/// What a canon's folder holds.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Folder {
    /// The entries, by id.
    pub entries: Vec<SourceEntry>,
    /// `retired.toml`, where there is one.
    pub retired: Option<SourceFile>,
    /// `ordinary/*.log`: output of commands that went well, by name. Patterns must stay silent on it.
    pub ordinary: Vec<SourceFile>,
}

/// Names beside the domains that are not domains.
const RESERVED: [&str; 3] = ["TEMPLATE", "fixtures", "ordinary"];

/// Reads a canon's folder: `<domain>/<slug>/entry.md` and what belongs to it. A folder that is itself one entry
/// (`.../git/some-slug`) is read as that entry.
///
/// # Errors
/// Where a file or folder cannot be read. A folder without any entry is not an error.
pub fn load(root: &Path) -> Result<Folder, LoadError> {
    if root.join("entry.md").is_file() {
        let absolute = root.canonicalize().map_err(at(root))?;
        let id = id_of(&absolute);
        return Ok(Folder { entries: vec![entry(root, id)?], ..Folder::default() });
    }
    let mut entries = Vec::new();
    for domain in folders(root)? {
        if RESERVED.contains(&name(&domain).as_str()) {
            continue;
        }
        for slug in folders(&domain)? {
            if slug.join("entry.md").is_file() {
                entries.push(entry(&slug, format!("{}/{}", name(&domain), name(&slug)))?);
            }
        }
    }
    let retired = optional(&root.join("retired.toml"))?;
    let mut ordinary = files(&root.join("ordinary"))?;
    ordinary.retain(|file| file.name().ends_with(".log"));
    Ok(Folder { entries, retired, ordinary })
}

fn entry(folder: &Path, id: String) -> Result<SourceEntry, LoadError> {
    Ok(SourceEntry {
        id,
        entry: file(&folder.join("entry.md"))?,
        zh: optional(&folder.join("zh.md"))?,
        hits: files(&folder.join("hit"))?,
        misses: files(&folder.join("miss"))?,
        outcomes: optional(&folder.join("outcomes.jsonl"))?,
    })
}

/// `domain/slug` from the last two components.
fn id_of(folder: &Path) -> String {
    let domain = folder.parent().map(name).unwrap_or_default();
    format!("{domain}/{}", name(folder))
}

fn name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

fn at(path: &Path) -> impl FnOnce(io::Error) -> LoadError {
    let path = path.to_owned();
    move |source| LoadError { path, source }
}

fn children(folder: &Path) -> Result<Vec<PathBuf>, LoadError> {
    let mut paths = fs::read_dir(folder)
        .and_then(|entries| entries.map(|entry| entry.map(|entry| entry.path())).collect::<io::Result<Vec<_>>>())
        .map_err(at(folder))?;
    paths.sort();
    Ok(paths)
}

fn folders(folder: &Path) -> Result<Vec<PathBuf>, LoadError> {
    let hidden = |path: &PathBuf| name(path).starts_with('.');
    Ok(children(folder)?.into_iter().filter(|path| path.is_dir() && !hidden(path)).collect())
}

/// The files of a folder, whatever their names: `check` says which of them is no sample.
fn files(folder: &Path) -> Result<Vec<SourceFile>, LoadError> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    children(folder)?.iter().filter(|path| path.is_file()).map(|path| file(path)).collect()
}

fn optional(path: &Path) -> Result<Option<SourceFile>, LoadError> {
    if path.is_file() { file(path).map(Some) } else { Ok(None) }
}

fn file(path: &Path) -> Result<SourceFile, LoadError> {
    let bytes = fs::read(path).map_err(at(path))?;
    Ok(SourceFile { path: path.to_string_lossy().into_owned(), bytes })
}
