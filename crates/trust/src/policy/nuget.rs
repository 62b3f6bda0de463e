//! NuGet: trust policies of a nuget.org account.
//!
//! Source: `NuGet/NuGetGallery` of 2026-08-17 (`GitHubTokenPolicyValidator.cs`, `GitHubCriteria.cs`,
//! `FederatedCredentialService.cs`): names without regard to case, ids to the letter, `job_workflow_ref` of the repository itself. A
//! reason is told only after repository and ids have matched; else the answer is that no policy was found. A policy without ids is
//! new and holds for seven days: whether they are over is not known here. Which events are refused is a setting of the site;
//! `pull_request_target` and `workflow_run` are left open.

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

pub(super) const READER: Reader = Reader {
    party: Party::Nuget,
    recognises: |node| ["owner", "repository", "workflow"].iter().all(|key| node.get(key).is_some()),
    read: |nodes| {
        let mut accounts: Vec<Account> = Vec::new();
        for node in nodes {
            let policy = Criteria::read(node)?;
            match accounts.iter_mut().find(|account| account.user() == policy.user()) {
                Some(account) => account.policies.push(policy),
                None => accounts.push(Account { policies: vec![policy] }),
            }
        }
        Ok(accounts.into_iter().map(|account| Box::new(account) as Box<dyn Policy>).collect())
    },
};

/// An account with the policies that it made: one of them is enough.
#[derive(Debug)]
struct Account {
    policies: Vec<Criteria>,
}

#[derive(Debug)]
struct Criteria {
    name: Option<Field>,
    user: Option<Field>,
    span: Range<usize>,
    owner: Field,
    owner_id: Option<Field>,
    repository: Field,
    repository_id: Option<Field>,
    workflow: Field,
    environment: Option<Field>,
}

impl Criteria {
    fn read(node: &Node) -> Result<Self, Problem> {
        let code = "nuget.policy";
        let optional = |key| Field::optional(node, key, code);
        Ok(Self {
            name: optional("name")?.or(optional("policyName")?),
            user: optional("user")?,
            span: node.span.clone(),
            owner: Field::required(node, "owner", code)?,
            owner_id: optional("ownerId")?,
            repository: Field::required(node, "repository", code)?,
            repository_id: optional("repositoryId")?,
            workflow: Field::required(node, "workflow", code)?,
            environment: optional("environment")?,
        })
    }

    fn user(&self) -> Option<&str> {
        self.user.as_ref().map(|user| user.text.as_str())
    }

    fn checks(&self, claims: &Claims) -> Vec<Check> {
        let not_found =
            self.user.as_ref().map(|user| format!("No matching trust policy owned by user '{}' was found.", user.text));
        let hidden = |check: Check| Check { error: not_found.clone(), ..check };
        let issuer = publisher::issuer(&self.span, "nuget.issuer-unknown", claims);
        let audience = publisher::audience(
            &self.span,
            "nuget.aud-mismatch",
            claims,
            &["https://www.nuget.org", "https://www.nuget.org/"],
        );
        let mut checks = vec![
            issuer.error("The JSON web token iss claim is not supported."),
            audience.error("The JSON web token has an incorrect audience."),
            hidden(publisher::repository(
                &self.owner,
                &self.repository,
                "nuget.repository-mismatch",
                claims,
                Case::Ignores,
            )),
        ];
        match (&self.owner_id, &self.repository_id) {
            (Some(owner), Some(repository)) => {
                let owner = Check::field("ownerId", owner, "nuget.id-mismatch", claims, "repository_owner_id");
                let repository = Check::field("repositoryId", repository, "nuget.id-mismatch", claims, "repository_id");
                checks.extend([hidden(owner), hidden(repository)]);
            }
            _ => checks.push(
                Check::new("validateBy", self.span.clone(), "nuget.pending", Truth::Unknown)
                    .expecting(["a first use within seven days"]),
            ),
        }
        checks.push(self.event(claims));
        checks.push(self.reference(claims));
        checks.extend(self.environment(claims));
        checks
    }

    fn event(&self, claims: &Claims) -> Check {
        let open = |own: &Text| own.equals("pull_request_target").or(own.equals("workflow_run")).and(Truth::Unknown);
        let result = of_claim(claims, "event_name", |own| Truth::Yes.and(!open(own)), Truth::No);
        Check::new("event_name", self.span.clone(), "nuget.event-refused", result)
            .expecting(["an event that nuget.org allows"])
            .saying(actual(claims, "event_name"))
    }

    fn reference(&self, claims: &Claims) -> Check {
        let path = format!("{}/{}/.github/workflows/", self.owner.text, self.repository.text);
        let own = claims.value("job_workflow_ref");
        let starts =
            |start: &str, own: &Text| own.map(str::to_ascii_lowercase).starts_with(&start.to_ascii_lowercase());
        let wanted = format!("{path}{}@", self.workflow.text);
        let result = of_claim(claims, "job_workflow_ref", |own| starts(&wanted, own), Truth::No);
        let start = own.map(Text::known_start).unwrap_or_default();
        // The file ends at the first `@` after the folder.
        let file = start.get(path.len()..).and_then(|rest| rest.split_once('@')).map(|(file, _)| file.to_owned());
        let error = match (own.map(|own| starts(&path, own)), &file, &self.name) {
            (Some(Truth::No), ..) => Some(format!(
                "Claim 'job_workflow_ref' has value '{}' which does not start with {path}.",
                actual(claims, "job_workflow_ref").unwrap_or_default()
            )),
            (Some(Truth::Yes), Some(file), Some(name)) => Some(format!(
                "Workflow mismatch for policy '{}': expected '{}', actual '{file}'",
                name.text, self.workflow.text
            )),
            _ => None,
        };
        let check = Check::new("job_workflow_ref", self.workflow.span.clone(), "nuget.workflow-mismatch", result)
            .expecting([wanted])
            .saying(actual(claims, "job_workflow_ref"))
            .mended(check::replaced(&self.workflow, own.and_then(publisher::workflow_file).as_deref()));
        Check { error, ..check }
    }

    fn environment(&self, claims: &Claims) -> Option<Check> {
        let check =
            publisher::environment(self.environment.as_ref(), "nuget.environment-mismatch", claims, Case::Ignores)?;
        let expected = self.environment.as_ref().map(|environment| environment.text.clone()).unwrap_or_default();
        let error = self.name.as_ref().map(|name| {
            let said = actual(claims, "environment").unwrap_or_default();
            format!("Environment mismatch for policy '{}': expected '{expected}', actual '{said}'", name.text)
        });
        Some(Check { error, ..check })
    }
}

impl Account {
    fn user(&self) -> Option<&str> {
        self.policies.first()?.user()
    }

    fn alternatives(&self, claims: &Claims) -> Vec<Vec<Check>> {
        self.policies.iter().map(|policy| policy.checks(claims)).collect()
    }
}

impl Policy for Account {
    fn party(&self) -> Party {
        Party::Nuget
    }

    fn name(&self) -> Option<&str> {
        match self.policies.as_slice() {
            [only] => only.name.as_ref().map(|name| name.text.as_str()),
            _ => None,
        }
    }

    fn place(&self) -> Option<&str> {
        self.user()
    }

    fn decide(&self, claims: &Claims) -> Decision {
        check::decide(&self.alternatives(claims), "nuget.allowed", "nuget.unknown", Order::Known)
    }

    fn warnings(&self, own: &Claims) -> Vec<Warning> {
        let span = self.policies.first().map(|policy| policy.workflow.span.clone());
        strangers::warn(self, own, span.unwrap_or_default(), strangers::codes!("nuget"), &[Stranger::Successor])
    }

    fn mend(&self, claims: &Claims, decision: &Decision) -> Vec<Edit> {
        check::mend(&self.alternatives(claims), decision)
    }
}
