//! npm: the trusted publisher of a package, as the registry tells it or as `npm trust` takes it.
//!
//! Sources: npm's page on trusted publishers (all fields to the letter; the calling workflow counts; no self-hosted runners) and
//! `lib/commands/trust/github.js` of npm 11.15 (`claims.workflow_ref.file`, permissions). The registry answers every mismatch with
//! one text, which npm prints with `--loglevel verbose` only (public logs).

use std::ops::Range;

use super::check::{self, Check, Order, actual, of_claim};
use super::field::Field;
use super::publisher::{self, Case};
use super::{Policy, Reader, strangers};
use crate::claims::Claims;
use crate::decision::{Decision, Party, Warning};
use crate::edit::Edit;
use crate::node::Node;
use crate::source::Problem;
use crate::text::{Text, is_marked};
use crate::truth::Truth;

const REFUSED: &str = "OIDC token exchange error - package not found";

pub(super) const READER: Reader = Reader {
    party: Party::Npm,
    recognises: |node| {
        let option = node.get("file").is_some() && node.get("repository").is_some();
        option || node.at(&["claims", "workflow_ref", "file"]).is_some()
    },
    read: |nodes| nodes.iter().map(|node| Ok(Box::new(Publisher::read(node)?) as Box<dyn Policy>)).collect(),
};

#[derive(Debug)]
struct Publisher {
    name: Option<String>,
    span: Range<usize>,
    repository: Field,
    file: Field,
    environment: Option<Field>,
    permissions: Vec<Field>,
}

impl Publisher {
    fn read(node: &Node) -> Result<Self, Problem> {
        let code = "npm.publisher";
        let kind = Field::optional(node, "type", code)?;
        if let Some(kind) = kind.filter(|kind| kind.text != "github") {
            let message = format!("this publisher is {}'s, not GitHub's", kind.text);
            return Err(Problem::new("npm.provider", kind.span, message, "give one of type github"));
        }
        let claims = node.get("claims").unwrap_or(node);
        let file = claims.get("workflow_ref").unwrap_or(claims);
        Ok(Self {
            name: Field::optional(node, "package", code)?.map(|name| name.text),
            span: node.span.clone(),
            repository: Field::required(claims, "repository", code)?,
            file: Field::required(file, "file", code)?,
            environment: Field::optional(claims, "environment", code)?,
            permissions: Field::list(node, "permissions", code)?,
        })
    }

    fn checks(&self, claims: &Claims) -> Vec<Check> {
        let mut checks = vec![
            publisher::issuer(&self.span, "npm.issuer-unknown", claims),
            publisher::audience(&self.span, "npm.aud-mismatch", claims, &["npm:registry.npmjs.org"]),
            Check::field("repository", &self.repository, "npm.repository-mismatch", claims, "repository")
                .error(REFUSED),
            publisher::workflow(&self.file, "npm.workflow-mismatch", claims, "workflow_ref", Case::Minds)
                .error(REFUSED),
        ];
        let environment =
            publisher::environment(self.environment.as_ref(), "npm.environment-mismatch", claims, Case::Minds);
        checks.extend(environment.map(|check| check.error(REFUSED)));
        checks.push(self.event(claims));
        checks.push(self.runner(claims));
        checks.extend(self.permission());
        checks
    }

    /// Publishing on `pull_request_target` is reported to fail (npm/cli issue 8739), and documented nowhere.
    fn event(&self, claims: &Claims) -> Check {
        let target = of_claim(claims, "event_name", |own| own.equals("pull_request_target"), Truth::No);
        let result = if target == Truth::No { Truth::Yes } else { Truth::Unknown };
        Check::new("event_name", self.span.clone(), "npm.event", result)
            .expecting(["any event but pull_request_target"])
            .saying(actual(claims, "event_name"))
    }

    fn runner(&self, claims: &Claims) -> Check {
        let result = of_claim(claims, "runner_environment", |own| own.equals("github-hosted"), Truth::Unknown);
        Check::new("runner", self.span.clone(), "npm.runner-self-hosted", result)
            .expecting(["github-hosted"])
            .saying(actual(claims, "runner_environment"))
    }

    /// A publisher may be allowed to stage packages only; which command the job runs is not seen.
    fn permission(&self) -> Option<Check> {
        let first = self.permissions.first()?;
        let full = |field: &Field| Text::from("createPackage").equals(&field.text) == Truth::Yes;
        let result = if self.permissions.iter().any(full) { Truth::Yes } else { Truth::Unknown };
        let last = self.permissions.last().map_or(first.span.end, |last| last.span.end);
        let check = Check::new("permissions", first.span.start..last, "npm.permission", result);
        Some(check.expecting(["createPackage"]).saying(Some("npm publish, or npm stage publish")))
    }
}

impl Policy for Publisher {
    fn party(&self) -> Party {
        Party::Npm
    }

    fn name(&self) -> Option<&str> {
        self.name.as_deref().filter(|name| !is_marked(name))
    }

    fn decide(&self, claims: &Claims) -> Decision {
        check::decide(&[self.checks(claims)], "npm.allowed", "npm.unknown", Order::Unknown)
    }

    fn warnings(&self, own: &Claims) -> Vec<Warning> {
        strangers::warn(self, own, self.file.span.clone(), strangers::codes!("npm"), &[])
    }

    fn mend(&self, claims: &Claims, decision: &Decision) -> Vec<Edit> {
        check::mend(&[self.checks(claims)], decision)
    }
}
