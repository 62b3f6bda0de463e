//! HashiCorp Vault: a role of the JWT auth method, as `vault read -format=json` prints it or `vault write` takes it.
//!
//! Source: `hashicorp/vault-plugin-auth-jwt` of 2026-07-15 (`path_login.go`, `path_role.go`, `claims.go`) and `hashicorp/cap`
//! (`jwt/jwt.go`): the order of checks, their texts, globs of `*` alone. Which issuer the method's mount trusts stands in the mount's
//! configuration, not in the role: a role is answered for tokens of the issuer that the mount trusts, unless `bound_issuer` stands
//! beside it. The bound claims are gone through in no fixed order, so that with several failing none is told.

use std::ops::Range;

use super::check::{self, Check, Order, actual, of_claim, replaced};
use super::field::{Field, quoted, wrong};
use super::{Policy, Reader, strangers};
use crate::claims::Claims;
use crate::decision::{Decision, Party, Warning};
use crate::edit::Edit;
use crate::glob::{Glob, Wildcards};
use crate::node::{Entry, Node, Value};
use crate::source::Problem;
use crate::text::{Text, is_marked, marked};
use crate::truth::Truth;

pub(super) const READER: Reader = Reader {
    party: Party::Vault,
    recognises: |node| {
        let role = role_of(node);
        ["bound_claims", "bound_audiences", "bound_subject", "user_claim"].iter().any(|key| role.get(key).is_some())
    },
    read: |nodes| nodes.iter().map(|node| Ok(Box::new(Role::read(role_of(node))?) as Box<dyn Policy>)).collect(),
};

/// What `vault read -format=json` prints has the role under `data`.
fn role_of(node: &Node) -> &Node {
    node.get("data").unwrap_or(node)
}

/// A role.
#[derive(Debug)]
struct Role {
    name: Option<String>,
    /// The mount, under the name that Terraform gives it.
    mount: Option<String>,
    span: Range<usize>,
    role_type: Option<Field>,
    issuer: Option<Field>,
    subject: Option<Field>,
    audiences: Vec<Field>,
    user_claim: Option<Field>,
    glob: Truth,
    claims: Vec<Bound>,
    /// Settings that are not evaluated, where they are set: groups, CIDRs.
    others: Vec<Entry>,
}

/// One of `bound_claims`.
#[derive(Debug)]
struct Bound {
    claim: String,
    key_span: Range<usize>,
    values: Vec<Node>,
    span: Range<usize>,
}

impl Role {
    fn read(node: &Node) -> Result<Self, Problem> {
        let field = |key| Field::optional(node, key, "vault.role");
        let mut audiences = Field::list(node, "bound_audiences", "vault.role")?;
        // A text, and not a list, is taken apart at its commas. Where a part of it is not known, so are the commas.
        if let Some(Node { value: Value::Text(text), span }) = node.get("bound_audiences") {
            let text = if is_marked(text) { marked(&text.replace(',', " ")) } else { text.clone() };
            let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
            audiences = parts.map(|part| Field { text: part.to_owned(), span: span.clone() }).collect();
        }
        let claims = match node.get("bound_claims") {
            None => Vec::new(),
            Some(Node { value: Value::Null, .. }) => Vec::new(),
            Some(Node { value: Value::Map(entries), .. }) => entries.iter().map(Bound::read).collect(),
            Some(Node { value: Value::Text(text), span }) if is_marked(text) => {
                vec![Bound::unknown(text, span.clone())]
            }
            Some(other) => return Err(wrong(other, "bound_claims", "a mapping", "vault.role")),
        };
        let glob = match field("bound_claims_type")? {
            None => Truth::No,
            Some(kind) if kind.text == "string" => Truth::No,
            Some(kind) if kind.text == "glob" => Truth::Yes,
            Some(kind) if is_marked(&kind.text) => Truth::Unknown,
            Some(kind) => {
                let message = format!("invalid 'bound_claims_type': {}", kind.text);
                return Err(Problem::new("vault.bound-claims-type", kind.span, message, "write string or glob"));
            }
        };
        let set =
            |entry: &&Entry| !matches!(&entry.value.value, Value::Null | Value::Bool(false)) && !is_empty(&entry.value);
        let unevaluated = ["groups_claim", "token_bound_cidrs", "bound_cidrs", "user_claim_json_pointer"];
        Ok(Self {
            name: field("name")?.or(field("role_name")?).map(|name| name.text),
            mount: field("backend")?.map(|mount| mount.text),
            span: node.span.clone(),
            role_type: field("role_type")?,
            issuer: field("bound_issuer")?,
            subject: field("bound_subject")?,
            audiences,
            user_claim: field("user_claim")?,
            glob,
            claims,
            others: unevaluated.iter().filter_map(|key| node.entry(key)).filter(set).cloned().collect(),
        })
    }

    fn checks(&self, claims: &Claims) -> Vec<Check> {
        let mut checks = vec![self.role_type()];
        if let Some(issuer) = &self.issuer {
            let check = Check::field("bound_issuer", issuer, "vault.issuer-mismatch", claims, "iss");
            checks.push(check.error("error validating token: invalid issuer (iss) claim"));
        }
        if let Some(subject) = &self.subject {
            let check = Check::field("bound_subject", subject, "vault.sub-mismatch", claims, "sub");
            checks.push(check.error("error validating token: invalid subject (sub) claim"));
        }
        checks.push(self.audience(claims));
        checks.push(self.user(claims));
        checks.extend(self.others.iter().map(|entry| {
            Check::new(&entry.key, entry.key_span.start..entry.value.span.end, "vault.unknown", Truth::Unknown)
        }));
        let mut bound: Vec<Check> = self.claims.iter().map(|bound| bound.check(claims, self.glob)).collect();
        if bound.iter().filter(|check| check.step.result != Truth::Yes).count() > 1 {
            bound.iter_mut().for_each(|check| check.error = None);
        }
        checks.append(&mut bound);
        checks
    }

    /// A role that was written without a type is one for browsers.
    fn role_type(&self) -> Check {
        let result = self.role_type.as_ref().map_or(Truth::No, |kind| Text::from("jwt").equals(&kind.text));
        let span = self.role_type.as_ref().map_or_else(|| self.span.clone(), |kind| kind.span.clone());
        let edits = match &self.role_type {
            Some(kind) => replaced(kind, Some("jwt")),
            None => None,
        };
        Check::new("role_type", span, "vault.role-type", result)
            .expecting(["jwt"])
            .saying(Some(self.role_type.as_ref().map_or("oidc", |kind| kind.text.as_str())))
            .error("role with oidc role_type is not allowed")
            .mended(edits)
    }

    fn audience(&self, claims: &Claims) -> Check {
        let audience = claims.value("aud");
        let Some(first) = self.audiences.first() else {
            let result = audience.map_or(Truth::Yes, Text::is_empty);
            return Check::new("bound_audiences", self.span.clone(), "vault.aud-unbound", result)
                .saying(audience)
                .error("audience claim found in JWT but no audiences bound to the role");
        };
        let ask = |field: &Field| audience.map_or(Truth::No, |own| own.equals(&field.text));
        let known = audience.and_then(Text::known);
        let edits = match self.audiences.as_slice() {
            [only] => replaced(only, known),
            [.., last] if last.span != first.span => {
                known.and_then(quoted).map(|text| vec![Edit::insert(last.span.end, format!(", {text}"))])
            }
            _ => None,
        };
        let end = self.audiences.last().map_or(first.span.end, |last| last.span.end);
        let result = Truth::any(self.audiences.iter().map(ask));
        Check::new("bound_audiences", first.span.start..end, "vault.aud-mismatch", result)
            .expecting(self.audiences.iter().map(|field| &field.text))
            .saying(audience)
            .error("error validating token: invalid audience (aud) claim: audience claim does not match any expected audience")
            .mended(edits)
    }

    fn user(&self, claims: &Claims) -> Check {
        let Some(user) = &self.user_claim else {
            return Check::new("user_claim", self.span.clone(), "vault.unknown", Truth::Unknown);
        };
        let unknown = is_marked(&user.text);
        let result = if unknown { Truth::Unknown } else { of_claim(claims, &user.text, |_| Truth::Yes, Truth::No) };
        Check::new("user_claim", user.span.clone(), "vault.user-claim-missing", result)
            .expecting([&user.text])
            .saying(actual(claims, &user.text))
            .error(format!("claim {:?} not found in token", user.text))
            .mended(replaced(user, Some("sub")))
    }
}

fn is_empty(node: &Node) -> bool {
    match &node.value {
        Value::Text(text) => text.is_empty(),
        Value::List(items) => items.is_empty(),
        _ => false,
    }
}

impl Bound {
    fn read(entry: &Entry) -> Self {
        Self {
            claim: entry.key.clone(),
            key_span: entry.key_span.clone(),
            values: entry.value.one_or_many().to_vec(),
            span: entry.value.span.clone(),
        }
    }

    /// Bound claims that are an expression as a whole.
    fn unknown(text: &str, span: Range<usize>) -> Self {
        Self { claim: text.to_owned(), key_span: span.clone(), values: Vec::new(), span }
    }

    fn check(&self, claims: &Claims, glob: Truth) -> Check {
        let condition = format!("bound_claims {}", crate::text::shown(&self.claim));
        let span = self.key_span.start..self.span.end;
        let expected: Vec<&str> = self.values.iter().filter_map(Node::scalar).collect();
        let mismatch = |result| {
            let error = format!(
                "error validating claims: claim {:?} does not match any associated bound claim values",
                self.claim
            );
            Check::new(&condition, span.clone(), "vault.claim-mismatch", result).expecting(&expected).error(error)
        };
        // A pointer into the claims, or a name that is not known here.
        if self.claim.starts_with('/') || is_marked(&self.claim) {
            return mismatch(Truth::Unknown);
        }
        let present = of_claim(claims, &self.claim, |_| Truth::Yes, Truth::No);
        if present == Truth::No {
            let error = format!("error validating claims: claim {:?} is missing", self.claim);
            return Check::new(&condition, span, "vault.claim-missing", Truth::No).expecting(&expected).error(error);
        }
        let texts: Vec<Field> = self.values.iter().filter_map(as_field).collect();
        let ask = |text: &Text| match glob {
            Truth::No => Truth::any(texts.iter().map(|field| text.equals(&field.text))),
            Truth::Yes => globbed(&self.values, text),
            Truth::Unknown => Truth::Unknown,
        };
        let result = of_claim(claims, &self.claim, ask, Truth::No);
        let known = claims.value(&self.claim).and_then(Text::known);
        let known = known.filter(|known| glob != Truth::Yes || !known.contains('*'));
        let edits = match (texts.as_slice(), self.values.as_slice()) {
            (_, [only]) => known.and_then(quoted).map(|text| vec![Edit::replace(only.span.clone(), text)]),
            ([first, .., last], _) if first.span == last.span => None,
            ([.., last], _) => {
                known.and_then(quoted).map(|text| vec![Edit::insert(last.span.end, format!(", {text}"))])
            }
            _ => None,
        };
        mismatch(result).saying(actual(claims, &self.claim)).mended(edits)
    }
}

/// Numbers and truth values are never equal to GitHub's claims, which are texts.
fn as_field(node: &Node) -> Option<Field> {
    Some(Field { text: node.text()?.to_owned(), span: node.span.clone() })
}

/// With globs the first value that is no text ends the login, unless one before it matches.
fn globbed(values: &[Node], text: &Text) -> Truth {
    let mut found = Truth::No;
    for value in values {
        match value.text() {
            Some(pattern) => found = found.or(text.like(&Glob::new(pattern, Wildcards::Star))),
            None => return found,
        }
    }
    found
}

impl Policy for Role {
    fn party(&self) -> Party {
        Party::Vault
    }

    fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    fn place(&self) -> Option<&str> {
        self.mount.as_deref()
    }

    fn decide(&self, claims: &Claims) -> Decision {
        check::decide(&[self.checks(claims)], "vault.allowed", "vault.unknown", Order::Known)
    }

    fn warnings(&self, own: &Claims) -> Vec<Warning> {
        let bound = self.claims.first().map(|bound| bound.key_span.start..bound.span.end);
        let span = self.subject.as_ref().map(|subject| subject.span.clone()).or(bound);
        strangers::warn(self, own, span.unwrap_or_else(|| self.span.clone()), strangers::codes!("vault"), &[])
    }

    fn mend(&self, claims: &Claims, decision: &Decision) -> Vec<Edit> {
        check::mend(&[self.checks(claims)], decision)
    }
}
