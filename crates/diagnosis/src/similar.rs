//! Failures whose message resembles a line that nothing matches: guesses, offered as such.

use std::collections::{BTreeMap, BTreeSet};

use unstuck_canon::Index;

/// A failure whose message resembles a line.
#[derive(Debug, Clone, PartialEq)]
pub struct Similar {
    /// Position of the failure in the index.
    pub failure: usize,
    /// Share of the line's and the message's weight that both have, 0 to 1.
    pub score: f64,
    /// The line, 1-based.
    pub line: u64,
}

/// Under this score nothing is said. `docs/evaluation.md` has what a score means: how often such a guess is right.
pub const THRESHOLD: f64 = 0.5;
/// Most failures offered.
const MOST: usize = 3;

/// The failures whose signature shares most with one of the lines (number and message). Nothing under the threshold is
/// returned.
#[must_use]
pub(crate) fn similar(index: &Index<'_>, lines: &[(u64, String)]) -> Vec<Similar> {
    let mut best = guess(index, lines);
    best.retain(|similar| similar.score >= THRESHOLD);
    best.truncate(MOST);
    best
}

/// Every failure whose signature shares a word with one of the lines, the best first, however far it is.
///
/// The score is the weighted Jaccard index of the two sets of words, each word weighing its inverse document frequency
/// ln(1 + N / n) over the canon; a word that the canon does not know weighs ln(1 + N).
#[must_use]
pub fn guess(index: &Index<'_>, lines: &[(u64, String)]) -> Vec<Similar> {
    if lines.is_empty() {
        return Vec::new();
    }
    let count = index.failures().len();
    let mut holders: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (failure, indexed) in index.failures().iter().enumerate() {
        for word in words(&indexed.signature) {
            holders.entry(word).or_default().push(failure);
        }
    }
    #[expect(clippy::cast_precision_loss, reason = "counts of entries are far below 2^52")]
    let weight = |holders: usize| (1.0 + count as f64 / holders.max(1) as f64).ln();
    let mut documents = vec![0.0; count];
    for own in holders.values() {
        own.iter().for_each(|failure| documents[*failure] += weight(own.len()));
    }
    let mut best: BTreeMap<usize, Similar> = BTreeMap::new();
    for (line, message) in lines {
        let mut asked = 0.0;
        let mut shared: BTreeMap<usize, f64> = BTreeMap::new();
        for word in words(message) {
            let own = holders.get(&word).map_or(&[][..], Vec::as_slice);
            asked += weight(own.len());
            own.iter().for_each(|failure| *shared.entry(*failure).or_default() += weight(own.len()));
        }
        for (failure, shared) in shared {
            let score = shared / (asked + documents[failure] - shared);
            let better = best.get(&failure).is_none_or(|known| known.score < score);
            if better {
                best.insert(failure, Similar { failure, score, line: *line });
            }
        }
    }
    let mut best: Vec<Similar> = best.into_values().collect();
    best.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.failure.cmp(&b.failure)));
    best
}

/// Lower-case words of at least three letters or digits, numbers left out.
fn words(text: &str) -> BTreeSet<String> {
    text.split(|char: char| !char.is_alphanumeric() && char != '_')
        .filter(|word| word.chars().count() >= 3 && !word.bytes().all(|byte| byte.is_ascii_digit()))
        .map(str::to_lowercase)
        .collect()
}
