//! A file of the user's, and places in it.

use std::ops::Range;

use serde::Serialize;

/// A file of the user's: its name for messages, and its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// As the user would write it.
    pub name: String,
    /// All of it, without a byte order mark.
    pub text: String,
}

/// Where a span begins, for people: both count from 1, columns in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Place {
    /// Line.
    pub line: usize,
    /// Column.
    pub column: usize,
}

impl Source {
    /// A file. A byte order mark is no part of its text.
    #[must_use]
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        let mut text: String = text.into();
        if text.starts_with('\u{feff}') {
            text.replace_range(..'\u{feff}'.len_utf8(), "");
        }
        Self { name: name.into(), text }
    }

    /// Where the byte at `at` stands.
    #[must_use]
    pub fn place(&self, at: usize) -> Place {
        let before = &self.text.as_bytes()[..at.min(self.text.len())];
        let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
        let start = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
        let column = String::from_utf8_lossy(&before[start..]).chars().count() + 1;
        Place { line, column }
    }
}

/// What is wrong with a file of the user's, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Stable code, such as `json.syntax`.
    pub code: &'static str,
    /// What is wrong.
    pub message: String,
    /// Bytes of the file.
    pub span: Range<usize>,
    /// How to mend it.
    pub help: String,
}

impl Problem {
    /// A problem.
    pub(crate) fn new(
        code: &'static str,
        span: Range<usize>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        Self { code, message: message.into(), span, help: help.into() }
    }
}
