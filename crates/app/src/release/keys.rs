//! Ed25519 keys of publishers: the private one in a file, the public one as a word that users configure.

use std::fmt;
use std::fs::OpenOptions;
use std::io::Write;
use std::path::Path;
use std::str::FromStr;

use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::UpdateError;
use crate::Error;

const PREFIX: &str = "ed25519:";
const OPENS: &str = "-----BEGIN PRIVATE KEY-----";
const CLOSES: &str = "-----END PRIVATE KEY-----";

/// The key by which a publisher's signatures are checked: `ed25519:` and 32 bytes in Base64.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PublicKey([u8; 32]);

/// A text that is no public key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a key reads `ed25519:` and 44 characters; `unstuck key show FILE` prints it")]
pub struct BadKey;

impl FromStr for PublicKey {
    type Err = BadKey;

    fn from_str(text: &str) -> Result<Self, BadKey> {
        let bytes = STANDARD.decode(text.trim().strip_prefix(PREFIX).ok_or(BadKey)?).map_err(|_| BadKey)?;
        bytes.try_into().map(Self).map_err(|_| BadKey)
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{PREFIX}{}", STANDARD.encode(self.0))
    }
}

/// The key with which a publisher signs.
pub struct SigningKey(Ed25519KeyPair);

impl SigningKey {
    /// Makes a key and writes it to a new file that only its owner can read: PKCS #8 as PEM.
    ///
    /// # Errors
    /// Where the file is there already or cannot be written.
    pub fn make(path: &Path) -> Result<Self, Error> {
        let failed = |source| Error::Write { path: path.to_owned(), source };
        let key = Ed25519KeyPair::generate().map_err(|_| UpdateError::Random)?;
        // The first version of the form: every version of OpenSSL reads it.
        let bytes = key.to_pkcs8v1().map_err(|_| UpdateError::Random)?;
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(path).map_err(|source| match source.kind() {
            std::io::ErrorKind::AlreadyExists => UpdateError::KeyThere { path: path.to_owned() }.into(),
            _ => failed(source),
        })?;
        let text = format!("{OPENS}\n{}\n{CLOSES}\n", STANDARD.encode(bytes.as_ref()));
        file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(failed)?;
        Ok(Self(key))
    }

    /// Reads a key from its file.
    ///
    /// # Errors
    /// Where the file cannot be read, or holds no such key.
    pub fn read(path: &Path) -> Result<Self, Error> {
        let name = path.display().to_string();
        let text = std::fs::read_to_string(path).map_err(|source| Error::Read { name, source })?;
        let key = || {
            let (_, rest) = text.split_once(OPENS)?;
            let (body, _) = rest.split_once(CLOSES)?;
            let body: String = body.split_whitespace().collect();
            Ed25519KeyPair::from_pkcs8(&STANDARD.decode(body).ok()?).ok()
        };
        key().map(Self).ok_or_else(|| UpdateError::NoSigningKey { path: path.to_owned() }.into())
    }

    /// The key that users configure.
    #[must_use]
    pub fn public(&self) -> PublicKey {
        let mut bytes = [0; 32];
        bytes.copy_from_slice(self.0.public_key().as_ref());
        PublicKey(bytes)
    }

    /// The signature of these bytes, in Base64.
    pub(crate) fn sign(&self, bytes: &[u8]) -> String {
        STANDARD.encode(self.0.sign(bytes))
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("SigningKey").field(&self.public()).finish()
    }
}

/// Whether any line of `signatures` is a signature of these bytes by any of the keys. There may be several of both, so that
/// a publisher can go over to another key.
pub(crate) fn verified(bytes: &[u8], signatures: &str, keys: &[PublicKey]) -> bool {
    let mut signatures = signatures.lines().filter_map(|line| STANDARD.decode(line.trim()).ok());
    signatures.any(|signature| {
        keys.iter().any(|key| UnparsedPublicKey::new(&ED25519, key.0).verify(bytes, &signature).is_ok())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_configured_key_vouches_for_the_bytes() {
        let folder = tempfile::tempdir().unwrap();
        let own = SigningKey::make(&folder.path().join("own.pem")).unwrap();
        let other = SigningKey::make(&folder.path().join("other.pem")).unwrap();
        let again = SigningKey::read(&folder.path().join("own.pem")).unwrap();
        assert_eq!(again.public(), own.public());
        let key: PublicKey = own.public().to_string().parse().unwrap();
        let signature = again.sign(b"text");
        assert!(verified(b"text", &signature, &[key]));
        assert!(verified(b"text", &format!("{}\n{signature}\n", other.sign(b"text")), &[other.public(), key]));
        assert!(!verified(b"Text", &signature, &[key]));
        assert!(!verified(b"text", &other.sign(b"text"), &[key]));
        assert!(!verified(b"text", "", &[key]));
        assert!(!verified(b"text", &signature, &[]));
        assert!(matches!(
            SigningKey::make(&folder.path().join("own.pem")),
            Err(Error::Update(UpdateError::KeyThere { .. }))
        ));
    }

    #[test]
    fn what_is_no_key_is_refused() {
        for text in ["", "ed25519:", "ed25519:AAAA", "rsa:AAAA", "ed25519:!!!!"] {
            assert_eq!(text.parse::<PublicKey>(), Err(BadKey), "{text}");
        }
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), format!("{OPENS}\nAAAA\n{CLOSES}\n")).unwrap();
        assert!(matches!(SigningKey::read(file.path()), Err(Error::Update(UpdateError::NoSigningKey { .. }))));
    }
}
