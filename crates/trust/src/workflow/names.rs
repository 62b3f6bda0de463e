//! The names of jobs and steps.
//!
//! Source: "Workflow syntax for GitHub Actions", `jobs.<job_id>`, and what `@actions/workflow-parser` says of names that are not of that form.

use std::collections::BTreeSet;
use std::ops::Range;

use super::{Job, Refusal};
use crate::node::Node;

/// A name is shorter than this.
const LONG: usize = 100;

/// Names that GitHub refuses.
pub(super) fn refuse(jobs: &[Job], refused: &mut Vec<Refusal>) {
    for job in jobs {
        refused.extend(wrong(&job.id, &job.key_span, &mut BTreeSet::new()));
        let mut seen = BTreeSet::new();
        let steps = job.body.get("steps").map(Node::items).unwrap_or_default();
        for id in steps.iter().filter_map(|step| step.get("id")) {
            refused.extend(id.scalar().and_then(|name| wrong(name, &id.span, &mut seen)));
        }
    }
}

/// What is wrong with a name, beside those that were there before.
fn wrong(name: &str, span: &Range<usize>, seen: &mut BTreeSet<String>) -> Option<Refusal> {
    let mut letters = name.bytes();
    let begins = letters.next().is_some_and(|first| first.is_ascii_alphabetic() || first == b'_');
    let fits = begins && letters.all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
    let message = if !fits || name.len() >= LONG {
        format!(
            "The identifier '{name}' is invalid. IDs may only contain alphanumeric characters, '_', and '-'. IDs must start with a letter \
             or '_' and and must be less than {LONG} characters."
        )
    } else if name.starts_with("__") {
        format!("The identifier '{name}' is invalid. IDs starting with '__' are reserved.")
    } else if !seen.insert(name.to_owned()) {
        format!("The identifier '{name}' may not be used more than once within the same scope.")
    } else {
        return None;
    };
    Some(Refusal { message, span: span.clone(), known: Vec::new() })
}
