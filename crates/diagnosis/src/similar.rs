//! Failures whose message resembles a line that nothing matches: guesses, offered as such.

use std::collections::{BTreeMap, HashMap};

use unstuck_canon::{Index, words};

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
    let mut holders: HashMap<u32, u32> = HashMap::new();
    for word in index.failures().iter().flat_map(|indexed| &indexed.words) {
        *holders.entry(*word).or_default() += 1;
    }
    let count = f64::from(u32::try_from(index.failures().len()).unwrap_or(u32::MAX));
    let weight = |word: &u32| (1.0 + count / f64::from(holders.get(word).copied().unwrap_or(1))).ln();
    let lines: Vec<(u64, Vec<u32>)> = lines.iter().map(|(line, message)| (*line, words(message))).collect();
    let asked: Vec<f64> = lines.iter().map(|(_, own)| own.iter().map(weight).sum()).collect();
    // Where each word is asked for: most words of the canon nowhere.
    let mut askers: HashMap<u32, Vec<usize>> = HashMap::new();
    for (at, (_, own)) in lines.iter().enumerate() {
        own.iter().for_each(|word| askers.entry(*word).or_default().push(at));
    }
    let mut best: BTreeMap<usize, Similar> = BTreeMap::new();
    for (failure, indexed) in index.failures().iter().enumerate() {
        let mut shared: BTreeMap<usize, f64> = BTreeMap::new();
        for word in &indexed.words {
            for at in askers.get(word).into_iter().flatten() {
                *shared.entry(*at).or_default() += weight(word);
            }
        }
        if shared.is_empty() {
            continue;
        }
        let document: f64 = indexed.words.iter().map(weight).sum();
        for (at, shared) in shared {
            let score = shared / (asked[at] + document - shared);
            let better = best.get(&failure).is_none_or(|known| known.score < score);
            if better {
                best.insert(failure, Similar { failure, score, line: lines[at].0 });
            }
        }
    }
    let mut best: Vec<Similar> = best.into_values().collect();
    best.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.failure.cmp(&b.failure)));
    best
}
