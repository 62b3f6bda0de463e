//! `new`: start an entry from the template, with the decisive lines of a log where one is given.

use std::fs;
use std::path::{Path, PathBuf};

use serde::Serialize;
use unstuck_canon::FailureId;
use unstuck_diagnosis::Diagnoser;
use unstuck_diagnosis::log::Decoder;

use crate::input::Log;
use crate::{Error, Library, bundle};

/// Lines of the log kept around each decisive line.
const AROUND: u64 = 5;
/// Megabytes of a log that are taken: all of it is held in memory.
const MOST: u64 = 64;

/// An entry that was begun.
#[derive(Debug, Clone, Serialize)]
pub struct Draft {
    /// Its folder.
    pub folder: PathBuf,
    /// The files written.
    pub files: Vec<PathBuf>,
    /// The failure that the canon knows already in the log, where there is one.
    pub known: Option<String>,
}

/// Writes the template to `root/domain/slug`.
///
/// # Errors
/// Where the id is none, the folder exists, or something cannot be read or written.
pub fn new(library: &Library, root: &Path, id: &str, log: Option<Log<'_>>) -> Result<Draft, Error> {
    let id: FailureId = id.parse()?;
    let folder = root.join(id.domain()).join(id.slug());
    if folder.exists() {
        return Err(Error::Exists { path: folder });
    }
    let from = log.map(|log| decisive(library, log)).transpose()?;
    let mut draft = Draft { folder: folder.clone(), files: Vec::new(), known: None };
    for (name, text) in bundle::TEMPLATE {
        let text = match &from {
            Some(from) if name == "entry.md" => from.fill(text),
            _ => text.to_owned(),
        };
        draft.write(&folder.join(name), text.as_bytes())?;
    }
    if let Some(from) = from {
        draft.write(&folder.join("hit/from-log.log"), &from.excerpt)?;
        draft.known = from.known;
    }
    Ok(draft)
}

impl Draft {
    fn write(&mut self, path: &Path, bytes: &[u8]) -> Result<(), Error> {
        let failed = |source| Error::Write { path: path.to_owned(), source };
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).map_err(failed)?;
        }
        fs::write(path, bytes).map_err(failed)?;
        self.files.push(path.to_owned());
        Ok(())
    }
}

/// What a log gives to a new entry.
struct FromLog {
    /// The most telling line, cleaned.
    message: String,
    /// Its line in the excerpt, 1-based.
    line: u64,
    excerpt: Vec<u8>,
    known: Option<String>,
}

impl FromLog {
    fn fill(&self, template: &str) -> String {
        let message = &self.message;
        let sample = format!(
            "[[pattern]]\nmatch = {}\n\n[[hit]]\nfile = \"from-log.log\"\nline = {}\nfrom = \"ran: <COMMAND> (<VERSION>)\"\n",
            literal(&escaped(message)),
            self.line
        );
        template
            .replace(
                "signature = \"<THE MESSAGE, ONE LINE, AS A USER SEES IT>\"",
                &format!("signature = {}", toml(message)),
            )
            .replace("# [[pattern]] and [[hit]] go here.\n", &sample)
    }
}

/// A TOML string. JSON's are such, but for DEL.
pub(crate) fn toml(text: &str) -> String {
    serde_json::Value::from(text).to_string().replace('\u{7f}', "\\u007f")
}

/// The same as patterns are written: between marks behind which a backslash is a backslash, where that can be.
pub(crate) fn literal(pattern: &str) -> String {
    let fits = !pattern.contains("'''") && !pattern.ends_with('\'') && !pattern.contains(char::is_control);
    if fits { format!("'''{pattern}'''") } else { toml(pattern) }
}

/// The message as a pattern: everything that means something in a pattern is escaped, numbers may vary, and so may bytes
/// that are no text.
fn escaped(message: &str) -> String {
    let mut pattern = String::new();
    let mut number = false;
    for char in message.chars() {
        if char.is_ascii_digit() {
            if !number {
                pattern.push_str(r"\d+");
            }
        } else if char == char::REPLACEMENT_CHARACTER {
            pattern.push_str(".{1,3}");
        } else {
            if r"\.+*?()|[]{}^$".contains(char) {
                pattern.push('\\');
            }
            pattern.push(char);
        }
        number = char.is_ascii_digit();
    }
    pattern
}

fn decisive(library: &Library, log: Log<'_>) -> Result<FromLog, Error> {
    let name = log.name.clone();
    let mut text = Vec::new();
    // A part of a UTF-16 log would not be one any more.
    let mut decoder = Decoder::default();
    let mut length = 0;
    log.cut_at(MOST * 1_000_000 + 1).read(|bytes| {
        length += bytes.len() as u64;
        decoder.push(bytes, &mut |part| text.extend_from_slice(part));
    })?;
    if length > MOST * 1_000_000 {
        return Err(Error::LongLog { name, most: MOST });
    }
    decoder.finish(&mut |part| text.extend_from_slice(part));
    let scanner = library.scanner()?;
    let diagnose = |text: &[u8]| {
        let mut diagnoser = Diagnoser::new(library.index(), &scanner);
        diagnoser.push(text);
        diagnoser.finish()
    };
    let diagnosis = diagnose(&text);
    let known = diagnosis.sightings.first();
    let (line, message) = match (known, diagnosis.unknown.first()) {
        (_, Some(unknown)) => (unknown.line, unknown.message.clone()),
        (Some(known), None) => (known.seen.line, known.seen.message.clone()),
        (None, None) => return Err(Error::NothingDecisive { name }),
    };
    // What was cut off may end within a character.
    let message = message.trim_end_matches(char::REPLACEMENT_CHARACTER).trim_end().to_owned();
    let (mut first, mut lines) = excerpt(&text, line, AROUND);
    // Lines of another failure in a hit would make the check complain that the two are confused.
    if !diagnose(&lines).sightings.is_empty() {
        (first, lines) = excerpt(&text, line, 0);
    }
    Ok(FromLog {
        message,
        line: line - first + 1,
        excerpt: lines,
        known: known.map(|known| library.index().failures()[known.failure].id.to_string()),
    })
}

/// The lines around a line, and the number of the first of them.
fn excerpt(text: &[u8], line: u64, around: u64) -> (u64, Vec<u8>) {
    let first = line.saturating_sub(around).max(1);
    let rows = text.split_inclusive(|byte| *byte == b'\n').zip(1_u64..);
    let wanted = rows.filter(|(_, number)| (first..=line + around).contains(number));
    (first, wanted.flat_map(|(row, _)| row.to_vec()).collect())
}
