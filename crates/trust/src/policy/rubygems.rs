//! RubyGems: a gem's trusted publishers, as the API lists them.
//!
//! Source: `rubygems/rubygems.org` of 2026-08-22 (`app/models/oidc/trusted_publisher/github_action.rb`, `access_policy.rb`,
//! `jwt_validation.rb`): every comparison is to the letter, `job_workflow_ref` counts, and a workflow of another repository must be
//! registered with `workflow_repository_owner` and `workflow_repository_name`. The server answers each refusal with a bare 404; the
//! text is `configure-rubygems-credentials`'s.

use std::ops::Range;

use super::check::{self, Check, Order, actual, of_claim};
use super::field::Field;
use super::publisher::{self, Case};
use super::{Policy, Reader, strangers};
use crate::claims::Claims;
use crate::decision::{Decision, Party, Warning};
use crate::edit::Edit;
use crate::node::Node;
use crate::probe::Stranger;
use crate::source::Problem;
use crate::text::Text;
use crate::truth::Truth;

const AUDIENCE: &str = "rubygems.org";

const REFUSED: &str =
    "No trusted publisher configured for this workflow found on https://rubygems.org for audience rubygems.org";

pub(super) const READER: Reader = Reader {
    party: Party::Rubygems,
    recognises: |node| {
        let publisher = publisher_of(node);
        let named = publisher.get("repository_owner").is_some() && publisher.get("repository_name").is_some();
        named && publisher.get("workflow_filename").is_some() && publisher.get("crate").is_none()
    },
    read: |nodes| {
        let publishers = nodes.iter().map(|node| Publisher::read(publisher_of(node))).collect::<Result<_, _>>()?;
        Ok(vec![Box::new(Gem { publishers })])
    },
};

fn publisher_of(node: &Node) -> &Node {
    node.get("trusted_publisher").unwrap_or(node)
}

/// A gem with its publishers: one of them is enough.
#[derive(Debug)]
struct Gem {
    publishers: Vec<Publisher>,
}

#[derive(Debug)]
struct Publisher {
    span: Range<usize>,
    owner: Field,
    owner_id: Option<Field>,
    name: Field,
    workflow: Field,
    environment: Option<Field>,
    /// The repository of the workflow, where that is another one.
    elsewhere: Option<(Field, Field)>,
}

impl Publisher {
    fn read(node: &Node) -> Result<Self, Problem> {
        let code = "rubygems.publisher";
        let optional = |key| Field::optional(node, key, code);
        let elsewhere = match (optional("workflow_repository_owner")?, optional("workflow_repository_name")?) {
            (Some(owner), Some(name)) => Some((owner, name)),
            (None, None) => None,
            (Some(one), None) | (None, Some(one)) => {
                let message = "workflow_repository_owner and workflow_repository_name go together";
                return Err(Problem::new(code, one.span, message, "give both or neither"));
            }
        };
        Ok(Self {
            span: node.span.clone(),
            owner: Field::required(node, "repository_owner", code)?,
            owner_id: optional("repository_owner_id")?,
            name: Field::required(node, "repository_name", code)?,
            workflow: Field::required(node, "workflow_filename", code)?,
            environment: optional("environment")?,
            elsewhere,
        })
    }

    fn checks(&self, claims: &Claims) -> Vec<Check> {
        let mut checks = vec![
            publisher::issuer(&self.span, "rubygems.issuer-unknown", claims),
            publisher::repository(&self.owner, &self.name, "rubygems.repository-mismatch", claims, Case::Minds),
        ];
        let id = "rubygems.owner-id-mismatch";
        checks.extend(publisher::id(self.owner_id.as_ref(), "repository_owner_id", id, claims, "repository_owner_id"));
        checks.push(self.reference(claims));
        let environment = "rubygems.environment-mismatch";
        checks.extend(publisher::environment(self.environment.as_ref(), environment, claims, Case::Minds));
        checks.push(publisher::audience(&self.span, "rubygems.aud-mismatch", claims, &[AUDIENCE]));
        checks.into_iter().map(|check| check.error(REFUSED)).collect()
    }

    /// The workflow: a file of the right repository, and of the token's own ref or commit where that repository is its own.
    fn reference(&self, claims: &Claims) -> Check {
        let (owner, name) = self.elsewhere.as_ref().map_or((&self.owner, &self.name), |(owner, name)| (owner, name));
        let path = format!("{}/{}/.github/workflows/{}@", owner.text, name.text, self.workflow.text);
        let ask = |own: &Text| {
            let starts = own.starts_with(&path);
            if self.elsewhere.is_some() || starts == Truth::No {
                return starts;
            }
            let at = |claim| {
                let reference = claims.value(claim)?;
                let wanted = Text::from(path.as_str()).then_text(reference);
                Some(if *own == wanted { Truth::Yes } else { own.same(&wanted) })
            };
            Truth::any(["ref", "sha"].into_iter().filter_map(at))
        };
        let result = of_claim(claims, "job_workflow_ref", ask, Truth::No);
        let own = claims.value("job_workflow_ref");
        let file = own.and_then(publisher::workflow_file);
        let repository = claims.value("repository").and_then(Text::known);
        let ours = repository.is_some_and(|repository| {
            own.is_some_and(|own| own.starts_with(&format!("{repository}/.github/workflows/")) == Truth::Yes)
        });
        let mend = file.filter(|_| ours && self.elsewhere.is_none()).and_then(|file| {
            if file == self.workflow.text { Some(Vec::new()) } else { check::replaced(&self.workflow, Some(&file)) }
        });
        Check::new("job_workflow_ref", self.workflow.span.clone(), "rubygems.workflow-mismatch", result)
            .expecting([format!("{path}REF")])
            .saying(actual(claims, "job_workflow_ref"))
            .mended(mend)
    }
}

impl Gem {
    fn alternatives(&self, claims: &Claims) -> Vec<Vec<Check>> {
        self.publishers.iter().map(|publisher| publisher.checks(claims)).collect()
    }
}

impl Policy for Gem {
    fn party(&self) -> Party {
        Party::Rubygems
    }

    fn decide(&self, claims: &Claims) -> Decision {
        check::decide(&self.alternatives(claims), "rubygems.allowed", "rubygems.unknown", Order::Known)
    }

    fn warnings(&self, own: &Claims) -> Vec<Warning> {
        let span = self.publishers.first().map(|publisher| publisher.workflow.span.clone());
        strangers::warn(self, own, span.unwrap_or_default(), strangers::codes!("rubygems"), &[Stranger::Successor])
    }

    fn mend(&self, claims: &Claims, decision: &Decision) -> Vec<Edit> {
        check::mend(&self.alternatives(claims), decision)
    }
}
