//! One entry into, or out of, the text of a file.

use std::io;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::agents::{Entry, Place};
use super::{json, toml};

/// What became of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Change {
    Added,
    Updated,
    Removed,
    /// It stands there already.
    There,
    /// There is none to remove.
    Absent,
}

/// Why a file is left alone.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Trouble {
    /// It cannot be read.
    #[error("cannot read {}", path.display())]
    Read { path: PathBuf, source: io::Error },
    /// It cannot be written.
    #[error("cannot write {}", path.display())]
    Write { path: PathBuf, source: io::Error },
    /// It is no JSON.
    #[error("{} is left as it is: it cannot be parsed", path.display())]
    Json { path: PathBuf, source: jsonc_parser::errors::ParseError },
    /// It is no TOML.
    #[error("{} is left as it is: it cannot be parsed", path.display())]
    Toml { path: PathBuf, source: Box<toml_edit::TomlError> },
    /// Something else stands where our entry belongs.
    #[error("{} is left as it is: `{what}` is something else than ours", path.display())]
    Taken { path: PathBuf, what: String },
}

/// The text with the entry, or without it; none where nothing would be left in the file.
pub(crate) fn edited(place: &Place, text: Option<&str>, remove: bool) -> Result<(Option<String>, Change), Trouble> {
    if place.file.extension().is_some_and(|end| end == "toml") {
        toml::edited(place, text, remove)
    } else {
        json::edited(place, text, remove)
    }
}

/// Something else stands where the entry belongs.
pub(super) fn taken(place: &Place) -> Trouble {
    Trouble::Taken { path: place.file.clone(), what: place.what() }
}

/// An entry that one of us wrote: its command is called `unstuck`, and does what the entry is for.
pub(super) fn is_ours(entry: &Entry, standing: &Value) -> bool {
    match entry {
        Entry::Server { .. } => {
            let words: Vec<&str> = match &standing["command"] {
                Value::String(command) => {
                    let rest = standing["args"].as_array().into_iter().flatten().filter_map(Value::as_str);
                    std::iter::once(command.as_str()).chain(rest).collect()
                }
                Value::Array(words) => words.iter().filter_map(Value::as_str).collect(),
                _ => Vec::new(),
            };
            words.first().is_some_and(|program| is_unstuck(program)) && words.contains(&"mcp")
        }
        Entry::Hook { value } => {
            let own = value["hooks"][0]["command"].as_str().map(called);
            let mut commands =
                standing["hooks"].as_array().into_iter().flatten().filter_map(|hook| hook["command"].as_str());
            commands.any(|command| calls_us(command) && Some(called(command)) == own)
        }
        // With another hook beside ours the file is the user's.
        Entry::File { .. } => {
            let hooks = standing["hooks"]["postToolUseFailure"].as_array().map_or(&[][..], Vec::as_slice);
            matches!(hooks, [hook] if hook["bash"].as_str().is_some_and(calls_us))
        }
    }
}

/// What a hook's command calls: `hook AGENT`.
fn called(command: &str) -> &str {
    command.split_once(" hook ").map_or("", |(_, agent)| agent)
}

fn calls_us(command: &str) -> bool {
    command.split_once(" hook ").is_some_and(|(program, _)| is_unstuck(program.trim_matches('\'')))
}

fn is_unstuck(program: &str) -> bool {
    Path::new(program).file_stem().is_some_and(|name| name == "unstuck")
}
