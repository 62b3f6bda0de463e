//! The smallest change of a role's trust policy that lets a token in.

use super::super::check::replaced;
use super::super::field::quoted;
use super::condition::{Compare, Condition, is_wild};
use super::{ACTION, Role, Statement, judge, nearest};
use crate::claims::Claims;
use crate::decision::{Decision, Verdict};
use crate::edit::Edit;
use crate::glob::{Glob, Wildcards};
use crate::truth::Truth;

/// Edits of the nearest Allow statement; none where one of its failing conditions cannot be mended here.
pub(super) fn edits(role: &Role, claims: &Claims, decision: &Decision) -> Vec<Edit> {
    if decision.verdict != Verdict::Deny || decision.code == "aws.explicit-deny" {
        return Vec::new();
    }
    let judged: Vec<_> = role.statements.iter().map(|statement| judge(statement, claims)).collect();
    let Some((statement, ..)) = nearest(&judged).map(|at| &judged[at]) else { return Vec::new() };
    if statement.principal.step(claims).result != Truth::Yes {
        return Vec::new();
    }
    let failing = statement.conditions.iter().filter(|condition| condition.step(claims).result == Truth::No);
    let conditions = failing.map(|condition| of_condition(statement, condition, claims));
    let all: Option<Vec<Vec<Edit>>> = conditions.chain([of_action(statement)]).collect();
    all.unwrap_or_default().concat()
}

fn of_action(statement: &Statement) -> Option<Vec<Edit>> {
    let actions = &statement.actions;
    match (actions.step().result, actions.patterns.as_slice()) {
        (Truth::Yes, _) => Some(Vec::new()),
        (_, [only]) if !actions.inverted => replaced(only, Some(ACTION)),
        _ => None,
    }
}

fn of_condition(statement: &Statement, condition: &Condition, claims: &Claims) -> Option<Vec<Edit>> {
    let actual = condition.actual(claims)?;
    let operator = condition.operator;
    if operator.negated || matches!(operator.compare, Compare::Absent | Compare::Other | Compare::Unknown) {
        return None;
    }
    let like = |value: &String| actual.like(&Glob::new(value, Wildcards::StarAndQuestion)) == Truth::Yes;
    if operator.compare == Compare::Equal && condition.values.iter().any(|(value, _)| is_wild(value) && like(value)) {
        return to_string_like(statement, condition);
    }
    let wanted = actual.pattern("*");
    let text = quoted(&wanted)?;
    let mut edits = match condition.values.as_slice() {
        [(_, span)] => vec![Edit::replace(span.clone(), text)],
        values => match values.iter().find(|(value, _)| value.eq_ignore_ascii_case(&wanted)) {
            Some((_, span)) => vec![Edit::replace(span.clone(), text)],
            None => vec![Edit::insert(values.last()?.1.end, format!(", {text}"))],
        },
    };
    if actual.known().is_none() && operator.compare != Compare::Like {
        edits.extend(to_string_like(statement, condition)?);
    }
    Some(edits)
}

/// Renames the operator, unless the statement has a block of that name already: two equal keys are no JSON.
fn to_string_like(statement: &Statement, condition: &Condition) -> Option<Vec<Edit>> {
    let name = condition.operator_name.to_ascii_lowercase().replace("stringequalsignorecase", "stringequals");
    let name = name.replace("stringequals", "StringLike").replace("ifexists", "IfExists");
    let name = name.replace("forallvalues", "ForAllValues").replace("foranyvalue", "ForAnyValue");
    let taken = statement.conditions.iter().any(|other| other.operator_name == name);
    (!taken).then(|| vec![Edit::replace(condition.operator_span.clone(), format!("\"{name}\""))])
}
