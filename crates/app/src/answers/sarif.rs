//! SARIF 2.1.0: for code scanning and editors.
//!
//! Format: <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Value, json};
use unstuck_canon::{Lang, Level};

use super::markdown;
use crate::Error;
use crate::actions::{Checkup, Told};
use crate::view::oidc::{Note, OidcCheckView, Weight};
use crate::view::{DiagnosisView, FailureView};

/// A log with one result for each failure, at its line of its input.
///
/// # Errors
/// Not for the views of this crate.
pub fn diagnosis(views: &[DiagnosisView]) -> Result<String, Error> {
    let all = || views.iter().flat_map(|view| view.diagnoses.iter().map(move |failure| (view, failure)));
    let by_id: BTreeMap<&str, (Lang, &FailureView)> =
        all().map(|(view, failure)| (failure.id.as_str(), (view.lang, failure))).collect();
    let rules = by_id
        .iter()
        .map(|(id, (lang, failure))| rule(id, &failure.title, &failure.root_cause, &markdown::failure(failure, *lang)));
    let results = all().map(|(view, failure)| {
        let region = failure.seen.as_ref().map(|seen| json!({"startLine": seen.line, "endLine": seen.end_line}));
        json!({
            "ruleId": failure.id,
            "level": if failure.primary == Some(true) { "error" } else { "note" },
            "message": {"text": failure.title},
            "locations": [location(&view.input.name, region)],
        })
    });
    run(rules.collect(), results.collect())
}

/// A log with one result for each finding.
///
/// # Errors
/// Not for the views of this crate.
pub fn checkup(checkup: &Checkup) -> Result<String, Error> {
    let by_code: BTreeMap<&str, &Told> = checkup.findings.iter().map(|told| (told.code, told)).collect();
    let rules = by_code.iter().map(|(code, told)| rule(code, told.asks, told.asks, told.help));
    let results = checkup.findings.iter().map(|told| {
        let region = json!({"startLine": told.place.line, "startColumn": told.place.column});
        json!({
            "ruleId": told.code,
            "level": match told.level { Level::Error => "error", Level::Warning => "warning" },
            "message": {"text": told.message},
            "locations": [location(&told.place.path, Some(region))],
        })
    });
    run(rules.collect(), results.collect())
}

/// A log with one result for each note of the inspector.
///
/// # Errors
/// Not for the views of this crate.
pub fn oidc(view: &OidcCheckView) -> Result<String, Error> {
    let by_code: BTreeMap<&str, &Note> = view.notes.iter().map(|note| (note.code.as_str(), note)).collect();
    let rules = by_code.iter().map(|(code, note)| {
        let help = note.help.as_ref().unwrap_or(&note.title);
        rule(code, &note.title, &note.title, help)
    });
    let results = view.notes.iter().map(|note| {
        let (start, end) = (note.source.place(note.span.start), note.source.place(note.span.end));
        let region = json!({
            "startLine": start.line, "startColumn": start.column, "endLine": end.line, "endColumn": end.column
        });
        json!({
            "ruleId": note.code,
            "level": match note.weight { Weight::Error => "error", Weight::Warning => "warning" },
            "message": {"text": note.told()},
            "locations": [location(&note.source.name, Some(region))],
        })
    });
    run(rules.collect(), results.collect())
}

/// What stands once for all results of a code. GitHub takes no log in which one of these is missing.
fn rule(id: &str, title: &str, description: &str, help: &str) -> Value {
    json!({
        "id": id,
        "shortDescription": {"text": title},
        "fullDescription": {"text": description},
        "help": {"text": help, "markdown": help},
    })
}

fn location(path: &str, region: Option<Value>) -> Value {
    let mut physical = json!({"artifactLocation": {"uri": uri(path)}});
    if let Some(region) = region {
        physical["region"] = region;
    }
    json!({"physicalLocation": physical})
}

/// A path as a URI reference: what RFC 3986 does not allow there is percent-encoded. A whole path is a `file:` URI (section
/// 3.4.3), since a reference that begins with a slash would be read as a place in the repository.
fn uri(path: &str) -> String {
    let mut uri = if Path::new(path).is_absolute() { "file://".to_owned() } else { String::new() };
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            uri.push_str(&format!("%{byte:02X}"));
        }
    }
    uri
}

fn run(rules: Vec<Value>, results: Vec<Value>) -> Result<String, Error> {
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {"name": "unstuck", "version": env!("CARGO_PKG_VERSION"), "rules": rules}},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    Ok(serde_json::to_string_pretty(&log)? + "\n")
}
