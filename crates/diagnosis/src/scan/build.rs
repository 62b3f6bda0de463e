//! Patterns to an index, offline or once at the start.

use std::collections::BTreeMap;

use rayon::prelude::*;
use twox_hash::XxHash3_64;
use unstuck_canon::{Branch, Pattern, Rarity, SHORTEST_LITERAL};

use super::format::{BRANCH_ROW, Part, TIERS, assemble};
use super::mask::Mask;
use super::plan::{Tier, plan};
use super::{BRANCH, MARK, MOST_PATTERNS, OPENING, SIGN, marks, verify};
use crate::signs::Sign;
use crate::signs::WORDS;

/// A pattern to be looked for.
#[derive(Debug, Clone, Copy)]
pub struct Source<'a> {
    /// Position of its failure.
    pub failure: usize,
    /// Its position among the failure's patterns.
    pub nth: usize,
    /// The regular expression.
    pub expression: &'a str,
}

/// What else is looked for besides the patterns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Also {
    /// Nothing: for those who want matches and no diagnosis.
    Nothing,
    /// The words by which unknown lines, steps and failed steps are known.
    Signs,
}

/// Patterns of which no index can be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Unscannable {
    /// A pattern without a literal by which it could be found.
    #[error("the pattern `{expression}` has no literal of {SHORTEST_LITERAL} bytes")]
    NoLiteral {
        /// The regular expression.
        expression: String,
    },
    /// Some four thousand million bytes of literals or expressions.
    #[error("too many patterns for one index")]
    TooMany,
    /// An index that was made from other patterns.
    #[error("the prepared index was made from other patterns")]
    Stale,
}

/// Makes an index of patterns. The same patterns make the same bytes.
///
/// # Errors
/// Where a pattern has no literal that is long enough.
pub fn build<'a>(
    patterns: impl IntoIterator<Item = Source<'a>>,
    rarity: &Rarity,
    also: Also,
) -> Result<Vec<u8>, Unscannable> {
    let mut targets: BTreeMap<Vec<u8>, Vec<u32>> = BTreeMap::new();
    if also == Also::Signs {
        words(&mut targets);
        for mark in marks() {
            targets.entry(mark).or_default().push(MARK);
        }
    }
    let mut rows = Vec::new();
    let mut branch_rows = Vec::new();
    let mut branches = Vec::new();
    let mut expressions = Vec::new();
    let mut digest = Vec::new();
    let patterns: Vec<_> = patterns.into_iter().collect();
    let apart = patterns.par_iter().map(|source| Pattern::rarest(source.expression, rarity).ok());
    let apart: Vec<_> = apart.collect();
    for (at, (source, taken)) in patterns.iter().zip(apart).enumerate() {
        let Some(taken) = taken.filter(|taken| taken.shortest_literal() >= SHORTEST_LITERAL) else {
            return Err(Unscannable::NoLiteral { expression: source.expression.to_owned() });
        };
        let pattern = number(at)?;
        if pattern >= MOST_PATTERNS {
            return Err(Unscannable::TooMany);
        }
        for (literal, branch) in looked_for(&taken, rarity) {
            let own = targets.entry(literal).or_default();
            let target = branch << BRANCH | pattern;
            if own.last() != Some(&target) {
                own.push(target);
            }
        }
        rows.extend([
            number(source.failure)?,
            number(source.nth)?,
            number(branch_rows.len() / BRANCH_ROW)?,
            number(expressions.len())?,
        ]);
        for branch in &taken.branches {
            branch_row(branch, number(branches.len())?, &mut branch_rows);
            verify::write(branch, &mut branches);
        }
        expressions.extend_from_slice(source.expression.as_bytes());
        digested(source, &mut digest);
    }
    rows.extend([0, 0, number(branch_rows.len() / BRANCH_ROW)?, number(expressions.len())?]);
    branch_row(&Branch::default(), number(branches.len())?, &mut branch_rows);
    let literals: Vec<&[u8]> = targets.keys().map(Vec::as_slice).collect();
    let tiers = if literals.is_empty() { Some(Vec::new()) } else { plan(&literals, rarity) };
    let tiers = tiers.ok_or(Unscannable::TooMany)?;
    let mut parts = vec![
        (Part::Patterns, le(rows)),
        (Part::BranchRows, branch_rows),
        (Part::Branches, branches),
        (Part::Expressions, expressions),
        (Part::LiteralStarts, starts(literals.iter().map(|literal| literal.len()))?),
        (Part::LiteralBytes, literals.concat()),
        (Part::TargetStarts, starts(targets.values().map(Vec::len))?),
        (Part::Targets, le(targets.values().flatten().copied())),
    ];
    let mut shape = Vec::new();
    for at in 0..TIERS {
        let tier = tiers.get(at).cloned().unwrap_or_default();
        shape.extend(tier_parts(at, tier, &mut parts)?);
    }
    parts.push((Part::Tiers, le(shape)));
    Ok(assemble(XxHash3_64::oneshot(&digest), &parts))
}

/// The digest of patterns that [`super::Prepared::source`] of their index gives.
#[must_use]
pub fn digest<'a>(patterns: impl IntoIterator<Item = Source<'a>>) -> u64 {
    let mut all = Vec::new();
    patterns.into_iter().for_each(|source| digested(&source, &mut all));
    XxHash3_64::oneshot(&all)
}

fn digested(source: &Source<'_>, out: &mut Vec<u8>) {
    out.extend_from_slice(&(source.failure as u64).to_le_bytes());
    out.extend_from_slice(&(source.nth as u64).to_le_bytes());
    out.extend_from_slice(source.expression.as_bytes());
    out.push(0);
}

/// The literals by which a pattern is found, each with one more than the branch that it speaks for; 0 where it speaks for
/// all. A word for each branch tells more, where these words are about as rare as the literals of the whole.
fn looked_for(pattern: &Pattern, rarity: &Rarity) -> Vec<(Vec<u8>, u32)> {
    #[expect(clippy::cast_precision_loss, reason = "the length of a word")]
    let cost = |literal: &[u8]| rarity.of_literal(literal) + 8.0 / literal.len() as f32;
    let branches = pattern.branches.iter().zip(1..).map(|(branch, number)| {
        let long = branch.words.iter().filter(|word| word.text.len() >= SHORTEST_LITERAL);
        let words = long.map(|word| word.text.to_ascii_lowercase());
        Some((words.min_by(|a, b| cost(a).total_cmp(&cost(b)))?, number))
    });
    let whole = || pattern.literals.iter().map(|literal| (literal.clone(), 0)).collect::<Vec<_>>();
    let sum = |literals: &[(Vec<u8>, u32)]| literals.iter().map(|(literal, _)| cost(literal)).sum::<f32>();
    match branches.collect::<Option<Vec<_>>>() {
        Some(own) if !own.is_empty() && sum(&own) <= 2.0 * sum(&whole()) + 8.0 => own,
        _ => whole(),
    }
}

fn branch_row(branch: &Branch, start: u32, rows: &mut Vec<u8>) {
    let mut mask = Mask::default();
    branch.words.iter().for_each(|word| mask.add(&word.text.to_ascii_lowercase()));
    rows.extend(mask.bytes());
    rows.extend(start.to_le_bytes());
}

/// The words that make a line look decisive by themselves, but for those that contain another one.
fn words(targets: &mut BTreeMap<Vec<u8>, Vec<u32>>) {
    let telling = |sign: &Sign| matches!(sign, Sign::Opening | Sign::Strong);
    let all: Vec<&str> =
        WORDS.iter().filter(|(sign, _)| telling(sign)).flat_map(|(_, words)| *words).copied().collect();
    for word in &all {
        if word.len() < SHORTEST_LITERAL {
            targets.entry(word.as_bytes().to_vec()).or_default().push(OPENING);
        } else if !all.iter().any(|other| other.len() >= SHORTEST_LITERAL && other != word && word.contains(other)) {
            let own = targets.entry(word.as_bytes().to_vec()).or_default();
            if own.is_empty() {
                own.push(SIGN);
            }
        }
    }
}

fn tier_parts(at: usize, mut tier: Tier, parts: &mut Vec<(Part, Vec<u8>)>) -> Result<[u32; 4], Unscannable> {
    if tier.entries.is_empty() {
        return Ok([0; 4]);
    }
    let map_bits = tier.map_bits();
    let slot_bits = tier.entries.len().next_power_of_two().trailing_zeros().clamp(8, 22);
    let slot = |hash: u64| (hash >> (64 - slot_bits)) as usize;
    let mut map = vec![0_u8; 1 << map_bits];
    let mut counts = vec![0_usize; 1 << slot_bits];
    tier.entries.sort_by_key(|(hash, entry)| (slot(*hash), entry.literal, *hash));
    let mut entries = Vec::new();
    for (hash, entry) in &tier.entries {
        map[(hash >> (64 - map_bits)) as usize] |= 1 << ((hash >> (61 - map_bits)) & 7);
        counts[slot(*hash)] += 1;
        entry.write(&mut entries);
    }
    parts.push((Part::Map(at), map));
    parts.push((Part::Slots(at), starts(counts.into_iter())?));
    parts.push((Part::Entries(at), entries));
    Ok([number(tier.gram)?, number(tier.stride)?, map_bits, slot_bits])
}

/// Where each of several runs begins, and where the last one ends.
fn starts(lengths: impl Iterator<Item = usize>) -> Result<Vec<u8>, Unscannable> {
    let mut rows = vec![0];
    let mut end = 0;
    for len in lengths {
        end += len;
        rows.push(number(end)?);
    }
    Ok(le(rows))
}

fn number(number: usize) -> Result<u32, Unscannable> {
    u32::try_from(number).map_err(|_| Unscannable::TooMany)
}

fn le(rows: impl IntoIterator<Item = u32>) -> Vec<u8> {
    rows.into_iter().flat_map(u32::to_le_bytes).collect()
}
