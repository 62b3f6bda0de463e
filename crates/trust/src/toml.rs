//! TOML to a [`Node`].

use std::borrow::Cow;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::node::{Entry, Node, Value};
use crate::source::Problem;

/// Reads a TOML text. The entries of a table are in the order of the file.
///
/// # Errors
/// With the place of what is no TOML.
pub fn read(text: &str) -> Result<Node, Problem> {
    let table = DeTable::parse(text).map_err(|error| {
        let span = error.span().unwrap_or(text.len()..text.len());
        Problem::new("toml.syntax", span, format!("this is no TOML: {}", error.message()), "mend the TOML")
    })?;
    let entries = entries(table.get_ref());
    Ok(Node { value: Value::Map(entries), span: 0..text.len() })
}

fn entries(table: &DeTable<'_>) -> Vec<Entry> {
    let entry = |(key, value): (&Spanned<Cow<'_, str>>, &Spanned<DeValue<'_>>)| Entry {
        key: key.get_ref().to_string(),
        key_span: key.span(),
        value: node(value.get_ref(), value.span()),
    };
    let mut entries: Vec<Entry> = table.iter().map(entry).collect();
    entries.sort_by_key(|entry| entry.key_span.start);
    entries
}

fn node(value: &DeValue<'_>, span: Range<usize>) -> Node {
    let value = match value {
        DeValue::String(text) => Value::Text(text.to_string()),
        DeValue::Integer(number) => Value::Number(number.as_str().to_owned()),
        DeValue::Float(number) => Value::Number(number.as_str().to_owned()),
        DeValue::Boolean(known) => Value::Bool(*known),
        DeValue::Datetime(date) => Value::Text(date.to_string()),
        DeValue::Array(items) => Value::List(items.iter().map(|item| node(item.get_ref(), item.span())).collect()),
        DeValue::Table(table) => Value::Map(entries(table)),
    };
    Node { value, span }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_know_their_bytes() {
        let text = "[[pypi]] # why\nowner = \"octo\"\nid = 7\n\n[[pypi]]\nowner = 'x'\n";
        let read = read(text).unwrap();
        let owner = read.get("pypi").unwrap().items()[0].get("owner").unwrap();
        assert_eq!((owner.text(), &text[owner.span.clone()]), (Some("octo"), "\"octo\""));
        assert_eq!(read.get("pypi").unwrap().items().len(), 2);
        assert_eq!(read.get("pypi").unwrap().items()[0].get("id").unwrap().value, Value::Number("7".into()));
    }

    #[test]
    fn what_cannot_be_read_is_told_with_its_place() {
        for (text, at) in [("a = \n", 4), ("a = 1\na = 2\n", 6), ("[a\n", 2)] {
            let problem = read(text).unwrap_err();
            assert_eq!((problem.code, problem.span.start), ("toml.syntax", at), "{text}: {problem:?}");
        }
    }
}
