//! Which patterns may match a text: one pass of an automaton over the patterns' required literals.
//!
//! A pattern is compiled when its literal is first seen, so that starting costs nothing per pattern but its literals. This
//! is the room to replace when the canon outgrows it; its neighbours only know [`Scanner`].

use std::cell::OnceCell;

use aho_corasick::{AhoCorasick, AhoCorasickKind, BuildError, MatchKind};
use regex::bytes::Regex;
use unstuck_canon::{CompiledPattern, Index, Pattern};

/// Words that make a line look decisive; found in the same pass.
const ALARMS: [&str; 14] = [
    "error",
    "fatal",
    "failed",
    "failure",
    "panic",
    "exception",
    "denied",
    "cannot",
    "could not",
    "unable to",
    "not found",
    "refused",
    "invalid",
    "traceback",
];

/// A pattern of the index.
#[derive(Debug)]
pub(crate) struct Compiled<'i> {
    /// Position of the failure in the index.
    pub(crate) failure: usize,
    pub(crate) pattern: &'i CompiledPattern,
    first: OnceCell<Option<Regex>>,
    then: OnceCell<Option<Regex>>,
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
    /// By literal: the patterns that need it. Empty for the alarm words.
    of_literal: Vec<Vec<usize>>,
    patterns: Vec<Compiled<'i>>,
}

/// What a scan found in one text.
#[derive(Debug, Default)]
pub(crate) struct Candidates {
    /// Patterns to try, each once, in ascending order.
    pub(crate) patterns: Vec<usize>,
    /// The text holds a word that makes it look decisive.
    pub(crate) alarming: bool,
}

impl<'i> Scanner<'i> {
    /// Prepares the patterns of an index.
    ///
    /// # Errors
    /// Where the automaton would be larger than its number type can address: some hundred million literals.
    pub fn new(index: &'i Index<'_>) -> Result<Self, BuildError> {
        let mut literals: Vec<&[u8]> = ALARMS.iter().map(|word| word.as_bytes()).collect();
        let mut of_literal = vec![Vec::new(); ALARMS.len()];
        let mut patterns = Vec::new();
        for (failure, indexed) in index.failures().iter().enumerate() {
            for pattern in &indexed.patterns {
                for literal in &pattern.literals {
                    literals.push(literal);
                    of_literal.push(vec![patterns.len()]);
                }
                patterns.push(Compiled { failure, pattern, first: OnceCell::new(), then: OnceCell::new() });
            }
        }
        let automaton = AhoCorasick::builder()
            .kind(Some(AhoCorasickKind::ContiguousNFA))
            .match_kind(MatchKind::Standard)
            .ascii_case_insensitive(true)
            .build(&literals)?;
        Ok(Self { automaton, of_literal, patterns })
    }

    pub(crate) fn pattern(&self, at: usize) -> &Compiled<'i> {
        &self.patterns[at]
    }

    /// Finds the candidates of a text; `found` is cleared first.
    pub(crate) fn scan(&self, text: &[u8], found: &mut Candidates) {
        found.patterns.clear();
        found.alarming = false;
        for hit in self.automaton.find_overlapping_iter(text) {
            match self.of_literal[hit.pattern().as_usize()].as_slice() {
                [] => found.alarming = true,
                patterns => found.patterns.extend_from_slice(patterns),
            }
        }
        found.patterns.sort_unstable();
        found.patterns.dedup();
    }
}
