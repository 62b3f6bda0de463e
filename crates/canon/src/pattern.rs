//! The pattern dialect: regular expressions on bytes, and the literals that every match must contain.
//!
//! Logs hold bytes that are not UTF-8, so patterns work on bytes with Unicode off: `.` is any byte but a line feed, `\d`,
//! `\w`, `\s` and `\b` are ASCII, `(?i)` folds ASCII. Matching is linear in the line, as the `regex` crate guarantees.

use regex::bytes::{Regex, RegexBuilder};
use regex_automata::nfa::thompson::{self, BuildError, NFA};
use regex_syntax::hir::{Class, Hir, HirKind};

use crate::Rarity;
use crate::sequence::{Branch, sequences};

/// Most alternatives of one literal set: more would fill the automaton with near duplicates.
const MOST_LITERALS: usize = 32;
/// Fewest bytes of a literal that ordinary logs do not hit on nearly every line.
pub const SHORTEST_LITERAL: usize = 5;

/// A pattern in the dialect, taken apart but not compiled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    /// Lower-case literals of which every match contains at least one, compared without regard to ASCII case.
    pub literals: Vec<Vec<u8>>,
    /// The fewest bytes that a match can have: the measure of how specific the pattern is.
    pub specificity: usize,
    /// What a match contains in order; empty where nothing is known.
    pub branches: Vec<Branch>,
}

/// A text that is not a pattern of the dialect.
#[derive(Debug, Clone, thiserror::Error)]
pub enum BadPattern {
    /// It is no regular expression.
    #[error("{}", first_line(&.0.to_string()))]
    Syntax(#[source] Box<regex_syntax::Error>),
    /// It cannot be compiled within the limits.
    #[error("{}", first_line(&.0.to_string()))]
    Compile(#[source] Box<BuildError>),
    /// It can match nothing at all, so it would match everywhere.
    #[error("it matches the empty text")]
    MatchesEmpty,
}

/// The last line of a `regex` error is its reason; the lines above draw the pattern.
fn first_line(text: &str) -> String {
    text.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned()
}

impl Pattern {
    /// Largest automaton that a regular expression may be compiled to, in bytes: stops `(a{1000}){1000}` from eating the
    /// memory. [`Pattern::new`] allows half as much, so that what it took compiles wherever another one is made beside the
    /// first, as for reading backwards.
    pub const SIZE_LIMIT: usize = 2 << 20;

    /// Takes a pattern apart. Of several literals the longest are taken.
    ///
    /// # Errors
    /// Where the text is not of the dialect.
    pub fn new(text: &str) -> Result<Self, BadPattern> {
        let hir = parsed(text)?;
        let limits = thompson::Config::new().utf8(false).nfa_size_limit(Some(Self::SIZE_LIMIT / 2));
        NFA::compiler().configure(limits).build_from_hir(&hir).map_err(|error| BadPattern::Compile(Box::new(error)))?;
        Self::chosen(&hir, Choice::Longest)
    }

    /// Takes a pattern apart of which [`Pattern::new`] has seen that it compiles. Of several literals those are taken that
    /// ordinary logs hit least.
    ///
    /// # Errors
    /// Where the text is not of the dialect.
    pub fn rarest(text: &str, rarity: &Rarity) -> Result<Self, BadPattern> {
        Self::chosen(&parsed(text)?, Choice::Rarest(rarity))
    }

    /// The fewest bytes that a match of a pattern can have.
    ///
    /// # Errors
    /// Where the text is not of the dialect.
    pub fn specificity(text: &str) -> Result<usize, BadPattern> {
        shortest_match(&parsed(text)?)
    }

    fn chosen(hir: &Hir, choice: Choice<'_>) -> Result<Self, BadPattern> {
        let specificity = shortest_match(hir)?;
        let literals = choice.required(hir).best(choice).unwrap_or_default();
        Ok(Self { literals, specificity, branches: sequences(hir) })
    }

    /// Compiles a pattern's text.
    ///
    /// # Errors
    /// Where [`Pattern::new`] would refuse the text as well.
    pub fn compile(text: &str) -> Result<Regex, regex::Error> {
        RegexBuilder::new(text).unicode(false).size_limit(Self::SIZE_LIMIT).build()
    }

    /// Length of the shortest literal; 0 where a match need not contain any.
    #[must_use]
    pub fn shortest_literal(&self) -> usize {
        self.literals.iter().map(Vec::len).min().unwrap_or(0)
    }
}

fn parsed(text: &str) -> Result<Hir, BadPattern> {
    let mut dialect = regex_syntax::ParserBuilder::new();
    dialect.unicode(false).utf8(false).build().parse(text).map_err(|error| BadPattern::Syntax(Box::new(error)))
}

fn shortest_match(hir: &Hir) -> Result<usize, BadPattern> {
    hir.properties().minimum_len().filter(|length| *length > 0).ok_or(BadPattern::MatchesEmpty)
}

type Set = Vec<Vec<u8>>;

/// What every match of a part of a pattern contains.
struct Required {
    /// The part matches exactly these strings and no others.
    exact: Option<Set>,
    /// Every match contains one of these.
    inner: Option<Set>,
}

impl Required {
    const NOTHING: Self = Self { exact: None, inner: None };

    fn exact(set: Set) -> Self {
        Self { exact: Some(set), inner: None }
    }

    fn best(self, choice: Choice<'_>) -> Option<Set> {
        choice.better(self.exact.filter(usable), self.inner)
    }
}

fn usable(set: &Set) -> bool {
    !set.is_empty() && set.iter().all(|literal| !literal.is_empty())
}

/// By what one of several sets is chosen.
#[derive(Debug, Clone, Copy)]
enum Choice<'r> {
    /// The longest shortest literal; of two alike, the smaller set.
    Longest,
    /// The fewest occurrences in ordinary logs, as long as no literal is too short.
    Rarest(&'r Rarity),
}

impl Choice<'_> {
    fn better(self, a: Option<Set>, b: Option<Set>) -> Option<Set> {
        match (a, b) {
            (Some(a), Some(b)) => Some(if self.prefers(&a, &b) { a } else { b }),
            (a, b) => a.or(b),
        }
    }

    fn prefers(self, a: &Set, b: &Set) -> bool {
        let shortest = |set: &Set| set.iter().map(Vec::len).min().unwrap_or(0);
        let length = |set: &Set| (shortest(set), usize::MAX - set.len());
        match self {
            Self::Longest => length(a) >= length(b),
            Self::Rarest(_) if shortest(a).min(shortest(b)) < SHORTEST_LITERAL => shortest(a) >= shortest(b),
            Self::Rarest(rarity) => {
                // What was never seen is not all alike: a longer literal has more rare places to look for.
                let cost = |literal: &Vec<u8>| rarity.of_literal(literal) + 8.0 / literal.len() as f32;
                let cost = |set: &Set| set.iter().map(cost).sum::<f32>();
                cost(a) <= cost(b)
            }
        }
    }

    fn required(self, hir: &Hir) -> Required {
        match hir.kind() {
            HirKind::Empty | HirKind::Look(_) => Required::exact(vec![Vec::new()]),
            HirKind::Literal(literal) => Required::exact(vec![literal.0.to_ascii_lowercase()]),
            HirKind::Class(class) => letters(class).map_or(Required::NOTHING, Required::exact),
            HirKind::Capture(capture) => self.required(&capture.sub),
            HirKind::Repetition(repetition) => {
                let sub = self.required(&repetition.sub);
                match (repetition.min, repetition.max) {
                    (1, Some(1)) => sub,
                    (0, Some(1)) => Required {
                        exact: sub.exact.map(|mut set| {
                            set.push(Vec::new());
                            set
                        }),
                        inner: None,
                    },
                    (0, _) => Required::NOTHING,
                    _ => Required { exact: None, inner: sub.best(self) },
                }
            }
            HirKind::Concat(parts) => self.concat(parts),
            HirKind::Alternation(parts) => self.alternation(parts),
        }
    }

    fn concat(self, parts: &[Hir]) -> Required {
        let mut best = None;
        let mut run: Set = vec![Vec::new()];
        let mut whole = true;
        for part in parts {
            let part = self.required(part);
            match part.exact {
                Some(set) if run.len() * set.len() <= MOST_LITERALS => {
                    run = run
                        .iter()
                        .flat_map(|head| set.iter().map(move |tail| [&head[..], &tail[..]].concat()))
                        .collect();
                }
                exact => {
                    whole = false;
                    best = self.better(best, Some(run).filter(usable));
                    best = self.better(best, part.inner);
                    run = exact.unwrap_or_else(|| vec![Vec::new()]);
                }
            }
        }
        if whole {
            return Required::exact(run);
        }
        Required { exact: None, inner: self.better(best, Some(run).filter(usable)) }
    }

    fn alternation(self, parts: &[Hir]) -> Required {
        let parts: Vec<Required> = parts.iter().map(|part| self.required(part)).collect();
        if parts.iter().all(|part| part.exact.is_some()) {
            let set: Set = parts.into_iter().filter_map(|part| part.exact).flatten().collect();
            return if set.len() <= MOST_LITERALS { Required::exact(set) } else { Required::NOTHING };
        }
        let mut all = Set::new();
        for part in parts {
            match part.best(self) {
                Some(set) => all.extend(set),
                None => return Required::NOTHING,
            }
        }
        if all.len() <= MOST_LITERALS { Required { exact: None, inner: Some(all) } } else { Required::NOTHING }
    }
}

/// The bytes of a small class, folded to lower case.
fn letters(class: &Class) -> Option<Set> {
    let Class::Bytes(class) = class else { return None };
    let mut set = Set::new();
    for range in class.ranges() {
        for byte in range.start()..=range.end() {
            let literal = vec![byte.to_ascii_lowercase()];
            if !set.contains(&literal) {
                set.push(literal);
            }
            if set.len() > 4 {
                return None;
            }
        }
    }
    Some(set)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn literals(pattern: &str) -> Vec<String> {
        let pattern = Pattern::new(pattern).unwrap();
        pattern.literals.iter().map(|literal| String::from_utf8_lossy(literal).into_owned()).collect()
    }

    #[test]
    fn finds_the_longest_literal_that_every_match_contains() {
        assert_eq!(literals(r"error: src refspec (?P<ref>\S+) does not match any"), ["error: src refspec "]);
        assert_eq!(literals(r"(?i)Connection Refused"), ["connection refused"]);
        assert_eq!(literals(r"\d+ (?:passed|failed) tests"), [" passed tests", " failed tests"]);
        assert_eq!(literals(r"(?:abcde.*|fghij\d)x"), ["abcde", "fghij"]);
        assert_eq!(literals(r"colou?r is off"), ["colour is off", "color is off"]);
        assert_eq!(literals(r"[a-z]+\d*"), Vec::<String>::new());
        assert_eq!(literals(r"(?:x*|abcdef)\d"), Vec::<String>::new());
    }

    #[test]
    fn refuses_what_is_not_of_the_dialect() {
        for text in ["(", r"(?=x)y", r"(a)\1", "[é]", "x*", "(?:a{1000}){1000}"] {
            assert!(Pattern::new(text).is_err(), "{text}");
        }
    }

    proptest! {
        /// The engine looks at a line only when a literal was seen, so a match without a literal would be lost.
        #[test]
        fn every_match_contains_a_literal(pattern in "(ab|c[de]?|(?i)fg|\\(hi|j\\)\\+|k\\{1,2\\}|l\\*|\\.){1,5}", text in "[a-lA-L(){},+*1 2]{0,24}") {
            if let Ok(taken) = Pattern::new(&pattern) && !taken.literals.is_empty() {
                let regex = Pattern::compile(&pattern).unwrap();
                if let Some(found) = regex.find(text.as_bytes()) {
                    let lower = found.as_bytes().to_ascii_lowercase();
                    prop_assert!(taken.literals.iter().any(|literal| memmem(&lower, literal)), "{pattern} on {text}");
                }
            }
        }
    }

    fn memmem(text: &[u8], word: &[u8]) -> bool {
        text.windows(word.len()).any(|window| window == word)
    }
}
