//! A text of which some parts may not be known before the job runs.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::glob::{Glob, Piece, covers, meet};
use crate::truth::Truth;

/// Before and after a part of a policy's text that is not known, such as an expression of Terraform's: `repo:<mark>var.org<mark>/r`.
/// Characters that Unicode keeps from ever standing in a text. A file that has them all the same has an unknown part there, and with
/// that never an Allow.
const MARKS: [char; 2] = ['\u{fdd0}', '\u{fdd1}'];

/// A part of a policy's text that is not known, as it stands in that text.
#[must_use]
pub fn marked(name: &str) -> String {
    format!("{}{}{}", MARKS[0], name.replace(MARKS, ""), MARKS[1])
}

/// Whether a policy's text has parts that are not known.
#[must_use]
pub fn is_marked(text: &str) -> bool {
    text.contains(MARKS)
}

/// A policy's text for people: each unknown part as Terraform writes it.
#[must_use]
pub fn shown(text: &str) -> String {
    text.replace(MARKS[0], "${").replace(MARKS[1], "}")
}

/// One part of a [`Text`].
#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Known(String),
    /// Any text, named by what one would have to know.
    Hole(String),
}

/// A value of which some parts may not be known: `refs/tags/v<any>`, `repo:o/r:environment:<${{ inputs.target }}>`.
///
/// Shown with each unknown part in angle brackets. Questions about it are answered with a [`Truth`].
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Text {
    parts: Vec<Part>,
}

impl Text {
    /// A text of which nothing is known but what would tell it.
    #[must_use]
    pub fn unknown(name: impl Into<String>) -> Self {
        Self { parts: vec![Part::Hole(name.into())] }
    }

    /// Appends a known part.
    #[must_use]
    pub fn then(mut self, text: &str) -> Self {
        match self.parts.last_mut() {
            _ if text.is_empty() => {}
            Some(Part::Known(known)) => known.push_str(text),
            _ => self.parts.push(Part::Known(text.to_owned())),
        }
        self
    }

    /// Appends another text.
    #[must_use]
    pub fn then_text(self, text: &Self) -> Self {
        text.parts.iter().fold(self, Self::then_part)
    }

    fn then_part(self, part: &Part) -> Self {
        match part {
            Part::Known(known) => self.then(known),
            Part::Hole(name) => self.then_unknown(name),
        }
    }

    /// Appends a part that is not known.
    #[must_use]
    pub fn then_unknown(mut self, name: &str) -> Self {
        self.parts.push(Part::Hole(name.to_owned()));
        self
    }

    /// What follows a text that it is known to begin with.
    #[must_use]
    pub(crate) fn without_prefix(&self, prefix: &str) -> Option<Self> {
        match self.parts.split_first()? {
            (Part::Known(first), rest) => {
                let first = first.strip_prefix(prefix)?;
                Some(rest.iter().fold(Self::from(first), |text, part| text.then_part(part)))
            }
            (Part::Hole(_), _) => None,
        }
    }

    /// The same without the last character that is known, where it ends with one.
    #[must_use]
    pub(crate) fn without_last_char(mut self) -> Self {
        if let Some(Part::Known(known)) = self.parts.last_mut() {
            known.pop();
        }
        self.parts.retain(|part| *part != Part::Known(String::new()));
        self
    }

    /// The whole text, where all of it is known.
    #[must_use]
    pub fn known(&self) -> Option<&str> {
        match self.parts.as_slice() {
            [] => Some(""),
            [Part::Known(known)] => Some(known),
            _ => None,
        }
    }

    /// What is known before the first unknown part.
    #[must_use]
    pub fn known_start(&self) -> &str {
        match self.parts.first() {
            Some(Part::Known(known)) => known,
            Some(Part::Hole(_)) | None => "",
        }
    }

    /// The same with this value for each unknown part of that name.
    #[must_use]
    pub fn filled(&self, name: &str, value: &str) -> Self {
        self.parts.iter().fold(Self::default(), |text, part| match part {
            Part::Hole(own) if own == name => text.then(value),
            part => text.then_part(part),
        })
    }

    /// What would have to be known.
    pub fn holes(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().filter_map(|part| match part {
            Part::Hole(name) => Some(name.as_str()),
            Part::Known(_) => None,
        })
    }

    /// The text with this wildcard for each unknown part.
    #[must_use]
    pub fn pattern(&self, wildcard: &str) -> String {
        let part = |part: &Part| match part {
            Part::Known(known) => known.clone(),
            Part::Hole(_) => wildcard.to_owned(),
        };
        self.parts.iter().map(part).collect()
    }

    /// The same with every known part changed by `change`, which must work character by character.
    #[must_use]
    pub fn map(&self, change: impl Fn(&str) -> String) -> Self {
        let parts = self.parts.iter().map(|part| match part {
            Part::Known(known) => Part::Known(change(known)),
            Part::Hole(name) => Part::Hole(name.clone()),
        });
        Self { parts: parts.collect() }
    }

    /// Whether it is empty.
    #[must_use]
    pub fn is_empty(&self) -> Truth {
        self.equals("")
    }

    /// Whether it is this text, to the letter.
    #[must_use]
    pub fn equals(&self, other: &str) -> Truth {
        if is_marked(other) {
            return self.same(&Self::from(other));
        }
        match self.known() {
            Some(known) => (known == other).into(),
            None if self.could_be(other) => Truth::Unknown,
            None => Truth::No,
        }
    }

    /// Whether it is this text but for the case of ASCII letters.
    #[must_use]
    pub fn equals_ignoring_case(&self, other: &str) -> Truth {
        self.map(str::to_ascii_lowercase).equals(&other.to_ascii_lowercase())
    }

    /// Whether both are the same text.
    #[must_use]
    pub fn same(&self, other: &Self) -> Truth {
        match (self.known(), other.known()) {
            (_, Some(other)) => self.equals(other),
            (Some(own), None) => other.equals(own),
            (None, None) if meet(&self.pieces(), &other.pieces()) => Truth::Unknown,
            (None, None) => Truth::No,
        }
    }

    /// Whether a wildcard pattern matches all of it.
    #[must_use]
    pub fn like(&self, pattern: &Glob) -> Truth {
        let own = self.pieces();
        if !pattern.uncertain && covers(&pattern.pieces, &own) {
            Truth::Yes
        } else if (pattern.uncertain || self.known().is_none()) && meet(&pattern.pieces, &own) {
            Truth::Unknown
        } else {
            Truth::No
        }
    }

    /// Whether it begins with this text.
    #[must_use]
    pub fn starts_with(&self, start: &str) -> Truth {
        self.like(&Glob::around(false, start, true))
    }

    /// Whether it ends with this text.
    #[must_use]
    pub fn ends_with(&self, end: &str) -> Truth {
        self.like(&Glob::around(true, end, false))
    }

    /// Whether this text occurs in it.
    #[must_use]
    pub fn contains(&self, middle: &str) -> Truth {
        self.like(&Glob::around(true, middle, true))
    }

    fn could_be(&self, other: &str) -> bool {
        let other: Vec<Piece> = other.chars().map(Piece::Char).collect();
        covers(&self.pieces(), &other)
    }

    pub(crate) fn pieces(&self) -> Vec<Piece> {
        let mut pieces = Vec::new();
        for part in &self.parts {
            match part {
                Part::Known(known) => pieces.extend(known.chars().map(Piece::Char)),
                Part::Hole(_) => pieces.push(Piece::Many),
            }
        }
        pieces
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        let mut done = Self::default();
        let mut rest = text;
        while let Some(at) = rest.find(MARKS) {
            done = done.then(&rest[..at]);
            let hole = rest[at..].trim_start_matches(MARKS);
            let end = hole.find(MARKS[1]).unwrap_or(hole.len());
            done = done.then_unknown(&hole[..end]);
            rest = hole[end..].strip_prefix(MARKS[1]).unwrap_or_default();
        }
        done.then(rest)
    }
}

impl From<String> for Text {
    fn from(known: String) -> Self {
        Self::from(known.as_str())
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.parts.iter().try_for_each(|part| match part {
            Part::Known(known) => f.write_str(known),
            Part::Hole(name) => write!(f, "<{name}>"),
        })
    }
}

impl Serialize for Text {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::glob::Wildcards;

    fn tag() -> Text {
        Text::from("refs/tags/v").then_unknown("any")
    }

    #[test]
    fn unknown_parts_decide_nothing() {
        assert_eq!(tag().to_string(), "refs/tags/v<any>");
        assert_eq!(tag().equals("refs/tags/v1"), Truth::Unknown);
        assert_eq!(tag().equals("refs/heads/main"), Truth::No);
        assert_eq!(tag().starts_with("refs/tags/"), Truth::Yes);
        assert_eq!(tag().starts_with("refs/tags/v2"), Truth::Unknown);
        assert_eq!(tag().ends_with("x"), Truth::Unknown);
        assert_eq!(tag().contains("heads"), Truth::Unknown);
        assert_eq!(tag().contains("tags"), Truth::Yes);
        let like = |pattern: &str| tag().like(&Glob::new(pattern, Wildcards::StarAndQuestion));
        assert_eq!(like("refs/*"), Truth::Yes);
        assert_eq!(like("refs/tags/v?.*"), Truth::Unknown);
        assert_eq!(like("refs/heads/*"), Truth::No);
        assert_eq!(tag().same(&Text::from("refs/tags/").then_unknown("other")), Truth::Unknown);
        assert_eq!(tag().same(&Text::from("refs/heads/").then_unknown("other")), Truth::No);
    }

    #[test]
    fn unknown_parts_of_a_policy_never_hold() {
        let owner = format!("repo:{}/shop", marked("var.owner"));
        assert_eq!(Text::from(owner.as_str()).to_string(), "repo:<var.owner>/shop");
        assert_eq!(shown(&owner), "repo:${var.owner}/shop");
        assert_eq!(Text::from("repo:octo/shop").equals(&owner), Truth::Unknown);
        assert_eq!(Text::from("repo:octo/other").equals(&owner), Truth::No);
        assert_eq!(Text::from("repo:octo/shop").equals_ignoring_case(&owner), Truth::Unknown);
        assert_eq!(Text::from("repo:octo/shop:x").starts_with(&owner), Truth::Unknown);
        let all = format!("*{}", marked("x"));
        assert_eq!(Text::from("any").like(&Glob::new(&all, Wildcards::Star)), Truth::Unknown);
        for broken in ["\u{fdd0}", "\u{fdd1}", "a\u{fdd1}b", "\u{fdd0}\u{fdd0}a"] {
            assert_eq!(Text::from(broken).known(), None, "{broken:?}");
        }
    }
}
