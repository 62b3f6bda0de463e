//! The canon inside the binary, as the build script left it.

use unstuck_canon::{Index, Rarity, SourceFile};
use unstuck_diagnosis::scan::{BadIndex, Prepared};

use crate::counted::Counted;
use crate::proof_files::ProofFiles;

static INDEX: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/index.bin"));
static SCAN: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/scan.bin"));
static RARITY: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/rarity.bin"));
static COUNTED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/counted.bin"));
static PROOFS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/proofs.bin"));
static SAMPLES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/samples.bin"));
static MISSES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/misses.bin"));

/// What tells the canon of this program from that of another.
pub(crate) const DIGEST: &str = include_str!(concat!(env!("OUT_DIR"), "/digest.txt"));

/// Under which terms the bundled entries may be passed on.
pub(crate) const LICENSE: &[u8] = include_bytes!("../../../canon/LICENSE");

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

/// The bundled patterns, ready to be looked for.
pub(crate) fn prepared() -> Result<Prepared<'static>, BadIndex> {
    Prepared::trusted(SCAN)
}

/// How often short strings occur in the bundled ordinary logs.
pub(crate) fn rarity() -> Rarity {
    Rarity::from_bytes(RARITY).unwrap_or_default()
}

pub(crate) fn counted() -> Result<Counted, postcard::Error> {
    postcard::from_bytes(COUNTED)
}

pub(crate) fn samples() -> Result<Samples, postcard::Error> {
    postcard::from_bytes(SAMPLES)
}

/// Near misses of the bundled canon, by failure id.
pub(crate) fn misses() -> Result<Vec<(String, Vec<SourceFile>)>, postcard::Error> {
    postcard::from_bytes(MISSES)
}

/// By failure: the files of its proof, none where it has no proof.
pub(crate) fn proofs() -> Result<Vec<(String, ProofFiles)>, postcard::Error> {
    postcard::from_bytes(PROOFS)
}

#[cfg(test)]
mod tests {
    use unstuck_canon::{Indexed, Retired};

    use super::*;

    #[test]
    fn what_the_build_script_left_is_whole_and_belongs_together() {
        assert!(Prepared::open(SCAN).is_ok());
        assert!(rarity().of_literal(b"error") > 10.0);
        let index = index().unwrap();
        assert!(unstuck_diagnosis::Scanner::prepared(&index, prepared().unwrap()).is_ok());
        assert!(unstuck_diagnosis::Scanner::prepared(&Index::default(), prepared().unwrap()).is_err());
    }

    #[test]
    fn an_index_with_other_texts_than_it_says_is_refused() {
        type Parts<'a> = (Vec<Indexed<'a>>, Retired, Vec<[usize; 3]>, &'a [u8]);
        let (failures, retired, lengths, texts): Parts<'_> = postcard::from_bytes(INDEX).unwrap();
        let read = |lengths: &[[usize; 3]], texts: &[u8]| {
            let bytes = postcard::to_allocvec(&(&failures, &retired, lengths, texts)).unwrap();
            postcard::from_bytes::<Index<'_>>(&bytes).is_ok()
        };
        assert!(read(&lengths, texts));
        assert!(!read(&lengths, &texts[1..]), "texts that are too short");
        assert!(!read(&lengths[1..], texts), "too few lengths");
        let mut longer = lengths.clone();
        longer[0][0] = usize::MAX;
        assert!(!read(&longer, texts), "a length beyond all texts");
    }
}
