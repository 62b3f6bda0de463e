//! An entry as it lies on disk, before anything is understood.

use serde::{Deserialize, Serialize};

/// One file: the path to show to people, and its bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceFile {
    /// Path as a person would type it, relative or absolute as the canon's folder was given.
    pub path: String,
    /// The file's bytes. Logs may hold anything; `entry.md` and `zh.md` must be UTF-8.
    pub bytes: Vec<u8>,
}

impl SourceFile {
    /// The last component of the path.
    #[must_use]
    pub fn name(&self) -> &str {
        self.path.rsplit(['/', '\\']).next().unwrap_or(&self.path)
    }

    /// The file as text, with U+FFFD where it is not UTF-8.
    #[must_use]
    pub fn text(&self) -> std::borrow::Cow<'_, str> {
        String::from_utf8_lossy(&self.bytes)
    }
}

/// The files of one entry's folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceEntry {
    /// `domain/slug`, from the folder's name; not yet known to be a valid id.
    pub id: String,
    /// `entry.md`: the TOML block and the English prose.
    pub entry: SourceFile,
    /// `zh.md`: the Chinese prose.
    pub zh: Option<SourceFile>,
    /// `hit/*.log`: text that must match, by name.
    pub hits: Vec<SourceFile>,
    /// `miss/*.log`: near misses that must not match, by name.
    pub misses: Vec<SourceFile>,
    /// `outcomes.jsonl`: what proofs of this entry have shown.
    pub outcomes: Option<SourceFile>,
}
