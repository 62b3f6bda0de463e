//! Conditions and mappings in CEL, evaluated over claims of which some may not be known.
//!
//! Source: the CEL language definition (errors, the commutative `&&` and `||`, `has`), and Google Cloud's own string functions
//! `extract` and `split` as its federation guides use them. The expression is parsed by the `cel` crate; a call that is not in the
//! list here is any value at all, and is named.

use std::collections::BTreeMap;

use cel::IdedExpr;
use cel::common::ast::{CallExpr, Expr, LiteralValue, SelectExpr, operators};
use cel::parser::Parser;

use super::functions;
use super::value::{Kind, Map, Outcomes, Value};
use crate::claims::{Claim, Claims};
use crate::text::{is_marked, shown};

/// An expression.
#[derive(Debug)]
pub(super) struct Expression {
    /// Nothing where an unknown part keeps it from being parsed.
    root: Option<IdedExpr>,
    text: String,
}

/// What an expression can refer to.
pub(super) struct Scope<'s> {
    pub(super) claims: &'s Claims,
    /// The mapped attributes by their full names, such as `attribute.repository`.
    pub(super) mapped: &'s BTreeMap<String, Value>,
}

impl Expression {
    /// Parses an expression.
    ///
    /// # Errors
    /// What the parser says, where it is no CEL.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let root = match Parser::new().parse(text) {
            Ok(root) => Some(root),
            Err(_) if is_marked(text) => None,
            Err(errors) => return Err(errors.errors.first().map_or_else(String::new, |error| error.msg.clone())),
        };
        Ok(Self { root, text: text.to_owned() })
    }

    /// What it comes to, and the constructs that were not understood.
    pub(super) fn evaluate(&self, scope: &Scope<'_>) -> (Value, Vec<String>) {
        let mut evaluation = Evaluation { scope, unknown: Vec::new() };
        let Some(root) = &self.root else { return (Value::any(), vec![shown(&self.text)]) };
        let value = evaluation.value(root);
        (value, evaluation.unknown)
    }
}

struct Evaluation<'s> {
    scope: &'s Scope<'s>,
    unknown: Vec<String>,
}

impl Evaluation<'_> {
    fn value(&mut self, expression: &IdedExpr) -> Value {
        match &expression.expr {
            Expr::Literal(literal) => self.literal(literal),
            Expr::Ident(name) => self.named(name),
            Expr::Select(select) => self.select(select),
            Expr::Call(call) => self.call(call),
            Expr::List(list) if list.optional_indices.is_empty() => {
                let items: Vec<Value> = list.elements.iter().map(|element| self.value(element)).collect();
                let fails = items.iter().any(|item| item.fails);
                Value::new(Kind::List(items, false), fails)
            }
            Expr::List(_) => self.not_understood("optional list items"),
            Expr::Comprehension(_) => self.not_understood("a macro over a list"),
            Expr::Map(_) => self.not_understood("a map literal"),
            Expr::Struct(_) => self.not_understood("a message literal"),
            Expr::Unspecified => self.not_understood("an empty expression"),
        }
    }

    fn not_understood(&mut self, what: &str) -> Value {
        self.unknown.push(what.to_owned());
        Value::any()
    }

    fn literal(&mut self, literal: &LiteralValue) -> Value {
        match literal {
            LiteralValue::Boolean(known) => Value::outcomes(Outcomes::known(*known.inner())),
            LiteralValue::String(text) => Value::text(text.inner()),
            LiteralValue::Int(number) => Value::new(Kind::Int(*number.inner()), false),
            _ => self.not_understood("a literal that is no text, whole number or truth value"),
        }
    }

    fn named(&mut self, name: &str) -> Value {
        let map = match name {
            "assertion" => Map::Assertion,
            "google" => Map::Google,
            "attribute" => Map::Attribute,
            _ => return self.not_understood(&format!("the name {name}")),
        };
        Value::new(Kind::Map(map), false)
    }

    fn select(&mut self, select: &SelectExpr) -> Value {
        let operand = self.value(&select.operand);
        let Kind::Map(map) = operand.kind else {
            return if operand.kind == Kind::Error {
                Value::error()
            } else {
                self.not_understood("a field of a value")
            };
        };
        let value = self.entry(map, &select.field);
        if !select.test {
            return value;
        }
        Value::outcomes(match (&value.kind, value.fails) {
            (Kind::Error, _) => Outcomes::known(false),
            (Kind::Any, _) | (_, true) => Outcomes { error: false, ..Outcomes::ANY },
            _ => Outcomes::known(true),
        })
    }

    /// What a map has under a key; an error where it has nothing.
    fn entry(&self, map: Map, key: &str) -> Value {
        let prefix = match map {
            Map::Assertion => {
                return match self.scope.claims.get(key) {
                    Claim::Present(text) => Value::text(text.clone()),
                    Claim::Perhaps(text) => Value::new(Kind::Text(text.clone()), true),
                    // Numbers, which are no use to a policy: never known here.
                    Claim::Absent if ["iat", "exp", "nbf"].contains(&key) => Value::any(),
                    Claim::Absent => Value::error(),
                };
            }
            Map::Google => "google",
            Map::Attribute => "attribute",
        };
        self.scope.mapped.get(&format!("{prefix}.{key}")).cloned().unwrap_or_else(Value::error)
    }

    fn call(&mut self, call: &CallExpr) -> Value {
        let name = call.func_name.as_str();
        let arguments: Vec<Value> =
            call.target.iter().map(AsRef::as_ref).chain(&call.args).map(|argument| self.value(argument)).collect();
        let value = match (name, arguments.as_slice()) {
            (operators::LOGICAL_AND, [one, other]) => Some(Value::outcomes(one.as_outcomes().and(other.as_outcomes()))),
            (operators::LOGICAL_OR, [one, other]) => Some(Value::outcomes(one.as_outcomes().or(other.as_outcomes()))),
            (operators::LOGICAL_NOT, [one]) => Some(Value::outcomes(one.as_outcomes().not())),
            (operators::CONDITIONAL, [condition, then, otherwise]) => Some(chosen(condition, then, otherwise)),
            (operators::EQUALS, [one, other]) => Some(Value::outcomes(one.same(other))),
            (operators::NOT_EQUALS, [one, other]) => Some(Value::outcomes(one.same(other).not())),
            (operators::INDEX, [map, key]) => self.index(map, key),
            (operators::IN, [item, within]) => self.within(item, within),
            _ => functions::call(name, &arguments),
        };
        value.unwrap_or_else(|| self.not_understood(&shown_call(name)))
    }

    fn index(&mut self, container: &Value, key: &Value) -> Option<Value> {
        match (&container.kind, &key.kind) {
            (Kind::Error, _) | (_, Kind::Error) => Some(Value::error()),
            (Kind::Map(map), Kind::Text(key)) => Some(self.entry(*map, key.known()?)),
            (Kind::List(items, open), Kind::Int(at)) => {
                let item = usize::try_from(*at).ok().and_then(|at| items.get(at));
                match item {
                    Some(item) => Some(Value::new(item.kind.clone(), item.fails || container.fails)),
                    None if *open => None,
                    None => Some(Value::error()),
                }
            }
            _ => None,
        }
    }

    fn within(&mut self, item: &Value, container: &Value) -> Option<Value> {
        let fails = item.fails || container.fails;
        let outcomes = match (&item.kind, &container.kind) {
            (Kind::Error, _) | (_, Kind::Error) => Outcomes::ERROR,
            (_, Kind::List(items, open)) => {
                // Between kinds `in` says no; only `==` by itself may be an error.
                let one = |other: &Value| match item.same(other) {
                    Outcomes::REFUSED => Outcomes::known(false),
                    outcomes => outcomes,
                };
                let any = items.iter().map(one).fold(Outcomes::known(false), Outcomes::or);
                if *open { any.or(Outcomes { error: false, ..Outcomes::ANY }) } else { any }
            }
            (Kind::Text(key), Kind::Map(map)) => match self.entry(*map, key.known()?) {
                Value { kind: Kind::Error, .. } => Outcomes::known(false),
                Value { kind: Kind::Any, .. } | Value { fails: true, .. } => Outcomes { error: false, ..Outcomes::ANY },
                _ => Outcomes::known(true),
            },
            _ => return None,
        };
        Some(Value::outcomes(outcomes.or_error(fails)))
    }
}

/// `condition ? then : otherwise`
fn chosen(condition: &Value, then: &Value, otherwise: &Value) -> Value {
    let outcomes = condition.as_outcomes();
    let mut possible = Vec::new();
    if outcomes.yes {
        possible.push(then.clone());
    }
    if outcomes.no {
        possible.push(otherwise.clone());
    }
    if outcomes.error {
        possible.push(Value::error());
    }
    possible.into_iter().reduce(Value::either).unwrap_or_else(Value::any)
}

/// A function or operator for people: `_<_` is `<`.
fn shown_call(name: &str) -> String {
    let bare = name.trim_matches(['_', '@']).trim();
    format!("{}{}", bare, if bare.starts_with(char::is_alphabetic) { "()" } else { "" })
}
