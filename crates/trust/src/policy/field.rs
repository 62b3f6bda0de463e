//! Values of a policy's file that readers ask for.

use std::ops::Range;

use crate::node::{Node, Value};
use crate::source::Problem;
use crate::text::is_marked;
use crate::truth::Truth;

/// A text of a policy's file and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Field {
    pub(super) text: String,
    pub(super) span: Range<usize>,
}

impl Field {
    /// The text under a key. `None` where it is absent, `null` or empty, which the parties take for the same.
    pub(super) fn optional(node: &Node, key: &str, code: &'static str) -> Result<Option<Self>, Problem> {
        match node.get(key) {
            None => Ok(None),
            Some(value) if value.value == Value::Null || value.text() == Some("") => Ok(None),
            Some(value) => Self::of(value, key, code).map(Some),
        }
    }

    /// The text under a key that must be there.
    pub(super) fn required(node: &Node, key: &str, code: &'static str) -> Result<Self, Problem> {
        Self::optional(node, key, code)?.ok_or_else(|| {
            let help = format!("add \"{key}\"");
            Problem::new(code, node.span.clone(), format!("there is no \"{key}\" here"), help)
        })
    }

    /// A text, or a number as it is written: ids stand as either.
    fn of(value: &Node, key: &str, code: &'static str) -> Result<Self, Problem> {
        match &value.value {
            Value::Text(text) | Value::Number(text) => Ok(Self { text: text.clone(), span: value.span.clone() }),
            _ => Err(wrong(value, key, "a text", code)),
        }
    }

    /// The texts of a list, or the one text in its place.
    pub(super) fn list(node: &Node, key: &str, code: &'static str) -> Result<Vec<Self>, Problem> {
        match node.get(key) {
            None => Ok(Vec::new()),
            Some(value) if value.value == Value::Null => Ok(Vec::new()),
            Some(value) => value.one_or_many().iter().map(|item| Self::of(item, key, code)).collect(),
        }
    }
}

/// A truth value under a key; `absent` where there is none.
pub(super) fn truth(node: &Node, key: &str, absent: bool, code: &'static str) -> Result<Truth, Problem> {
    match node.get(key).map(|value| (value, &value.value)) {
        None | Some((_, Value::Null)) => Ok(absent.into()),
        Some((_, Value::Bool(known))) => Ok((*known).into()),
        Some((_, Value::Text(text))) if is_marked(text) => Ok(Truth::Unknown),
        Some((value, _)) => Err(wrong(value, key, "true or false", code)),
    }
}

/// A value of the wrong kind.
pub(super) fn wrong(value: &Node, key: &str, wanted: &str, code: &'static str) -> Problem {
    let message = format!("\"{key}\" is {}, not {wanted}", value.kind());
    Problem::new(code, value.span.clone(), message, format!("write {wanted}"))
}

/// A text in quotes as JSON, YAML, TOML and HCL all write it; `None` where they differ.
pub(super) fn quoted(text: &str) -> Option<String> {
    let differ = text.contains("${") || text.contains("%{") || text.chars().any(char::is_control) || is_marked(text);
    (!differ).then(|| serde_json::Value::from(text).to_string())
}
