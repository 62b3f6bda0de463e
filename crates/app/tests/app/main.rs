//! The actions and answers on the real canon, and what the project promises about itself.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod answers;
mod canon;
mod documents;
mod evaluation;
mod plan;
mod rates;
mod rooms;

use std::path::PathBuf;

/// The repository's root.
fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}
