//! The folders that lie over the bundled canon.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use unstuck_canon::Layer;

mod cache;

pub(crate) use cache::Cached;

/// Folders with entries besides the bundled ones.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Overlays {
    /// Folder of the canon that `update` installed; used where one is.
    pub installed: Option<PathBuf>,
    /// The user's own; used where it exists.
    pub user: Option<PathBuf>,
    /// The repository's `.unstuck/`; used where it exists.
    pub project: Option<PathBuf>,
    /// Named by the user: must exist.
    pub given: Vec<PathBuf>,
    /// Where what was made of the entries of these folders is kept, so that the next start need not parse them; nowhere by default.
    pub cache: Option<PathBuf>,
}

impl Overlays {
    /// The folders with entries, as they lie over each other.
    pub(crate) fn folders(&self) -> Vec<(&Path, Layer)> {
        let optional = [(&self.user, Layer::User), (&self.project, Layer::Project)];
        let optional = optional.into_iter().filter_map(|(path, layer)| Some((path.as_deref()?, layer)));
        let given = self.given.iter().map(|path| (path.as_path(), Layer::Given));
        optional.filter(|(path, _)| path.is_dir()).chain(given).collect()
    }
}

/// `DOMAIN/SLUG/proof/try/FILE` is the deepest that belongs to an entry.
const DEEPEST: usize = 5;

/// Every file of folders with its size and the time of its last change. Two that are equal were read from the same entries.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Stamp(Vec<(PathBuf, u64, Option<SystemTime>)>);

impl Stamp {
    /// The files of these overlays, and another file of which only matters whether it is there.
    #[must_use]
    pub fn of(overlays: &Overlays, more: Option<PathBuf>) -> Self {
        let Overlays { installed, user, project, given, cache: _ } = overlays;
        let mut stamp = Self::over([installed, user, project].into_iter().flatten().chain(given).map(PathBuf::as_path));
        stamp.0.extend(more.filter(|path| path.exists()).map(|path| (path, 0, None)));
        stamp
    }

    /// What cannot be read is not there, as far as it is read at all.
    fn over<'p>(folders: impl Iterator<Item = &'p Path>) -> Self {
        let mut stamp = Self::default();
        folders.for_each(|path| stamp.add(path, DEEPEST));
        stamp.0.sort();
        stamp
    }

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

    /// Whether there is no file: the folders are empty, or gone.
    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether each file has rested for so long: one that is written twice within a tick of the file system's clock can be another with the
    /// same stamp.
    fn rests(&self, long: Duration) -> bool {
        let now = SystemTime::now();
        let rests = |time: &Option<SystemTime>| time.and_then(|time| now.duration_since(time).ok()) >= Some(long);
        self.0.iter().all(|(_, _, time)| rests(time))
    }
}
