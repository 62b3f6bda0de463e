//! What a score of `similar` means: at each threshold, how often the guess is the failure that the label says.
//!
//! A guess is made for every case, as if no pattern had matched: with the patterns on, too few cases are left over to
//! count. A case whose failure the canon does not hold has no right guess, and one by which an entry was mended is left out.

use schemars::JsonSchema;
use serde::Serialize;
use unstuck_canon::Index;
use unstuck_diagnosis::{Diagnoser, Scanner, Unscannable, guess};

use super::set::{Case, NONE};
use super::{Engine, Share};

/// The thresholds of the table.
const THRESHOLDS: [f64; 8] = [0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];

/// What a threshold would give.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct GuessRow {
    /// Guesses with at least this score.
    pub score: f64,
    /// Of them: right.
    pub right: Share,
    /// Of all cases whose failure the canon holds: guessed right.
    pub reached: Share,
}

/// # Errors
/// Not for an index without patterns.
pub(super) fn run(engine: &Engine<'_>, cases: &[Case]) -> Result<Vec<GuessRow>, Unscannable> {
    // Nothing matches, so that what looks decisive is all that is left of a text.
    let nothing = Index::default();
    let scanner = Scanner::new(&nothing)?;
    let decisive = |text: &str| -> Vec<(u64, String)> {
        let mut diagnoser = Diagnoser::new(&nothing, &scanner);
        diagnoser.push(text.as_bytes());
        diagnoser.finish().unknown.into_iter().map(|unknown| (unknown.line, unknown.message)).collect()
    };
    let asked = || cases.iter().filter(|case| case.first.is_none());
    let held = asked().filter(|case| case.failure != NONE).count() as u64;
    let guesses: Vec<(f64, bool)> = asked()
        .filter_map(|case| {
            let best = guess(engine.index(), &decisive(&case.text)).into_iter().next()?;
            Some((best.score, case.failure != NONE && engine.id(best.failure) == engine.live(&case.failure)))
        })
        .collect();
    let row = |score: f64| {
        let made = guesses.iter().filter(|(own, _)| *own >= score);
        let (all, right) = made.fold((0, 0), |(all, right), (_, ok)| (all + 1, right + u64::from(*ok)));
        GuessRow { score, right: Share::new(right, all), reached: Share::new(right, held) }
    };
    Ok(THRESHOLDS.map(row).to_vec())
}
