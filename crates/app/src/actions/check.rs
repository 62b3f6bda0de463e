//! `check`: hold entries to the rules.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::Serialize;
use unstuck_canon::load::load;
use unstuck_canon::{Finding, Index, Layer, Level, Place, Rule, SourceFile, compile};
use unstuck_diagnosis::check::Trial;

use crate::library::read;
use crate::{Error, bundle};

/// What `check` found.
#[derive(Debug, Clone, Serialize)]
pub struct Checkup {
    /// `unstuck/check/1`
    pub schema: &'static str,
    /// Entries looked at.
    pub entries: usize,
    /// What is wrong.
    pub findings: Vec<Told>,
    /// Text of the files in which something is wrong, by path.
    #[serde(skip)]
    pub texts: BTreeMap<String, String>,
}

/// A finding, ready to be told.
#[derive(Debug, Clone, Serialize)]
pub struct Told {
    /// Stable code of the rule.
    pub code: &'static str,
    /// Weight.
    pub level: Level,
    /// Where.
    #[serde(flatten)]
    pub place: Place,
    /// What is wrong.
    pub message: String,
    /// How to mend it.
    pub help: &'static str,
    /// What the rule asks for.
    #[serde(skip)]
    pub asks: &'static str,
}

impl From<Finding> for Told {
    fn from(finding: Finding) -> Self {
        let rule = finding.rule;
        let Rule { code, level, asks, help } = *rule;
        Self { code, level, place: finding.place, message: finding.message, help, asks }
    }
}

/// Every rule that entries are held to.
#[must_use]
pub fn rules() -> Vec<&'static Rule> {
    let mut rules = unstuck_canon::check::rules();
    rules.extend(unstuck_diagnosis::check::rules());
    rules
}

/// Checks the entries of each folder; of the bundled canon where there is none. A folder with a `retired.toml` is a canon
/// of its own; any other lies over the bundled one.
///
/// # Errors
/// Where a folder cannot be read.
pub fn check(folders: &[PathBuf]) -> Result<Checkup, Error> {
    let mut checkup = Checkup { schema: "unstuck/check/1", entries: 0, findings: Vec::new(), texts: BTreeMap::new() };
    for path in folders {
        let mut folder = load(path)?;
        let whole = folder.retired.is_some();
        let (below, samples) =
            if whole { (Index::default(), Vec::new()) } else { (bundle::index()?, bundle::samples()?.0) };
        let ordinary =
            if folder.ordinary.is_empty() { bundle::samples()?.1 } else { std::mem::take(&mut folder.ordinary) };
        let texts = texts(&folder.entries, &ordinary);
        checkup.entries += folder.entries.len();
        let (checked, retired, mut findings) = read(folder, &below);
        let index = below.overlaid(compile(checked.clone(), retired, Layer::Given));
        let own = |id: &str| checked.iter().any(|entry| entry.entry().id.as_str() == id);
        let others: Vec<_> = samples.into_iter().filter(|(id, _)| !own(id)).collect();
        let trial = Trial { entries: &checked, index: &index, others: &others, ordinary: &ordinary };
        findings.extend(unstuck_diagnosis::check::check(&trial).map_err(|error| Error::Patterns(error.to_string()))?);
        for finding in &findings {
            let path = &finding.place.path;
            if let Some(text) = texts.get(path) {
                checkup.texts.insert(path.clone(), text.clone());
            }
        }
        checkup.findings.extend(findings.into_iter().map(Told::from));
    }
    checkup.findings.sort_by(|a, b| (&a.place.path, a.place.line, a.code).cmp(&(&b.place.path, b.place.line, b.code)));
    Ok(checkup)
}

fn texts(entries: &[unstuck_canon::SourceEntry], ordinary: &[SourceFile]) -> BTreeMap<String, String> {
    let files = entries.iter().flat_map(|entry| {
        let prose = std::iter::once(&entry.entry).chain(&entry.zh);
        prose.chain(&entry.hits).chain(&entry.misses)
    });
    files.chain(ordinary).map(|file| (file.path.clone(), file.text().into_owned())).collect()
}
