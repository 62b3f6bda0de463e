//! GCP: a workload identity pool's provider, and the bindings of a service account beside it.
//!
//! Sources: Google's reference of `WorkloadIdentityPoolProvider` (default audience with and without `https:`, a subject of at most 127
//! bytes, a condition of at most 4096 characters); the errors as `google-github-actions/auth` prints them (issues 124 and 378 and its
//! troubleshooting page, public logs).
//!
//! Providers and IAM policies may stand in one file, as a list. Each provider is a policy, and every IAM policy of the file is its
//! second stage: the token must be mapped and accepted, and then one binding must let the mapped identity act as the service
//! account. Without an IAM policy the first stage alone is answered; one alone says nothing, since it names mapped attributes. In
//! which order STS checks is not documented, so that an error is told only where no other can be.

use std::collections::BTreeMap;
use std::ops::Range;

use super::check::{self, Check, Order, actual, replaced};
use super::field::{Field, quoted, truth, wrong};
use super::{Policy, Reader, strangers};
use crate::claims::Claims;
use crate::decision::{Decision, Party, Warning};
use crate::edit::Edit;
use crate::node::{Node, Value as NodeValue};
use crate::source::Problem;
use crate::text::Text;
use crate::truth::Truth;

mod binding;
mod cel;
mod functions;
mod mend;
mod value;
mod warnings;

use binding::Binding;
use cel::{Expression, Scope};
use value::{Kind, Value};

/// Longer subjects are refused.
const SUBJECT_BYTES: usize = 127;

/// The condition by which a mapped identity may act as the service account: the one that the exchange itself does not ask.
pub const IMPERSONATION: &str = binding::CONDITION;

const REJECTED: &str = r#"{"error":"unauthorized_client","error_description":"The given credential is rejected by the attribute condition."}"#;
const TOO_LONG: &str = r#"{"error":"invalid_request","error_description":"The size of mapped attribute google.subject exceeds the 127 bytes limit. Either modify your attribute mapping or the incoming assertion to produce a mapped attribute that is less than 127 bytes."}"#;
const NOT_TEXT: &str = r#"{"error":"unauthorized_client","error_description":"The mapped attribute 'google.subject' must be of type STRING."}"#;
const DISABLED: &str = r#"{"error":"invalid_target","error_description":"The target service indicated by the \"audience\" parameters is invalid. This might either be because the pool or provider is disabled or deleted or because it doesn't exist."}"#;

pub(super) const READER: Reader = Reader {
    party: Party::Gcp,
    recognises: |node| {
        let provider = node.get("attributeMapping").is_some() || node.at(&["oidc", "issuerUri"]).is_some();
        provider || node.get("bindings").is_some()
    },
    read,
};

fn read(nodes: &[&Node]) -> Result<Vec<Box<dyn Policy>>, Problem> {
    let is_bindings = |node: &&&Node| node.get("bindings").is_some();
    let bindings: Vec<Vec<Binding>> =
        nodes.iter().filter(is_bindings).map(|node| Binding::all(node)).collect::<Result<_, _>>()?;
    let bound = (!bindings.is_empty()).then(|| bindings.concat());
    let mut policies: Vec<Box<dyn Policy>> = Vec::new();
    for node in nodes.iter().filter(|node| !is_bindings(node)) {
        policies.push(Box::new(Provider::read(node, bound.clone())?));
    }
    if policies.is_empty() {
        let span = nodes.first().map(|node| node.span.clone()).unwrap_or_default();
        let message = "an IAM policy alone does not say which tokens its identities come from";
        return Err(Problem::new(
            "gcp.bindings-alone",
            span,
            message,
            "give the provider and the IAM policy in one list",
        ));
    }
    Ok(policies)
}

/// A provider, with the bindings of the service account where they are given.
#[derive(Debug)]
struct Provider {
    name: Option<Field>,
    /// The pool, where it is named otherwise than in the name, as Terraform's resources name it.
    pool: Option<Field>,
    span: Range<usize>,
    disabled: (Truth, Range<usize>),
    issuer: Option<Field>,
    audiences: Vec<Field>,
    mapping: Vec<Mapping>,
    condition: Option<(Field, Expression)>,
    bindings: Option<Vec<Binding>>,
}

/// One mapped attribute.
#[derive(Debug)]
struct Mapping {
    attribute: String,
    field: Field,
    expression: Expression,
}

impl Provider {
    fn read(node: &Node, bindings: Option<Vec<Binding>>) -> Result<Self, Problem> {
        let oidc = node.get("oidc").unwrap_or(node);
        let mut mapping = Vec::new();
        if let Some(map) = node.get("attributeMapping") {
            if !matches!(map.value, NodeValue::Map(_)) {
                return Err(wrong(map, "attributeMapping", "a mapping", "gcp.mapping"));
            }
            for entry in map.entries() {
                let field = Field::required(map, &entry.key, "gcp.mapping")?;
                let expression = parsed(&field)?;
                mapping.push(Mapping { attribute: entry.key.clone(), field, expression });
            }
        }
        let condition = Field::optional(node, "attributeCondition", "gcp.condition")?;
        let condition = condition.map(|field| Ok((field.clone(), parsed(&field)?))).transpose()?;
        let state = Field::optional(node, "state", "gcp.state")?;
        let disabled = truth(node, "disabled", false, "gcp.disabled")?;
        let deleted = state.as_ref().map_or(Truth::No, |state| !Text::from("ACTIVE").equals(&state.text));
        let at = node.get("disabled").filter(|_| disabled != Truth::No).map(|node| node.span.clone());
        let at = at.or_else(|| state.map(|state| state.span)).unwrap_or_else(|| node.span.clone());
        Ok(Self {
            name: Field::optional(node, "name", "gcp.name")?,
            pool: Field::optional(node, "pool", "gcp.pool")?,
            span: node.span.clone(),
            disabled: (disabled.or(deleted), at),
            issuer: Field::optional(oidc, "issuerUri", "gcp.issuer")?,
            audiences: Field::list(oidc, "allowedAudiences", "gcp.audiences")?,
            mapping,
            condition,
            bindings,
        })
    }

    fn checks(&self, claims: &Claims) -> Vec<Check> {
        let (mapped, mut mapping) = self.mapped(claims);
        let mut checks = vec![self.enabled(), self.issuer(claims), self.audience(claims)];
        checks.append(&mut mapping);
        checks.extend(self.condition(claims, &mapped));
        checks.extend(self.bound(&mapped));
        checks
    }

    fn enabled(&self) -> Check {
        let (disabled, span) = &self.disabled;
        Check::new("state", span.clone(), "gcp.disabled", !*disabled).expecting(["ACTIVE"]).error(DISABLED)
    }

    fn issuer(&self, claims: &Claims) -> Check {
        let Some(issuer) = &self.issuer else {
            return Check::new("oidc.issuerUri", self.span.clone(), "gcp.issuer-mismatch", Truth::Unknown);
        };
        let said = actual(claims, "iss").unwrap_or_default();
        let description = format!("The issuer in ID Token {said} does not match the expected ones: {}", issuer.text);
        let mut check = Check::field("oidc.issuerUri", issuer, "gcp.issuer-mismatch", claims, "iss");
        let slash = claims.value("iss").and_then(Text::known).is_some_and(|own| issuer.text == format!("{own}/"));
        // Whether a slash at the end matters is not documented.
        if slash {
            check.step.result = Truth::Unknown;
        }
        check.error(described(&description))
    }

    fn audience(&self, claims: &Claims) -> Check {
        let audience = claims.value("aud");
        let ask = |wanted: &str| audience.map_or(Truth::No, |own| own.equals(wanted));
        let said = audience.map(Text::to_string).unwrap_or_default();
        let refused = |wanted: &str| {
            described(&format!("The audience in ID Token [{said}] does not match the expected audience {wanted}."))
        };
        if let [first, ..] = self.audiences.as_slice() {
            let result = Truth::any(self.audiences.iter().map(|field| ask(&field.text)));
            let last = self.audiences.last().unwrap_or(first);
            let known = audience.and_then(Text::known);
            let edits = match self.audiences.as_slice() {
                [only] => replaced(only, known),
                _ => known.and_then(quoted).map(|text| vec![Edit::insert(last.span.end, format!(", {text}"))]),
            };
            let check =
                Check::new("oidc.allowedAudiences", first.span.start..last.span.end, "gcp.aud-mismatch", result)
                    .expecting(self.audiences.iter().map(|field| &field.text))
                    .saying(audience)
                    .mended(edits);
            return if self.audiences.len() == 1 { check.error(refused(&first.text)) } else { check };
        }
        let Some(name) = &self.name else {
            return Check::new("default audience", self.span.clone(), "gcp.aud-mismatch", Truth::Unknown)
                .saying(audience);
        };
        let wanted =
            [format!("https://iam.googleapis.com/{}", name.text), format!("//iam.googleapis.com/{}", name.text)];
        let result = Truth::any(wanted.iter().map(|wanted| ask(wanted)));
        Check::new("default audience", name.span.clone(), "gcp.aud-mismatch", result)
            .expecting(&wanted)
            .saying(audience)
    }

    /// The mapped attributes, and what keeps them from being mapped.
    fn mapped(&self, claims: &Claims) -> (BTreeMap<String, Value>, Vec<Check>) {
        let mut mapped = BTreeMap::new();
        let mut checks = Vec::new();
        for mapping in &self.mapping {
            let (value, unknown) = mapping.expression.evaluate(&Scope { claims, mapped: &BTreeMap::new() });
            let subject = mapping.attribute == "google.subject";
            checks.push(if subject {
                subject_check(mapping, &value, &unknown)
            } else {
                attribute_check(mapping, &value)
            });
            mapped.insert(mapping.attribute.clone(), value);
        }
        if !mapped.contains_key("google.subject") {
            let result = if self.mapping.is_empty() { Truth::Unknown } else { Truth::No };
            let check = Check::new("google.subject", self.span.clone(), "gcp.subject-unmapped", result);
            checks.push(check.expecting(["a mapping of google.subject"]));
        }
        (mapped, checks)
    }

    fn condition(&self, claims: &Claims, mapped: &BTreeMap<String, Value>) -> Option<Check> {
        let (field, expression) = self.condition.as_ref()?;
        let scope = Scope { claims, mapped };
        let (value, unknown) = expression.evaluate(&scope);
        let outcomes = value.as_outcomes();
        let names: Vec<String> = unknown.iter().map(|what| format!("<not understood: {what}>")).collect();
        let says = if outcomes.error && !outcomes.yes && !outcomes.no { "an evaluation error" } else { "false" };
        let says = if outcomes.truth() == Truth::Unknown { names.join(", ") } else { says.to_owned() };
        let check = Check::new("attributeCondition", field.span.clone(), "gcp.condition-rejected", outcomes.truth());
        let check = check.expecting([&field.text]).saying(Some(says).filter(|says| !says.is_empty())).error(REJECTED);
        Some(check.mended(mend::condition(field, &scope)))
    }

    fn bound(&self, mapped: &BTreeMap<String, Value>) -> Option<Check> {
        let bindings = self.bindings.as_ref()?;
        let named = self.name.as_ref().and_then(|name| name.text.split("/providers/").next());
        let pool = self.pool.as_ref().map(|pool| pool.text.as_str()).or(named);
        Some(binding::check(bindings, pool, mapped, &self.span))
    }
}

fn parsed(field: &Field) -> Result<Expression, Problem> {
    Expression::parse(&field.text).map_err(|why| {
        Problem::new("gcp.cel", field.span.clone(), format!("this is no CEL: {why}"), "mend the expression")
    })
}

fn subject_check(mapping: &Mapping, value: &Value, unknown: &[String]) -> Check {
    let check = |code, result| {
        let check = Check::new("google.subject", mapping.field.span.clone(), code, result);
        check.expecting(["a text of at most 127 bytes"])
    };
    match &value.kind {
        Kind::Text(text) => {
            let least: usize = text.pattern("").len();
            let result = match text.known() {
                _ if least > SUBJECT_BYTES => Truth::No,
                Some(_) if !value.fails => Truth::Yes,
                _ => Truth::Unknown,
            };
            check("gcp.subject-too-long", result).saying(Some(text)).error(TOO_LONG)
        }
        Kind::Error => check("gcp.subject-missing", Truth::No),
        Kind::Any => check("gcp.subject-missing", Truth::Unknown).saying(Some(unknown.join(", "))),
        Kind::Bool(_) | Kind::Int(_) | Kind::List(..) | Kind::Map(_) => {
            check("gcp.subject-not-text", Truth::No).error(NOT_TEXT)
        }
    }
}

/// Whether STS refuses a token for which another attribute than the subject cannot be mapped is not documented.
fn attribute_check(mapping: &Mapping, value: &Value) -> Check {
    let result = if value.fails || value.kind == Kind::Any { Truth::Unknown } else { Truth::Yes };
    Check::new(&mapping.attribute, mapping.field.span.clone(), "gcp.attribute-missing", result)
        .expecting([&mapping.field.text])
}

fn described(description: &str) -> String {
    format!(r#"{{"error":"invalid_grant","error_description":"{description}"}}"#)
}

impl Policy for Provider {
    fn party(&self) -> Party {
        Party::Gcp
    }

    fn name(&self) -> Option<&str> {
        self.name.as_ref().map(|name| name.text.as_str())
    }

    fn decide(&self, claims: &Claims) -> Decision {
        check::decide(&[self.checks(claims)], "gcp.allowed", "gcp.unknown", Order::Unknown)
    }

    fn warnings(&self, own: &Claims) -> Vec<Warning> {
        let span = self.condition.as_ref().map_or_else(|| self.span.clone(), |(field, _)| field.span.clone());
        let mut warnings = strangers::warn(self, own, span, strangers::codes!("gcp"), &[]);
        warnings.extend(warnings::of(self));
        warnings
    }

    fn mend(&self, claims: &Claims, decision: &Decision) -> Vec<Edit> {
        check::mend(&[self.checks(claims)], decision)
    }
}
