//! What the program makes of an installed canon: the entries that differ from its own, and the patterns of both together.

use std::path::Path;

use unstuck_canon::{Finding, Index, Indexed, Layer, Level, compile};
use unstuck_diagnosis::scan;

use super::Current;
use crate::archive::Files;
use crate::dated::latest;
use crate::library::read;
use crate::prepared::{self, Scan};
use crate::release::ARCHIVE;
use crate::{Error, bundle, sources};

/// An installed canon, ready to lie over the bundled one.
#[derive(Debug)]
pub(crate) struct Above {
    /// The entries that are not in the program, or newer than there; and all ids that it retired.
    pub(crate) index: Index<'static>,
    /// The patterns of both together, prepared.
    pub(crate) scan: Scan,
    /// Entries that it has, those among them that the program has too.
    pub(crate) entries: usize,
    /// What keeps entries from being used: nothing, unless another version of the program looks at them.
    pub(crate) findings: Vec<Finding>,
}

impl Above {
    /// Parses, checks and compares. Of two entries with one id that differ the one counts that names the later day: so a newer
    /// program is not set back by what was installed before it.
    pub(crate) fn new(files: &Files) -> Result<Self, Error> {
        let bundled = bundle::index()?;
        let (checked, retired, findings) = read(sources::entries(files, ARCHIVE), &bundled);
        let findings = findings.into_iter().filter(|finding| finding.rule.level == Level::Error).collect();
        let entries = checked.len();
        let all = compile(checked, retired, Layer::Installed);
        let mut newer = Vec::new();
        for own in all.failures() {
            // Each must be readable when it is asked for.
            let entry = own.read().map_err(Error::unread)?;
            let day = latest(own, &entry)?;
            match bundled.failures().iter().find(|other| other.id == own.id) {
                Some(other) if same(own, other) => {}
                Some(other) if latest(other, &other.read().map_err(Error::unread)?)? > day => {}
                _ => newer.push(own.id.clone()),
            }
        }
        let index = all.only(|own| newer.contains(&own.id));
        let both = laid(bundled, index.clone());
        let scan = scan::prepare(&both, &bundle::rarity()).map_err(|error| Error::Patterns(error.to_string()))?;
        Ok(Self { index, scan: Scan::Made(scan), entries, findings })
    }

    /// Reads what this program wrote for this archive. None where it is damaged, or another program's.
    pub(crate) fn read(path: &Path, current: &Current) -> Option<Self> {
        let (entries, index, scan) = prepared::read(path, &current.manifest.sha256)?;
        Some(Self { index, scan, entries, findings: Vec::new() })
    }

    /// In the form that [`Above::read`] takes.
    pub(crate) fn written(&self, current: &Current) -> Result<Vec<u8>, Error> {
        Ok(prepared::written(&current.manifest.sha256, self.entries, self.index.clone(), &self.scan)?)
    }
}

/// The bundled canon with an installed one over it: what the newer one retired is gone.
pub(crate) fn laid(bundled: Index<'static>, above: Index<'static>) -> Index<'static> {
    let gone = above.retired().failure.clone();
    bundled.only(|own| !gone.contains_key(own.id.as_str())).overlaid(above)
}

fn same(one: &Indexed<'_>, other: &Indexed<'_>) -> bool {
    one.entry == other.entry && one.zh == other.zh && one.outcomes == other.outcomes
}
