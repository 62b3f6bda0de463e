//! How well failures are named: measured on text that no entry was written from.
//!
//! ```text
//! evaluation/ --Set--> cases, logs, green text --engine--> what is named --against the labels--> shares with intervals
//! ```

mod cases;
mod green;
mod guesses;
mod logs;
mod matrix;
mod peer;
mod set;
mod share;

use schemars::JsonSchema;
use serde::Serialize;
use unstuck_canon::{Index, SourceFile};
use unstuck_diagnosis::{Diagnoser, Diagnosis, Scanner, Unscannable};

pub use cases::{CasesView, Missed, OfFailure};
pub use green::{Alarm, GreenView};
pub use guesses::GuessRow;
pub use logs::{LogRow, LogsView};
pub use matrix::{Because, Cell, MatrixView};
pub use peer::PeerView;
use set::Cited;
pub(crate) use set::Set;
pub use share::Share;

/// Everything that was measured.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct EvaluationView {
    /// `unstuck/evaluation/1`
    pub schema: &'static str,
    /// Failures in the canon.
    pub failures: usize,
    /// What makes the set no measure; empty where all is well.
    pub flaws: Vec<String>,
    /// Single messages.
    pub cases: CasesView,
    /// Of them: those that were chosen blind.
    pub blind: CasesView,
    /// Whole failing logs.
    pub logs: LogsView,
    /// Output of commands that went well.
    pub green: GreenView,
    /// Hits against patterns.
    pub confusion: MatrixView,
    /// What a score of `similar` means.
    pub similar: Vec<GuessRow>,
    /// The same cases elsewhere, where that was written down.
    pub peer: Option<PeerView>,
}

impl EvaluationView {
    /// What must not be, whatever the shares: a flaw of the set, a false alarm, a failure on another one's hits that
    /// neither names.
    #[must_use]
    pub fn breaches(&self) -> Vec<String> {
        let alarms = self.green.alarms.iter().map(|alarm| {
            let Alarm { failure, file, line, text, .. } = alarm;
            format!("`{failure}` fires on output of a command that went well: {file}:{line}: {text}")
        });
        let cells = self.confusion.cells.iter().filter(|cell| cell.because.is_none()).map(|cell| {
            let Cell { of, seen, hits, .. } = cell;
            format!("`{seen}` fires on {hits} hits of `{of}`, and neither names the other in `confused_with`")
        });
        self.flaws.iter().cloned().chain(alarms).chain(cells).collect()
    }
}

/// Measures an index on a set. `samples` are the hits of its entries.
///
/// # Errors
/// Only for an index that `check` would have refused.
pub(crate) fn evaluate(
    index: &Index<'_>,
    scanner: &Scanner<'_>,
    set: &Set,
    samples: &[(String, Vec<SourceFile>)],
) -> Result<EvaluationView, Unscannable> {
    let engine = Engine { index, scanner };
    let hits = samples.iter().flat_map(|(_, hits)| hits);
    let hits: Vec<(String, String)> = hits.map(|hit| (hit.path.clone(), hit.text().into_owned())).collect();
    let right = |case: &set::Case| {
        case.first.is_none() && engine.named(case.text.as_bytes()).first() == Some(&engine.live(&case.failure))
    };
    Ok(EvaluationView {
        schema: "unstuck/evaluation/1",
        failures: index.failures().len(),
        flaws: set.flaws(|id| index.get(id).is_some(), &cited(index), &hits),
        cases: cases::run(&engine, set.cases.iter()),
        blind: cases::run(&engine, set.cases.iter().filter(|case| case.blind)),
        logs: logs::run(&engine, &set.logs),
        green: green::run(&engine, &set.green, &set.alarming, &set.quoted),
        confusion: matrix::run(&engine, samples),
        similar: guesses::run(&engine, &set.cases)?,
        peer: set.peer.as_ref().map(|answers| peer::run(answers, &set.cases, right)),
    })
}

/// Pages that the entries cite. An entry that cannot be read again cites none: `check` tells of it.
fn cited(index: &Index<'_>) -> Cited {
    let mut cited = Cited::new();
    for failure in index.failures() {
        let citations = failure.read().map(|entry| entry.head.citations).unwrap_or_default();
        for citation in citations {
            cited.entry(citation.url.into_inner()).or_insert_with(|| failure.id.to_string());
        }
    }
    cited
}

/// What is measured.
struct Engine<'e> {
    index: &'e Index<'e>,
    scanner: &'e Scanner<'e>,
}

impl Engine<'_> {
    fn index(&self) -> &Index<'_> {
        self.index
    }

    fn diagnose(&self, text: &[u8]) -> Diagnosis {
        let mut diagnoser = Diagnoser::new(self.index, self.scanner);
        diagnoser.push(text);
        diagnoser.finish()
    }

    /// Ids of what is named, the cause first.
    fn named(&self, text: &[u8]) -> Vec<String> {
        self.diagnose(text).sightings.into_iter().map(|sighting| self.id(sighting.failure)).collect()
    }

    fn id(&self, failure: usize) -> String {
        self.index.failures()[failure].id.to_string()
    }

    /// The id under which a failure is known now.
    fn live(&self, id: &str) -> String {
        self.index.get(id).map_or_else(|| id.to_owned(), |failure| failure.id.to_string())
    }
}
