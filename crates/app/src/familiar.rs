//! What a command says when it goes well: keyed hashes of the lines of its last successful run, and no text.
//!
//! Kept in one small file a command and project, written over by each successful run. With it, a failing run is told only of
//! lines that are new.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use unstuck_diagnosis::{SHAPE, shape};

use crate::identity::Thing;
use crate::{Error, Identity, Kept};

/// Different lines that are kept: with eight bytes each a file stays under 80 kB.
const MOST: usize = 10_000;
/// Opens a file; the version of the shapes follows.
const MAGIC: &[u8; 8] = b"unstuckF";

/// The lines of a command's last successful run.
#[derive(Debug, Default)]
pub struct Familiar {
    lines: BTreeSet<u64>,
}

impl Familiar {
    /// The hashes of what was kept of a run.
    pub(crate) fn of(kept: &Kept, identity: &Identity) -> Self {
        let mut lines = BTreeSet::new();
        let mut rest: Vec<u8> = Vec::new();
        for block in kept.head().chain(kept.tail()) {
            for row in block.split_inclusive(|byte| *byte == b'\n') {
                if lines.len() >= MOST {
                    return Self { lines };
                }
                rest.extend_from_slice(row);
                if row.ends_with(b"\n") {
                    lines.insert(hash(identity, rest.trim_ascii_end()));
                    rest.clear();
                }
            }
        }
        if !rest.is_empty() {
            lines.insert(hash(identity, &rest));
        }
        Self { lines }
    }

    /// Whether a line of that shape was there.
    pub(crate) fn knows(&self, identity: &Identity, shape: &[u8]) -> bool {
        self.lines.contains(&identity.number(Thing::Line, shape))
    }

    /// Reads a file; what is missing, of another version or damaged knows nothing.
    ///
    /// # Errors
    /// Where the file is there and cannot be read.
    pub(crate) fn read(path: &Path) -> Result<Self, Error> {
        let bytes = match fs::read(path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(source) => return Err(Error::Read { name: path.display().to_string(), source }),
        };
        let body = bytes.strip_prefix(MAGIC).and_then(|rest| rest.strip_prefix(&SHAPE.to_le_bytes()));
        let numbers = body.unwrap_or_default().chunks_exact(8).filter_map(|chunk| chunk.try_into().ok());
        Ok(Self { lines: numbers.map(u64::from_le_bytes).collect() })
    }

    /// Writes a file whole, in the place of the one before.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub(crate) fn write(&self, path: &Path) -> Result<(), Error> {
        let failed = |source| Error::Write { path: path.to_owned(), source };
        let mut bytes = MAGIC.to_vec();
        bytes.extend(SHAPE.to_le_bytes());
        bytes.extend(self.lines.iter().flat_map(|line| line.to_le_bytes()));
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(failed)?;
        }
        let draft = path.with_extension(std::process::id().to_string());
        fs::write(&draft, bytes).and_then(|()| fs::rename(&draft, path)).map_err(failed)
    }
}

fn hash(identity: &Identity, line: &[u8]) -> u64 {
    identity.number(Thing::Line, &shape(line))
}

/// Where the lines of a command in a project are kept.
pub(crate) fn place(folder: &Path, command: &str, project: &str) -> PathBuf {
    folder.join("familiar").join(format!("{command}-{project}"))
}
