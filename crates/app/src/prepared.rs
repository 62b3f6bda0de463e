//! Entries that lie over those of the program, and the patterns of all together, in a file from which the next start does not have to parse
//! and compile them.
//!
//! ```text
//! postcard  what it was made from, number of entries, index, patterns
//! checksum  XXH3 of that, 64 bits, little-endian
//! ```

use std::ops::{Deref, Range};
use std::path::Path;

use serde::{Deserialize, Serialize};
use twox_hash::XxHash3_64;
use unstuck_canon::Index;

use crate::bundle;
use crate::mapped::Mapped;

/// Bytes of the checksum.
const SUM: usize = 8;

/// Prepared patterns.
#[derive(Debug)]
pub(crate) enum Scan {
    /// Made by this process.
    Made(Vec<u8>),
    /// A part of a file.
    Kept(Mapped, Range<usize>),
}

impl Deref for Scan {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match self {
            Self::Made(bytes) => bytes,
            Self::Kept(file, part) => &file[part.clone()],
        }
    }
}

#[derive(Serialize, Deserialize)]
struct Written<'b> {
    /// For which program, and from what.
    tag: (String, String),
    entries: usize,
    #[serde(borrow)]
    index: Index<'b>,
    #[serde(borrow)]
    scan: &'b [u8],
}

/// The bytes of such a file. `from` tells what it was made from.
pub(crate) fn written(from: &str, entries: usize, index: Index<'_>, scan: &[u8]) -> Result<Vec<u8>, postcard::Error> {
    let mut bytes = postcard::to_stdvec(&Written { tag: tag(from), entries, index, scan })?;
    let sum = XxHash3_64::oneshot(&bytes);
    bytes.extend_from_slice(&sum.to_le_bytes());
    Ok(bytes)
}

/// What stands in such a file: number of entries, index and patterns. None where there is none, where it is damaged, or where another program
/// made it or this one from something else.
pub(crate) fn read(path: &Path, from: &str) -> Option<(usize, Index<'static>, Scan)> {
    let file = Mapped::open(path).ok()?;
    let (body, sum) = file.split_last_chunk::<SUM>()?;
    if XxHash3_64::oneshot(body) != u64::from_le_bytes(*sum) {
        return None;
    }
    let Written { tag: of, entries, index, scan } = postcard::from_bytes(body).ok()?;
    if of != tag(from) {
        return None;
    }
    // The patterns are what was written last.
    let part = body.len() - scan.len()..body.len();
    let index = index.into_owned();
    Some((entries, index, Scan::Kept(file, part)))
}

fn tag(from: &str) -> (String, String) {
    (bundle::DIGEST.to_owned(), from.to_owned())
}
