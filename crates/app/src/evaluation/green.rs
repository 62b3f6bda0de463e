//! Output of commands that went well: nothing may be found in it.

use schemars::JsonSchema;
use serde::Serialize;

use super::set::{Quoted, Text};
use super::{Engine, Share};

/// What was found where nothing is.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct GreenView {
    /// Logs.
    pub logs: u64,
    /// Lines of the logs, and those on which a failure was seen.
    pub lines: Share,
    /// Alarming lines, each a text of its own, and those on which a failure was seen.
    pub alarming: Share,
    /// Of the alarms: lines that print the failure's message word for word (`quoted.toml` says why each is one).
    pub quoted: u64,
    /// Every false alarm but the quoted ones.
    pub alarms: Vec<Alarm>,
}

/// A failure seen where there is none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Alarm {
    /// The failure.
    pub failure: String,
    /// Where: the log, or `alarming.txt`.
    pub file: String,
    /// 1-based line.
    pub line: u64,
    /// The line.
    pub text: String,
    /// How many lines of that file.
    pub count: u64,
}

pub(super) fn run(engine: &Engine<'_>, green: &[Text], alarming: &[String], quoted: &[Quoted]) -> GreenView {
    let quote = |failure: &str, text: &str| quoted.iter().find(|own| own.failure == failure && own.text == text);
    let mut alarms = Vec::new();
    let (mut lines, mut on_lines, mut quotes) = (0, 0, 0);
    for log in green {
        let diagnosis = engine.diagnose(&log.bytes);
        lines += diagnosis.input.lines;
        for sighting in diagnosis.sightings {
            let (failure, file) = (engine.id(sighting.failure), log.name.clone());
            let seen = sighting.seen;
            on_lines += seen.count;
            if quote(&failure, &seen.message).is_some_and(|own| own.times == seen.count) {
                quotes += 1;
                continue;
            }
            alarms.push(Alarm { failure, file, line: seen.line, text: seen.message, count: seen.count });
        }
    }
    let mut on_alarming = 0;
    for (line, text) in (1..).zip(alarming) {
        let sightings = engine.diagnose(text.as_bytes()).sightings;
        on_alarming += u64::from(!sightings.is_empty());
        for sighting in sightings {
            let failure = engine.id(sighting.failure);
            if quote(&failure, text).is_some() {
                quotes += 1;
                continue;
            }
            let file = "alarming.txt".to_owned();
            alarms.push(Alarm { failure, file, line, text: text.clone(), count: 1 });
        }
    }
    GreenView {
        logs: green.len() as u64,
        lines: Share::new(on_lines, lines),
        alarming: Share::new(on_alarming, alarming.len() as u64),
        quoted: quotes,
        alarms,
    }
}
