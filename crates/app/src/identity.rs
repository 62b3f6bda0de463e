//! Who and where, without saying it: keyed hashes of projects, commands and people.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::Error;

/// A key that never leaves the machine. What is hashed with it is the same from run to run, and tells nobody else
/// anything: without the key a guess cannot be tried out.
pub struct Identity {
    key: [u8; 32],
}

/// What is hashed: the same text as two things gives two hashes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Thing {
    Command,
    Project,
    Person,
    Line,
}

impl Identity {
    /// Reads the key, or makes one where there is none.
    ///
    /// # Errors
    /// Where the file cannot be read or made, or is no key.
    pub fn at(path: &Path) -> Result<Self, Error> {
        match fs::read(path) {
            Ok(bytes) => {
                let key = bytes.try_into().map_err(|_| Error::Key { path: path.to_owned() })?;
                Ok(Self { key })
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Self::make(path),
            Err(source) => Err(Error::Read { name: path.display().to_string(), source }),
        }
    }

    fn make(path: &Path) -> Result<Self, Error> {
        let failed = |source| Error::Write { path: path.to_owned(), source };
        let mut key = [0; 32];
        getrandom::fill(&mut key).map_err(|error| failed(error.into()))?;
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(failed)?;
        }
        // Written whole and then put in its place, which fails where another process was quicker: that one's key counts.
        let draft = path.with_extension(std::process::id().to_string());
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let written = options.open(&draft).and_then(|mut file| {
            file.write_all(&key)?;
            file.sync_all()
        });
        let placed = written.and_then(|()| fs::hard_link(&draft, path));
        fs::remove_file(&draft).map_err(failed)?;
        match placed {
            Ok(()) => Ok(Self { key }),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Self::at(path),
            Err(source) => Err(failed(source)),
        }
    }

    /// HMAC-SHA-256 with the key, its first 16 bytes as hexadecimal digits.
    pub(crate) fn hash(&self, thing: Thing, text: &[u8]) -> String {
        self.digest(thing, text).iter().take(16).map(|byte| format!("{byte:02x}")).collect()
    }

    /// The same, its first eight bytes as a number.
    pub(crate) fn number(&self, thing: Thing, text: &[u8]) -> u64 {
        self.digest(thing, text).iter().take(8).fold(0, |number, byte| number << 8 | u64::from(*byte))
    }

    fn digest(&self, thing: Thing, text: &[u8]) -> Vec<u8> {
        let kind = match thing {
            Thing::Command => "command",
            Thing::Project => "project",
            Thing::Person => "person",
            Thing::Line => "line",
        };
        // A key of any length will do for HMAC, so that it is never refused.
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.key) else { return Vec::new() };
        mac.update(kind.as_bytes());
        mac.update(&[0]);
        mac.update(text);
        mac.finalize().into_bytes().to_vec()
    }
}

impl std::fmt::Debug for Identity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Identity").finish_non_exhaustive()
    }
}
