//! The prepared index: one run of bytes that is used as it lies there.
//!
//! ```text
//! header    magic, version, what it was made from, length, checksum (XXH3, 64 bits, of all behind the header)
//! sections  offset and length of each part, in the order of `Part`
//! parts     each begins at a multiple of 8
//! ```
//!
//! All numbers are little-endian. Nothing is parsed or copied when an index is opened; every access is bounded, so that
//! bytes which are damaged in spite of the checksum cost matches and no more.

use std::borrow::Cow;
use std::ops::Range;

use twox_hash::XxHash3_64;

use super::mask::{MASK, Mask};

/// First bytes of an index.
const MAGIC: &[u8; 8] = b"unstukix";
/// Version of this layout: an index of another version is made anew.
const VERSION: u32 = 3;
/// Bytes of the header: magic 8, version 4, padding 4, source 8, length 8, checksum 8.
const HEADER: usize = 40;
/// Bytes of a row in the table of sections.
const ROW: usize = 16;

/// The parts of an index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// Two rows, one a tier: gram, stride, bits of the map's length, bits of the slots; all 0 for a tier without literals.
    Tiers,
    /// By tier: the bitmap of hashes.
    Map(usize),
    /// By tier: by slot, where its entries begin; one row more than slots.
    Slots(usize),
    /// By tier: entries of [`Entry`].
    Entries(usize),
    /// By literal: where its bytes begin; one row more than literals.
    LiteralStarts,
    LiteralBytes,
    /// By literal: where its targets begin; one row more than literals.
    TargetStarts,
    /// What a literal stands for: a pattern, or one of the marks in `scan`.
    Targets,
    /// By pattern: failure, position in the failure, its first branch, start of its expression; one row more.
    Patterns,
    /// By branch: its mask, and where it begins; one row more.
    BranchRows,
    /// Branches of all patterns, as `verify` writes them.
    Branches,
    /// Regular expressions.
    Expressions,
}

/// Number of parts.
const PARTS: usize = 15;
/// Most tiers of the filter.
pub(super) const TIERS: usize = 2;

impl Part {
    fn row(self) -> usize {
        match self {
            Self::Tiers => 0,
            Self::Map(tier) => 1 + 3 * tier,
            Self::Slots(tier) => 2 + 3 * tier,
            Self::Entries(tier) => 3 + 3 * tier,
            Self::LiteralStarts => 7,
            Self::LiteralBytes => 8,
            Self::TargetStarts => 9,
            Self::Targets => 10,
            Self::Patterns => 11,
            Self::BranchRows => 12,
            Self::Branches => 13,
            Self::Expressions => 14,
        }
    }
}

/// One place of a literal by which it is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Entry {
    /// Up to eight bytes of the literal, with the bit 0x20 set in each.
    pub(super) print: u64,
    /// The literal.
    pub(super) literal: u32,
    /// Where the gram lies in the literal; -1: its first byte is the one before.
    pub(super) offset: i8,
    /// How many bytes before the gram `print` begins.
    pub(super) lead: i8,
    /// Bytes in `print`.
    pub(super) bytes: u8,
}

/// Bytes of an entry.
pub(super) const ENTRY: usize = 16;
/// Bytes of a row in [`Part::BranchRows`]: the mask, and where the branch begins.
pub(super) const BRANCH_ROW: usize = MASK + 4;

impl Entry {
    pub(super) fn write(self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.print.to_le_bytes());
        out.extend_from_slice(&self.literal.to_le_bytes());
        out.extend_from_slice(&[self.offset.to_le_bytes()[0], self.lead.to_le_bytes()[0], self.bytes, 0]);
    }

    pub(super) fn read(bytes: &[u8; ENTRY]) -> Self {
        let [a, b, c, d, e, f, g, h, i, j, k, l, offset, lead, count, _] = *bytes;
        Self {
            print: u64::from_le_bytes([a, b, c, d, e, f, g, h]),
            literal: u32::from_le_bytes([i, j, k, l]),
            offset: i8::from_le_bytes([offset]),
            lead: i8::from_le_bytes([lead]),
            bytes: count,
        }
    }
}

/// Why bytes are no index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BadIndex {
    /// It begins otherwise than an index does.
    #[error("not an index of patterns")]
    Foreign,
    /// It is of another version of the program.
    #[error("an index of layout {found}, not {VERSION}")]
    Version {
        /// Its version.
        found: u32,
    },
    /// Its length or its checksum is not what its header says.
    #[error("a damaged index of patterns")]
    Damaged,
}

/// An index that was opened.
#[derive(Debug, Clone)]
pub struct Prepared<'a> {
    bytes: Cow<'a, [u8]>,
    parts: [(usize, usize); PARTS],
}

impl<'a> Prepared<'a> {
    /// Opens an index from a place that can be damaged: its checksum is computed.
    ///
    /// # Errors
    /// Where the bytes are no index of this version, or not all of one.
    pub fn open(bytes: impl Into<Cow<'a, [u8]>>) -> Result<Self, BadIndex> {
        let prepared = Self::trusted(bytes)?;
        let stored = number(&prepared.bytes, HEADER - 8);
        if XxHash3_64::oneshot(&prepared.bytes[HEADER..]) == stored { Ok(prepared) } else { Err(BadIndex::Damaged) }
    }

    /// Opens an index that lies in the program itself: its form is looked at, its checksum is not computed.
    ///
    /// # Errors
    /// As [`Prepared::open`], but for a checksum that is wrong.
    pub fn trusted(bytes: impl Into<Cow<'a, [u8]>>) -> Result<Self, BadIndex> {
        let bytes = bytes.into();
        if bytes.get(..8) != Some(MAGIC) {
            return Err(BadIndex::Foreign);
        }
        if bytes.len() < HEADER + PARTS * ROW {
            return Err(BadIndex::Damaged);
        }
        let found = u32_at(&bytes[8..], 0);
        if found != VERSION {
            return Err(BadIndex::Version { found });
        }
        if number(&bytes, 24) != bytes.len() as u64 {
            return Err(BadIndex::Damaged);
        }
        let mut parts = [(0, 0); PARTS];
        for (at, part) in parts.iter_mut().enumerate() {
            let place = |at| usize::try_from(number(&bytes, at)).unwrap_or(usize::MAX);
            *part = (place(HEADER + at * ROW), place(HEADER + at * ROW + 8));
            if part.0.checked_add(part.1).is_none_or(|end| end > bytes.len()) {
                return Err(BadIndex::Damaged);
            }
        }
        Ok(Self { bytes, parts })
    }

    /// The digest of the patterns from which it was made.
    #[must_use]
    pub fn source(&self) -> u64 {
        number(&self.bytes, 16)
    }

    /// All of it.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Number of patterns.
    #[must_use]
    pub fn patterns(&self) -> usize {
        (self.part(Part::Patterns).len() / 16).saturating_sub(1)
    }

    /// The regular expression of a pattern.
    #[must_use]
    pub fn expression(&self, pattern: u32) -> Option<&str> {
        let at = pattern as usize * 4 + 3;
        let rows = self.part(Part::Patterns);
        let range = u32_at(rows, at) as usize..u32_at(rows, at + 4) as usize;
        std::str::from_utf8(self.part(Part::Expressions).get(range)?).ok()
    }

    /// Failure of a pattern, and its position among the failure's patterns.
    pub(crate) fn owner(&self, pattern: u32) -> (usize, usize) {
        let rows = self.part(Part::Patterns);
        let at = pattern as usize * 4;
        (u32_at(rows, at) as usize, u32_at(rows, at + 1) as usize)
    }

    /// The branches of a pattern, by number.
    pub(super) fn branches(&self, pattern: u32) -> Range<u32> {
        let at = pattern as usize * 4 + 2;
        let rows = self.part(Part::Patterns);
        u32_at(rows, at)..u32_at(rows, at + 4)
    }

    /// The mask of a branch; that of nothing where there is no such branch.
    pub(super) fn mask(&self, branch: u32) -> Mask {
        let rows = self.part(Part::BranchRows).as_chunks::<BRANCH_ROW>().0;
        let mask = rows.get(branch as usize).and_then(|row| row.first_chunk());
        mask.map_or_else(Mask::default, |mask| Mask::read(*mask))
    }

    /// What [`super::verify::write`] wrote of a branch.
    pub(super) fn branch(&self, branch: u32) -> &[u8] {
        let rows = self.part(Part::BranchRows).as_chunks::<BRANCH_ROW>().0;
        let start = |at: usize| rows.get(at).map_or(0, |row| u32_at(&row[MASK..], 0) as usize);
        self.part(Part::Branches).get(start(branch as usize)..start(branch as usize + 1)).unwrap_or_default()
    }

    /// The literals that are looked for, in lower case.
    pub fn literals(&self) -> impl Iterator<Item = &[u8]> {
        let count = (self.part(Part::LiteralStarts).len() / 4).saturating_sub(1);
        (0..count).map(|at| self.literal(u32::try_from(at).unwrap_or(u32::MAX)))
    }

    /// How the literals are looked for, to show to people.
    #[must_use]
    pub fn shape(&self) -> String {
        let tiers = (0..TIERS).map(|tier| {
            let row = self.part(Part::Tiers).get(tier * 16..).unwrap_or_default();
            let [gram, stride, map, slots] = [0, 1, 2, 3].map(|at| u32_at(row, at));
            let entries = self.part(Part::Entries(tier)).len() / ENTRY;
            format!(
                "tier {tier}: grams of {gram} every {stride}, map 2^{map} bytes, {entries} entries in 2^{slots} slots"
            )
        });
        tiers.collect::<Vec<_>>().join("; ")
    }

    pub(super) fn literal(&self, literal: u32) -> &[u8] {
        self.part(Part::LiteralBytes).get(self.range(Part::LiteralStarts, literal)).unwrap_or_default()
    }

    /// The patterns of a literal.
    pub fn patterns_of(&self, literal: u32) -> impl Iterator<Item = u32> {
        self.targets(literal).filter(|target| *target < super::NO_PATTERN).map(|target| target % super::MOST_PATTERNS)
    }

    /// What a literal stands for.
    pub(super) fn targets(&self, literal: u32) -> impl Iterator<Item = u32> {
        let Range { start, end } = self.range(Part::TargetStarts, literal);
        let bytes = self.part(Part::Targets).get(start * 4..end * 4).unwrap_or_default();
        bytes.as_chunks().0.iter().map(|bytes| u32::from_le_bytes(*bytes))
    }

    fn range(&self, part: Part, at: u32) -> Range<usize> {
        let rows = self.part(part);
        u32_at(rows, at as usize) as usize..u32_at(rows, at as usize + 1) as usize
    }

    pub(super) fn part(&self, part: Part) -> &[u8] {
        let (start, len) = self.parts[part.row()];
        &self.bytes[start..start + len]
    }
}

/// Puts an index together.
pub(super) fn assemble(source: u64, parts: &[(Part, Vec<u8>)]) -> Vec<u8> {
    let mut bytes = vec![0; HEADER + PARTS * ROW];
    for (part, content) in parts {
        bytes.resize(bytes.len().next_multiple_of(8), 0);
        let row = HEADER + part.row() * ROW;
        let start = bytes.len() as u64;
        bytes[row..row + 8].copy_from_slice(&start.to_le_bytes());
        bytes[row + 8..row + 16].copy_from_slice(&(content.len() as u64).to_le_bytes());
        bytes.extend_from_slice(content);
    }
    let len = bytes.len() as u64;
    let sum = XxHash3_64::oneshot(&bytes[HEADER..]);
    bytes[..8].copy_from_slice(MAGIC);
    bytes[8..12].copy_from_slice(&VERSION.to_le_bytes());
    bytes[16..24].copy_from_slice(&source.to_le_bytes());
    bytes[24..32].copy_from_slice(&len.to_le_bytes());
    bytes[32..40].copy_from_slice(&sum.to_le_bytes());
    bytes
}

/// The number at a position of a table; 0 behind its end.
pub(super) fn u32_at(table: &[u8], at: usize) -> u32 {
    table.as_chunks().0.get(at).map_or(0, |bytes| u32::from_le_bytes(*bytes))
}

fn number(bytes: &[u8], at: usize) -> u64 {
    bytes.get(at..).and_then(<[u8]>::first_chunk).map_or(0, |bytes| u64::from_le_bytes(*bytes))
}
