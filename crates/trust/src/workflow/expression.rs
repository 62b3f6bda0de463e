//! `${{ ... }}`, evaluated as far as it is known before the run.
//!
//! Source: GitHub's "Evaluate expressions in workflows and actions": `&&` and `||` give one of their operands, texts are compared
//! without regard to case. What is not evaluated here becomes a part that is not known, named by the expression.

use std::collections::BTreeMap;

use github_actions_expressions::call::{Call, Function};
use github_actions_expressions::context::Context;
use github_actions_expressions::literal::Literal;
use github_actions_expressions::op::{BinExpr, BinOp, UnOp};
use github_actions_expressions::{Expr, SpannedExpr};

use crate::text::Text;
use crate::truth::Truth;

/// The values that expressions can name: `github.ref`, `matrix.target`, `inputs.environment`, in lower case.
#[derive(Debug, Clone, Default)]
pub struct Scope {
    values: BTreeMap<String, Text>,
}

impl Scope {
    /// Gives a value a name.
    pub fn set(&mut self, name: &str, value: impl Into<Text>) {
        self.values.insert(name.to_ascii_lowercase(), value.into());
    }

    /// The text of a workflow with its expressions replaced by what they come to.
    #[must_use]
    pub fn text(&self, template: &str) -> Text {
        let mut text = Text::default();
        let mut rest = template;
        while let Some((before, after)) = rest.split_once("${{") {
            text = text.then(before);
            let Some((inner, behind)) = split_at_end(after) else {
                return text.then_unknown(rest);
            };
            let name = format!("${{{{{inner}}}}}");
            text = text.then_text(&self.value(inner).map_or_else(|| Text::unknown(&name), |value| value.text(&name)));
            rest = behind;
        }
        text.then(rest)
    }

    fn value(&self, expression: &str) -> Option<Value> {
        Some(self.eval(&Expr::parse(expression).ok()?))
    }

    fn eval(&self, expr: &SpannedExpr<'_>) -> Value {
        match &expr.inner {
            Expr::Literal(Literal::Boolean(known)) => Value::Truth((*known).into()),
            Expr::Literal(Literal::Null) => Value::Text(Text::default()),
            Expr::Literal(literal) => Value::Text(Text::from(literal.as_str().as_ref())),
            Expr::Context(context) => self.named(context),
            Expr::UnExpr { op: UnOp::Not, expr } => Value::Truth(!self.eval(expr).truthy()),
            Expr::BinExpr(BinExpr { lhs, op, rhs }) => self.binary(lhs, op, rhs),
            Expr::Call(call) => self.call(call),
            _ => Value::Unknown,
        }
    }

    fn named(&self, context: &Context<'_>) -> Value {
        let part = |part: &SpannedExpr<'_>| match &part.inner {
            Expr::Identifier(name) => Some(name.as_str().to_ascii_lowercase()),
            Expr::Index(index) => match &index.inner {
                Expr::Literal(Literal::String(name)) => Some(name.to_ascii_lowercase()),
                _ => None,
            },
            _ => None,
        };
        let path: Option<Vec<String>> = context.parts.iter().map(part).collect();
        path.and_then(|path| self.values.get(&path.join("."))).cloned().map_or(Value::Unknown, Value::Text)
    }

    fn binary(&self, lhs: &SpannedExpr<'_>, op: &BinOp, rhs: &SpannedExpr<'_>) -> Value {
        let left = self.eval(lhs);
        match (op, left.truthy()) {
            (BinOp::And, Truth::Yes) | (BinOp::Or, Truth::No) => self.eval(rhs),
            (BinOp::And, Truth::No) | (BinOp::Or, Truth::Yes) => left,
            (BinOp::And, Truth::Unknown) => left.either(self.eval(rhs), Truth::and),
            (BinOp::Or, Truth::Unknown) => left.either(self.eval(rhs), Truth::or),
            (BinOp::Eq, _) => Value::Truth(left.equals(&self.eval(rhs))),
            (BinOp::Neq, _) => Value::Truth(!left.equals(&self.eval(rhs))),
            _ => Value::Unknown,
        }
    }

    fn call(&self, call: &Call<'_>) -> Value {
        let texts: Vec<Option<Text>> = call.args.iter().map(|arg| self.eval(arg).into_text()).collect();
        let folded = |at: usize| Some(texts.get(at)?.as_ref()?.map(str::to_ascii_lowercase));
        let known = |at: usize| folded(at).and_then(|text| text.known().map(str::to_owned));
        let test = |test: fn(&Text, &str) -> Truth| match (folded(0), known(1)) {
            (Some(text), Some(part)) => Value::Truth(test(&text, &part)),
            _ => Value::Truth(Truth::Unknown),
        };
        match call.func {
            Function::StartsWith => test(Text::starts_with),
            Function::EndsWith => test(Text::ends_with),
            Function::Contains => test(Text::contains),
            Function::Format => formatted(&texts).map_or(Value::Unknown, Value::Text),
            Function::Always | Function::Success => Value::Truth(Truth::Unknown),
            _ => Value::Unknown,
        }
    }
}

/// What an expression comes to.
#[derive(Debug, Clone)]
enum Value {
    Text(Text),
    Truth(Truth),
    Unknown,
}

impl Value {
    fn truthy(&self) -> Truth {
        match self {
            Self::Text(text) => !text.is_empty(),
            Self::Truth(truth) => *truth,
            Self::Unknown => Truth::Unknown,
        }
    }

    fn equals(&self, other: &Self) -> Truth {
        match (self, other) {
            (Self::Text(one), Self::Text(other)) => {
                one.map(str::to_ascii_lowercase).same(&other.map(str::to_ascii_lowercase))
            }
            (Self::Truth(Truth::Unknown), _) | (_, Self::Truth(Truth::Unknown)) => Truth::Unknown,
            (Self::Truth(one), Self::Truth(other)) => (one == other).into(),
            _ => Truth::Unknown,
        }
    }

    /// One of both, but which is not known.
    fn either(self, other: Self, both: fn(Truth, Truth) -> Truth) -> Self {
        match (self, other) {
            (Self::Truth(one), Self::Truth(other)) => Self::Truth(both(one, other)),
            _ => Self::Unknown,
        }
    }

    fn into_text(self) -> Option<Text> {
        match self {
            Self::Text(text) => Some(text),
            Self::Truth(Truth::Yes) => Some(Text::from("true")),
            Self::Truth(Truth::No) => Some(Text::from("false")),
            Self::Truth(Truth::Unknown) | Self::Unknown => None,
        }
    }

    fn text(self, name: &str) -> Text {
        self.into_text().unwrap_or_else(|| Text::unknown(name))
    }
}

/// `format('{0}-{1}', a, b)`
fn formatted(texts: &[Option<Text>]) -> Option<Text> {
    let (pattern, args) = texts.split_first()?;
    let mut rest = pattern.as_ref()?.known()?;
    let mut text = Text::default();
    while let Some(at) = rest.find(['{', '}']) {
        text = text.then(&rest[..at]);
        let tail = &rest[at..];
        if let Some(behind) = tail.strip_prefix("{{").or_else(|| tail.strip_prefix("}}")) {
            text = text.then(&tail[..1]);
            rest = behind;
            continue;
        }
        let (number, behind) = tail.strip_prefix('{')?.split_once('}')?;
        let arg = args.get(number.parse::<usize>().ok()?)?;
        text = arg.as_ref().map_or_else(|| text.clone().then_unknown(number), |arg| text.clone().then_text(arg));
        rest = behind;
    }
    Some(text.then(rest))
}

/// Splits behind the `}}` that ends an expression: one inside quotes does not.
fn split_at_end(text: &str) -> Option<(&str, &str)> {
    let mut quoted = false;
    for (at, char) in text.char_indices() {
        match char {
            '\'' => quoted = !quoted,
            '}' if !quoted && text[at..].starts_with("}}") => return Some((&text[..at], &text[at + 2..])),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions() {
        let mut scope = Scope::default();
        scope.set("github.ref", "refs/heads/main");
        scope.set("github.ref_name", "main");
        scope.set("inputs.stage", "Prod");
        scope.set("matrix.region", Text::from("eu-").then_unknown("any"));
        for (template, text) in [
            ("production", "production"),
            ("${{ inputs.stage }}-${{ github.ref_name }}", "Prod-main"),
            ("${{ github.ref == 'refs/heads/MAIN' && 'prod' || 'dev' }}", "prod"),
            ("${{ github.ref != 'refs/heads/main' && 'prod' || 'dev' }}", "dev"),
            ("${{ startsWith(github.ref, 'refs/tags/') && 'prod' || 'dev' }}", "dev"),
            ("${{ format('{0}/{1}/{{x}}', inputs.stage, matrix.region) }}", "Prod/eu-<any>/{x}"),
            ("${{ matrix['region'] }}", "eu-<any>"),
            ("${{ vars.STAGE }}", "<${{ vars.STAGE }}>"),
            ("a${{ vars.STAGE == 'x' && 'p' || 'd' }}", "a<${{ vars.STAGE == 'x' && 'p' || 'd' }}>"),
            ("${{ vars.X || 'd' }}", "<${{ vars.X || 'd' }}>"),
            ("${{ inputs.missing || 'd' }}", "<${{ inputs.missing || 'd' }}>"),
            ("${{ '}}' }}", "}}"),
            ("${{ oops", "<${{ oops>"),
            ("${{ 1 +  }}", "<${{ 1 +  }}>"),
            ("${{ !contains(github.ref, 'dev') }}", "true"),
        ] {
            assert_eq!(scope.text(template).to_string(), text, "{template}");
        }
    }
}
