//! From the triggers of a workflow to the runs that they start.
//!
//! Source: GitHub's "Events that trigger workflows" (column `GITHUB_REF`).

use crate::context::Context;
use crate::node::Node;
use crate::text::Text;
use crate::workflow::Trigger;

/// A run that a trigger can start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// The event's name.
    pub event: String,
    /// `refs/...`
    pub reference: Text,
    /// Target branch of a pull request; empty elsewhere.
    pub base_ref: Text,
    /// Source branch of a pull request; empty elsewhere.
    pub head_ref: Text,
    /// Whether it is a pull request from a fork, which gets no token on `pull_request`.
    pub fork: bool,
}

/// Events that always run on the default branch.
const ON_DEFAULT_BRANCH: &[&str] = &[
    "branch_protection_rule",
    "check_run",
    "check_suite",
    "delete",
    "discussion",
    "discussion_comment",
    "fork",
    "gollum",
    "issue_comment",
    "issues",
    "label",
    "milestone",
    "project",
    "project_card",
    "project_column",
    "pull_request_target",
    "public",
    "schedule",
    "status",
    "watch",
    "workflow_run",
];

/// Events of a pull request: they run on its merge commit.
const ON_MERGE_COMMIT: &[&str] = &["pull_request", "pull_request_review", "pull_request_review_comment"];

/// The runs of a trigger. `workflow_call` starts none by itself.
#[must_use]
pub fn runs(trigger: &Trigger, context: &Context) -> Vec<Run> {
    if trigger.event == "workflow_call" {
        return Vec::new();
    }
    references(trigger, context).into_iter().map(|reference| run(&trigger.event, reference, context)).collect()
}

fn run(event: &str, reference: Text, context: &Context) -> Run {
    let of_pull_request = ON_MERGE_COMMIT.contains(&event) || event == "pull_request_target";
    let branch = |known: &Option<String>, name| match known {
        _ if !of_pull_request => Text::default(),
        Some(branch) => Text::from(branch.as_str()),
        None => Text::unknown(name),
    };
    Run {
        event: event.to_owned(),
        reference,
        base_ref: branch(&context.base_ref, "base branch"),
        head_ref: branch(&context.head_ref, "head branch"),
        fork: context.fork && ON_MERGE_COMMIT.contains(&event),
    }
}

fn references(trigger: &Trigger, context: &Context) -> Vec<Text> {
    let event = trigger.event.as_str();
    let default = || vec![Text::from("refs/heads/").then(&context.default_branch)];
    let given = context.reference.as_deref();
    if ON_DEFAULT_BRANCH.contains(&event) {
        return default();
    }
    if ON_MERGE_COMMIT.contains(&event) {
        let merge = Text::from("refs/pull/").then_unknown("number").then("/merge");
        return vec![given.filter(|given| given.starts_with("refs/pull/")).map_or(merge, Text::from)];
    }
    match (event, given) {
        ("merge_group", given) => {
            let queue = "refs/heads/gh-readonly-queue/";
            let any = Text::from(queue).then_unknown("base branch, pull request and commit");
            vec![given.filter(|given| given.starts_with(queue)).map_or(any, Text::from)]
        }
        (_, Some(given)) => vec![Text::from(given)],
        ("push", None) => pushed(trigger.filters.as_ref(), context),
        ("release", None) => vec![Text::from("refs/tags/").then_unknown("tag")],
        ("workflow_dispatch" | "repository_dispatch", None) => default(),
        _ => vec![Text::unknown("ref")],
    }
}

/// What `branches` and `tags` let through; the default branch where nothing is filtered, or only left out.
fn pushed(filters: Option<&Node>, context: &Context) -> Vec<Text> {
    let patterns = |key: &str| filters.and_then(|filters| filters.get(key)).map(Node::one_or_many).unwrap_or_default();
    let mut references = Vec::new();
    for (key, prefix) in [("branches", "refs/heads/"), ("tags", "refs/tags/")] {
        let positive = patterns(key).iter().filter_map(Node::scalar).filter(|pattern| !pattern.starts_with('!'));
        references.extend(positive.map(|pattern| filled(prefix, pattern)));
    }
    if !references.is_empty() {
        return references;
    }
    if filters.is_some_and(|filters| filters.get("tags-ignore").is_some() && filters.get("branches-ignore").is_none()) {
        return vec![Text::from("refs/tags/").then_unknown("tag")];
    }
    vec![Text::from("refs/heads/").then(&context.default_branch)]
}

/// A filter pattern with each special character's run as a part that is not known.
fn filled(prefix: &str, pattern: &str) -> Text {
    let mut text = Text::from(prefix);
    let mut chars = pattern.chars().peekable();
    while let Some(char) = chars.next() {
        match char {
            '\\' => {
                if let Some(escaped) = chars.next() {
                    text = text.then(&escaped.to_string());
                }
            }
            '*' => {
                while chars.next_if(|next| matches!(next, '*' | '+' | '?')).is_some() {}
                text = text.then_unknown("any");
            }
            '[' => {
                while chars.next().is_some_and(|next| next != ']') {}
                while chars.next_if(|next| matches!(next, '*' | '+' | '?')).is_some() {}
                text = text.then_unknown("any");
            }
            // `x?` and `x+`: whether the last known character stands there, and how often, is open.
            '?' | '+' => text = text.without_last_char().then_unknown("any"),
            char => text = text.then(&char.to_string()),
        }
    }
    text
}
