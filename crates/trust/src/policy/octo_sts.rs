//! Octo-STS: a trust policy, `.github/chainguard/NAME.sts.yaml`.
//!
//! Source: `octo-sts/app` of 2026-08-21 (`pkg/octosts/trust_policy.go`, `pkg/oidcvalidate/validate.go`). Patterns are Go's, written
//! between `^` and `$` **without a group**, so that `a|b` means "begins with a, or ends with b". Without an audience the service's own
//! domain is meant: `octo-sts.dev`, or another one where somebody runs the service themselves. Claims are gone through in no fixed
//! order, so that with several failing none is told.

use std::ops::Range;

use super::check::{self, Check, Order, actual, of_claim, replaced};
use super::field::{Field, wrong};
use super::{Policy, Reader, strangers};
use crate::claims::Claims;
use crate::decision::{Decision, Party, Severity, Verdict, Warning};
use crate::edit::Edit;
use crate::node::{Node, Value};
use crate::pattern::Pattern;
use crate::source::Problem;
use crate::text::Text;
use crate::truth::Truth;

/// The public service.
const DOMAIN: &str = "octo-sts.dev";

/// A longer subject is refused.
const LENGTH: usize = 255;

pub(super) const READER: Reader = Reader {
    party: Party::OctoSts,
    recognises: |node| {
        let has = |key: &str| node.get(key).is_some();
        let both = (has("issuer") || has("issuer_pattern")) && (has("subject") || has("subject_pattern"));
        both && (has("permissions") || has("issuer_pattern") || has("subject_pattern") || has("claim_pattern"))
    },
    read: |nodes| nodes.iter().map(|node| Ok(Box::new(TrustPolicy::read(node)?) as Box<dyn Policy>)).collect(),
};

#[derive(Debug)]
struct TrustPolicy {
    span: Range<usize>,
    issuer: Matcher,
    subject: Matcher,
    audience: Option<Matcher>,
    claims: Vec<(String, Matcher)>,
}

#[derive(Debug)]
struct Matcher {
    field: Field,
    pattern: bool,
    /// The pattern with its anchors, where it is understood.
    anchored: Option<Pattern>,
}

impl Matcher {
    /// `NAME` or `NAME_pattern`, not both.
    fn read(node: &Node, name: &str) -> Result<Option<Self>, Problem> {
        let code = "octo-sts.policy";
        let pattern_key = format!("{name}_pattern");
        match (Field::optional(node, name, code)?, Field::optional(node, &pattern_key, code)?) {
            (Some(_), Some(second)) => {
                let message = format!("trust policy: only one of {name} or {pattern_key} can be set, got both");
                Err(Problem::new(code, second.span, message, "keep one of the two"))
            }
            (Some(field), None) => Ok(Some(Self { field, pattern: false, anchored: None })),
            (None, Some(field)) => Self::pattern(field, &pattern_key).map(Some),
            (None, None) => Ok(None),
        }
    }

    fn required(node: &Node, name: &str) -> Result<Self, Problem> {
        Self::read(node, name)?.ok_or_else(|| {
            let message = format!("trust policy: one of {name} or {name}_pattern must be set, got neither");
            Problem::new("octo-sts.policy", node.span.clone(), message, format!("add {name}"))
        })
    }

    fn pattern(field: Field, key: &str) -> Result<Self, Problem> {
        if Pattern::is_refused(&field.text) {
            let message = format!("{key} is no regular expression of Go's");
            return Err(Problem::new("octo-sts.pattern", field.span, message, "mend the expression"));
        }
        let anchored = Pattern::new(&format!("^{}$", field.text));
        Ok(Self { field, pattern: true, anchored })
    }

    fn holds(&self, own: &Text) -> Truth {
        if !self.pattern {
            return own.equals(&self.field.text);
        }
        self.anchored.as_ref().map_or(Truth::Unknown, |pattern| pattern.matches(own))
    }

    fn check(&self, condition: &str, code: &'static str, claims: &Claims, claim: &str) -> Check {
        let known = claims.value(claim).and_then(Text::known);
        let written = known.map(|known| if self.pattern { regex::escape(known) } else { known.to_owned() });
        Check::new(condition, self.field.span.clone(), code, of_claim(claims, claim, |own| self.holds(own), Truth::No))
            .expecting([&self.field.text])
            .saying(actual(claims, claim))
            .mended(replaced(&self.field, written.as_deref()))
    }

    /// ` pattern` in the messages of one that is.
    fn word(&self) -> &'static str {
        if self.pattern { "pattern " } else { "" }
    }
}

impl TrustPolicy {
    fn read(node: &Node) -> Result<Self, Problem> {
        let known = ["issuer", "subject", "audience", "issuer_pattern", "subject_pattern", "audience_pattern"];
        let more = ["claim_pattern", "permissions", "repositories"];
        if let Some(entry) =
            node.entries().iter().find(|entry| ![&known[..], &more[..]].concat().contains(&entry.key.as_str()))
        {
            let message = format!("a trust policy has no field \"{}\": Octo-STS refuses the file", entry.key);
            return Err(Problem::new(
                "octo-sts.field",
                entry.key_span.clone(),
                message,
                "take it out, or mend its name",
            ));
        }
        let mut claims = Vec::new();
        if let Some(patterns) = node.get("claim_pattern").filter(|patterns| patterns.value != Value::Null) {
            if !matches!(patterns.value, Value::Map(_)) {
                return Err(wrong(patterns, "claim_pattern", "a mapping", "octo-sts.policy"));
            }
            for entry in patterns.entries() {
                let field = Field::required(patterns, &entry.key, "octo-sts.policy")?;
                claims.push((entry.key.clone(), Matcher::pattern(field, &entry.key)?));
            }
        }
        Ok(Self {
            span: node.span.clone(),
            issuer: Matcher::required(node, "issuer")?,
            subject: Matcher::required(node, "subject")?,
            audience: Matcher::read(node, "audience")?,
            claims,
        })
    }

    fn checks(&self, claims: &Claims) -> Vec<Check> {
        let said = |claim| actual(claims, claim).unwrap_or_default();
        let refused = |matcher: &Matcher, what: &str, claim| {
            format!("trust policy: {what} {:?} did not match {}{:?}", said(claim), matcher.word(), matcher.field.text)
        };
        let mut checks = vec![
            valid(&self.span, claims, "subject", "sub", "\"'`\\<>;&$(){}[]"),
            valid(&self.span, claims, "audience", "aud", "\"'`\\<>;|&$(){}[]@"),
            self.issuer.check("issuer", "octo-sts.issuer-mismatch", claims, "iss").error(refused(
                &self.issuer,
                "issuer",
                "iss",
            )),
            self.subject.check("subject", "octo-sts.sub-mismatch", claims, "sub").error(refused(
                &self.subject,
                "subject",
                "sub",
            )),
            self.audience(claims),
        ];
        let mut patterns: Vec<Check> =
            self.claims.iter().map(|(claim, matcher)| of_pattern(claim, matcher, claims)).collect();
        if patterns.iter().filter(|check| check.step.result != Truth::Yes).count() > 1 {
            patterns.iter_mut().for_each(|check| check.error = None);
        }
        checks.append(&mut patterns);
        checks
    }

    fn audience(&self, claims: &Claims) -> Check {
        let code = "octo-sts.aud-mismatch";
        let said = actual(claims, "aud").unwrap_or_default();
        let Some(audience) = &self.audience else {
            let domain = of_claim(claims, "aud", |own| own.equals(DOMAIN), Truth::No);
            // Another audience may be the domain of a service of one's own.
            let result = if domain == Truth::No { Truth::Unknown } else { domain };
            return Check::new("audience", self.span.clone(), code, result)
                .expecting([DOMAIN])
                .saying(actual(claims, "aud"));
        };
        let name = if audience.pattern { "audience_pattern" } else { "audience" };
        let error = format!("trust policy: {name} {:?} did not match any of [{said:?}]", audience.field.text);
        audience.check(name, code, claims, "aud").error(error)
    }

    /// An alternation without a group: what is let in is asked of the policy itself.
    fn leaks(&self, own: &Claims) -> Option<Warning> {
        let subject = own.value("sub").and_then(Text::known)?;
        if !self.subject.pattern || !self.subject.field.text.contains('|') {
            return None;
        }
        let candidates = [format!("{subject}-evil"), format!("repo:stranger/any:{subject}")];
        let admitted = candidates.into_iter().find(|candidate| {
            let mut stranger = own.clone();
            stranger.set("sub", candidate.as_str());
            self.decide(&stranger).verdict == Verdict::Allow
        })?;
        Some(Warning {
            code: "octo-sts.alternation",
            severity: Severity::High,
            span: self.subject.field.span.clone(),
            message: "`^` and `$` are put around the pattern without a group, so that an alternative is anchored at one end only".to_owned(),
            admits: Some(admitted),
            help: "write a group around the alternatives: (a|b)".to_owned(),
        })
    }
}

fn of_pattern(claim: &str, matcher: &Matcher, claims: &Claims) -> Check {
    let condition = format!("claim_pattern {claim}");
    let check = matcher.check(&condition, "octo-sts.claim-mismatch", claims, claim);
    if of_claim(claims, claim, |_| Truth::Yes, Truth::No) == Truth::No {
        let error = format!("trust policy: expected claim {claim:?} not found in token");
        return Check { code: "octo-sts.claim-missing", ..check }.error(error);
    }
    let pattern = format!("^{}$", matcher.field.text);
    check.error(format!("trust policy: claim {claim:?} did not match {pattern:?}"))
}

/// Subjects and audiences that the service takes at all.
fn valid(span: &Range<usize>, claims: &Claims, what: &str, claim: &str, refused: &str) -> Check {
    let bad = |char: char| char.is_whitespace() || char.is_control() || refused.contains(char);
    let ask = |own: &Text| {
        let least = own.pattern("");
        match own.known() {
            _ if least.chars().any(bad) || least.chars().count() > LENGTH => Truth::No,
            Some(known) if known.is_ascii() => (!known.is_empty()).into(),
            Some(_) | None => Truth::Unknown,
        }
    };
    let code = if claim == "sub" { "octo-sts.subject-invalid" } else { "octo-sts.audience-invalid" };
    Check::new(&format!("valid {what}"), span.clone(), code, of_claim(claims, claim, ask, Truth::No))
        .expecting([format!("1 to {LENGTH} characters, without spaces and {refused}")])
        .saying(actual(claims, claim))
        .error(format!("invalid {what} in token"))
}

impl Policy for TrustPolicy {
    fn party(&self) -> Party {
        Party::OctoSts
    }

    fn decide(&self, claims: &Claims) -> Decision {
        check::decide(&[self.checks(claims)], "octo-sts.allowed", "octo-sts.unknown", Order::Known)
    }

    fn warnings(&self, own: &Claims) -> Vec<Warning> {
        let mut warnings =
            strangers::warn(self, own, self.subject.field.span.clone(), strangers::codes!("octo-sts"), &[]);
        warnings.extend(self.leaks(own));
        warnings
    }

    fn mend(&self, claims: &Claims, decision: &Decision) -> Vec<Edit> {
        check::mend(&[self.checks(claims)], decision)
    }
}
