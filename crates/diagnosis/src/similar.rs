//! Failures whose message resembles a line that nothing matches: guesses, offered as such.

use std::collections::{BTreeMap, HashMap};

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
    let signatures: Vec<String> = index.failures().iter().map(|indexed| indexed.signature.to_lowercase()).collect();
    let mut places: HashMap<&str, usize> = HashMap::new();
    let mut holders: Vec<Vec<usize>> = Vec::new();
    for (failure, signature) in signatures.iter().enumerate() {
        for word in words(signature) {
            let place = *places.entry(word).or_insert(holders.len());
            if place == holders.len() {
                holders.push(Vec::new());
            }
            holders[place].push(failure);
        }
    }
    #[expect(clippy::cast_precision_loss, reason = "counts of entries are far below 2^52")]
    let weight = |holders: &[usize]| (1.0 + count as f64 / holders.len().max(1) as f64).ln();
    let mut documents = vec![0.0; count];
    for own in &holders {
        let weight = weight(own);
        own.iter().for_each(|failure| documents[*failure] += weight);
    }
    let mut best: BTreeMap<usize, Similar> = BTreeMap::new();
    for (line, message) in lines {
        let mut asked = 0.0;
        let mut shared: BTreeMap<usize, f64> = BTreeMap::new();
        for word in words(&message.to_lowercase()) {
            let own = places.get(word).map_or(&[][..], |place| &holders[*place]);
            let weight = weight(own);
            asked += weight;
            own.iter().for_each(|failure| *shared.entry(*failure).or_default() += weight);
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

/// Words of at least three letters or digits in a text in lower case, each once; numbers left out.
fn words(text: &str) -> Vec<&str> {
    let words = text.split(|char: char| !char.is_alphanumeric() && char != '_');
    let mut words: Vec<&str> =
        words.filter(|word| word.chars().nth(2).is_some() && !word.bytes().all(|byte| byte.is_ascii_digit())).collect();
    words.sort_unstable();
    words.dedup();
    words
}
