//! From the literals in a block to the lines on which a pattern matches.

use std::ops::Range;

use memchr::{memchr, memchr_iter, memrchr};

use super::filter::{Filter, Hit};
use super::mask::Mask;
use super::strip::Stripped;
use super::verify::{Text, follow};
use super::{BRANCH, Engine, MARK, MOST_PATTERNS, OPENING, SIGN};
use crate::log::{Raw, clean, prefix_len};

/// Literals on a line from which on it pays to make the line's mask.
const CROWD: usize = 3;

/// What a scan needs besides the index; kept from one block to the next.
#[derive(Debug, Default)]
pub(crate) struct Scratch {
    filter: Filter,
    hits: Vec<Hit>,
    stripped: Stripped,
    folded: Vec<u8>,
    targets: Vec<u32>,
    /// Bytes of lines, once for each pattern tried on them.
    tried: u64,
}

impl Scratch {
    /// What the texts so far cost: positions, literals and bytes looked at after the first look at all bytes.
    pub(crate) fn steps(&self) -> u64 {
        self.filter.steps + self.tried
    }
}

/// A line of a block that has something to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Line {
    /// 1-based number.
    pub(crate) number: u64,
    /// Its bytes in the block, without the line ending.
    pub(crate) range: Range<usize>,
    /// Where its patterns stand in [`Found::patterns`].
    patterns: Range<usize>,
    /// It may look decisive, or mark a step.
    pub(crate) telling: bool,
}

/// What was found in a block.
#[derive(Debug, Default)]
pub(crate) struct Found {
    /// The lines, in order.
    pub(crate) lines: Vec<Line>,
    patterns: Vec<u32>,
}

impl Found {
    /// The patterns that match on a line, each once, in ascending order.
    pub(crate) fn patterns(&self, line: &Line) -> &[u32] {
        &self.patterns[line.patterns.clone()]
    }
}

impl Engine<'_> {
    /// Finds the lines of a block on which a pattern matches, or which are telling otherwise. `number` is the number of its
    /// first line.
    pub(crate) fn block(&self, block: &[u8], number: u64, scratch: &mut Scratch, found: &mut Found) {
        found.lines.clear();
        found.patterns.clear();
        let noisy = Stripped::noisy(block);
        let text = if noisy { scratch.stripped.strip(block) } else { block };
        scratch.hits.clear();
        scratch.filter.search(&self.prepared, text, &mut scratch.hits);
        let text = if noisy { scratch.stripped.text() } else { block };
        let mut numbers = Numbers { block, at: 0, number };
        let mut hits = scratch.hits.as_slice();
        let mut behind = 0;
        while let Some(first) = hits.first() {
            let start = memrchr(b'\n', &text[behind..first.start as usize]).map_or(behind, |at| behind + at + 1);
            let end = memchr(b'\n', &text[first.start as usize..]).map_or(text.len(), |at| first.start as usize + at);
            let own = hits.iter().take_while(|hit| (hit.start as usize) < end).count();
            let (own, rest) = hits.split_at(own.max(1));
            hits = rest;
            behind = (end + 1).min(text.len());
            let mut mask = Mask::ALL;
            if own.len() >= CROWD {
                fold(&text[start..end], &mut scratch.folded);
                mask = Mask::default();
                mask.add(&scratch.folded);
            }
            let telling = self.targets(own, &text[start..end], start, mask, &mut scratch.targets);
            if scratch.targets.is_empty() && !telling {
                continue;
            }
            let range = if noisy {
                let before = start.checked_sub(1).map_or(0, |feed| scratch.stripped.raw(feed) + 1);
                before..scratch.stripped.raw(end)
            } else {
                start..end
            };
            let bytes = without_return(&block[range.clone()]);
            let range = range.start..range.start + bytes.len();
            let first = found.patterns.len();
            if !scratch.targets.is_empty() {
                let line = without_return(&text[start..end]);
                scratch.tried += (scratch.targets.len() * line.len()) as u64;
                fold(line, &mut scratch.folded);
                if line.len() == bytes.len() && memchr(b'\r', line).is_none() {
                    let line = Text { plain: line, folded: &scratch.folded };
                    self.plain(line, &scratch.targets, &mut found.patterns);
                } else {
                    let line = Text { plain: line, folded: &scratch.folded };
                    scratch.targets.retain(|target| self.seen(*target, line).next().is_some());
                    let raw = Raw { number: 0, bytes, continues: false, goes_on: false };
                    self.tried(raw, &scratch.targets, &mut scratch.folded, &mut found.patterns);
                }
            }
            let patterns = first..found.patterns.len();
            if telling || !patterns.is_empty() {
                found.lines.push(Line { number: numbers.of(range.start), range, patterns, telling });
            }
        }
    }

    /// Collects what the literals of a line stand for, each pattern once, in ascending order; says whether anything but
    /// patterns is among them. `start` is where the line begins in the text of which the hits speak.
    /// Those are left out of which `mask`, that of the line, says that they do not match.
    fn targets(&self, hits: &[Hit], line: &[u8], start: usize, mask: Mask, targets: &mut Vec<u32>) -> bool {
        targets.clear();
        let mut telling = false;
        for hit in hits {
            for target in self.prepared.targets(hit.literal) {
                match target {
                    SIGN | MARK => telling = true,
                    OPENING => telling |= may_open(line, (hit.start as usize).saturating_sub(start)),
                    target if mask == Mask::ALL || self.may_match(target, mask) => targets.push(target),
                    _ => {}
                }
            }
        }
        if targets.len() > 1 {
            targets.sort_unstable_by_key(|target| target.rotate_left(32 - BRANCH));
            targets.dedup();
        }
        telling
    }

    /// The branches of which a target speaks.
    fn branches(&self, target: u32) -> Range<u32> {
        let all = self.prepared.branches(target % MOST_PATTERNS);
        match target >> BRANCH {
            0 => all,
            only => all.start + only - 1..all.start + only,
        }
    }

    /// Whether a line with that mask can match one of a target's branches. Nothing is known of a pattern without branches.
    fn may_match(&self, target: u32, line: Mask) -> bool {
        let mut own = self.branches(target);
        own.is_empty() || own.any(|branch| line.may_hold(self.prepared.mask(branch)))
    }

    /// What the branches of a target say of a text, as [`follow`]; those that do not match say nothing.
    fn seen<'s>(&'s self, target: u32, text: Text<'s>) -> impl Iterator<Item = bool> {
        let own = self.branches(target);
        let unknown = own.is_empty().then_some(false);
        own.filter_map(move |branch| follow(self.prepared.branch(branch), text)).chain(unknown)
    }

    /// Adds the patterns that match on a line without noise and carriage returns to `matching`.
    fn plain(&self, line: Text<'_>, targets: &[u32], matching: &mut Vec<u32>) {
        let prefix = prefix_len(line.plain);
        let text = Text { plain: &line.plain[prefix..], folded: &line.folded[prefix..] };
        let mut last = None;
        for target in targets {
            let pattern = target % MOST_PATTERNS;
            if last != Some(pattern) && self.matches(*target, text) {
                matching.push(pattern);
                last = Some(pattern);
            }
        }
    }

    fn matches(&self, target: u32, text: Text<'_>) -> bool {
        let mut may = false;
        for matches in self.seen(target, text) {
            if matches {
                return true;
            }
            may = true;
        }
        may && self.first(target % MOST_PATTERNS).is_some_and(|regex| regex.is_match(text.plain))
    }

    /// Gives each place in a text where a literal stands, with the number of the literal.
    pub fn literals(&self, text: &[u8], out: &mut impl FnMut(usize, u32)) {
        let mut scratch = Scratch::default();
        scratch.filter.search(&self.prepared, text, &mut scratch.hits);
        scratch.hits.iter().for_each(|hit| out(hit.start as usize, hit.literal));
    }

    /// Finds out which of some patterns match on a line.
    pub fn matching(&self, line: &[u8], candidates: &[u32], matching: &mut Vec<u32>) {
        matching.clear();
        let raw = Raw { number: 0, bytes: line, continues: false, goes_on: false };
        self.tried(raw, candidates, &mut Vec::new(), matching);
    }

    /// Adds the patterns that match in a segment of a line to `matching`.
    fn tried(&self, raw: Raw<'_>, targets: &[u32], folded: &mut Vec<u8>, matching: &mut Vec<u32>) {
        let line = clean(raw);
        fold(&line.text, folded);
        let mut start = 0;
        let first = matching.len();
        for segment in line.text.split(|byte| *byte == b'\r') {
            let text = Text { plain: segment, folded: &folded[start..start + segment.len()] };
            start += segment.len() + 1;
            for target in targets {
                let pattern = target % MOST_PATTERNS;
                if !matching[first..].contains(&pattern) && self.matches(*target, text) {
                    matching.push(pattern);
                }
            }
        }
        matching[first..].sort_unstable();
    }

    /// The patterns whose literals stand in a text, each once, in ascending order; and whether it may be telling otherwise.
    pub(crate) fn candidates<'s>(&self, text: &[u8], scratch: &'s mut Scratch) -> (&'s [u32], bool) {
        scratch.hits.clear();
        scratch.filter.search(&self.prepared, text, &mut scratch.hits);
        let telling = self.targets(&scratch.hits, text, 0, Mask::ALL, &mut scratch.targets);
        scratch.targets.iter_mut().for_each(|target| *target %= MOST_PATTERNS);
        scratch.targets.dedup();
        scratch.tried += (scratch.targets.len() * text.len()) as u64;
        (&scratch.targets, telling)
    }
}

/// Whether a message can begin at a place of a line. No prefix ends with a letter, but for the `Z` of a timestamp.
fn may_open(line: &[u8], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|at| line.get(at));
    before.is_none_or(|byte| !byte.is_ascii_alphabetic() || *byte == b'Z')
}

fn without_return(line: &[u8]) -> &[u8] {
    line.strip_suffix(b"\r").unwrap_or(line)
}

fn fold(text: &[u8], folded: &mut Vec<u8>) {
    folded.clear();
    folded.extend_from_slice(text);
    folded.make_ascii_lowercase();
}

/// Numbers of lines, counted only as far as somebody asks.
struct Numbers<'b> {
    block: &'b [u8],
    at: usize,
    number: u64,
}

impl Numbers<'_> {
    fn of(&mut self, start: usize) -> u64 {
        self.number += memchr_iter(b'\n', &self.block[self.at..start]).count() as u64;
        self.at = start;
        self.number
    }
}
