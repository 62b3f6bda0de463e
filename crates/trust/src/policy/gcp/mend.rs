//! The smallest change of a condition that lets a token in: comparisons with the token's own values.

use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::super::check::replaced;
use super::super::field::Field;
use super::cel::{Expression, Scope};
use crate::edit::Edit;
use crate::text::Text;
use crate::truth::Truth;

/// `assertion.claim == 'text'`
static COMPARISON: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#"(assertion\.([a-z_]+)\s*==\s*)('[^'\\]*'|"[^"\\]*")"#).ok());

/// The condition with one comparison changed so that it holds, or all of them where one is not enough; nothing where it is refused
/// all the same.
pub(super) fn condition(field: &Field, scope: &Scope<'_>) -> Option<Vec<Edit>> {
    let comparisons = COMPARISON.as_ref()?;
    let count = comparisons.find_iter(&field.text).count();
    let choices = (0..count).map(|only| only..only + 1).chain(std::iter::once(0..count));
    let mut changed = choices.map(|chosen| {
        let mut at = 0..;
        let own = |captures: &Captures<'_>| {
            let change = at.next().is_some_and(|at| chosen.contains(&at));
            let literal = if change { own_literal(captures, scope) } else { captures[3].to_owned() };
            format!("{}{literal}", &captures[1])
        };
        comparisons.replace_all(&field.text, own).into_owned()
    });
    let holds = |text: &String| {
        Expression::parse(text).is_ok_and(|expression| expression.evaluate(scope).0.as_outcomes().truth() == Truth::Yes)
    };
    changed.find(holds).and_then(|text| replaced(field, Some(&text)))
}

/// The literal with what the token says, in the same quotes.
fn own_literal(captures: &Captures<'_>, scope: &Scope<'_>) -> String {
    let literal = &captures[3];
    let quote = &literal[..1];
    match scope.claims.value(&captures[2]).and_then(Text::known) {
        Some(claim) if !claim.contains(['\'', '"', '\\']) => format!("{quote}{claim}{quote}"),
        _ => literal.to_owned(),
    }
}
