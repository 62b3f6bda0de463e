//! One condition of a statement: an operator, a key, its values.

use std::ops::Range;

use crate::claims::{Claim, Claims};
use crate::decision::Step;
use crate::glob::{Glob, Wildcards};
use crate::node::{Node, Value};
use crate::source::Problem;
use crate::text::{Text, is_marked, shown};
use crate::truth::Truth;

/// The claims that STS offers as condition keys for GitHub's issuers, besides `amr`, which GitHub does not send. A key that is not
/// here is absent whatever the token says (AWS, service authorization reference of STS; since January 2026).
const KEYS: &[&str] = &[
    "sub",
    "aud",
    "actor",
    "actor_id",
    "enterprise_id",
    "environment",
    "job_workflow_ref",
    "ref",
    "repository",
    "repository_id",
    "repository_owner_id",
    "workflow",
];

/// What an operator compares with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Compare {
    Equal,
    EqualIgnoringCase,
    Like,
    /// `Null`: whether the key is absent.
    Absent,
    /// Numbers, dates, addresses, ARNs, truth values: what an absent key comes to is known, what a present one does is not.
    Other,
    /// No operator of IAM's.
    Unknown,
}

/// Which of the request's values must hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Quantifier {
    One,
    /// `ForAllValues:`, true where the key is absent.
    All,
    /// `ForAnyValue:`, false where the key is absent.
    Any,
}

/// An operator's name taken apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Operator {
    pub(super) compare: Compare,
    pub(super) negated: bool,
    pub(super) if_exists: bool,
    pub(super) quantifier: Quantifier,
}

/// One condition.
#[derive(Debug)]
pub(super) struct Condition {
    pub(super) operator: Operator,
    pub(super) operator_name: String,
    pub(super) operator_span: Range<usize>,
    pub(super) key: String,
    pub(super) key_span: Range<usize>,
    /// The values as texts, and where each stands.
    pub(super) values: Vec<(String, Range<usize>)>,
    /// All values: the list with its brackets, or the one text.
    pub(super) values_span: Range<usize>,
}

impl Operator {
    fn read(name: &str) -> Self {
        let (quantifier, rest) = match name.split_once(':') {
            Some((set, rest)) if set.eq_ignore_ascii_case("ForAllValues") => (Quantifier::All, rest),
            Some((set, rest)) if set.eq_ignore_ascii_case("ForAnyValue") => (Quantifier::Any, rest),
            _ => (Quantifier::One, name),
        };
        let lower = rest.to_ascii_lowercase();
        let (base, if_exists) = lower.strip_suffix("ifexists").map_or((lower.as_str(), false), |base| (base, true));
        let (compare, negated) = match base {
            "stringequals" => (Compare::Equal, false),
            "stringnotequals" => (Compare::Equal, true),
            "stringequalsignorecase" => (Compare::EqualIgnoringCase, false),
            "stringnotequalsignorecase" => (Compare::EqualIgnoringCase, true),
            "stringlike" => (Compare::Like, false),
            "stringnotlike" => (Compare::Like, true),
            "null" => (Compare::Absent, false),
            "notipaddress" | "arnnotequals" | "arnnotlike" | "numericnotequals" | "datenotequals" => {
                (Compare::Other, true)
            }
            "ipaddress" | "arnequals" | "arnlike" | "bool" | "binaryequals" => (Compare::Other, false),
            other => match other.strip_prefix("numeric").or_else(|| other.strip_prefix("date")) {
                Some("equals" | "lessthan" | "lessthanequals" | "greaterthan" | "greaterthanequals") => {
                    (Compare::Other, false)
                }
                _ => (Compare::Unknown, false),
            },
        };
        Self { compare, negated, if_exists, quantifier }
    }
}

impl Condition {
    /// The conditions of a statement, in the order of the file.
    pub(super) fn all(node: &Node) -> Result<Vec<Self>, Problem> {
        let mut conditions = Vec::new();
        if !matches!(node.value, Value::Map(_)) {
            let message = format!("Condition is {}, not a mapping", node.kind());
            return Err(Problem::new(
                "aws.condition",
                node.span.clone(),
                message,
                "write {\"OPERATOR\": {\"KEY\": \"VALUE\"}}",
            ));
        }
        for operator in node.entries() {
            if !matches!(operator.value.value, Value::Map(_)) {
                let message = format!("{} has {} where its keys belong", operator.key, operator.value.kind());
                let help = "write {\"OPERATOR\": {\"KEY\": \"VALUE\"}}";
                return Err(Problem::new("aws.condition", operator.value.span.clone(), message, help));
            }
            for key in operator.value.entries() {
                let mut values = Vec::new();
                for value in key.value.one_or_many() {
                    let Some(text) = value.scalar() else {
                        let message = format!("{} is no value of a condition", value.kind());
                        let help = "write a text, or a list of texts";
                        return Err(Problem::new("aws.condition-value", value.span.clone(), message, help));
                    };
                    values.push((text.to_owned(), value.span.clone()));
                }
                conditions.push(Self {
                    operator: Operator::read(&operator.key),
                    operator_name: operator.key.clone(),
                    operator_span: operator.key_span.clone(),
                    key: key.key.clone(),
                    key_span: key.key_span.clone(),
                    values,
                    values_span: key.value.span.clone(),
                });
            }
        }
        Ok(conditions)
    }

    /// The claim that the key names, where it is a key of the token's issuer.
    pub(super) fn claim(&self, claims: &Claims) -> Option<String> {
        let issuer = claims.value("iss")?.known()?.strip_prefix("https://")?.to_ascii_lowercase();
        let key = self.key.to_ascii_lowercase();
        key.strip_prefix(&issuer)?.strip_prefix(':').map(str::to_owned)
    }

    /// What the request has under the key.
    fn value<'c>(&self, claims: &'c Claims) -> Found<'c> {
        if is_marked(&self.key) || is_marked(&self.operator_name) {
            return Found::Unknown;
        }
        let Some(claim) = self.claim(claims) else {
            // A key of another issuer is never there; one of AWS's own may be.
            let aws = ["aws:", "sts:", "saml:"].iter().any(|prefix| self.key.to_ascii_lowercase().starts_with(prefix));
            let host = self.key.split(':').next().is_some_and(|host| host.contains('.'));
            return if host && !aws { Found::Absent } else { Found::Unknown };
        };
        if !KEYS.contains(&claim.as_str()) {
            return Found::Absent;
        }
        match claims.get(&claim) {
            Claim::Present(text) => Found::Text(text),
            Claim::Perhaps(_) => Found::Unknown,
            Claim::Absent => Found::Absent,
        }
    }

    /// What the token says under the key, where the party looks at it at all.
    pub(super) fn actual<'c>(&self, claims: &'c Claims) -> Option<&'c Text> {
        match self.value(claims) {
            Found::Text(text) => Some(text),
            Found::Absent | Found::Unknown => None,
        }
    }

    pub(super) fn step(&self, claims: &Claims) -> Step {
        let value = self.value(claims);
        let actual = match value {
            Found::Text(text) => Some(text.to_string()),
            Found::Unknown => Some("<not known here>".to_owned()),
            Found::Absent => None,
        };
        Step {
            condition: shown(&format!("{} {}", self.operator_name, self.key)),
            span: self.key_span.start..self.values_span.end,
            expected: self.values.iter().map(|(value, _)| shown(value)).collect(),
            actual,
            result: self.holds(value),
        }
    }

    fn holds(&self, value: Found<'_>) -> Truth {
        let Operator { compare, negated, if_exists, quantifier } = self.operator;
        if compare == Compare::Absent {
            let absent = match value {
                Found::Absent => Truth::Yes,
                Found::Text(_) => Truth::No,
                Found::Unknown => Truth::Unknown,
            };
            return Truth::any(self.values.iter().map(|(value, _)| match value.to_ascii_lowercase().as_str() {
                "true" => absent,
                "false" => !absent,
                _ => Truth::Unknown,
            }));
        }
        match value {
            Found::Unknown => Truth::Unknown,
            _ if compare == Compare::Unknown => Truth::Unknown,
            // What the two come to together is not documented.
            Found::Absent if if_exists && quantifier == Quantifier::Any => Truth::Unknown,
            Found::Absent if if_exists || quantifier == Quantifier::All => Truth::Yes,
            Found::Absent if quantifier == Quantifier::Any => Truth::No,
            Found::Absent => negated.into(),
            Found::Text(text) => {
                let one = Truth::any(self.values.iter().map(|(value, _)| matches(compare, value, text)));
                if negated { !one } else { one }
            }
        }
    }
}

/// What the request has under a key.
#[derive(Debug, Clone, Copy)]
enum Found<'c> {
    Text(&'c Text),
    Absent,
    Unknown,
}

/// Whether one value of the policy fits. Policy variables are not evaluated, `${*}`, `${?}` and `${$}` among them: whether they stand
/// for their characters under every operator is not agreed on (iam-simulate compares them as they are).
fn matches(compare: Compare, value: &str, text: &Text) -> Truth {
    if value.contains("${") {
        return Truth::Unknown;
    }
    match compare {
        Compare::Equal => text.equals(value),
        Compare::EqualIgnoringCase => text.equals_ignoring_case(value),
        Compare::Like => text.like(&Glob::new(value, Wildcards::StarAndQuestion)),
        Compare::Absent | Compare::Other | Compare::Unknown => Truth::Unknown,
    }
}

/// Whether a value has wildcards, as `StringLike` reads it.
pub(super) fn is_wild(value: &str) -> bool {
    Glob::new(value, Wildcards::StarAndQuestion).is_wild()
}
