//! Conditions that must all hold, in one of several alternatives: what most parties' policies come to.

use std::ops::Range;

use super::field::{Field, quoted};
use crate::claims::{Claim, Claims};
use crate::decision::{Decision, Step, Verdict};
use crate::edit::Edit;
use crate::text::{Text, shown};
use crate::truth::Truth;

/// One condition, and what follows where it fails.
#[derive(Debug, Clone)]
pub(super) struct Check {
    pub(super) step: Step,
    /// Stable code where it fails.
    pub(super) code: &'static str,
    /// What the party prints then.
    pub(super) error: Option<String>,
    /// The edits after which it holds; `None` where the file alone cannot make it hold.
    pub(super) mend: Option<Vec<Edit>>,
}

impl Check {
    /// A claim that must be one of the texts. `result` says whether it is.
    pub(super) fn new(condition: &str, span: Range<usize>, code: &'static str, result: Truth) -> Self {
        let step = Step { condition: condition.to_owned(), span, expected: Vec::new(), actual: None, result };
        Self { step, code, error: None, mend: None }
    }

    /// With what the policy asks for.
    pub(super) fn expecting(mut self, expected: impl IntoIterator<Item = impl AsRef<str>>) -> Self {
        self.step.expected = expected.into_iter().map(|text| shown(text.as_ref())).collect();
        self
    }

    /// With what the token says.
    pub(super) fn saying(mut self, actual: Option<impl ToString>) -> Self {
        self.step.actual = actual.map(|text| text.to_string());
        self
    }

    /// With what the party prints where it fails.
    pub(super) fn error(mut self, error: impl Into<String>) -> Self {
        self.error = Some(error.into());
        self
    }

    /// With the edits that make it hold.
    pub(super) fn mended(mut self, edits: Option<Vec<Edit>>) -> Self {
        self.mend = edits;
        self
    }

    /// A claim that must be this field's text, to the letter; the mend writes what the token says.
    pub(super) fn field(condition: &str, field: &Field, code: &'static str, claims: &Claims, claim: &str) -> Self {
        let result = of_claim(claims, claim, |text| text.equals(&field.text), Truth::No);
        Self::new(condition, field.span.clone(), code, result)
            .expecting([&field.text])
            .saying(actual(claims, claim))
            .mended(replaced(field, claims.value(claim).and_then(Text::known)))
    }
}

/// The edit that writes this text in the field's place.
pub(super) fn replaced(field: &Field, text: Option<&str>) -> Option<Vec<Edit>> {
    Some(vec![Edit::replace(field.span.clone(), quoted(text?)?)])
}

/// What a question about a claim comes to, where the claim may be absent.
pub(super) fn of_claim(claims: &Claims, claim: &str, asks: impl Fn(&Text) -> Truth, absent: Truth) -> Truth {
    match claims.get(claim) {
        Claim::Present(text) => asks(text),
        Claim::Absent => absent,
        Claim::Perhaps(text) if asks(text) == absent => absent,
        Claim::Perhaps(_) => Truth::Unknown,
    }
}

/// What the token says, for people.
pub(super) fn actual(claims: &Claims, claim: &str) -> Option<String> {
    match claims.get(claim) {
        Claim::Present(text) => Some(text.to_string()),
        Claim::Perhaps(text) => Some(format!("<{text}, or nothing>")),
        Claim::Absent => None,
    }
}

/// How a party goes through its conditions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    /// The order is known: the first failing condition is the one that is told.
    Known,
    /// It is not: what is told is certain only where every failing condition would have the party print the same.
    Unknown,
}

/// The answer of a policy that accepts a token where all conditions of one alternative hold.
pub(super) fn decide(
    alternatives: &[Vec<Check>],
    allowed: &'static str,
    unknown: &'static str,
    order: Order,
) -> Decision {
    let Some(at) = nearest(alternatives) else {
        let why = "the policy accepts nothing".to_owned();
        return Decision { verdict: Verdict::Deny, code: unknown, why, trace: Vec::new(), failed: None, error: None };
    };
    let checks = &alternatives[at];
    let others = alternatives.iter().enumerate().filter(|(other, _)| *other != at).flat_map(|(_, checks)| checks);
    let trace: Vec<Step> = checks.iter().chain(others).map(|check| check.step.clone()).collect();
    let first = |wanted| checks.iter().position(|check| check.step.result == wanted);
    let verdicts = alternatives.iter().map(|checks| Truth::all(checks.iter().map(|check| check.step.result)));
    let failed = first(Truth::No).or_else(|| first(Truth::Unknown));
    let why = failed.map_or("every condition holds".to_owned(), |at| checks[at].step.why());
    match Truth::any(verdicts) {
        Truth::Yes => Decision { verdict: Verdict::Allow, code: allowed, why, trace, failed: None, error: None },
        Truth::Unknown => Decision { verdict: Verdict::Unknown, code: unknown, why, trace, failed, error: None },
        Truth::No => {
            let check = failed.map(|at| &checks[at]);
            let code = check.map_or(unknown, |check| check.code);
            Decision { verdict: Verdict::Deny, code, why, trace, failed, error: told(alternatives, order) }
        }
    }
}

/// What the party prints, where that is certain: all alternatives would have it print the same.
fn told(alternatives: &[Vec<Check>], order: Order) -> Option<String> {
    let mut errors = Vec::new();
    for checks in alternatives {
        let not_holding = || checks.iter().filter(|check| check.step.result != Truth::Yes);
        match order {
            Order::Known => errors.extend(not_holding().next()),
            Order::Unknown => errors.extend(not_holding()),
        }
    }
    let certain = errors.iter().all(|check| check.step.result == Truth::No && check.error == errors[0].error);
    errors.first().filter(|_| certain)?.error.clone()
}

/// The edits after which the nearest alternative holds; none where one of its failing conditions cannot be mended.
pub(super) fn mend(alternatives: &[Vec<Check>], decision: &Decision) -> Vec<Edit> {
    if decision.verdict != Verdict::Deny {
        return Vec::new();
    }
    let Some(at) = nearest(alternatives) else { return Vec::new() };
    let known = alternatives[at].iter().all(|check| check.step.result != Truth::Unknown);
    let failing = alternatives[at].iter().filter(|check| check.step.result == Truth::No);
    let edits: Option<Vec<Vec<Edit>>> = failing.map(|check| check.mend.clone()).collect();
    edits.filter(|_| known).unwrap_or_default().concat()
}

/// The alternative that comes closest: one that holds, else the fewest failing conditions, then the fewest unknown ones.
fn nearest(alternatives: &[Vec<Check>]) -> Option<usize> {
    let count = |checks: &Vec<Check>, wanted| checks.iter().filter(|check| check.step.result == wanted).count();
    let keyed = alternatives.iter().enumerate();
    keyed.min_by_key(|(at, checks)| (count(checks, Truth::No), count(checks, Truth::Unknown), *at)).map(|(at, _)| at)
}
