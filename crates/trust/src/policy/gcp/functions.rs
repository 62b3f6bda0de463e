//! CEL's functions over texts.

use cel::common::ast::operators;

use super::value::{Kind, Outcomes, Value};
use crate::pattern::Pattern;
use crate::text::Text;
use crate::truth::Truth;

/// The value of a call, the receiver first; `None` for what is not understood.
pub(super) fn call(name: &str, arguments: &[Value]) -> Option<Value> {
    if arguments.iter().any(|argument| argument.kind == Kind::Error) && KNOWN.contains(&name) {
        return Some(Value::error());
    }
    let fails = arguments.iter().any(|argument| argument.fails);
    let kinds: Vec<&Kind> = arguments.iter().map(|argument| &argument.kind).collect();
    let kind = match (name, kinds.as_slice()) {
        ("startsWith", [Kind::Text(text), Kind::Text(part)]) => truth(text.starts_with(part.known()?)),
        ("endsWith", [Kind::Text(text), Kind::Text(part)]) => truth(text.ends_with(part.known()?)),
        ("contains", [Kind::Text(text), Kind::Text(part)]) => truth(text.contains(part.known()?)),
        ("matches", [Kind::Text(text), Kind::Text(pattern)]) => truth(Pattern::new(pattern.known()?)?.matches(text)),
        ("lowerAscii", [Kind::Text(text)]) => Kind::Text(text.map(str::to_ascii_lowercase)),
        ("upperAscii", [Kind::Text(text)]) => Kind::Text(text.map(str::to_ascii_uppercase)),
        ("size", [Kind::Text(text)]) => Kind::Int(i64::try_from(text.known()?.chars().count()).ok()?),
        ("size", [Kind::List(items, false)]) => Kind::Int(i64::try_from(items.len()).ok()?),
        ("split", [Kind::Text(text), Kind::Text(separator)]) => split(text, separator.known()?)?,
        ("extract", [Kind::Text(text), Kind::Text(template)]) => Kind::Text(extract(text.known()?, template.known()?)?),
        (operators::ADD, [Kind::Text(one), Kind::Text(other)]) => Kind::Text(one.clone().then_text(other)),
        (operators::LESS, [Kind::Int(one), Kind::Int(other)]) => Kind::Bool(Outcomes::known(one < other)),
        (operators::LESS_EQUALS, [Kind::Int(one), Kind::Int(other)]) => Kind::Bool(Outcomes::known(one <= other)),
        (operators::GREATER, [Kind::Int(one), Kind::Int(other)]) => Kind::Bool(Outcomes::known(one > other)),
        (operators::GREATER_EQUALS, [Kind::Int(one), Kind::Int(other)]) => Kind::Bool(Outcomes::known(one >= other)),
        _ => return None,
    };
    Some(Value::new(kind, fails))
}

/// Calls that surely fail where an argument does.
const KNOWN: &[&str] = &[
    "startsWith",
    "endsWith",
    "contains",
    "matches",
    "lowerAscii",
    "upperAscii",
    "size",
    "split",
    "extract",
    operators::ADD,
    operators::LESS,
    operators::LESS_EQUALS,
    operators::GREATER,
    operators::GREATER_EQUALS,
];

fn truth(truth: Truth) -> Kind {
    Kind::Bool(truth.into())
}

/// The parts between separators, as far as they stand before the first unknown part.
fn split(text: &Text, separator: &str) -> Option<Kind> {
    if separator.is_empty() {
        return None;
    }
    if let Some(known) = text.known() {
        return Some(Kind::List(known.split(separator).map(Value::text).collect(), false));
    }
    let start = text.known_start();
    let mut parts: Vec<&str> = start.split(separator).collect();
    // The last part goes on into what is not known.
    parts.pop();
    Some(Kind::List(parts.into_iter().map(Value::text).collect(), true))
}

/// `extract('before{name}after')`: what stands between the first `before` and the next `after`, to the end where that is empty. What
/// comes of a text that does not fit is left unknown.
fn extract(text: &str, template: &str) -> Option<Text> {
    let (before, rest) = template.split_once('{')?;
    let (_, after) = rest.split_once('}')?;
    if after.contains(['{', '}']) || before.contains('}') {
        return None;
    }
    let (_, found) = text.split_once(before)?;
    let found = if after.is_empty() { found } else { found.split_once(after)?.0 };
    Some(found.into())
}
