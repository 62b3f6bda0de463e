//! Every entry's hits against every entry's patterns.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;
use unstuck_canon::SourceFile;
use unstuck_diagnosis::check::told_apart;

use super::{Engine, Share};

/// Which failure is seen on whose hits. The cells that are not shown are 0.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct MatrixView {
    /// Hits, and those on which their own failure is seen: the diagonal.
    pub own: Share,
    /// Cells beside the diagonal that are not 0.
    pub cells: Vec<Cell>,
}

/// A failure seen on another one's hits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Cell {
    /// Whose hits.
    pub of: String,
    /// What is seen on them.
    pub seen: String,
    /// On how many of them.
    pub hits: u64,
    /// Why that is in order; absent where it is not.
    pub because: Option<Because>,
}

/// Why a failure may be seen on another one's hits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Because {
    /// It says of itself that it only reports another failure.
    Echo,
    /// One of the two names the other in `confused_with` or `echoes`.
    Named,
}

pub(super) fn run(engine: &Engine<'_>, samples: &[(String, Vec<SourceFile>)]) -> MatrixView {
    let mut cells: BTreeMap<(String, String), u64> = BTreeMap::new();
    let (mut own, mut all) = (0, 0);
    for (id, hits) in samples {
        for hit in hits {
            all += 1;
            for seen in engine.named(&hit.bytes) {
                if seen == *id {
                    own += 1;
                } else {
                    *cells.entry((id.clone(), seen)).or_default() += 1;
                }
            }
        }
    }
    let cells = cells.into_iter().map(|((of, seen), hits)| {
        let echo = engine.index().get(&seen).is_some_and(|failure| failure.echo);
        let because =
            if echo { Some(Because::Echo) } else { told_apart(engine.index(), &of, &seen).then_some(Because::Named) };
        Cell { of, seen, hits, because }
    });
    MatrixView { own: Share::new(own, all), cells: cells.collect() }
}
