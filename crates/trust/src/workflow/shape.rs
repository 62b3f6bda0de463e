//! What may stand in a place of a workflow, and what GitHub says where something else does.
//!
//! Source: the rules by which `@actions/workflow-parser` reads a file; `tests/trust/github_parser.rs` holds the answers to it. A value with an
//! expression in it fits everywhere: what it comes to is not known here.

use std::collections::{BTreeMap, BTreeSet};

use super::Refusal;
use crate::node::{Entry, Node, Value};

/// What may stand in a place.
pub(super) struct Shape {
    /// As a value without parts.
    pub(super) scalar: Scalar,
    /// As items of a sequence.
    pub(super) items: Option<&'static Shape>,
    /// As a mapping of one of these.
    pub(super) maps: &'static [Map],
}

/// A value without parts.
pub(super) enum Scalar {
    /// None may stand here.
    No,
    /// Any may, also an empty one.
    Any,
    /// Any that is not empty.
    Filled,
    /// `true` or `false`.
    Bool,
    /// A number.
    Number,
    /// Only nothing.
    Nothing,
    /// One of these words, which stand with a blank between them.
    One(&'static str),
}

/// A mapping.
pub(super) struct Map {
    /// The keys that it knows.
    pub(super) keys: &'static [Key],
    /// What stands below any other key; none where it takes no others.
    pub(super) others: Option<&'static Shape>,
}

/// A key.
pub(super) struct Key {
    pub(super) name: &'static str,
    /// Whether it has to be there.
    pub(super) required: bool,
    /// What stands below it. Where none is named, other rules say.
    pub(super) shape: Option<&'static Shape>,
}

impl Shape {
    /// What GitHub refuses of a value.
    pub(super) fn refuse(&self, node: &Node, refused: &mut Vec<Refusal>) {
        match (&node.value, self.items) {
            (Value::Map(entries), _) if !self.maps.is_empty() => mapping(self.maps, node, entries, refused),
            (Value::List(items), Some(shape)) => items.iter().for_each(|item| shape.refuse(item, refused)),
            (Value::Text(text), _) if text.contains("${{") => {}
            (Value::Null | Value::Bool(_) | Value::Number(_) | Value::Text(_), _) if self.scalar.takes(node) => {}
            _ => {
                let known = if let Scalar::One(words) = self.scalar { words.split(' ').collect() } else { Vec::new() };
                let known = known.into_iter().map(ToOwned::to_owned).collect();
                refused.push(Refusal { message: unexpected(node), span: node.span.clone(), known });
            }
        }
    }
}

/// GitHub's words for a value that does not fit.
pub(super) fn unexpected(node: &Node) -> String {
    match &node.value {
        Value::Map(_) => "A mapping was not expected".to_owned(),
        Value::List(_) => "A sequence was not expected".to_owned(),
        _ => format!("Unexpected value '{}'", node.scalar().unwrap_or_default()),
    }
}

impl Scalar {
    fn takes(&self, node: &Node) -> bool {
        let text = node.scalar().unwrap_or_default();
        match self {
            Self::No => false,
            Self::Any => true,
            Self::Filled => !text.is_empty(),
            Self::Bool => matches!(node.value, Value::Bool(_)),
            Self::Number => matches!(node.value, Value::Number(_)),
            Self::Nothing => matches!(node.value, Value::Null),
            Self::One(words) => words.split(' ').any(|word| word == text),
        }
    }
}

/// Each key narrows down which of the mappings it is.
fn mapping(maps: &'static [Map], node: &Node, entries: &[Entry], refused: &mut Vec<Refusal>) {
    let mut open: Vec<&Map> = maps.iter().collect();
    let mut seen = BTreeSet::new();
    let mut unknown = false;
    for entry in entries {
        let mut refuse = |message: String, known: Vec<String>| {
            refused.push(Refusal { message, span: entry.key_span.clone(), known });
        };
        let name = entry.key.as_str();
        if name.contains("${{") {
            unknown = true;
            continue;
        }
        if !seen.insert(name.to_uppercase()) {
            refuse(format!("'{name}' is already defined"), Vec::new());
            continue;
        }
        let own = |map: &&Map| map.keys.iter().find(|key| key.name == name);
        if let Some(key) = open.iter().find_map(own) {
            open.retain(|map| own(map).is_some());
            if let Some(shape) = key.shape {
                shape.refuse(&entry.value, refused);
            }
        } else if let Some(shape) = open.iter().find_map(|map| map.others) {
            shape.refuse(&entry.value, refused);
        } else {
            let there = |key: &&Key| entries.iter().any(|entry| entry.key == key.name);
            let free = open.iter().flat_map(|map| map.keys).filter(|key| !there(key));
            refuse(format!("Unexpected value '{name}'"), free.map(|key| key.name.to_owned()).collect());
        }
    }
    let mut refuse = |message: String| refused.push(Refusal { message, span: node.span.clone(), known: Vec::new() });
    match open.as_slice() {
        [map] if !unknown => {
            let missing = map.keys.iter().filter(|key| key.required && !seen.contains(&key.name.to_uppercase()));
            missing.for_each(|key| refuse(format!("Required property is missing: {}", key.name)));
        }
        [_] => {}
        several => refuse(format!(
            "There's not enough info to determine what you meant. Add one of these properties: {}",
            telling(several).join(", ")
        )),
    }
}

/// The keys that only one of the mappings knows.
fn telling(maps: &[&Map]) -> Vec<&'static str> {
    let mut known: BTreeMap<&str, usize> = BTreeMap::new();
    for key in maps.iter().flat_map(|map| map.keys) {
        *known.entry(key.name).or_default() += 1;
    }
    known.into_iter().filter(|(_, maps)| *maps == 1).map(|(name, _)| name).collect()
}
