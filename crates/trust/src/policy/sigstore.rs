//! Sigstore: who must have signed, as `cosign verify` is told: an identity and an issuer, each to the letter or as a pattern.
//!
//! `{"certificateIdentity" | "certificateIdentityRegexp", "certificateOidcIssuer" | "certificateOidcIssuerRegexp"}`, and the flags
//! `--certificate-github-workflow-…` as `certificateGithubWorkflowTrigger`, `Sha`, `Name`, `Repository`, `Ref`.
//!
//! Sources: `sigstore/fulcio` of 2026-08-05 (`config/identity/config.yaml`: audience, issuers, the certificate's name is
//! `https://github.com/` and `job_workflow_ref`; `pkg/server/error.go`), `sigstore/sigstore-go` (`certificate_identity.go`: the name
//! before the issuer; patterns are Go's and **not anchored**).

use std::ops::Range;

use super::check::{self, Check, Order, actual, of_claim, replaced};
use super::field::Field;
use super::publisher::GITHUB;
use super::{Policy, Reader, strangers};
use crate::claims::Claims;
use crate::decision::{Decision, Party, Severity, Verdict, Warning};
use crate::edit::Edit;
use crate::node::Node;
use crate::pattern::Pattern;
use crate::source::Problem;
use crate::text::Text;
use crate::truth::Truth;

pub(super) const READER: Reader = Reader {
    party: Party::Sigstore,
    recognises: |node| node.get("certificateIdentity").is_some() || node.get("certificateIdentityRegexp").is_some(),
    read: |nodes| nodes.iter().map(|node| Ok(Box::new(Identity::read(node)?) as Box<dyn Policy>)).collect(),
};

/// What a certificate's names must be.
#[derive(Debug)]
struct Identity {
    span: Range<usize>,
    name: Matcher,
    issuer: Matcher,
    extensions: Vec<(&'static str, Field)>,
}

#[derive(Debug)]
struct Matcher {
    field: Field,
    pattern: bool,
    /// The pattern, where it is understood.
    compiled: Option<Pattern>,
}

/// Flags on further extensions of the certificate, and the claims that they come from.
const EXTENSIONS: [(&str, &str); 5] = [
    ("certificateGithubWorkflowTrigger", "event_name"),
    ("certificateGithubWorkflowSha", "sha"),
    ("certificateGithubWorkflowName", "workflow"),
    ("certificateGithubWorkflowRepository", "repository"),
    ("certificateGithubWorkflowRef", "ref"),
];

impl Matcher {
    fn read(node: &Node, exact: &str, pattern: &str) -> Result<Self, Problem> {
        let code = "sigstore.identity";
        let found = (Field::optional(node, exact, code)?, Field::optional(node, pattern, code)?);
        match found {
            (Some(field), None) => Ok(Self { field, pattern: false, compiled: None }),
            (None, Some(field)) => {
                if Pattern::is_refused(&field.text) {
                    let message = format!("\"{pattern}\" is no regular expression of Go's");
                    return Err(Problem::new("sigstore.pattern", field.span, message, "mend the expression"));
                }
                let compiled = Pattern::new(&field.text);
                Ok(Self { field, pattern: true, compiled })
            }
            (None, None) => {
                Field::required(node, exact, code).map(|field| Self { field, pattern: false, compiled: None })
            }
            (Some(_), Some(second)) => {
                let message = format!("\"{exact}\" and \"{pattern}\" stand side by side");
                Err(Problem::new(code, second.span, message, "keep one of the two"))
            }
        }
    }

    fn check(&self, what: &str, condition: &str, code: &'static str, own: Option<&Text>) -> Check {
        let Self { field, pattern, compiled } = self;
        let ask = |own: &Text| {
            if *pattern {
                compiled.as_ref().map_or(Truth::Unknown, |pattern| pattern.matches(own))
            } else {
                own.equals(&field.text)
            }
        };
        let said = own.map(Text::to_string).unwrap_or_default();
        let wanted = if *pattern { "to match regex " } else { "" };
        let error = format!(
            "no matching CertificateIdentity found, last error: expected {what} value {wanted}\"{}\", got \"{said}\"",
            field.text
        );
        let known = own.and_then(Text::known);
        let known = known.map(|known| if *pattern { format!("^{}$", regex::escape(known)) } else { known.to_owned() });
        Check::new(condition, field.span.clone(), code, own.map_or(Truth::Unknown, ask))
            .expecting([&field.text])
            .saying(own)
            .error(error)
            .mended(replaced(field, known.as_deref()))
    }
}

impl Identity {
    fn read(node: &Node) -> Result<Self, Problem> {
        let mut extensions = Vec::new();
        for (key, claim) in EXTENSIONS {
            extensions.extend(Field::optional(node, key, "sigstore.identity")?.map(|field| (claim, field)));
        }
        Ok(Self {
            span: node.span.clone(),
            name: Matcher::read(node, "certificateIdentity", "certificateIdentityRegexp")?,
            issuer: Matcher::read(node, "certificateOidcIssuer", "certificateOidcIssuerRegexp")?,
            extensions,
        })
    }

    fn checks(&self, claims: &Claims) -> Vec<Check> {
        let processed = "There was an error processing the identity token";
        let known = |issuer: &Text| issuer.equals(GITHUB).or(issuer.starts_with(&format!("{GITHUB}/")));
        let name = claims.value("job_workflow_ref").map(|path| Text::from("https://github.com/").then_text(path));
        let mut checks = vec![
            Check::new(
                "Fulcio's issuers",
                self.span.clone(),
                "sigstore.issuer-unknown",
                of_claim(claims, "iss", known, Truth::No),
            )
            .expecting([GITHUB])
            .saying(actual(claims, "iss"))
            .error(processed),
            Check::new(
                "Fulcio's audience",
                self.span.clone(),
                "sigstore.aud-mismatch",
                of_claim(claims, "aud", |own| own.equals("sigstore"), Truth::No),
            )
            .expecting(["sigstore"])
            .saying(actual(claims, "aud"))
            .error(processed),
            self.name.check("SAN", "certificate identity", "sigstore.identity-mismatch", name.as_ref()),
            self.issuer.check("issuer", "certificate OIDC issuer", "sigstore.issuer-mismatch", claims.value("iss")),
        ];
        for (claim, field) in &self.extensions {
            checks.push(Check::field(
                &format!("certificate's {claim}"),
                field,
                "sigstore.extension-mismatch",
                claims,
                claim,
            ));
        }
        checks
    }

    /// A pattern that does not end where the name does: a longer name is accepted. Asked of the policy itself.
    fn unanchored(&self, own: &Claims) -> Option<Warning> {
        let reference = own.value("job_workflow_ref").and_then(Text::known).filter(|_| self.name.pattern)?;
        let longer = format!("{reference}-evil");
        let mut stranger = own.clone();
        stranger.set("job_workflow_ref", longer.as_str());
        (self.decide(&stranger).verdict == Verdict::Allow).then(|| Warning {
            code: "sigstore.unanchored",
            severity: Severity::Medium,
            span: self.name.field.span.clone(),
            message: "the pattern does not end the ref: refs whose names begin like this one get in".to_owned(),
            admits: Some(format!("https://github.com/{longer}")),
            help: "write ^ and $ around the pattern and \\ before its dots, or use certificateIdentity".to_owned(),
        })
    }
}

impl Policy for Identity {
    fn party(&self) -> Party {
        Party::Sigstore
    }

    fn decide(&self, claims: &Claims) -> Decision {
        check::decide(&[self.checks(claims)], "sigstore.allowed", "sigstore.unknown", Order::Known)
    }

    fn warnings(&self, own: &Claims) -> Vec<Warning> {
        let mut warnings = strangers::warn(self, own, self.name.field.span.clone(), strangers::codes!("sigstore"), &[]);
        warnings.extend(self.unanchored(own));
        warnings
    }

    fn mend(&self, claims: &Claims, decision: &Decision) -> Vec<Edit> {
        check::mend(&[self.checks(claims)], decision)
    }
}
