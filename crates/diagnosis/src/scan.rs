//! Which patterns match which lines: a filter over whole blocks of text, and a look at the few lines that it finds.
//!
//! ```text
//! offline:  patterns --build--> Prepared (bytes)
//! online:   block --strip--> text --filter--> hits --candidates--> lines --verify, regex--> pairs of line and pattern
//! ```
//!
//! - `build`, `plan`: literals to an index, chosen by how often ordinary logs hit them; `format`: how it lies in memory.
//! - `strip`: colours out of a block; `filter`: where a literal stands in it; `block`: from there to lines.
//! - `mask`: whether a line can hold the words of a pattern at all; `verify`: the words in their order, which for most patterns
//!   is all there is to match.
//! - `crew`: several threads for a long text; `pairs`: the bare answer, without a diagnosis.
//! - `expressions`: regular expressions, compiled when the words of a pattern were seen in a line, and kept while they are used.
//!
//! What is found depends on the text alone, never on chunks, blocks or threads.

use std::sync::Arc;

use regex_automata::meta::Regex;
use unstuck_canon::{CompiledPattern, Index, Rarity};

use self::expressions::{Expressions, Role};
use crate::signs::Words;

mod block;
mod build;
pub(crate) mod crew;
mod expressions;
mod filter;
mod format;
mod mask;
mod pairs;
mod plan;
mod strip;
mod verify;

pub(crate) use block::{Found, Scratch};
pub use build::{Also, Source, Unscannable, build, digest};
pub(crate) use crew::Scanned;
pub use format::{BadIndex, Prepared};
pub use pairs::Pairs;
pub(crate) use pairs::{find_in_piece, first_of_piece};

/// Targets are a pattern and, above it, one more than the branch of which the literal is a word; nothing where any branch
/// may match.
const BRANCH: u32 = 24;
/// Most patterns of an index.
const MOST_PATTERNS: u32 = 1 << BRANCH;
/// From here on a target is no pattern.
const NO_PATTERN: u32 = 0xFF << BRANCH;
/// A word that makes a line look decisive.
const SIGN: u32 = u32::MAX;
/// The same for a word that does so at the start of a line only.
const OPENING: u32 = u32::MAX - 1;
/// A marker of a step, of an error, or of a step that failed.
const MARK: u32 = u32::MAX - 2;

/// The lower-case text of each marker by which [`crate::matching`] follows the steps of a job.
fn marks() -> Vec<Vec<u8>> {
    let markers: [&[u8]; 5] = [b"##[group]", b"##[section]", b"section_start:", b"##[error]", b"::error"];
    let announcements = crate::matching::FAILED.iter().map(|sign| sign.to_ascii_lowercase());
    markers.iter().map(|marker| marker.to_vec()).chain(announcements).collect()
}

/// Finds which patterns of an index match which lines.
#[derive(Debug)]
pub struct Engine<'a> {
    prepared: Prepared<'a>,
    expressions: Expressions,
}

impl<'a> Engine<'a> {
    /// Takes an index.
    #[must_use]
    pub fn new(prepared: Prepared<'a>) -> Self {
        let expressions = Expressions::new(prepared.patterns());
        Self { prepared, expressions }
    }

    /// The index.
    #[must_use]
    pub fn prepared(&self) -> &Prepared<'a> {
        &self.prepared
    }

    /// The expression of a pattern. `None` only where the index holds what `check` would have refused.
    pub(crate) fn first(&self, pattern: u32) -> Option<Arc<Regex>> {
        self.expressions.get(pattern, Role::First, || self.prepared.expression(pattern))
    }
}

/// The patterns of a canon, ready to be looked for.
#[derive(Debug)]
pub struct Scanner<'i> {
    engine: Engine<'i>,
    index: &'i Index<'i>,
    pub(crate) words: Words,
}

impl<'i> Scanner<'i> {
    /// Prepares the patterns of an index.
    ///
    /// # Errors
    /// Where a pattern has no literal by which it could be found: `check` refuses such a pattern.
    pub fn new(index: &'i Index<'_>) -> Result<Self, Unscannable> {
        Self::measured(index, &Rarity::default())
    }

    /// Prepares the patterns of an index, and looks for the literals where ordinary logs hit them least.
    ///
    /// # Errors
    /// As [`Scanner::new`].
    pub fn measured(index: &'i Index<'_>, rarity: &Rarity) -> Result<Self, Unscannable> {
        let bytes = build(sources(index), rarity, Also::Signs)?;
        let prepared = Prepared::trusted(bytes).map_err(|_| Unscannable::TooMany)?;
        Ok(Self::over(index, prepared))
    }

    /// Takes patterns that [`prepare`] prepared from the same index.
    ///
    /// # Errors
    /// Where they were prepared from another one.
    pub fn prepared(index: &'i Index<'_>, prepared: Prepared<'i>) -> Result<Self, Unscannable> {
        if digest(sources(index)) == prepared.source() {
            Ok(Self::over(index, prepared))
        } else {
            Err(Unscannable::Stale)
        }
    }

    fn over(index: &'i Index<'_>, prepared: Prepared<'i>) -> Self {
        Self { engine: Engine::new(prepared), index, words: Words::default() }
    }

    pub(crate) fn engine(&self) -> &Engine<'i> {
        &self.engine
    }

    /// Failure of a pattern, and the pattern.
    pub(crate) fn pattern(&self, pattern: u32) -> Option<(usize, &CompiledPattern)> {
        let (failure, nth) = self.engine.prepared.owner(pattern);
        Some((failure, self.index.failures().get(failure)?.patterns.get(nth)?))
    }

    /// The expression that a line must not match.
    pub(crate) fn unless(&self, pattern: u32) -> Option<Arc<Regex>> {
        self.engine.expressions.get(pattern, Role::Unless, || self.pattern(pattern)?.1.unless.as_deref())
    }

    /// The expression for a later line.
    pub(crate) fn then(&self, pattern: u32) -> Option<Arc<Regex>> {
        self.engine.expressions.get(pattern, Role::Then, || self.pattern(pattern)?.1.then.as_deref())
    }
}

/// Prepares the patterns of an index: what [`Prepared`] opens and [`Scanner::prepared`] takes.
///
/// # Errors
/// As [`Scanner::new`].
pub fn prepare(index: &Index<'_>, rarity: &Rarity) -> Result<Vec<u8>, Unscannable> {
    build(sources(index), rarity, Also::Signs)
}

fn sources<'i>(index: &'i Index<'_>) -> impl Iterator<Item = Source<'i>> {
    index.failures().iter().enumerate().flat_map(|(failure, indexed)| {
        indexed.patterns.iter().enumerate().map(move |(nth, pattern)| Source {
            failure,
            nth,
            expression: &pattern.regex,
        })
    })
}
