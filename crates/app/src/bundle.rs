//! The canon inside the binary, as the build script left it.

use unstuck_canon::{Index, SourceFile};

use crate::counted::Counted;
use crate::proof_files::ProofFiles;

static INDEX: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/index.bin"));
static COUNTED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/counted.bin"));
static PROOFS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/proofs.bin"));
static SAMPLES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/samples.bin"));

/// `canon/TEMPLATE`, file by file.
pub(crate) const TEMPLATE: [(&str, &str); 2] = [
    ("entry.md", include_str!("../../../canon/TEMPLATE/entry.md")),
    ("zh.md", include_str!("../../../canon/TEMPLATE/zh.md")),
];

/// Samples of the bundled canon: the hits by failure id, and the ordinary logs.
pub(crate) type Samples = (Vec<(String, Vec<SourceFile>)>, Vec<SourceFile>);

pub(crate) fn index() -> Result<Index<'static>, postcard::Error> {
    postcard::from_bytes(INDEX)
}

pub(crate) fn counted() -> Result<Counted, postcard::Error> {
    postcard::from_bytes(COUNTED)
}

pub(crate) fn samples() -> Result<Samples, postcard::Error> {
    postcard::from_bytes(SAMPLES)
}

/// By failure: the files of its proof, none where it has no proof.
pub(crate) fn proofs() -> Result<Vec<(String, ProofFiles)>, postcard::Error> {
    postcard::from_bytes(PROOFS)
}
