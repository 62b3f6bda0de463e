//! One failure as a page shows it: all of it, the titles of what it names, and its proof.

use std::collections::BTreeMap;

use jiff::Timestamp;
use unstuck_canon::{Indexed, Lang, Layer};
use unstuck_ledger::Source;

use crate::measured::Measured;
use crate::proof_files::ProofFiles;
use crate::view::WholeView;
use crate::{Error, Library, bundle, sources};

/// One failure as a page shows it.
#[derive(Debug, Clone)]
pub struct PageView {
    /// What `show` says of it.
    pub whole: WholeView,
    /// The titles of the failures that it names.
    pub titles: BTreeMap<String, String>,
    /// Its proof, where there is one.
    pub proof: Option<ProofView>,
}

/// The proof of a failure.
#[derive(Debug, Clone)]
pub struct ProofView {
    /// Its files, those that make the failure first.
    pub files: Vec<ProofFile>,
    /// When it was last recorded.
    pub last: Option<Timestamp>,
    /// The facts of the environments in which it was recorded, each with its values.
    pub environments: BTreeMap<String, Vec<String>>,
    /// Trials that were recorded.
    pub trials: usize,
}

/// A file of a proof.
#[derive(Debug, Clone)]
pub struct ProofFile {
    /// Path below `proof/`.
    pub path: String,
    /// What is in it.
    pub text: String,
}

/// Everything that the page of a failure shows.
///
/// # Errors
/// Where there is no such failure, the ledger cannot be read, or a proof cannot.
pub fn page(library: &Library, id: &str, lang: Lang) -> Result<PageView, Error> {
    let whole = super::show(library, id, lang)?;
    let failure = library.failure(id)?;
    let text = [&failure.entry, &failure.zh].map(|bytes| String::from_utf8_lossy(bytes));
    let arrows = whole.failure.leads_to.iter().chain(&whole.preceded_by);
    let named: Vec<&str> = arrows.map(|arrow| arrow.id.as_str()).collect();
    let titles = library.index().failures().iter().filter(|other| {
        let id = other.id.as_str();
        other.id != failure.id && (named.contains(&id) || text.iter().any(|text| text.contains(id)))
    });
    let titles = titles.map(|other| (other.id.to_string(), other.title(lang).to_owned())).collect();
    Ok(PageView { titles, proof: proof(library, failure)?, whole })
}

fn proof(library: &Library, failure: &Indexed<'_>) -> Result<Option<ProofView>, Error> {
    let mut files = files(library, failure)?;
    if files.is_empty() {
        return Ok(None);
    }
    let rank = |path: &str| match path {
        "setup" => 0,
        "trigger" => 1,
        _ if path.starts_with("try/") => 2,
        "proof.toml" => 3,
        _ => 4,
    };
    files.sort_by(|one, other| (rank(&one.0), &one.0).cmp(&(rank(&other.0), &other.0)));
    let entry = failure.read().map_err(Error::unread)?;
    let measured = Measured::new(library, failure, &entry)?;
    let mut view = ProofView {
        files: files.into_iter().map(|(path, text)| ProofFile { path, text }).collect(),
        last: None,
        environments: BTreeMap::new(),
        trials: 0,
    };
    for outcome in measured.outcomes.iter().filter(|outcome| outcome.source == Source::Proof) {
        view.trials += 1;
        view.last = view.last.max(Some(outcome.at));
        for (fact, value) in &outcome.environment {
            let values = view.environments.entry(fact.clone()).or_default();
            if !values.contains(value) {
                values.push(value.clone());
            }
        }
    }
    Ok(Some(view))
}

/// The files of a proof: from where the entry comes from.
fn files(library: &Library, failure: &Indexed<'_>) -> Result<ProofFiles, Error> {
    match failure.layer {
        Layer::Bundled => {
            let own = bundle::proofs()?.into_iter().find(|(id, _)| *id == failure.id.as_str());
            Ok(own.map(|(_, files)| files).unwrap_or_default())
        }
        Layer::Installed => Ok(sources::proof(&library.installed_files()?, failure.id.as_str())),
        _ => sources::beside(failure),
    }
}
