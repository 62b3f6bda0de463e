//! PyPI: a project's trusted publishers.
//!
//! Source: `pypi/warehouse` of 2026-08-21 (`oidc/models/github.py`, `oidc/views.py`, `oidc/services.py`, `oidc/forms/github.py`). A
//! publisher is looked up by repository and file name, to the letter; then its claims are checked. The owner's id is looked up when
//! the publisher is registered and is not shown: where the file does not tell it, it is taken to be the owner's.

use std::ops::Range;

use super::check::{self, Check, Order, actual, of_claim};
use super::field::Field;
use super::publisher::{self, Case, GITHUB};
use super::{Policy, Reader, strangers};
use crate::claims::{Claim, Claims};
use crate::decision::{Decision, Party, Warning};
use crate::edit::Edit;
use crate::node::Node;
use crate::probe::Stranger;
use crate::source::Problem;
use crate::text::Text;
use crate::truth::Truth;

const NOT_FOUND: &str = "valid token, but no corresponding publisher (Publisher with matching claims was not found)";

pub(super) const READER: Reader = Reader {
    party: Party::Pypi,
    recognises: |node| {
        let publisher = node.get("workflow_filename").is_some() && node.get("repository_name").is_none();
        publisher && node.get("owner").is_some()
    },
    read: |nodes| {
        let github =
            |node: &&&Node| node.get("provider").and_then(Node::text).is_none_or(|provider| provider == "github");
        let publishers: Vec<Publisher> =
            nodes.iter().filter(github).map(|node| Publisher::read(node)).collect::<Result<_, _>>()?;
        if publishers.is_empty() {
            let span = nodes.first().map(|node| node.span.clone()).unwrap_or_default();
            let message = "none of these publishers is GitHub's";
            return Err(Problem::new("pypi.provider", span, message, "add a publisher with \"provider\": \"github\""));
        }
        let mut projects: Vec<Project> = Vec::new();
        for publisher in publishers {
            match projects.iter_mut().find(|project| project.named() == publisher.project.as_deref()) {
                Some(project) => project.publishers.push(publisher),
                None => projects.push(Project { publishers: vec![publisher] }),
            }
        }
        Ok(projects.into_iter().map(|project| Box::new(project) as Box<dyn Policy>).collect())
    },
};

/// A project with its publishers: one of them is enough.
#[derive(Debug)]
struct Project {
    publishers: Vec<Publisher>,
}

#[derive(Debug)]
struct Publisher {
    /// The project, where several stand in one file, or where it is a pending publisher's.
    project: Option<String>,
    span: Range<usize>,
    owner: Field,
    owner_id: Option<Field>,
    repository: Field,
    workflow: Field,
    environment: Option<Field>,
}

impl Publisher {
    fn read(node: &Node) -> Result<Self, Problem> {
        let code = "pypi.publisher";
        let owner_id = Field::optional(node, "owner_id", code)?.or(Field::optional(node, "repository_owner_id", code)?);
        Ok(Self {
            project: Field::optional(node, "project_name", code)?.map(|project| project.text),
            span: node.span.clone(),
            owner: Field::required(node, "owner", code)?,
            owner_id,
            repository: Field::required(node, "repository", code)?,
            workflow: Field::required(node, "workflow_filename", code)?,
            environment: Field::optional(node, "environment", code)?,
        })
    }

    fn checks(&self, claims: &Claims) -> Vec<Check> {
        let invalid = "malformed or invalid token";
        let lookup = |check: Check| check.error(NOT_FOUND);
        let repository =
            publisher::repository(&self.owner, &self.repository, "pypi.repository-mismatch", claims, Case::Minds);
        let workflow =
            publisher::workflow(&self.workflow, "pypi.workflow-mismatch", claims, "job_workflow_ref", Case::Minds);
        let id =
            publisher::id(self.owner_id.as_ref(), "owner_id", "pypi.owner-id-mismatch", claims, "repository_owner_id");
        let environment =
            publisher::environment(self.environment.as_ref(), "pypi.environment-mismatch", claims, Case::Ignores);
        let mut checks = vec![self.issuer(claims)];
        checks.push(publisher::audience(&self.span, "pypi.aud-mismatch", claims, &["pypi", "testpypi"]).error(invalid));
        checks.extend([lookup(repository)]);
        checks.extend(id.map(lookup));
        checks.extend([lookup(workflow)]);
        checks.extend(environment.map(lookup));
        checks.push(self.reference(claims));
        checks.push(self.event(claims));
        checks
    }

    /// Organizations may have an issuer of their own registered, which no file shows.
    fn issuer(&self, claims: &Claims) -> Check {
        let check = publisher::issuer(&self.span, "pypi.issuer-unknown", claims);
        let own = of_claim(claims, "iss", |issuer| issuer.starts_with(&format!("{GITHUB}/")), Truth::No);
        let mut check = check.error("unknown trusted publishing issuer");
        if check.step.result == Truth::No && own == Truth::Yes {
            check.step.result = Truth::Unknown;
        }
        check
    }

    /// The workflow must be the registered repository's own, at the token's own ref or commit.
    fn reference(&self, claims: &Claims) -> Check {
        let Publisher { owner, repository, workflow, .. } = self;
        let path = format!("{}/{}/.github/workflows/{}", owner.text, repository.text, workflow.text);
        let mut expected: Vec<Text> = Vec::new();
        let mut certain = true;
        for claim in ["ref", "sha"] {
            match claims.get(claim) {
                Claim::Present(text) if text.is_empty() != Truth::Yes => {
                    expected.push(Text::from(format!("{path}@")).then_text(text));
                }
                Claim::Present(_) | Claim::Absent => {}
                Claim::Perhaps(_) => certain = false,
            }
        }
        // What is not known of the ref is the same in both claims.
        let ask = |own: &Text| {
            Truth::any(expected.iter().map(|wanted| if own == wanted { Truth::Yes } else { own.same(wanted) }))
        };
        let asked = of_claim(claims, "job_workflow_ref", ask, Truth::No);
        let result = if certain { asked } else { asked.or(Truth::Unknown) };
        let mut shown: Vec<String> = expected.iter().map(Text::to_string).collect();
        shown.sort();
        let listed: Vec<String> = shown.iter().map(|text| format!("'{text}'")).collect();
        let own = actual(claims, "job_workflow_ref");
        let error = format!(
            "valid token, but no corresponding publisher (The job_workflow_ref claim does not match, expecting one of [{}], got '{}')",
            listed.join(", "),
            own.clone().unwrap_or_default()
        );
        // The other mends are enough where the token's workflow is its own repository's.
        let own_path = claims
            .value("repository")
            .and_then(Text::known)
            .zip(claims.value("job_workflow_ref").and_then(publisher::workflow_file));
        let own_path = own_path.map(|(repository, file)| format!("{repository}/.github/workflows/{file}@"));
        let follows = own_path.is_some_and(|path| {
            let references = ["ref", "sha"].into_iter().filter_map(|claim| claims.value(claim));
            let mut references = references.map(|reference| Text::from(path.as_str()).then_text(reference));
            references.any(|wanted| claims.value("job_workflow_ref") == Some(&wanted))
        });
        Check::new("job_workflow_ref", self.workflow.span.clone(), "pypi.job-workflow-ref-mismatch", result)
            .mended(follows.then(Vec::new))
            .expecting(shown)
            .saying(own)
            .error(error)
    }

    fn event(&self, claims: &Claims) -> Check {
        let result = !of_claim(claims, "event_name", |own| own.equals("pull_request_target"), Truth::No);
        let error = "valid token, but no corresponding publisher (Publishing from a workflow invoked via 'pull_request_target' is not supported.)";
        Check::new("event_name", self.span.clone(), "pypi.event-refused", result)
            .expecting(["any event but pull_request_target"])
            .saying(actual(claims, "event_name"))
            .error(error)
    }
}

impl Project {
    fn named(&self) -> Option<&str> {
        self.publishers.first()?.project.as_deref()
    }

    fn alternatives(&self, claims: &Claims) -> Vec<Vec<Check>> {
        self.publishers.iter().map(|publisher| publisher.checks(claims)).collect()
    }
}

impl Policy for Project {
    fn party(&self) -> Party {
        Party::Pypi
    }

    fn name(&self) -> Option<&str> {
        self.named()
    }

    fn decide(&self, claims: &Claims) -> Decision {
        check::decide(&self.alternatives(claims), "pypi.allowed", "pypi.unknown", Order::Known)
    }

    fn warnings(&self, own: &Claims) -> Vec<Warning> {
        let open = self.publishers.iter().find(|publisher| publisher.environment.is_none());
        let span = open.or(self.publishers.first()).map(|publisher| publisher.workflow.span.clone());
        strangers::warn(self, own, span.unwrap_or_default(), strangers::codes!("pypi"), &[Stranger::Successor])
    }

    fn mend(&self, claims: &Claims, decision: &Decision) -> Vec<Edit> {
        check::mend(&self.alternatives(claims), decision)
    }
}
