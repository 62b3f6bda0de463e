//! What was made of the entries of overlays, in a file for each set of folders.

use std::fmt::Write as _;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf, absolute};
use std::time::Duration;

use unstuck_canon::{Index, Layer};

use super::Stamp;
use crate::prepared::{Scan, read, written};
use crate::release::digest;

/// How long files must have been left alone before what was made of them is kept: more than a tick of the clocks of file systems, FAT's two
/// seconds included.
const REST: Duration = Duration::from_secs(3);
/// After so long, what was kept of folders is made again when it is needed, so that those of folders that are gone do not gather.
const OLD: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// What the name of an unfinished file begins with.
const DRAFT: &str = "draft-";

/// The file for a set of folders.
#[derive(Debug)]
pub(crate) struct Cached {
    path: PathBuf,
    stamp: Stamp,
    /// What it is made from: the canon below, and the folders with all their files.
    from: String,
}

impl Cached {
    /// In `cache`, for folders that lie over the canon `below`; none for folders without files, of which one may not even be there.
    pub(crate) fn of(cache: &Path, folders: &[(&Path, Layer)], below: &str) -> Option<Self> {
        let stamp = Stamp::over(folders.iter().map(|(path, _)| *path));
        if stamp.is_empty() {
            return None;
        }
        let (mut place, mut from) = (String::new(), below.to_owned());
        for (path, layer) in folders {
            let whole = absolute(path).unwrap_or_else(|_| (*path).to_owned());
            let _infallible = writeln!(place, "{layer:?} {whole:?}");
        }
        for file in &stamp.0 {
            let _infallible = writeln!(from, "{file:?}");
        }
        let path = cache.join(format!("overlays-{}.bin", &digest(place.as_bytes())[..16]));
        Some(Self { path, stamp, from: digest(from.as_bytes()) })
    }

    /// The entries of the folders, and the patterns of all that is below too.
    pub(crate) fn read(&self) -> Option<(Index<'static>, Scan)> {
        read(&self.path, &self.from).map(|(_, index, scan)| (index, scan))
    }

    /// Whether the folders have been left alone for long enough.
    pub(crate) fn may_be_written(&self) -> bool {
        self.stamp.rests(REST)
    }

    /// Keeps them. Where that fails the next start takes longer, and nothing else.
    pub(crate) fn write(&self, index: Index<'_>, scan: &[u8]) {
        let Some(folder) = self.path.parent() else { return };
        let Ok(bytes) = written(&self.from, index.failures().len(), index, scan) else { return };
        let _unwritten = fs::create_dir_all(folder).and_then(|()| {
            sweep(folder)?;
            let mut draft = tempfile::Builder::new().prefix(DRAFT).tempfile_in(folder)?;
            draft.write_all(&bytes)?;
            draft.persist(&self.path).map_err(|error| error.error)
        });
    }
}

/// Removes what was kept long ago.
fn sweep(folder: &Path) -> io::Result<()> {
    for item in fs::read_dir(folder)? {
        let item = item?;
        let name = item.file_name().to_string_lossy().into_owned();
        let ours = name.starts_with("overlays-") || name.starts_with(DRAFT);
        let old = item.metadata()?.modified()?.elapsed().is_ok_and(|age| age > OLD);
        if old && ours {
            fs::remove_file(item.path())?;
        }
    }
    Ok(())
}
