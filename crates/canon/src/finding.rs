//! What a check says about an entry.

use std::ops::Range;

use serde::Serialize;

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Refused by `unstuck check`, tolerated by readers: an old binary can still use a newer entry.
    Warning,
    /// The entry cannot be used and is left out.
    Error,
}

/// A rule that entries are held to. Each check's file declares the rules it enforces.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// Stable name, as printed in brackets behind the level.
    pub code: &'static str,
    /// Weight of a breach.
    pub level: Level,
    /// What the rule asks for, in one sentence.
    pub asks: &'static str,
    /// How to mend a breach.
    pub help: &'static str,
}

/// A place in a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Place {
    /// The file, as it was loaded.
    pub path: String,
    /// Bytes of the file, where the finding is about a part of it.
    pub span: Option<Range<usize>>,
    /// 1-based line of the span's start; 1 where there is no span.
    pub line: usize,
    /// 1-based column of the span's start, in characters.
    pub column: usize,
}

impl Place {
    /// The whole file.
    #[must_use]
    pub fn file(path: &str) -> Self {
        Self { path: path.to_owned(), span: None, line: 1, column: 1 }
    }

    /// A span of bytes of the file whose text is `text`.
    #[must_use]
    pub fn span(path: &str, text: &str, span: Range<usize>) -> Self {
        let before = &text.as_bytes()[..span.start.min(text.len())];
        let line_start = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        Self {
            path: path.to_owned(),
            line: before.iter().filter(|byte| **byte == b'\n').count() + 1,
            column: String::from_utf8_lossy(&before[line_start..]).chars().count() + 1,
            span: Some(span),
        }
    }

    /// A line (1-based) of the file whose bytes are `bytes`.
    #[must_use]
    pub fn line(path: &str, bytes: &[u8], line: usize) -> Self {
        let mut start = 0;
        for row in bytes.split_inclusive(|byte| *byte == b'\n').take(line.saturating_sub(1)) {
            start += row.len();
        }
        let end = bytes[start..].iter().position(|byte| *byte == b'\n').map_or(bytes.len(), |at| start + at);
        Self { path: path.to_owned(), span: Some(start..end), line, column: 1 }
    }
}

/// A breach of a rule: a result, not an error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The rule.
    pub rule: &'static Rule,
    /// Where.
    pub place: Place,
    /// What is wrong here, in one line.
    pub message: String,
}

impl Finding {
    /// A breach of `rule` at `place`.
    #[must_use]
    pub fn new(rule: &'static Rule, place: Place, message: impl Into<String>) -> Self {
        Self { rule, place, message: message.into() }
    }
}
