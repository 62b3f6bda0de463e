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

/// The condition with every comparison that fails made true; nothing where it is refused all the same.
pub(super) fn condition(field: &Field, scope: &Scope<'_>) -> Option<Vec<Edit>> {
    let own = |captures: &Captures<'_>| {
        let literal = &captures[3];
        let claim = scope.claims.value(&captures[2]).and_then(Text::known);
        let quote = &literal[..1];
        let text = match claim {
            Some(claim) if !claim.contains(['\'', '"', '\\']) => format!("{quote}{claim}{quote}"),
            _ => literal.to_owned(),
        };
        format!("{}{text}", &captures[1])
    };
    let mended = COMPARISON.as_ref()?.replace_all(&field.text, own).into_owned();
    let (value, _) = Expression::parse(&mended).ok()?.evaluate(scope);
    (value.as_outcomes().truth() == Truth::Yes).then(|| replaced(field, Some(&mended)))?
}
