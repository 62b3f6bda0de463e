//! Where each literal is looked for: which of its grams are rare, and how far apart the positions may lie at which the text
//! is looked at.

use unstuck_canon::Rarity;

use super::filter::{FOLD, MAP_BITS, hash, word};
use super::format::Entry;

/// Bytes of a literal in which a gram is sought.
const REACH: usize = 120;
/// What looking at one position costs, and what it costs to look up one that passed, in nanoseconds on one machine: only
/// their ratio matters, and that not much.
const LOOK: f32 = 0.7;
const PASS: f32 = 8.0;
/// A gram with one byte that is not of the literal stands for that many.
const WILD: u8 = 128;

/// One tier of the filter: literals that are looked for in the same way.
#[derive(Debug, Clone, Default)]
pub(super) struct Tier {
    pub(super) gram: usize,
    pub(super) stride: usize,
    /// Hash of a gram, and what it stands for.
    pub(super) entries: Vec<(u64, Entry)>,
    cost: f32,
}

/// Divides the literals into tiers so that the search costs least. `None` where one is too short for any.
pub(super) fn plan(literals: &[&[u8]], rarity: &Rarity) -> Option<Vec<Tier>> {
    let all: Vec<usize> = (0..literals.len()).collect();
    let (long, short): (Vec<_>, Vec<_>) = all.iter().partition(|at| literals[**at].len() >= 11);
    let tier = |gram, stride, which: &[usize]| Tier::new(gram, stride, which, literals, rarity);
    let mut plans = vec![vec![tier(4, 2, &all)], vec![tier(4, 4, &all)]];
    if !long.is_empty() {
        let second = if short.is_empty() { Some(Vec::new()) } else { tier(4, 2, &short).map(|tier| vec![tier]) };
        plans.push(tier(8, 4, &long).into_iter().chain(second?).map(Some).collect());
    }
    let complete = plans.into_iter().filter_map(|plan| plan.into_iter().collect::<Option<Vec<Tier>>>());
    complete.min_by(|a, b| cost(a).total_cmp(&cost(b)))
}

fn cost(plan: &[Tier]) -> f32 {
    plan.iter().map(|tier| tier.cost).sum()
}

impl Tier {
    /// `None` where a literal is too short.
    fn new(gram: usize, stride: usize, which: &[usize], literals: &[&[u8]], rarity: &Rarity) -> Option<Self> {
        let mut tier = Self { gram, stride, entries: Vec::new(), cost: 0.0 };
        let mut passing = 0.0;
        for at in which {
            let literal = &literals[*at][..literals[*at].len().min(REACH)];
            for residue in 0..stride {
                let (offset, rate) = best(literal, gram, stride, residue, rarity)?;
                passing += rate / stride as f32;
                tier.place(u32::try_from(*at).ok()?, literal, offset);
            }
        }
        #[expect(clippy::cast_precision_loss, reason = "an estimate")]
        let density = tier.entries.len() as f32 / (8_u32 << tier.map_bits()) as f32;
        #[expect(clippy::cast_precision_loss, reason = "strides are 2 and 4")]
        let positions = 1e6 / stride as f32;
        tier.cost = positions * LOOK + (positions * density + passing) * PASS;
        Some(tier)
    }

    /// Length of the bitmap, in bytes, as a power of two: one bit in thirty is set, where that is not too large.
    pub(super) fn map_bits(&self) -> u32 {
        let wanted = self.entries.len() * 30 / 8;
        MAP_BITS.into_iter().find(|bits| 1 << bits >= wanted).unwrap_or(MAP_BITS[MAP_BITS.len() - 1])
    }

    fn place(&mut self, literal: u32, text: &[u8], offset: isize) {
        let lead = offset.min(4);
        let begin = usize::try_from(offset - lead).unwrap_or(0);
        let bytes = (text.len() - begin).min(8);
        let mask = u64::MAX >> (64 - 8 * bytes);
        let small = |number: isize| i8::try_from(number).unwrap_or(0);
        let entry = Entry {
            print: (word(text, begin) | FOLD) & mask,
            literal,
            offset: small(offset),
            lead: small(lead),
            bytes: u8::try_from(bytes).unwrap_or(8),
        };
        let hashed = |word| if self.gram == 8 { hash::<8>(word) } else { hash::<4>(word) };
        let grams: Vec<u64> = wild(text, self.gram, offset).collect();
        self.entries.extend(grams.into_iter().map(|gram| (hashed(gram), entry)));
    }
}

/// The gram at an offset: all that it can be, where it holds a byte from beside the literal.
fn wild(text: &[u8], gram: usize, offset: isize) -> impl Iterator<Item = u64> {
    let whole = usize::try_from(offset).ok().filter(|at| at + gram <= text.len());
    let one = whole.map(|at| word(text, at));
    let before = offset < 0;
    let rest = usize::try_from(offset).map_or(word(text, 0) << 8, |at| word(text, at));
    let place = if before { 0 } else { 8 * (gram as u32 - 1) };
    let any = (0..WILD).map(move |byte| {
        // The 128 bytes that differ once the bit of the case is set.
        let byte = (byte & 0x1F) | 0x20 | (byte & 0x60) << 1;
        rest & !(0xFF << place) | u64::from(byte) << place
    });
    one.into_iter().chain(any.filter(move |_| whole.is_none()))
}

/// The gram of a literal that is rarest among those that lie alike over the positions, and how often it passes in a
/// megabyte. At most one byte of it is not of the literal.
fn best(literal: &[u8], gram: usize, stride: usize, residue: usize, rarity: &Rarity) -> Option<(isize, f32)> {
    let beside = if gram == 4 { 1 } else { 0 };
    let last = literal.len() as isize - gram as isize + beside;
    let offsets = (-beside..=last).filter(|offset| offset.rem_euclid(stride as isize) == residue as isize);
    let rated = offsets.map(|offset| {
        let rate: f32 = match usize::try_from(offset) {
            Ok(at) if at + gram <= literal.len() => {
                literal[at..at + gram].windows(4).map(|part| rarity.rate(part)).fold(f32::MAX, f32::min)
            }
            _ => wild(literal, gram, offset).map(|word| rarity.rate(&word.to_le_bytes()[..4])).sum::<f32>() + 100.0,
        };
        (offset, rate)
    });
    rated.min_by(|a, b| a.1.total_cmp(&b.1))
}
