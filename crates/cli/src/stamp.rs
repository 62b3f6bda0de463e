//! Whether anything came to the overlays since they were read.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use unstuck_app::Overlays;

/// `DOMAIN/SLUG/proof/try/FILE` is the deepest that belongs to an entry.
const DEEPEST: usize = 5;

/// Every file of the overlays with its size and the time of its last change. Two that are equal were read from the same
/// entries.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Stamp(Vec<(PathBuf, u64, Option<SystemTime>)>);

impl Stamp {
    /// The files of these overlays, and other files that matter.
    pub(crate) fn of(overlays: &Overlays, more: Option<PathBuf>) -> Self {
        let mut stamp = Self::default();
        let Overlays { installed, user, project, given } = overlays;
        for path in [installed, user, project].into_iter().flatten().chain(given) {
            stamp.add(path, DEEPEST);
        }
        // Only whether it is there: what is in it is read for every answer.
        stamp.0.extend(more.filter(|path| path.exists()).map(|path| (path, 0, None)));
        stamp.0.sort();
        stamp
    }

    /// What cannot be read is not there, as far as it is read at all.
    fn add(&mut self, path: &Path, deeper: usize) {
        let Ok(seen) = fs::metadata(path) else { return };
        if !seen.is_dir() {
            self.0.push((path.to_owned(), seen.len(), seen.modified().ok()));
        } else if deeper > 0 {
            for item in fs::read_dir(path).into_iter().flatten().flatten() {
                self.add(&item.path(), deeper - 1);
            }
        }
    }
}
