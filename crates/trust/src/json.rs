//! JSON to a [`Node`].

use std::ops::Range;

use jsonc_parser::ast::{self, ObjectPropName};
use jsonc_parser::common::Ranged;
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};

use crate::node::{Entry, Node, Value};
use crate::source::Problem;

/// Reads a JSON text, strictly: the parties that take it refuse comments and trailing commas.
///
/// # Errors
/// With the place of what is no JSON, and of a second equal key.
pub fn read(text: &str) -> Result<Node, Problem> {
    let strict = ParseOptions {
        allow_comments: false,
        allow_loose_object_property_names: false,
        allow_trailing_commas: false,
        allow_missing_commas: false,
        allow_single_quoted_strings: false,
        allow_hexadecimal_numbers: false,
        allow_unary_plus_numbers: false,
        allow_bare_decimal_point_numbers: false,
        allow_non_finite_numbers: false,
        allow_extended_string_escapes: false,
    };
    let parsed = parse_to_ast(text, &CollectOptions::default(), &strict).map_err(|error| {
        let message = format!("this is no JSON: {}", error.kind());
        Problem::new("json.syntax", bytes(error.range()), message, "JSON has no comments and no trailing commas")
    })?;
    match parsed.value {
        Some(value) => node(&value),
        None => Err(Problem::new("json.empty", 0..text.len(), "there is no JSON here", "give the file its JSON text")),
    }
}

fn bytes(range: jsonc_parser::common::Range) -> Range<usize> {
    range.start..range.end
}

fn node(value: &ast::Value<'_>) -> Result<Node, Problem> {
    let span = bytes(value.range());
    let value = match value {
        ast::Value::StringLit(text) => Value::Text(text.value.clone().into_owned()),
        ast::Value::NumberLit(number) => Value::Number(number.value.to_owned()),
        ast::Value::BooleanLit(truth) => Value::Bool(truth.value),
        ast::Value::NullKeyword(_) => Value::Null,
        ast::Value::Array(array) => Value::List(array.elements.iter().map(node).collect::<Result<_, _>>()?),
        ast::Value::Object(object) => {
            let mut entries: Vec<Entry> = Vec::with_capacity(object.properties.len());
            for property in &object.properties {
                let key = match &property.name {
                    ObjectPropName::String(text) => text.value.clone().into_owned(),
                    ObjectPropName::Word(word) => word.value.to_owned(),
                };
                let key_span = bytes(property.name.range());
                if entries.iter().any(|entry| entry.key == key) {
                    let message = format!("the key \"{key}\" stands here twice");
                    return Err(Problem::new("json.duplicate-key", key_span, message, "keep one of the two"));
                }
                entries.push(Entry { key, key_span, value: node(&property.value)? });
            }
            Value::Map(entries)
        }
    };
    Ok(Node { value, span })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_know_their_bytes() {
        let text = "{\n\t\"a\": [1.0, \"x\\u00e9\"]\n}";
        let node = read(text).unwrap();
        let list = node.get("a").unwrap();
        assert_eq!(&text[list.span.clone()], "[1.0, \"x\\u00e9\"]");
        assert_eq!(list.items()[0].value, Value::Number("1.0".into()));
        assert_eq!(list.items()[1].text(), Some("xé"));
    }

    #[test]
    fn what_cannot_be_read_is_told_with_its_place() {
        for (text, code, at) in [
            ("", "json.empty", 0),
            ("{\"a\": 1, // why\n}", "json.syntax", 9),
            ("{\"a\": 1,}", "json.syntax", 7),
            ("{\"a\": 1, \"a\": 2}", "json.duplicate-key", 9),
            ("{\"a\" 1}", "json.syntax", 5),
        ] {
            let problem = read(text).unwrap_err();
            assert_eq!((problem.code, problem.span.start), (code, at), "{text}: {problem:?}");
        }
        assert!(read(&"[".repeat(100_000)).is_err());
    }
}
