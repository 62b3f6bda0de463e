//! Changes to a file of the user's, as small as they can be.

use std::ops::Range;

use similar::TextDiff;

use crate::source::Source;

/// Bytes of a file that are replaced.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edit {
    /// What goes; empty where something is put in.
    pub span: (usize, usize),
    /// What comes.
    pub text: String,
}

impl Edit {
    /// Replaces the bytes of `span`.
    #[must_use]
    pub fn replace(span: Range<usize>, text: impl Into<String>) -> Self {
        Self { span: (span.start, span.end), text: text.into() }
    }

    /// Puts a text before the byte at `at`.
    #[must_use]
    pub fn insert(at: usize, text: impl Into<String>) -> Self {
        Self::replace(at..at, text)
    }
}

/// The text after the edits, which must not overlap.
#[must_use]
pub fn applied(text: &str, edits: &[Edit]) -> String {
    let mut sorted = edits.to_vec();
    sorted.sort();
    sorted.dedup();
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for edit in &sorted {
        if edit.span.0 < from {
            continue;
        }
        out.push_str(&text[from..edit.span.0]);
        out.push_str(&edit.text);
        from = edit.span.1;
    }
    out.push_str(&text[from..]);
    out
}

/// From a file to its text after a change, as a unified diff that `patch -p1` takes.
#[must_use]
pub fn diff(source: &Source, after: &str) -> String {
    let name = source.name.trim_start_matches("./");
    TextDiff::from_lines(source.text.as_str(), after)
        .unified_diff()
        .context_radius(3)
        .header(&format!("a/{name}"), &format!("b/{name}"))
        .to_string()
}
