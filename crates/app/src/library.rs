//! The layers of the canon laid over each other: bundled, installed, user, project, given.

use std::sync::OnceLock;
use std::time::Duration;

use rayon::iter::Either;
use rayon::prelude::*;
use unstuck_canon::load::{Folder, load};
use unstuck_canon::{Checked, Entry, Finding, Index, Indexed, Known, Layer, Level, Retired, check, compile, parse};
use unstuck_diagnosis::Scanner;
use unstuck_diagnosis::scan::{self, Prepared};

use crate::archive::Files;
use crate::counted::Counted;
use crate::installed::{Current, Store, laid};
use crate::overlays::{Cached, Overlays};
use crate::prepared::Scan;
use crate::shown::Shown;
use crate::{Error, Records, bundle};

/// The canon as one user sees it.
#[derive(Debug)]
pub struct Library {
    index: Index<'static>,
    installed: Option<(Store, Current)>,
    /// Why the installed canon is not used.
    trouble: Option<Error>,
    patterns: Patterns,
    left_out: Vec<Finding>,
    records: Option<Records>,
    counted: OnceLock<Counted>,
    /// What a server keeps of its answers.
    shown: Option<Shown>,
}

/// Where the patterns of the index lie prepared.
#[derive(Debug)]
enum Patterns {
    /// In the binary.
    Bundled,
    /// Those of the installed canon, or of overlays, and of what they lie over.
    Laid(Scan),
    /// Nowhere: entries of overlays were laid over them just now.
    Changed,
}

impl Library {
    /// Lays the overlays over the bundled canon. A broken entry is left out and reported by [`Library::left_out`].
    ///
    /// # Errors
    /// Where a folder that exists, or was given, cannot be read.
    pub fn open(overlays: &Overlays) -> Result<Self, Error> {
        let mut library = Self {
            index: bundle::index()?,
            installed: None,
            trouble: None,
            patterns: Patterns::Bundled,
            left_out: Vec::new(),
            records: None,
            counted: OnceLock::new(),
            shown: None,
        };
        if let Some(folder) = &overlays.installed {
            // A program that did not start because of it could not mend it either.
            library.trouble = library.lay_installed(&Store::at(folder)).err();
        }
        library.lay_folders(overlays)?;
        Ok(library)
    }

    /// As it was kept of these folders; else they are read, and what they came to is kept where all of it could be used.
    fn lay_folders(&mut self, overlays: &Overlays) -> Result<(), Error> {
        let folders = overlays.folders();
        if folders.is_empty() {
            return Ok(());
        }
        let below = self.installed.as_ref().map_or("", |(_, current)| &current.manifest.sha256);
        let cached = overlays.cache.as_ref().and_then(|cache| Cached::of(cache, &folders, below));
        if let Some((above, scan)) = cached.as_ref().and_then(Cached::read) {
            self.index = std::mem::take(&mut self.index).overlaid(above);
            self.patterns = Patterns::Laid(scan);
            return Ok(());
        }
        for (path, layer) in folders {
            self.lay(load(path)?, layer);
        }
        if let Some(cached) = cached.filter(Cached::may_be_written)
            && self.left_out.is_empty()
        {
            let scan =
                scan::prepare(&self.index, &bundle::rarity()).map_err(|error| Error::Patterns(error.to_string()))?;
            cached.write(self.index.clone().only(|own| own.layer > Layer::Installed), &scan);
            self.patterns = Patterns::Laid(Scan::Made(scan));
        }
        Ok(())
    }

    fn lay_installed(&mut self, store: &Store) -> Result<(), Error> {
        if let Some(current) = store.current()? {
            let above = store.above(&current)?;
            self.left_out.extend(above.findings);
            self.index = laid(std::mem::take(&mut self.index), above.index);
            self.patterns = Patterns::Laid(above.scan);
            self.installed = Some((store.clone(), current));
        }
        Ok(())
    }

    fn lay(&mut self, folder: Folder, layer: Layer) {
        let (checked, retired, findings) = read(folder, &self.index);
        self.left_out.extend(findings.into_iter().filter(|finding| finding.rule.level == Level::Error));
        let below = std::mem::take(&mut self.index);
        // Where nothing is added, the patterns that the build prepared stay good.
        if !checked.is_empty() {
            self.patterns = Patterns::Changed;
        }
        self.index = below.overlaid(compile(checked, retired, layer));
    }

    /// Every failure.
    #[must_use]
    pub fn index(&self) -> &Index<'static> {
        &self.index
    }

    /// The patterns of every failure, ready to be looked for: those that the build or `update` prepared. They are prepared now
    /// where entries of an overlay lie over them, or where what was prepared is damaged.
    ///
    /// # Errors
    /// Only for an index that `check` would have refused.
    pub fn scanner(&self) -> Result<Scanner<'_>, Error> {
        let prepared = match &self.patterns {
            Patterns::Bundled => bundle::prepared().ok(),
            Patterns::Laid(scan) => Prepared::trusted(&scan[..]).ok(),
            Patterns::Changed => None,
        };
        if let Some(Ok(scanner)) = prepared.map(|prepared| Scanner::prepared(&self.index, prepared)) {
            return Ok(scanner);
        }
        Scanner::measured(&self.index, &bundle::rarity()).map_err(|error| Error::Patterns(error.to_string()))
    }

    /// Counts the outcomes of this ledger too.
    #[must_use]
    pub fn with_records(self, records: Records) -> Self {
        Self { records: Some(records), ..self }
    }

    /// The ledger whose outcomes are counted too.
    #[must_use]
    pub fn records(&self) -> Option<&Records> {
        self.records.as_ref()
    }

    /// Keeps what answers show of failures; where a ledger is counted, for so long.
    #[must_use]
    pub fn keeping(self, fresh: Duration) -> Self {
        let fresh = self.records.as_ref().map(|_| fresh);
        Self { shown: Some(Shown::new(fresh)), ..self }
    }

    pub(crate) fn shown(&self) -> Option<&Shown> {
        self.shown.as_ref()
    }

    /// What the outcomes of the bundled canon come to: read when it is first asked for.
    pub(crate) fn counted(&self) -> Result<&Counted, Error> {
        if let Some(counted) = self.counted.get() {
            return Ok(counted);
        }
        let counted = bundle::counted()?;
        Ok(self.counted.get_or_init(|| counted))
    }

    /// The failures of overlays.
    pub(crate) fn overlaid(&self) -> impl Iterator<Item = &Indexed<'static>> {
        self.index.failures().iter().filter(|failure| failure.layer != Layer::Bundled)
    }

    /// The files of the installed canon; none where none is.
    pub(crate) fn installed_files(&self) -> Result<Files, Error> {
        self.installed.as_ref().map_or(Ok(Files::new()), |(store, current)| store.files(current))
    }

    /// Why the installed canon is not used, where one is there.
    #[must_use]
    pub fn trouble(&self) -> Option<&Error> {
        self.trouble.as_ref()
    }

    /// Why entries of overlays were left out.
    #[must_use]
    pub fn left_out(&self) -> &[Finding] {
        &self.left_out
    }

    /// The failure with that id, or the one that took its place.
    ///
    /// # Errors
    /// [`Error::NoFailure`] with the nearest ids.
    pub fn failure(&self, id: &str) -> Result<&Indexed<'static>, Error> {
        self.index.get(id).ok_or_else(|| Error::NoFailure {
            id: id.to_owned(),
            nearest: self.nearest(id),
            retired: self.index.retired().failure.get(id).and_then(|fate| fate.because.clone()),
        })
    }

    /// The domain whose name looks most like `name`, where one does.
    #[must_use]
    pub fn nearest_domain(&self, name: &str) -> Option<&str> {
        let domains = self.index.failures().iter().map(|failure| failure.id.domain());
        let near =
            domains.map(|domain| (strsim::jaro_winkler(name, domain), domain)).filter(|(score, _)| *score > 0.75);
        near.max_by(|one, other| one.0.total_cmp(&other.0)).map(|(_, domain)| domain)
    }

    /// Up to three ids that look like `id`, the nearest first: by the whole id, or by its slug alone.
    fn nearest(&self, id: &str) -> Vec<String> {
        let slug = id.rsplit('/').next().unwrap_or(id);
        let mut near: Vec<(f64, &str)> = self
            .index
            .failures()
            .iter()
            .map(|failure| {
                let whole = strsim::jaro_winkler(id, failure.id.as_str());
                let part = if failure.id.slug().contains(slug) {
                    0.95
                } else {
                    strsim::normalized_levenshtein(slug, failure.id.slug())
                };
                (whole.max(part), failure.id.as_str())
            })
            .filter(|(score, _)| *score > 0.75)
            .collect();
        near.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
        near.into_iter().take(3).map(|(_, id)| id.to_owned()).collect()
    }
}

/// Parses and checks the entries of a folder that lies over `below`.
pub(crate) fn read(folder: Folder, below: &Index<'_>) -> (Vec<Checked>, Retired, Vec<Finding>) {
    let mut findings = Vec::new();
    let retired = match folder.retired.as_ref().map(Retired::read).transpose() {
        Ok(retired) => retired.unwrap_or_default(),
        Err(finding) => {
            findings.push(finding);
            Retired::default()
        }
    };
    let (entries, unreadable): (Vec<Entry>, Vec<Finding>) =
        folder.entries.into_par_iter().partition_map(|source| match parse(source) {
            Ok(entry) => Either::Left(entry),
            Err(finding) => Either::Right(finding),
        });
    findings.extend(unreadable);
    let own = entries.iter().map(|entry| entry.id.to_string());
    let ids = own.chain(below.failures().iter().map(|failure| failure.id.to_string())).collect();
    let known = Known { ids, retired: below.retired().clone().joined(retired.clone()) };
    let (checked, more) = check(entries, &known);
    findings.extend(more);
    (checked, retired, findings)
}
