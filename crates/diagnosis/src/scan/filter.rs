//! The first look at a text: where may a literal stand?
//!
//! Every second or fourth position of the text, a *gram* of four or eight bytes is hashed and looked up in a bitmap that
//! fits into the first caches. Nothing in that loop depends on what is found, so that the processor never guesses wrong. The
//! few positions that pass are looked up in a table of literals, whose first eight bytes decide nearly always.
//!
//! Looking at every second position loses nothing, because each literal is in the table with one gram for each way it can
//! lie over these positions.

use super::format::{ENTRY, Entry, Part, Prepared, TIERS, u32_at};

/// Sets the bit that tells lower from upper case in each byte. Other bytes collide, which costs a look and no more.
pub(super) const FOLD: u64 = 0x2020_2020_2020_2020;
/// Positions looked at before those that passed are looked up: few enough to stay in the first cache.
const TILE: usize = 4096;
/// Lengths of the bitmap, in bytes, as powers of two.
pub(super) const MAP_BITS: [u32; 5] = [13, 15, 17, 19, 21];

/// A literal in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Hit {
    /// Where it begins.
    pub(super) start: u32,
    pub(super) literal: u32,
}

/// What a search needs besides the index; kept from one text to the next.
#[derive(Debug)]
pub(super) struct Filter {
    queue: Box<[u32; TILE]>,
    /// Positions looked up, and literals looked at there.
    pub(super) steps: u64,
}

impl Default for Filter {
    fn default() -> Self {
        Self { queue: Box::new([0; TILE]), steps: 0 }
    }
}

/// The hash of a gram in the low bytes of `word`, of which the upper bits are used.
pub(super) fn hash<const GRAM: usize>(word: u64) -> u64 {
    let folded = word | FOLD;
    let gram = if GRAM == 8 { folded } else { folded << (64 - 8 * GRAM) };
    gram.wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

impl Filter {
    /// Adds the literals in `text` to `hits`, in ascending order. `text` is shorter than 4 GiB.
    pub(super) fn search(&mut self, prepared: &Prepared<'_>, text: &[u8], hits: &mut Vec<Hit>) {
        let mut tiers = 0;
        for tier in 0..TIERS {
            let row = prepared.part(Part::Tiers).get(tier * 16..).unwrap_or_default();
            let [gram, stride, map_bits, slot_bits] = [0, 1, 2, 3].map(|at| u32_at(row, at));
            let table = Table {
                prepared,
                map: prepared.part(Part::Map(tier)),
                slots: prepared.part(Part::Slots(tier)),
                entries: prepared.part(Part::Entries(tier)).as_chunks().0,
                slot_bits,
            };
            tiers += usize::from(gram > 0);
            match (gram, stride) {
                (4, 2) => self.sized::<4, 2>(&table, map_bits, text, hits),
                (4, 4) => self.sized::<4, 4>(&table, map_bits, text, hits),
                (8, 4) => self.sized::<8, 4>(&table, map_bits, text, hits),
                _ => {}
            }
        }
        // A literal is found by one gram, and a tier finds them in the order of these: nearly sorted.
        if tiers > 1 || !hits.is_sorted() {
            hits.sort_unstable();
        }
    }

    fn sized<const GRAM: usize, const STRIDE: usize>(
        &mut self,
        table: &Table<'_, '_>,
        bits: u32,
        text: &[u8],
        hits: &mut Vec<Hit>,
    ) {
        match bits {
            13 => self.tiles::<GRAM, STRIDE, { 1 << 13 }>(table, text, hits),
            15 => self.tiles::<GRAM, STRIDE, { 1 << 15 }>(table, text, hits),
            17 => self.tiles::<GRAM, STRIDE, { 1 << 17 }>(table, text, hits),
            19 => self.tiles::<GRAM, STRIDE, { 1 << 19 }>(table, text, hits),
            _ => self.tiles::<GRAM, STRIDE, { 1 << 21 }>(table, text, hits),
        }
    }

    fn tiles<const GRAM: usize, const STRIDE: usize, const LEN: usize>(
        &mut self,
        table: &Table<'_, '_>,
        text: &[u8],
        hits: &mut Vec<Hit>,
    ) {
        let Ok(map) = <&[u8; LEN]>::try_from(table.map) else { return };
        for start in (0..text.len()).step_by(TILE) {
            // The grams at the end of a tile reach into the next one.
            let end = text.len().min(start + TILE + ROUND + 8);
            let passed = sweep::<GRAM, STRIDE, LEN>(map, &text[start..end], &mut self.queue);
            let mut looked = passed;
            for at in &self.queue[..passed] {
                looked += table.look::<GRAM>(text, start + *at as usize, hits);
            }
            self.steps += looked as u64;
        }
    }
}

/// Bytes looked at in one round of the loop.
const ROUND: usize = 32;

/// Writes the positions of a tile whose gram is in the map to `queue`, and says how many there are.
fn sweep<const GRAM: usize, const STRIDE: usize, const LEN: usize>(
    map: &[u8; LEN],
    tile: &[u8],
    queue: &mut [u32; TILE],
) -> usize {
    let mut passed = 0;
    let mut at = 0;
    let rows = tile.len().min(TILE);
    while at < rows
        && let Some(block) = tile[at..].first_chunk()
    {
        passed = round::<GRAM, STRIDE, LEN>(map, block, at, queue, passed);
        at += ROUND;
    }
    while at < rows {
        let mut block = [0; ROUND + 8];
        let rest = &tile[at..tile.len().min(at + ROUND + 8)];
        block[..rest.len()].copy_from_slice(rest);
        passed = round::<GRAM, STRIDE, LEN>(map, &block, at, queue, passed);
        at += ROUND;
    }
    passed
}

#[inline(always)]
fn round<const GRAM: usize, const STRIDE: usize, const LEN: usize>(
    map: &[u8; LEN],
    block: &[u8; ROUND + 8],
    at: usize,
    queue: &mut [u32; TILE],
    mut passed: usize,
) -> usize {
    let shift = 64 - LEN.trailing_zeros();
    for inner in (0..ROUND).step_by(STRIDE) {
        let word = block[inner..].first_chunk::<8>().map_or(0, |bytes| u64::from_le_bytes(*bytes));
        let hash = hash::<GRAM>(word);
        let byte = map[(hash >> shift) as usize & (LEN - 1)];
        queue[passed & (TILE - 1)] = (at + inner) as u32;
        passed += usize::from(byte >> ((hash >> (shift - 3)) & 7) & 1);
    }
    passed
}

/// A tier of the filter.
struct Table<'p, 'a> {
    prepared: &'p Prepared<'a>,
    map: &'p [u8],
    slots: &'p [u8],
    entries: &'p [[u8; ENTRY]],
    slot_bits: u32,
}

impl Table<'_, '_> {
    /// Adds the literals that have the gram at `at` and stand there; says how many were looked at.
    fn look<const GRAM: usize>(&self, text: &[u8], at: usize, hits: &mut Vec<Hit>) -> usize {
        let slot = (hash::<GRAM>(word(text, at)) >> (64 - self.slot_bits)) as usize;
        let (start, end) = (u32_at(self.slots, slot) as usize, u32_at(self.slots, slot + 1) as usize);
        let entries = self.entries.get(start..end).unwrap_or_default();
        for entry in entries {
            let entry = Entry::read(entry);
            let Some(begin) = at.checked_add_signed(-isize::from(entry.lead)) else { continue };
            let differs = (word(text, begin) | FOLD) ^ entry.print;
            if differs << (64 - 8 * u32::from(entry.bytes).clamp(1, 8)) != 0 {
                continue;
            }
            let Some(start) = at.checked_add_signed(-isize::from(entry.offset)) else { continue };
            let literal = self.prepared.literal(entry.literal);
            let there = text.get(start..start + literal.len());
            if there.is_some_and(|there| there.eq_ignore_ascii_case(literal)) {
                hits.push(Hit { start: start as u32, literal: entry.literal });
            }
        }
        entries.len()
    }
}

/// Eight bytes of a text; zeros behind its end.
pub(super) fn word(text: &[u8], at: usize) -> u64 {
    let rest = text.get(at..).unwrap_or_default();
    rest.first_chunk().map_or_else(
        || rest.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte)),
        |bytes: &[u8; 8]| u64::from_le_bytes(*bytes),
    )
}
