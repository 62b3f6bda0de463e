//! The claims of the token that a job would get in a run.
//!
//! Source: GitHub's OpenID Connect reference (claims), and the tables of claims that PyPI's and Sigstore's servers keep.

use crate::claims::Claims;
use crate::context::Context;
use crate::event::Run;
use crate::text::Text;
use crate::workflow::expression::Scope;
use crate::workflow::matrix::Combination;
use crate::workflow::{Job, Workflow};

/// Where a job stands: in a workflow that starts by an event, perhaps in one that it calls.
#[derive(Debug, Clone)]
pub struct Site<'w> {
    /// The workflow that starts: `.github/workflows/deploy.yml` and its content.
    pub started: (&'w str, &'w Workflow),
    /// The called workflow's full reference `OWNER/REPO/PATH@REF`, where the job is in one.
    pub called: Option<Text>,
    /// Values of the called workflow's inputs.
    pub inputs: Scope,
}

/// Claims whose values are only known when the job runs.
const AT_RUN_TIME: &[&str] = &[
    "actor_id",
    "check_run_id",
    "job_workflow_sha",
    "ref_protected",
    "run_attempt",
    "run_id",
    "run_number",
    "sha",
    "workflow_sha",
];

impl Site<'_> {
    /// The values that expressions of a job can name in a run.
    #[must_use]
    pub fn scope(&self, context: &Context, run: &Run, combination: &Combination) -> Scope {
        let mut scope = self.inputs.clone();
        for (key, value) in combination {
            scope.set(&format!("matrix.{key}"), value.as_str());
        }
        let reference = &run.reference;
        scope.set("github.event_name", run.event.as_str());
        scope.set("github.ref", reference.clone());
        scope.set("github.base_ref", run.base_ref.clone());
        scope.set("github.head_ref", run.head_ref.clone());
        scope.set("github.repository", context.repository.clone());
        scope.set("github.repository_owner", context.owner());
        for (prefix, kind) in [("refs/heads/", "branch"), ("refs/tags/", "tag")] {
            if let Some(name) = reference.without_prefix(prefix) {
                scope.set("github.ref_name", name);
                scope.set("github.ref_type", kind);
            }
        }
        if let Some(actor) = &context.actor {
            scope.set("github.actor", actor.as_str());
        }
        scope
    }

    /// The claims of a job's token for an audience.
    #[must_use]
    pub fn claims(&self, job: &Job, context: &Context, run: &Run, scope: &Scope, audience: &Text) -> Claims {
        let mut claims = Claims::with_template(context.template.clone());
        let (path, workflow) = self.started;
        let workflow_ref = context.repository.clone().then("/").then(path).then("@").then_text(&run.reference);
        claims.set("iss", context.issuer.as_str());
        claims.set("aud", audience.clone());
        claims.set("repository", context.repository.clone());
        claims.set("repository_id", context.repository_id.clone());
        claims.set("repository_owner", context.owner());
        claims.set("repository_owner_id", context.owner_id.clone());
        claims.set("repository_visibility", context.visibility.clone());
        claims.set("event_name", run.event.as_str());
        claims.set("ref", run.reference.clone());
        claims.set("ref_type", ref_type(&run.reference));
        claims.set("base_ref", run.base_ref.clone());
        claims.set("head_ref", run.head_ref.clone());
        claims.set("actor", context.actor.as_deref().map_or_else(|| Text::unknown("actor"), Text::from));
        claims.set("workflow", workflow.name.as_deref().unwrap_or(path));
        claims.set("job_workflow_ref", self.called.clone().unwrap_or_else(|| workflow_ref.clone()));
        claims.set("workflow_ref", workflow_ref);
        claims.set("runner_environment", runner(job));
        for name in AT_RUN_TIME {
            claims.set(name, Text::unknown(*name));
        }
        match &context.enterprise {
            Some(enterprise) => claims.set("enterprise", enterprise.as_str()),
            None => claims.set_perhaps("enterprise", Text::unknown("enterprise")),
        }
        claims.set_perhaps("enterprise_id", Text::unknown("enterprise_id"));
        if let Some((name, _)) = &job.environment {
            let name = scope.text(name);
            match name.is_empty() {
                crate::Truth::No => claims.set("environment", name),
                crate::Truth::Unknown => claims.set_perhaps("environment", name),
                crate::Truth::Yes => {}
            }
        }
        claims.render_subject();
        claims
    }
}

fn ref_type(reference: &Text) -> Text {
    match (reference.starts_with("refs/tags/"), reference.starts_with("refs/")) {
        (crate::Truth::Yes, _) => Text::from("tag"),
        (crate::Truth::No, crate::Truth::Yes) => Text::from("branch"),
        _ => Text::unknown("ref_type"),
    }
}

/// By the labels of the runner: GitHub's own begin with the name of a system; `self-hosted` says so itself. Others are not known: a
/// group or a larger runner can have any label.
fn runner(job: &Job) -> Text {
    let labels =
        job.body.get("runs-on").map(|labels| labels.get("labels").unwrap_or(labels).one_or_many()).unwrap_or_default();
    let labels: Vec<&str> = labels.iter().filter_map(crate::node::Node::scalar).collect();
    let systems = ["ubuntu-latest", "windows-latest", "macos-latest"];
    let hosted = |label: &str| systems.contains(&label) || numbered(label);
    match labels.as_slice() {
        labels if labels.contains(&"self-hosted") => Text::from("self-hosted"),
        [label] if hosted(label) => Text::from("github-hosted"),
        _ => Text::unknown("runner_environment"),
    }
}

/// `ubuntu-24.04`, `windows-2025`, `macos-15`
fn numbered(label: &str) -> bool {
    let version = ["ubuntu-", "windows-", "macos-"].iter().find_map(|system| label.strip_prefix(system));
    version
        .is_some_and(|version| !version.is_empty() && version.chars().all(|char| char.is_ascii_digit() || char == '.'))
}
