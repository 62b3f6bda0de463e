//! Single messages: what is named, and whether it is what the label says.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::set::{Case, NONE};
use super::{Engine, Share};

/// How the cases ended.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct CasesView {
    /// Cases whose failure the canon holds, and of them: named first.
    pub right: Share,
    /// Another failure was named first.
    pub wrong: Share,
    /// Of the wrong ones: the right failure was named behind another.
    pub beside: u64,
    /// Nothing was named.
    pub unknown: Share,
    /// Of everything that was named first, over all cases: what was right.
    pub precision: Share,
    /// Cases whose failure the canon does not hold, and of them: something was named all the same.
    pub answered: Share,
    /// Of them: with an echo, which says no more than that something failed before it.
    pub echoed: u64,
    /// Of all cases: named right.
    pub of_all: Share,
    /// By failure.
    pub failures: Vec<OfFailure>,
    /// Every case that did not end as it should.
    pub missed: Vec<Missed>,
}

/// How the cases of one failure ended.
#[derive(Debug, Clone, Default, Serialize, JsonSchema)]
pub struct OfFailure {
    /// `domain/slug`
    pub id: String,
    /// Cases that show it.
    pub cases: u64,
    /// Something was named.
    pub found: u64,
    /// It was named first.
    pub right: u64,
    /// Another one was named first.
    pub wrong: u64,
    /// Nothing was named.
    pub unknown: u64,
    /// Cases of others, or of none, that were taken for it.
    pub taken: u64,
}

/// A case that did not end as it should.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Missed {
    /// File and position in it.
    pub case: String,
    /// The failure it shows; absent where the canon does not hold it.
    pub failure: Option<String>,
    /// What was named first; absent where nothing was.
    pub named: Option<String>,
    /// Where the case is from.
    pub from: String,
    /// An entry was mended by it since, so that it ends rightly today; it is counted as it ended before.
    pub mended: bool,
}

pub(super) fn run<'c>(engine: &Engine<'_>, cases: impl Iterator<Item = &'c Case>) -> CasesView {
    let mut rows: BTreeMap<String, OfFailure> = BTreeMap::new();
    let mut missed = Vec::new();
    let (mut beside, mut negatives, mut answered, mut echoed) = (0, 0, 0, 0);
    for case in cases {
        let named = match case.first.as_deref() {
            None => engine.named(case.text.as_bytes()),
            Some(NONE) => Vec::new(),
            Some(id) => vec![engine.live(id)],
        };
        let first = named.first().cloned();
        let label = (case.failure != NONE).then(|| engine.live(&case.failure));
        if first != label {
            missed.push(Missed {
                case: case.name.clone(),
                failure: label.clone(),
                named: first.clone(),
                from: case.from.clone(),
                mended: case.first.is_some() && engine.named(case.text.as_bytes()).first() == label.as_ref(),
            });
            if let Some(first) = &first {
                rows.entry(first.clone()).or_default().taken += 1;
            }
        }
        let Some(label) = label else {
            negatives += 1;
            answered += u64::from(first.is_some());
            echoed += u64::from(first.and_then(|id| engine.index.get(&id)).is_some_and(|failure| failure.echo));
            continue;
        };
        let row = rows.entry(label.clone()).or_default();
        row.cases += 1;
        row.found += u64::from(first.is_some());
        match first {
            None => row.unknown += 1,
            Some(first) if first == label => row.right += 1,
            Some(_) => {
                row.wrong += 1;
                beside += u64::from(named.contains(&label));
            }
        }
    }
    let failures: Vec<OfFailure> = rows.into_iter().map(|(id, row)| OfFailure { id, ..row }).collect();
    let sum = |part: fn(&OfFailure) -> u64| failures.iter().map(part).sum::<u64>();
    let (held, found, right) = (sum(|row| row.cases), sum(|row| row.found), sum(|row| row.right));
    CasesView {
        right: Share::new(right, held),
        wrong: Share::new(sum(|row| row.wrong), held),
        beside,
        unknown: Share::new(sum(|row| row.unknown), held),
        precision: Share::new(right, found + answered),
        answered: Share::new(answered, negatives),
        echoed,
        of_all: Share::new(right, held + negatives),
        failures,
        missed,
    }
}
