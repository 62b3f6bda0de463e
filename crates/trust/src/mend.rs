//! The smallest change of a workflow file that lets a job ask for tokens. Layout and comments stay.

use std::ops::Range;

use crate::edit::Edit;
use crate::node::Value;
use crate::source::Source;
use crate::workflow::permissions::{ID_TOKEN, Level, Permissions, SCOPES};
use crate::workflow::{Job, Refusal, Workflow};

/// Levels by scope.
pub type Wanted = Vec<(&'static str, Level)>;

/// What a job needs to ask for tokens.
#[must_use]
pub fn id_token() -> Wanted {
    vec![(ID_TOKEN, Level::Write)]
}

/// The highest level that is wanted in each scope.
#[must_use]
pub fn highest(wanted: &Wanted) -> Wanted {
    let level = |scope: &&'static str| {
        Some((*scope, wanted.iter().filter(|(other, _)| other == scope).map(|(_, level)| *level).max()?))
    };
    SCOPES.iter().filter_map(level).collect()
}

/// Edits after which the job has these levels. A job that gets its first `permissions` keeps what it had from its workflow, and reading
/// its repository: whatever a mapping does not name is none.
#[must_use]
pub fn permit(source: &Source, workflow: &Workflow, job: &Job, wanted: &Wanted) -> Vec<Edit> {
    match (&job.permissions, &workflow.permissions) {
        (Some(own), _) => extend(source, own, wanted),
        (None, Some(shared)) if workflow.jobs.len() == 1 => extend(source, shared, wanted),
        (None, Some(shared)) => first(source, job, &merged(shared, wanted)),
        (None, None) => first(source, job, &with_contents(wanted)),
    }
}

/// Edits after which GitHub no longer refuses this entry, where it is plain what was meant.
#[must_use]
pub fn refusal(source: &Source, refusal: &Refusal) -> Vec<Edit> {
    let span = refusal.span.clone();
    let written = &source.text[span.clone()];
    let value_of_id_token = source.text[..span.start].trim_end().ends_with("id-token:");
    if written == "read" && value_of_id_token {
        return vec![Edit::replace(span, "write")];
    }
    let quotes = ['\'', '"'];
    let bare = written.trim_matches(quotes);
    if let Some(meant) = nearest(bare, &refusal.known) {
        let before = written.len() - written.trim_start_matches(quotes).len();
        return vec![Edit::replace(span.start + before..span.start + before + bare.len(), meant)];
    }
    let asks = matches!(folded(written).as_str(), "id-token" | "id-tokens" | "idtoken" | "idtokens");
    if asks && refusal.known.iter().any(|word| word == "permissions") {
        let below = format!("\n{}", " ".repeat(column(source, span.start) + 2));
        return vec![Edit::replace(span, format!("permissions:{below}contents: read{below}{ID_TOKEN}"))];
    }
    Vec::new()
}

/// The word that was mistyped: one letter off, or two in a longer word, and no other as near.
fn nearest<'k>(written: &str, known: &'k [String]) -> Option<&'k str> {
    let written = folded(written);
    let far = |word: &String| strsim::damerau_levenshtein(&folded(word), &written);
    let most = if written.len() < 6 { 1 } else { 2 };
    let least = known.iter().map(far).min().filter(|far| *far <= most)?;
    let mut near: Vec<&str> = known.iter().filter(|word| far(word) == least).map(String::as_str).collect();
    // Two mappings of which one is meant can know the same key.
    near.sort_unstable();
    near.dedup();
    if let [word] = near[..] { Some(word) } else { None }
}

/// Without what is often mistaken: case, and what stands between words.
fn folded(word: &str) -> String {
    word.to_ascii_lowercase().replace(['_', ' '], "-")
}

fn extend(source: &Source, permissions: &Permissions, wanted: &Wanted) -> Vec<Edit> {
    let entry = &permissions.entry;
    let lacking: Wanted = wanted.iter().filter(|(scope, level)| permissions.level(scope) < *level).copied().collect();
    let scopes = match &entry.value.value {
        Value::Map(scopes) => scopes,
        // `read-all`, nothing, or what is no level at all: a mapping in its place.
        _ => {
            let below = column(source, entry.key_span.start) + 2;
            return vec![Edit::replace(
                entry.key_span.end..entry.value.span.end.max(entry.key_span.end + 1),
                format!(":{}", lines(below, &with_contents(&lacking))),
            )];
        }
    };
    let mut edits = Vec::new();
    let mut absent = Vec::new();
    for (scope, level) in &lacking {
        match permissions.scope(scope) {
            Some(value) => edits.push(Edit::replace(value.span.clone(), level.name())),
            None => absent.push((*scope, *level)),
        }
    }
    if absent.is_empty() {
        return edits;
    }
    let flow = source.text[entry.value.span.clone()].starts_with('{');
    edits.push(match scopes.last() {
        Some(last) if flow => Edit::insert(
            last.value.span.end,
            absent.iter().map(|(scope, level)| format!(", {scope}: {}", level.name())).collect::<String>(),
        ),
        Some(last) => {
            Edit::insert(end_of_line(source, last.value.span.end), lines(column(source, last.key_span.start), &absent))
        }
        None => {
            let all = with_contents(&absent)
                .iter()
                .map(|(scope, level)| format!("{scope}: {}", level.name()))
                .collect::<Vec<_>>()
                .join(", ");
            Edit::replace(entry.value.span.clone(), format!("{{ {all} }}"))
        }
    });
    edits
}

/// A `permissions` mapping as the first entry of a job. None where the job's entries do not stand on lines of their own.
fn first(source: &Source, job: &Job, levels: &Wanted) -> Vec<Edit> {
    let Some(before) = job.body.entries().first() else { return Vec::new() };
    let at = start_of_line(source, before.key_span.start);
    let indent = &source.text[at..before.key_span.start];
    if !indent.chars().all(|char| char == ' ') || at <= job.key_span.end {
        return Vec::new();
    }
    vec![Edit::insert(at, format!("{indent}permissions:{}\n", lines(indent.len() + 2, levels)))]
}

/// A line for each level, each behind a line feed.
fn lines(indent: usize, levels: &Wanted) -> String {
    levels.iter().map(|(scope, level)| format!("\n{}{scope}: {}", " ".repeat(indent), level.name())).collect()
}

fn with_contents(wanted: &Wanted) -> Wanted {
    let contents = (!wanted.iter().any(|(scope, _)| *scope == "contents")).then_some(("contents", Level::Read));
    contents.into_iter().chain(wanted.iter().copied()).collect()
}

/// What the workflow names, raised to what is wanted.
fn merged(shared: &Permissions, wanted: &Wanted) -> Wanted {
    let level = |scope: &&'static str| {
        let asked = wanted.iter().find(|(other, _)| other == scope).map_or(Level::None, |(_, level)| *level);
        (*scope, asked.max(shared.level(scope)))
    };
    let levels: Wanted = SCOPES.iter().map(level).filter(|(_, level)| *level > Level::None).collect();
    if matches!(shared.entry.value.value, Value::Map(_)) { levels } else { with_contents(wanted) }
}

fn start_of_line(source: &Source, at: usize) -> usize {
    source.text[..at].rfind('\n').map_or(0, |end| end + 1)
}

fn end_of_line(source: &Source, at: usize) -> usize {
    let line: Range<usize> = at..source.text[at..].find('\n').map_or(source.text.len(), |end| at + end);
    if source.text[line.clone()].ends_with('\r') { line.end - 1 } else { line.end }
}

/// Bytes between the start of the line and `at`.
fn column(source: &Source, at: usize) -> usize {
    at - start_of_line(source, at)
}
