//! Whole failing logs: is the cause named before what it brought about?

use schemars::JsonSchema;
use serde::Serialize;

use super::set::Whole;
use super::{Engine, Share};

/// How the logs ended.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct LogsView {
    /// Logs whose cause is named first.
    pub root_first: Share,
    /// Logs in which an echo is named first.
    pub echo_first: u64,
    /// Logs in which nothing is named.
    pub unknown: u64,
    /// Every log.
    pub logs: Vec<LogRow>,
}

/// One log.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct LogRow {
    /// Its file.
    pub file: String,
    /// The cause.
    pub expected: String,
    /// What was named, in this order.
    pub named: Vec<String>,
}

impl LogRow {
    /// Whether the cause is named first.
    #[must_use]
    pub fn right(&self) -> bool {
        self.named.first() == Some(&self.expected)
    }
}

pub(super) fn run(engine: &Engine<'_>, logs: &[Whole]) -> LogsView {
    let (mut echo_first, mut unknown) = (0, 0);
    let rows: Vec<LogRow> = logs
        .iter()
        .map(|log| {
            let named = engine.named(&log.text.bytes);
            let echoes: Vec<String> = log.echoes.iter().map(|id| engine.live(id)).collect();
            match named.first() {
                None => unknown += 1,
                Some(first) => echo_first += u64::from(echoes.contains(first)),
            }
            LogRow { file: log.text.name.clone(), expected: engine.live(&log.primary), named }
        })
        .collect();
    let right = rows.iter().filter(|row| row.right()).count() as u64;
    LogsView { root_first: Share::new(right, rows.len() as u64), echo_first, unknown, logs: rows }
}
