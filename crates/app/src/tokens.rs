//! Tokens of the HTTP API: a name, and a digest of what its holder shows. The token itself is said once and kept nowhere.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use jiff::{Timestamp, Unit};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::Error;

/// What every token begins with, so that scanners for secrets find one that lies about.
const PREFIX: &str = "unstuck_";

/// The tokens in a file.
#[derive(Debug, Clone)]
pub struct Tokens {
    path: PathBuf,
}

/// One token, without itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Token {
    /// Whose word its holder's reports are.
    pub name: String,
    /// SHA-256 of the token, in hexadecimal digits. 32 random bytes cannot be guessed, so nothing slower is needed.
    pub sha256: String,
    /// When it was made.
    pub made: Timestamp,
}

impl Tokens {
    /// The tokens in that file, which need not be there yet.
    #[must_use]
    pub fn at(path: &Path) -> Self {
        Self { path: path.to_owned() }
    }

    /// All of them, by name.
    ///
    /// # Errors
    /// Where the file is there and cannot be read.
    pub fn list(&self) -> Result<Vec<Token>, Error> {
        let bytes = match fs::read(&self.path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(source) => return Err(Error::Read { name: self.path.display().to_string(), source }),
        };
        serde_json::from_slice(&bytes).map_err(|source| Error::Tokens { path: self.path.clone(), source })
    }

    /// Makes a token for a reporter, and says it.
    ///
    /// # Errors
    /// Where the name cannot be one or has a token, or the file cannot be written.
    pub fn make(&self, name: &str) -> Result<String, Error> {
        let fits = |char: char| char.is_ascii_alphanumeric() || matches!(char, '-' | '.' | '_');
        if name.is_empty() || name.len() > 64 || !name.chars().all(fits) {
            return Err(Error::TokenName { name: name.to_owned() });
        }
        let mut tokens = self.list()?;
        if tokens.iter().any(|token| token.name == name) {
            return Err(Error::Token { name: name.to_owned(), there: true });
        }
        let mut secret = [0; 32];
        getrandom::fill(&mut secret).map_err(|error| self.unwritten(error.into()))?;
        let token = format!("{PREFIX}{}", hexadecimal(&secret));
        let made = Timestamp::now().round(Unit::Second).map_err(Error::Clock)?;
        tokens.push(Token { name: name.to_owned(), sha256: digest(&token), made });
        tokens.sort_by(|one, other| one.name.cmp(&other.name));
        self.write(&tokens)?;
        Ok(token)
    }

    /// Takes a reporter's token back.
    ///
    /// # Errors
    /// Where there is none, or the file cannot be written.
    pub fn revoke(&self, name: &str) -> Result<(), Error> {
        let mut tokens = self.list()?;
        let before = tokens.len();
        tokens.retain(|token| token.name != name);
        if tokens.len() == before {
            return Err(Error::Token { name: name.to_owned(), there: false });
        }
        self.write(&tokens)
    }

    /// Whose token it is. The file is read each time, so that a revoked one is refused at once.
    ///
    /// # Errors
    /// Where the file is there and cannot be read.
    pub fn reporter(&self, token: &str) -> Result<Option<String>, Error> {
        let digest = digest(token);
        Ok(self.list()?.into_iter().find(|own| own.sha256 == digest).map(|own| own.name))
    }

    fn write(&self, tokens: &[Token]) -> Result<(), Error> {
        if let Some(folder) = self.path.parent() {
            fs::create_dir_all(folder).map_err(|source| self.unwritten(source))?;
        }
        let draft = self.path.with_extension(std::process::id().to_string());
        let mut options = fs::OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let text = serde_json::to_string_pretty(tokens)? + "\n";
        let written = options.open(&draft).and_then(|mut file| {
            file.write_all(text.as_bytes())?;
            file.sync_all()
        });
        written.and_then(|()| fs::rename(&draft, &self.path)).map_err(|source| self.unwritten(source))
    }

    fn unwritten(&self, source: io::Error) -> Error {
        Error::Write { path: self.path.clone(), source }
    }
}

fn digest(token: &str) -> String {
    hexadecimal(&Sha256::digest(token.as_bytes()))
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
