//! What a user configured of updates, in `unstuck.toml` of the user's configuration. A repository's file of that name has no
//! say: whoever can write to a repository must not choose whose canon its readers believe.

use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Deserializer};

use super::PublicKey;
use crate::Error;

/// The table `[update]`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Configured {
    /// Where canons are published.
    pub url: Option<String>,
    /// By whose keys they are signed.
    #[serde(deserialize_with = "keys")]
    pub keys: Vec<PublicKey>,
    /// Certificates to trust instead of those in the program.
    pub ca_file: Option<PathBuf>,
}

impl Configured {
    /// Reads a file; nothing is configured where there is none.
    ///
    /// # Errors
    /// Where it cannot be read, or its table `[update]` not be understood.
    pub fn read(path: &Path) -> Result<Self, Error> {
        let name = path.display().to_string();
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(source) => return Err(Error::Read { name, source }),
        };
        let file: File = toml::from_str(&text).map_err(|source| Error::Settings { name, source: Box::new(source) })?;
        Ok(file.update)
    }
}

#[derive(Deserialize)]
struct File {
    #[serde(default)]
    update: Configured,
}

fn keys<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<PublicKey>, D::Error> {
    let words = Vec::<String>::deserialize(deserializer)?;
    words.iter().map(|word| word.parse().map_err(serde::de::Error::custom)).collect()
}
