//! JFrog: identity mappings of an OIDC integration, as the API takes them.
//!
//! Source: JFrog's help (identity mappings; wildcards, `refs/heads/*` and priorities; several values in a claim; without claims
//! "anyone" gets in). Which mapping is taken matters for its permissions, not for whether there is one: one that fits is enough. Issuer
//! and audience stand in the integration, not in the mapping. Whether a `*` crosses a `/`, and whether the case of letters matters, is
//! not documented: where it matters the answer is unknown. Dynamic patterns are not evaluated. What JFrog prints is not known for a mapping that does not fit.

use std::ops::Range;

use super::check::{self, Check, Order, actual, of_claim};
use super::field::{quoted, wrong};
use super::{Policy, Reader, strangers};
use crate::claims::Claims;
use crate::decision::{Decision, Party, Warning};
use crate::edit::Edit;
use crate::glob::{Glob, Wildcards};
use crate::node::{Entry, Node, Value};
use crate::source::Problem;
use crate::text::{Text, is_marked};
use crate::truth::Truth;

pub(super) const READER: Reader = Reader {
    party: Party::Jfrog,
    recognises: |node| {
        let mapping = mappings_of(node).iter().any(|mapping| {
            let beside = ["token_spec", "priority", "provider_name"].iter().any(|key| mapping.get(key).is_some());
            mapping.get("claims").is_some() && beside
        });
        mapping && node.get("type").is_none()
    },
    read: |nodes| {
        let all = nodes.iter().flat_map(|node| mappings_of(node));
        let mappings = all.map(Mapping::read).collect::<Result<_, _>>()?;
        let span = nodes.first().map(|node| node.span.clone()).unwrap_or_default();
        Ok(vec![Box::new(Integration { mappings, span })])
    },
};

/// An integration may be given whole, with its mappings.
fn mappings_of(node: &Node) -> &[Node] {
    node.get("identity_mappings").map_or(std::slice::from_ref(node), Node::items)
}

#[derive(Debug)]
struct Integration {
    mappings: Vec<Mapping>,
    span: Range<usize>,
}

#[derive(Debug)]
struct Mapping {
    name: Option<String>,
    span: Range<usize>,
    claims: Vec<Entry>,
    /// Patterns that make names of claims, which refuse a token that does not fit them.
    patterns: Vec<Entry>,
}

impl Mapping {
    fn read(node: &Node) -> Result<Self, Problem> {
        let claims = match node.get("claims") {
            None => {
                let help = "add \"claims\": {\"repository\": \"OWNER/NAME\"}";
                return Err(Problem::new("jfrog.mapping", node.span.clone(), "there are no claims here", help));
            }
            Some(Node { value: Value::Map(entries), .. }) => entries.clone(),
            Some(other) => return Err(wrong(other, "claims", "a mapping", "jfrog.mapping")),
        };
        let name = node.get("name").and_then(Node::text).map(str::to_owned);
        let spec = node.get("token_spec").map(Node::entries).unwrap_or_default();
        let patterns = spec.iter().filter(|entry| entry.key.ends_with("_pattern")).cloned().collect();
        Ok(Self { name, span: node.span.clone(), claims, patterns })
    }

    fn checks(&self, claims: &Claims) -> Vec<Check> {
        let pattern = |entry: &Entry| {
            Check::new(&entry.key, entry.key_span.start..entry.value.span.end, "jfrog.unknown", Truth::Unknown)
                .expecting(entry.value.text())
        };
        self.claims.iter().map(|entry| of_entry(entry, claims)).chain(self.patterns.iter().map(pattern)).collect()
    }
}

fn of_entry(entry: &Entry, claims: &Claims) -> Check {
    let values = entry.value.one_or_many();
    let ask = |own: &Text| {
        Truth::any(values.iter().map(|value| value.text().map_or(Truth::Unknown, |wanted| fits(own, wanted))))
    };
    let asked = of_claim(claims, &entry.key, ask, Truth::No);
    let result = if is_marked(&entry.key) { Truth::Unknown } else { asked };
    let known = claims.value(&entry.key).and_then(Text::known).filter(|known| !known.contains(['*', '?']));
    let edits = match values {
        [only] => known.and_then(quoted).map(|text| vec![Edit::replace(only.span.clone(), text)]),
        [.., last] => known.and_then(quoted).map(|text| vec![Edit::insert(last.span.end, format!(", {text}"))]),
        [] => None,
    };
    let span = entry.key_span.start..entry.value.span.end;
    Check::new(&format!("claims {}", entry.key), span, "jfrog.claim-mismatch", result)
        .expecting(values.iter().filter_map(Node::scalar))
        .saying(actual(claims, &entry.key))
        .mended(edits)
}

fn fits(own: &Text, wanted: &str) -> Truth {
    let glob = |wanted: &str| Glob::new(wanted, Wildcards::Star);
    let slashes = |text: &str| text.matches('/').count();
    let widest = own.like(&glob(wanted));
    let lower = own.map(str::to_ascii_lowercase).like(&glob(&wanted.to_ascii_lowercase()));
    match widest {
        Truth::No if lower == Truth::No && !wanted.contains('?') => Truth::No,
        Truth::Yes if !wanted.contains('*') => Truth::Yes,
        Truth::Yes if own.known().is_some_and(|own| slashes(own) == slashes(wanted)) => Truth::Yes,
        _ => Truth::Unknown,
    }
}

impl Integration {
    fn alternatives(&self, claims: &Claims) -> Vec<Vec<Check>> {
        self.mappings.iter().map(|mapping| mapping.checks(claims)).collect()
    }
}

impl Policy for Integration {
    fn party(&self) -> Party {
        Party::Jfrog
    }

    fn name(&self) -> Option<&str> {
        match self.mappings.as_slice() {
            [only] => only.name.as_deref(),
            _ => None,
        }
    }

    fn decide(&self, claims: &Claims) -> Decision {
        check::decide(&self.alternatives(claims), "jfrog.allowed", "jfrog.unknown", Order::Unknown)
    }

    fn warnings(&self, own: &Claims) -> Vec<Warning> {
        let span = self.mappings.first().map_or_else(|| self.span.clone(), |mapping| mapping.span.clone());
        strangers::warn(self, own, span, strangers::codes!("jfrog"), &[])
    }

    fn mend(&self, claims: &Claims, decision: &Decision) -> Vec<Edit> {
        check::mend(&self.alternatives(claims), decision)
    }
}
