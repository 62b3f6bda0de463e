//! The evaluation set as it lies in a folder.
//!
//! ```text
//! held-out/DOMAIN.toml   [[case]] text, failure, from: messages that no entry was written from; or first: what was answered
//!                        before one was
//! held-out/blind/        the same, from people who had not seen the patterns, and after these were last changed
//! logs.toml, logs/       [[log]] file, primary, echoes, from: whole failing logs with several errors in them
//! green/*.log[.gz]       output of commands that went well
//! alarming.txt           single lines of such output that sound like trouble
//! quoted.toml            [[quoted]] failure, text, because: alarming lines that print a message word for word
//! peers/deadends.json    what another project's matcher said of the same cases
//! ```

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::Error;
use crate::input::Log;

/// Pages that entries cite, and the first entry that does.
pub(crate) type Cited = BTreeMap<String, String>;

/// Everything that the engine is measured on.
#[derive(Debug, Default)]
pub(crate) struct Set {
    pub(super) cases: Vec<Case>,
    pub(super) logs: Vec<Whole>,
    pub(super) green: Vec<Text>,
    pub(super) alarming: Vec<String>,
    pub(super) quoted: Vec<Quoted>,
    pub(super) peer: Option<super::peer::Answers>,
}

/// A real message, or a few lines around it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Case {
    /// The lines.
    pub(super) text: String,
    /// Id of the failure they show, or `none` where the canon does not hold it.
    pub(super) failure: String,
    /// Address of the page they stand on, or `ran: COMMAND`.
    pub(super) from: String,
    /// What was named first when the case was first asked, or `none`, where a pattern was mended by it since: it measures
    /// nothing any more and counts as it ended then.
    #[serde(default)]
    pub(super) first: Option<String>,
    /// File and position in it: how the case is named to people.
    #[serde(skip)]
    pub(super) name: String,
    /// Who chose it had not seen the patterns, and no pattern was changed by it.
    #[serde(skip)]
    pub(super) blind: bool,
}

/// What stands for a failure that the canon does not hold, and for no answer.
pub(super) const NONE: &str = "none";

/// A whole failing log.
#[derive(Debug, Clone)]
pub(super) struct Whole {
    pub(super) text: Text,
    /// The failure that is the cause.
    pub(super) primary: String,
    /// Failures that show in it as well, and must not be named first.
    pub(super) echoes: Vec<String>,
}

/// A log in memory.
#[derive(Debug, Clone)]
pub(super) struct Text {
    pub(super) name: String,
    pub(super) bytes: Vec<u8>,
}

/// An alarming line that says a failure's message word for word, so that no pattern could tell the two apart.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Quoted {
    pub(super) failure: String,
    pub(super) text: String,
    #[serde(rename = "because")]
    pub(super) _because: String,
    /// How often the failure is seen in the log that holds the line.
    #[serde(default = "once")]
    pub(super) times: u64,
}

fn once() -> u64 {
    1
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Cases {
    #[serde(rename = "case", default)]
    cases: Vec<Case>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Logs {
    #[serde(rename = "log", default)]
    logs: Vec<LogRow>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct LogRow {
    file: String,
    primary: String,
    #[serde(default)]
    echoes: Vec<String>,
    from: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct QuotedRows {
    #[serde(default)]
    quoted: Vec<Quoted>,
}

impl Set {
    /// Reads a folder; a part that is missing is empty.
    ///
    /// # Errors
    /// Where the folder is none, or something in it cannot be understood.
    pub(crate) fn read(folder: &Path) -> Result<Self, Error> {
        if !folder.is_dir() {
            return Err(Error::NoEvaluation { folder: folder.to_owned() });
        }
        let mut set = Self::default();
        for (part, blind) in [("held-out", false), ("held-out/blind", true)] {
            for path in files(&folder.join(part), &[".toml"])? {
                let cases: Cases = toml_of(&path)?;
                for (at, case) in cases.cases.into_iter().enumerate() {
                    let name = format!("{}{}#{}", if blind { "blind/" } else { "" }, name_of(&path), at + 1);
                    from(&path, &name, &case.from)?;
                    set.cases.push(Case { name, blind, ..case });
                }
            }
        }
        if folder.join("logs.toml").exists() {
            set.logs = logs(folder)?;
        }
        for path in files(&folder.join("green"), &[".log", ".log.gz"])? {
            set.green.push(text(&path)?);
        }
        let alarming = folder.join("alarming.txt");
        if alarming.exists() {
            let text = text(&alarming)?;
            set.alarming = String::from_utf8_lossy(&text.bytes).lines().map(ToOwned::to_owned).collect();
        }
        if folder.join("quoted.toml").exists() {
            set.quoted = toml_of::<QuotedRows>(&folder.join("quoted.toml"))?.quoted;
        }
        let peer = folder.join("peers/deadends.json");
        if peer.exists() {
            let name = peer.display().to_string();
            set.peer = Some(serde_json::from_slice(&text(&peer)?.bytes).map_err(|error| wrong(name, error))?);
        }
        Ok(set)
    }

    /// What makes the set no measure: a case that an entry was written from (its text stands in a hit, or its page is
    /// cited), the same case twice, or an id that the canon does not hold. Empty where all is well.
    pub(crate) fn flaws(&self, known: impl Fn(&str) -> bool, cited: &Cited, hits: &[(String, String)]) -> Vec<String> {
        let mut flaws = Vec::new();
        let mut seen: BTreeMap<String, &str> = BTreeMap::new();
        let hits: Vec<(&str, String)> = hits.iter().map(|(path, text)| (path.as_str(), plain(text))).collect();
        for case in &self.cases {
            let text = plain(&case.text);
            if text.is_empty() {
                flaws.push(format!("{}: no text", case.name));
            }
            if let Some(first) = seen.insert(text.clone(), &case.name) {
                flaws.push(format!("{}: the same text as {first}", case.name));
            }
            if case.failure != NONE && !known(&case.failure) {
                flaws.push(format!("{}: there is no failure `{}`", case.name, case.failure));
            }
            if case.first.is_some() {
                continue;
            }
            if let Some((path, _)) = hits.iter().find(|(_, hit)| hit.contains(&text)) {
                flaws.push(format!("{}: its text stands in {path}, so it measures nothing", case.name));
            }
            if let Some(id) = cited.get(&case.from) {
                flaws.push(format!("{}: `{id}` cites its page, so it measures nothing", case.name));
            }
        }
        for log in &self.logs {
            for id in std::iter::once(&log.primary).chain(&log.echoes).filter(|id| !known(id)) {
                flaws.push(format!("{}: there is no failure `{id}`", log.text.name));
            }
        }
        let distinct: BTreeSet<&String> = self.alarming.iter().collect();
        if distinct.len() < self.alarming.len() {
            flaws.push(format!("alarming.txt: {} lines stand there twice", self.alarming.len() - distinct.len()));
        }
        flaws
    }
}

/// Lines without what stands around them, so that indentation and line endings hide nothing.
fn plain(text: &str) -> String {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

fn logs(folder: &Path) -> Result<Vec<Whole>, Error> {
    let list = folder.join("logs.toml");
    let rows: Logs = toml_of(&list)?;
    let mut left: BTreeSet<PathBuf> = files(&folder.join("logs"), &[".log", ".log.gz"])?.into_iter().collect();
    let mut logs = Vec::new();
    for row in rows.logs {
        from(&list, &row.file, &row.from)?;
        let path = folder.join("logs").join(&row.file);
        left.remove(&path);
        logs.push(Whole { text: text(&path)?, primary: row.primary, echoes: row.echoes });
    }
    match left.into_iter().next() {
        None => Ok(logs),
        Some(path) => Err(wrong(list.display().to_string(), Unlisted(name_of(&path)))),
    }
}

#[derive(Debug, thiserror::Error)]
#[error("{0} has no row")]
struct Unlisted(String);

#[derive(Debug, thiserror::Error)]
#[error("`from` of {0} is neither an address nor `ran: COMMAND`")]
struct FromNowhere(String);

/// Holds a row to where its text comes from: what nobody can look up again is no evidence.
fn from(path: &Path, name: &str, from: &str) -> Result<(), Error> {
    if ["https://", "http://", "ran: "].iter().any(|start| from.starts_with(start)) {
        return Ok(());
    }
    Err(wrong(path.display().to_string(), FromNowhere(name.to_owned())))
}

fn wrong(name: String, source: impl std::error::Error + Send + Sync + 'static) -> Error {
    Error::Evaluation { name, source: Box::new(source) }
}

fn toml_of<T: DeserializeOwned>(path: &Path) -> Result<T, Error> {
    let name = path.display().to_string();
    let text = fs::read_to_string(path).map_err(|source| Error::Read { name: name.clone(), source })?;
    toml::from_str(&text).map_err(|error| wrong(name, error))
}

fn text(path: &Path) -> Result<Text, Error> {
    let mut bytes = Vec::new();
    Log::open(path)?.read(|chunk| bytes.extend_from_slice(chunk))?;
    Ok(Text { name: name_of(path), bytes })
}

fn name_of(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// The files of a folder whose names end so, by name; none where there is no folder.
fn files(folder: &Path, ends: &[&str]) -> Result<Vec<PathBuf>, Error> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let failed = |source| Error::Read { name: folder.display().to_string(), source };
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if ends.iter().any(|end| name_of(&path).ends_with(end)) {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}
