//! A workflow file, as far as it decides about tokens.

use std::ops::Range;

use crate::node::{Entry, Node, Value};
use crate::source::{Problem, Source};
use crate::yaml;

pub mod expression;
mod grammar;
pub mod matrix;
mod names;
mod needs;
pub mod permissions;
pub mod requests;
mod schedule;
mod shape;

use permissions::Permissions;
use requests::Request;

/// A workflow.
#[derive(Debug, Clone)]
pub struct Workflow {
    /// `name`, where there is one.
    pub name: Option<String>,
    /// What starts it.
    pub triggers: Vec<Trigger>,
    /// `permissions` at the top.
    pub permissions: Option<Permissions>,
    /// Its jobs, in the order of the file.
    pub jobs: Vec<Job>,
    /// Why GitHub would not start it, in GitHub's words, where that is known.
    pub refused: Vec<Refusal>,
}

/// An entry of the file that GitHub refuses: no job of the workflow runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// GitHub's words without file and place: `Unexpected value 'read'`.
    pub message: String,
    /// Bytes of the file.
    pub span: Range<usize>,
    /// Words that GitHub knows in that place, besides those that stand there already.
    pub known: Vec<String>,
}

/// An event that starts the workflow.
#[derive(Debug, Clone)]
pub struct Trigger {
    /// `push`, `pull_request`, ...
    pub event: String,
    /// Its filters: `branches`, `tags`, ...
    pub filters: Option<Node>,
    /// Bytes of its name.
    pub span: Range<usize>,
}

/// A job.
#[derive(Debug, Clone)]
pub struct Job {
    /// Its key.
    pub id: String,
    /// Bytes of its key.
    pub key_span: Range<usize>,
    /// Everything below the key.
    pub body: Node,
    /// Its own `permissions`.
    pub permissions: Option<Permissions>,
    /// The name of its environment, as it is written, and its bytes.
    pub environment: Option<(String, Range<usize>)>,
    /// The reusable workflow that it calls, as it is written.
    pub uses: Option<(String, Range<usize>)>,
    /// The tokens that its steps are known to ask for.
    pub requests: Vec<Request>,
}

impl Workflow {
    /// Reads a workflow.
    ///
    /// # Errors
    /// Where the file is no YAML, or has no jobs that could be looked at.
    pub fn read(source: &Source) -> Result<Self, Problem> {
        let root = yaml::read(&source.text)?;
        let Some(jobs) = root.get("jobs").filter(|jobs| matches!(jobs.value, Value::Map(_))) else {
            let span = root.entry("jobs").map_or(0..0, |jobs| jobs.key_span.clone());
            return Err(Problem::new(
                "workflow.no-jobs",
                span,
                "there are no jobs here",
                "a workflow has a mapping `jobs`",
            ));
        };
        let mut refused = Vec::new();
        let permissions = root.entry("permissions").map(|entry| Permissions::read(entry, &mut refused));
        grammar::ROOT.refuse(&root, &mut refused);
        let place = jobs;
        let jobs: Vec<Job> = jobs.entries().iter().map(|job| Job::read(job, &mut refused)).collect();
        // As at GitHub: only a file of the right form is asked whether it makes sense.
        if refused.is_empty() {
            schedule::refuse(root.get("on"), &mut refused);
            names::refuse(&jobs, &mut refused);
            needs::refuse(&jobs, place, &mut refused);
        }
        Ok(Self { name: text(root.get("name")), triggers: triggers(root.get("on")), permissions, jobs, refused })
    }

    /// Whether another workflow can call it.
    #[must_use]
    pub fn is_reusable(&self) -> bool {
        self.triggers.iter().any(|trigger| trigger.event == "workflow_call")
    }
}

impl Job {
    fn read(entry: &Entry, refused: &mut Vec<Refusal>) -> Self {
        let body = &entry.value;
        let steps = body.get("steps").map(Node::items).unwrap_or_default();
        let environment = body.get("environment");
        let environment = environment.map(|node| node.get("name").unwrap_or(node));
        let scalar = |node: &Node| Some((node.scalar()?.to_owned(), node.span.clone()));
        Self {
            id: entry.key.clone(),
            key_span: entry.key_span.clone(),
            permissions: body.entry("permissions").map(|entry| Permissions::read(entry, refused)),
            environment: environment.and_then(scalar).filter(|(name, _)| !name.is_empty()),
            uses: body.get("uses").and_then(scalar),
            requests: steps.iter().filter_map(requests::of_step).collect(),
            body: body.clone(),
        }
    }

    /// The body of a called workflow's inputs, as the caller gives them.
    #[must_use]
    pub fn with(&self) -> &[Entry] {
        self.body.get("with").map(Node::entries).unwrap_or_default()
    }
}

fn triggers(on: Option<&Node>) -> Vec<Trigger> {
    let Some(on) = on else { return Vec::new() };
    let named =
        |node: &Node| Some(Trigger { event: node.scalar()?.to_owned(), filters: None, span: node.span.clone() });
    if let Value::Map(entries) = &on.value {
        let entry = |entry: &Entry| Trigger {
            event: entry.key.clone(),
            filters: Some(entry.value.clone()),
            span: entry.key_span.clone(),
        };
        return entries.iter().map(entry).collect();
    }
    on.one_or_many().iter().filter_map(named).collect()
}

fn text(node: Option<&Node>) -> Option<String> {
    Some(node?.scalar()?.to_owned())
}
