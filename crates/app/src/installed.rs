//! The canon that `unstuck update` installed, in a folder of the user's data:
//!
//! - `current.json` says which one counts. It is replaced by renaming, after everything that it names is on the disk, so that
//!   a crash or a full disk at any point leaves the one that counted before.
//! - `canon-DIGEST.zip` is the archive as it was published and checked.
//! - `prepared-DIGEST.bin` is what the program makes of it, so that starting does not parse it. Another version of the
//!   program makes its own.
//! - `lock` is held while one is installed.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use tempfile::NamedTempFile;

use crate::Error;
use crate::archive::{Files, unpacked};
use crate::release::{Manifest, UpdateError, digest};

mod prepared;

pub(crate) use prepared::{Above, laid};

/// Most bytes that a canon may unpack to.
pub(crate) const MOST_UNPACKED: u64 = 1 << 30;

/// What a draft's name begins with: it is swept away where an earlier process did not come to its end.
const DRAFT: &str = "draft-";

/// The folder of the installed canon.
#[derive(Debug, Clone)]
pub(crate) struct Store {
    folder: PathBuf,
}

/// Which canon counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Current {
    /// Where it came from.
    pub(crate) url: String,
    /// SHA-256 of the manifest as it was signed.
    pub(crate) digest: String,
    /// The manifest.
    pub(crate) manifest: Manifest,
}

impl Store {
    pub(crate) fn at(folder: &Path) -> Self {
        Self { folder: folder.to_owned() }
    }

    /// Which canon counts; none where none was installed.
    pub(crate) fn current(&self) -> Result<Option<Current>, Error> {
        let path = self.pointer();
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(source) => return Err(Error::Read { name: path.display().to_string(), source }),
        };
        let read = serde_json::from_slice(&bytes);
        read.map(Some).map_err(|source| UpdateError::Installed { path, source: source.into() }.into())
    }

    /// The files of a canon.
    pub(crate) fn files(&self, current: &Current) -> Result<Files, Error> {
        let path = self.archive(current);
        let files = File::open(&path).and_then(|file| unpacked(file, MOST_UNPACKED));
        files.map_err(|source| UpdateError::Installed { path, source: source.into() }.into())
    }

    /// What the program makes of a canon: as it was prepared, else prepared anew.
    pub(crate) fn above(&self, current: &Current) -> Result<Above, Error> {
        let path = self.prepared(current);
        if let Some(above) = Above::read(&path, current) {
            return Ok(above);
        }
        let above = Above::new(&self.files(current)?)?;
        // The next start would be quicker; where nothing can be written it is not.
        let _unwritten = above.written(current).and_then(|bytes| self.put(&path, &bytes));
        Ok(above)
    }

    /// The same, when the archive is still what was published.
    pub(crate) fn whole(&self, current: &Current) -> Result<Above, Error> {
        let path = self.archive(current);
        let damaged = |source| UpdateError::Installed { path: path.clone(), source };
        let bytes = fs::read(&path).map_err(|source| damaged(source.into()))?;
        if digest(&bytes) == current.manifest.sha256 {
            self.above(current)
        } else {
            Err(damaged("its digest is another".into()).into())
        }
    }

    /// Keeps others from installing while the file is open; what they left unfinished is swept away.
    pub(crate) fn lock(&self) -> Result<File, Error> {
        let path = self.folder.join("lock");
        let failed = |source| Error::Write { path: path.clone(), source };
        fs::create_dir_all(&self.folder).map_err(failed)?;
        let file = File::create(&path).map_err(failed)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(fs::TryLockError::WouldBlock) => return Err(UpdateError::Running.into()),
            Err(fs::TryLockError::Error(source)) => return Err(failed(source)),
        }
        self.sweep(|name| name.starts_with(DRAFT))?;
        Ok(file)
    }

    /// A file beside, which goes away unless it is kept.
    pub(crate) fn draft(&self) -> Result<NamedTempFile, Error> {
        let failed = |source| Error::Write { path: self.folder.clone(), source };
        tempfile::Builder::new().prefix(DRAFT).tempfile_in(&self.folder).map_err(failed)
    }

    /// Installs a canon: its archive, which lies in a draft, then what was prepared of it, then the word that it counts.
    pub(crate) fn install(&self, current: &Current, archive: NamedTempFile, above: &Above) -> Result<(), Error> {
        let before = self.current()?;
        self.kept(archive, &self.archive(current))?;
        self.put(&self.prepared(current), &above.written(current)?)?;
        self.put(&self.pointer(), &serde_json::to_vec_pretty(current)?)?;
        // A process that looked before may still be reading the one that counted then.
        let wanted: Vec<_> = [Some(current), before.as_ref()].into_iter().flatten().map(stem).collect();
        self.sweep(|name| !wanted.iter().any(|stem| name.contains(stem)) && is_ours(name))
    }

    /// Forgets what was installed: whether there was anything.
    pub(crate) fn remove(&self) -> Result<bool, Error> {
        let there = self.pointer().exists();
        if there {
            fs::remove_file(self.pointer()).map_err(|source| Error::Write { path: self.pointer(), source })?;
            self.sweep(is_ours)?;
        }
        Ok(there)
    }

    fn pointer(&self) -> PathBuf {
        self.folder.join("current.json")
    }

    fn archive(&self, current: &Current) -> PathBuf {
        self.folder.join(format!("canon-{}.zip", stem(current)))
    }

    fn prepared(&self, current: &Current) -> PathBuf {
        self.folder.join(format!("prepared-{}.bin", stem(current)))
    }

    fn put(&self, path: &Path, bytes: &[u8]) -> Result<(), Error> {
        let mut draft = self.draft()?;
        draft.write_all(bytes).map_err(|source| Error::Write { path: path.to_owned(), source })?;
        self.kept(draft, path)
    }

    /// Gives a draft its name, when all of it is on the disk.
    fn kept(&self, draft: NamedTempFile, path: &Path) -> Result<(), Error> {
        let failed = |source| Error::Write { path: path.to_owned(), source };
        draft.as_file().sync_all().map_err(failed)?;
        draft.persist(path).map_err(|error| failed(error.error))?;
        File::open(&self.folder).and_then(|folder| folder.sync_all()).map_err(failed)
    }

    fn sweep(&self, unwanted: impl Fn(&str) -> bool) -> Result<(), Error> {
        let failed = |source| Error::Write { path: self.folder.clone(), source };
        for item in fs::read_dir(&self.folder).map_err(failed)? {
            let item = item.map_err(failed)?;
            if unwanted(&item.file_name().to_string_lossy()) {
                fs::remove_file(item.path()).map_err(failed)?;
            }
        }
        Ok(())
    }
}

/// The part of an archive's digest by which its files are named.
fn stem(current: &Current) -> &str {
    current.manifest.sha256.get(..16).unwrap_or(&current.manifest.sha256)
}

fn is_ours(name: &str) -> bool {
    name.starts_with("canon-") || name.starts_with("prepared-")
}
