//! YAML to a [`Node`].
//!
//! Anchors and aliases are resolved, as GitHub does. A merge key stays the key `<<`, which GitHub refuses as an unexpected value.

use std::collections::BTreeMap;
use std::ops::Range;

use granit_parser::{Event, Parser, ScalarStyle};

use crate::node::{Entry, Node, Value};
use crate::source::Problem;

/// More nodes than any workflow has; what aliases multiply counts.
const NODES: usize = 200_000;

/// Deeper than any workflow is; a limit on recursion.
const DEPTH: usize = 100;

/// Reads the first document of a YAML text.
///
/// # Errors
/// With the place of what is no YAML, of a second equal key, and of what is larger than any file of this kind.
pub fn read(text: &str) -> Result<Node, Problem> {
    let mut reader = Reader { events: Parser::new_from_str(text), anchors: BTreeMap::new(), nodes: 0, end: text.len() };
    loop {
        match reader.next()? {
            (Event::StreamStart | Event::DocumentStart(..) | Event::Comment(..), _) => {}
            (Event::StreamEnd | Event::DocumentEnd, span) => return Ok(Node { value: Value::Null, span }),
            (event, span) => return reader.node(event, span, 0),
        }
    }
}

struct Reader<'t> {
    events: Parser<'t, granit_parser::StrInput<'t>>,
    anchors: BTreeMap<usize, Node>,
    nodes: usize,
    end: usize,
}

impl<'t> Reader<'t> {
    fn next(&mut self) -> Result<(Event<'t>, Range<usize>), Problem> {
        match self.events.next_event() {
            Some(Ok((event, span))) => Ok((event, span.byte_range().unwrap_or(self.end..self.end))),
            Some(Err(error)) => {
                let at = error.marker().byte_offset().unwrap_or(self.end).min(self.end);
                Err(Problem::new("yaml.syntax", at..at, format!("this is no YAML: {}", error.info()), "mend the YAML"))
            }
            None => Ok((Event::StreamEnd, self.end..self.end)),
        }
    }

    /// The next event that is no comment.
    fn content(&mut self) -> Result<(Event<'t>, Range<usize>), Problem> {
        loop {
            match self.next()? {
                (Event::Comment(..), _) => {}
                found => return Ok(found),
            }
        }
    }

    fn node(&mut self, event: Event<'t>, span: Range<usize>, depth: usize) -> Result<Node, Problem> {
        self.count(1, &span)?;
        if depth > DEPTH {
            return Err(Problem::new("yaml.too-deep", span, "this is nested too deeply", "nest less"));
        }
        match event {
            Event::Scalar(text, style, anchor, _) => {
                let value = scalar(&text, style);
                Ok(self.remember(anchor, Node { value, span }))
            }
            Event::SequenceStart(_, anchor, _) => {
                let (items, end) = self.items(depth)?;
                let span =
                    items.first().map_or(span.start, |first| span.start.min(first.span.start))..end.max(span.end);
                Ok(self.remember(anchor, Node { value: Value::List(items), span }))
            }
            Event::MappingStart(_, anchor, _) => {
                let (entries, end) = self.entries(depth)?;
                let span = span.start..end.max(span.end);
                Ok(self.remember(anchor, Node { value: Value::Map(entries), span }))
            }
            Event::Alias(anchor) => {
                let meant = self.anchors.get(&anchor).cloned();
                let meant = meant.ok_or_else(|| {
                    let help = "an alias may stand behind what it names, not inside it";
                    Problem::new("yaml.alias", span.clone(), "this alias names what contains it", help)
                })?;
                self.count(size(&meant), &span)?;
                Ok(Node { span, ..meant })
            }
            other => {
                let message = format!("this is not expected here ({other:?})");
                Err(Problem::new("yaml.syntax", span, message, "mend the YAML"))
            }
        }
    }

    fn items(&mut self, depth: usize) -> Result<(Vec<Node>, usize), Problem> {
        let mut items: Vec<Node> = Vec::new();
        loop {
            match self.content()? {
                (Event::SequenceEnd, end) => {
                    let end = if end.is_empty() { items.last().map_or(end.end, |last| last.span.end) } else { end.end };
                    return Ok((items, end));
                }
                (event, span) => items.push(self.node(event, span, depth + 1)?),
            }
        }
    }

    fn entries(&mut self, depth: usize) -> Result<(Vec<Entry>, usize), Problem> {
        let mut entries: Vec<Entry> = Vec::new();
        loop {
            let (event, span) = self.content()?;
            if event == Event::MappingEnd {
                // A block mapping ends nowhere: where its last value does.
                let end = if span.is_empty() {
                    entries.last().map_or(span.end, |last| last.value.span.end)
                } else {
                    span.end
                };
                return Ok((entries, end));
            }
            let key = self.node(event, span, depth + 1)?;
            let Some(name) = key.scalar().map(str::to_owned).or((key.value == Value::Null).then(String::new)) else {
                let message = format!("{} cannot be a key here", key.kind());
                return Err(Problem::new("yaml.key", key.span, message, "use a text as the key"));
            };
            let (event, span) = self.content()?;
            let value = self.node(event, span, depth + 1)?;
            if entries.iter().any(|entry| entry.key == name) {
                let message = format!("'{name}' is already defined");
                return Err(Problem::new("yaml.duplicate-key", key.span, message, "keep one of the two"));
            }
            entries.push(Entry { key: name, key_span: key.span, value });
        }
    }

    fn remember(&mut self, anchor: usize, node: Node) -> Node {
        if anchor != 0 {
            self.anchors.insert(anchor, node.clone());
        }
        node
    }

    fn count(&mut self, nodes: usize, span: &Range<usize>) -> Result<(), Problem> {
        self.nodes += nodes;
        if self.nodes > NODES {
            let message = format!("there are more than {NODES} values, aliases counted");
            return Err(Problem::new("yaml.too-large", span.clone(), message, "use fewer aliases, or split the file"));
        }
        Ok(())
    }
}

fn size(node: &Node) -> usize {
    1 + node.items().iter().map(size).sum::<usize>()
        + node.entries().iter().map(|entry| size(&entry.value)).sum::<usize>()
}

/// A scalar by YAML 1.2's core schema: `on`, `yes` and `no` are texts.
fn scalar(text: &str, style: ScalarStyle) -> Value {
    if style != ScalarStyle::Plain {
        return Value::Text(text.to_owned());
    }
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" => Value::Bool(true),
        "false" | "False" | "FALSE" => Value::Bool(false),
        _ if is_number(text) => Value::Number(text.to_owned()),
        _ => Value::Text(text.to_owned()),
    }
}

fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    digits.starts_with(|first: char| first.is_ascii_digit() || first == '.')
        && digits.contains(|any: char| any.is_ascii_digit())
        && (text.parse::<f64>().is_ok()
            || digits.strip_prefix("0x").is_some_and(|hex| u64::from_str_radix(hex, 16).is_ok())
            || digits.strip_prefix("0o").is_some_and(|octal| u64::from_str_radix(octal, 8).is_ok()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_know_their_bytes() {
        let text = "on: push # why\njobs:\n  a:\n    \"k\": [1, yes, ~]\n";
        let node = read(text).unwrap();
        assert_eq!(node.get("on").unwrap().text(), Some("push"));
        let list = node.at(&["jobs", "a", "k"]).unwrap();
        assert_eq!(&text[list.span.clone()], "[1, yes, ~]");
        let values: Vec<&Value> = list.items().iter().map(|item| &item.value).collect();
        assert_eq!(values, [&Value::Number("1".into()), &Value::Text("yes".into()), &Value::Null]);
        let jobs = node.entry("jobs").unwrap();
        assert_eq!(&text[jobs.key_span.clone()], "jobs");
        assert_eq!(&text[jobs.value.span.clone()], "a:\n    \"k\": [1, yes, ~]");
    }

    #[test]
    fn what_cannot_be_read_is_told_with_its_place() {
        for (text, code, at) in [
            ("a: 1\na: 2\n", "yaml.duplicate-key", 5),
            ("a: [1\n", "yaml.syntax", 3),
            ("{a: 1}: 2\n", "yaml.key", 0),
            ("a: *b\n", "yaml.syntax", 3),
        ] {
            let problem = read(text).unwrap_err();
            assert_eq!((problem.code, problem.span.start), (code, at), "{text}: {problem:?}");
        }
    }

    #[test]
    fn aliases_do_not_multiply_without_end() {
        let mut text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
        for level in 1..9 {
            let below = format!("*a{}", level - 1);
            text.push_str(&format!("a{level}: &a{level} [{}]\n", vec![below; 10].join(", ")));
        }
        assert_eq!(read(&text).unwrap_err().code, "yaml.too-large");
        assert_eq!(
            read(&(0..200).map(|depth| format!("{}a:\n", " ".repeat(depth))).collect::<String>()).unwrap_err().code,
            "yaml.too-deep"
        );
        assert_eq!(read(&"[".repeat(5000)).unwrap_err().code, "yaml.syntax", "the parser has a limit of its own");
    }
}
