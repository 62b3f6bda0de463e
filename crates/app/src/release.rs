//! A canon that is published: `canon.zip`, `canon.json` that says what it is, and `canon.json.sig` with signatures of the
//! latter's bytes.
//!
//! Ed25519 over the bytes as they lie, so that other tools sign and verify the same:
//! `openssl pkeyutl -verify -rawin -pubin -inkey key.pub -sigfile SIGNATURE -in canon.json`. What the signature vouches
//! for is in those bytes: the kind of document, the archive's digest, and when it was made.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

mod configured;
mod error;
mod fetch;
mod keys;

pub use configured::Configured;
pub use error::{FetchError, UpdateError};
pub(crate) use fetch::Remote;
pub(crate) use keys::verified;
pub use keys::{BadKey, PublicKey, SigningKey};

/// The kind of document.
const SCHEMA: &str = "unstuck/canon/1";

/// Names below the base URL.
pub(crate) const MANIFEST: &str = "canon.json";
pub(crate) const SIGNATURES: &str = "canon.json.sig";
pub(crate) const ARCHIVE: &str = "canon.zip";

/// What a published canon is. Keys that are not known are passed over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Manifest {
    /// `unstuck/canon/1`
    pub(crate) schema: String,
    /// When it was made: a canon that is not newer than the installed one is refused.
    pub(crate) made: Timestamp,
    /// Entries in it.
    pub(crate) entries: usize,
    /// Bytes of the archive.
    pub(crate) bytes: u64,
    /// SHA-256 of the archive, in hexadecimal digits.
    pub(crate) sha256: String,
}

impl Manifest {
    pub(crate) fn of(archive: &[u8], entries: usize, made: Timestamp) -> Self {
        Self { schema: SCHEMA.to_owned(), made, entries, bytes: archive.len() as u64, sha256: digest(archive) }
    }

    /// Reads one. None where it is another kind of document, or of a later form.
    pub(crate) fn read(bytes: &[u8]) -> Option<Self> {
        let manifest: Self = serde_json::from_slice(bytes).ok()?;
        let digits =
            |text: &str| text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        (manifest.schema == SCHEMA && digits(&manifest.sha256)).then_some(manifest)
    }
}

/// SHA-256 in hexadecimal digits.
pub(crate) fn digest(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}

pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
