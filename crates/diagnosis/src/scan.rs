//! Which patterns may match a text: one pass of an automaton over the ends of the patterns' required literals.
//!
//! Text is folded to lower case before the pass and only the last [`KEY`] bytes of a literal are looked for: both make the
//! automaton small, so that building it at every start stays cheap, and cost at most a few tries of a pattern in vain.
//!
//! A pattern is compiled when its literal is first seen, so that starting costs nothing per pattern but its literals. This
//! is the room to replace when the canon outgrows it; its neighbours only know [`Scanner`].

use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use aho_corasick::{AhoCorasick, AhoCorasickKind, BuildError, MatchKind};
use regex::bytes::Regex;
use unstuck_canon::{CompiledPattern, Index, Pattern};

use crate::signs::{Sign, Signs, WORDS};

/// Bytes of a literal that are looked for.
const KEY: usize = 16;
/// Bytes after which building the quicker automaton pays: it takes some milliseconds and megabytes.
const LONG: usize = 4 << 20;

/// A pattern of the index.
#[derive(Debug)]
pub(crate) struct Compiled<'i> {
    /// Position of the failure in the index.
    pub(crate) failure: usize,
    pub(crate) pattern: &'i CompiledPattern,
    first: OnceLock<Option<Regex>>,
    then: OnceLock<Option<Regex>>,
}

impl Compiled<'_> {
    /// The pattern for a line. `None` only where the index holds what `check` would have refused.
    pub(crate) fn first(&self) -> Option<&Regex> {
        self.first.get_or_init(|| Pattern::compile(&self.pattern.regex).ok()).as_ref()
    }

    /// The pattern for a later line.
    pub(crate) fn then(&self) -> Option<&Regex> {
        let compile = || self.pattern.then.as_deref().and_then(|then| Pattern::compile(then).ok());
        self.then.get_or_init(compile).as_ref()
    }
}

/// Finds candidates: the patterns of which a literal stands in a text.
#[derive(Debug)]
pub struct Scanner<'i> {
    automaton: AhoCorasick,
    /// The same as a deterministic automaton, once a log turns out to be long.
    quick: OnceLock<Option<AhoCorasick>>,
    /// Bytes scanned so far, about: of two threads that add at once one may go uncounted.
    scanned: AtomicUsize,
    keys: Vec<&'i [u8]>,
    /// By literal: what it stands for.
    meanings: Vec<Meaning>,
    patterns: Vec<Compiled<'i>>,
}

fn build(kind: AhoCorasickKind, keys: &[&[u8]]) -> Result<AhoCorasick, BuildError> {
    AhoCorasick::builder().kind(Some(kind)).match_kind(MatchKind::Standard).build(keys)
}

/// What a literal stands for.
#[derive(Debug, Clone, Copy)]
enum Meaning {
    Word(Sign),
    Pattern(usize),
}

/// What a scan found in one text.
#[derive(Debug, Default)]
pub(crate) struct Candidates {
    /// Patterns to try, each once, in ascending order.
    pub(crate) patterns: Vec<usize>,
    /// What the words of the text say of it.
    pub(crate) signs: Signs,
    folded: Vec<u8>,
}

impl<'i> Scanner<'i> {
    /// Prepares the patterns of an index.
    ///
    /// # Errors
    /// Where the automaton would be larger than its number type can address: some hundred million literals.
    pub fn new(index: &'i Index<'_>) -> Result<Self, BuildError> {
        let mut keys: Vec<&'i [u8]> = Vec::new();
        let mut meanings = Vec::new();
        for (sign, words) in WORDS {
            keys.extend(words.iter().map(|word| word.as_bytes()));
            meanings.extend(words.iter().map(|_| Meaning::Word(*sign)));
        }
        let mut patterns = Vec::new();
        for (failure, indexed) in index.failures().iter().enumerate() {
            for pattern in &indexed.patterns {
                for literal in &pattern.literals {
                    keys.push(&literal[literal.len().saturating_sub(KEY)..]);
                    meanings.push(Meaning::Pattern(patterns.len()));
                }
                patterns.push(Compiled { failure, pattern, first: OnceLock::new(), then: OnceLock::new() });
            }
        }
        let automaton = build(AhoCorasickKind::ContiguousNFA, &keys)?;
        Ok(Self { automaton, quick: OnceLock::new(), scanned: AtomicUsize::new(0), keys, meanings, patterns })
    }

    pub(crate) fn pattern(&self, at: usize) -> &Compiled<'i> {
        &self.patterns[at]
    }

    /// The automaton that suits the length of what was scanned so far. Where the quicker one cannot be built, the other
    /// goes on.
    fn automaton(&self) -> &AhoCorasick {
        if self.scanned.load(Ordering::Relaxed) < LONG {
            return &self.automaton;
        }
        self.quick.get_or_init(|| build(AhoCorasickKind::DFA, &self.keys).ok()).as_ref().unwrap_or(&self.automaton)
    }

    /// Finds the candidates of a text; `found` is cleared first.
    pub(crate) fn scan(&self, text: &[u8], found: &mut Candidates) {
        found.patterns.clear();
        found.signs = Signs::default();
        found.folded.clear();
        found.folded.extend_from_slice(text);
        found.folded.make_ascii_lowercase();
        let indent = text.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        let scanned = self.scanned.load(Ordering::Relaxed);
        self.scanned.store(scanned.saturating_add(text.len()), Ordering::Relaxed);
        for hit in self.automaton().find_overlapping_iter(&found.folded) {
            match self.meanings[hit.pattern().as_usize()] {
                Meaning::Word(sign) => found.signs.add(sign, hit.start() == indent),
                Meaning::Pattern(pattern) => found.patterns.push(pattern),
            }
        }
        found.patterns.sort_unstable();
        found.patterns.dedup();
    }
}
