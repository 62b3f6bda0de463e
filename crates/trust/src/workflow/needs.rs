//! `needs`: jobs that wait for each other.
//!
//! Source: "Using jobs in a workflow", section "Defining prerequisite jobs", and what `@actions/workflow-parser` says where jobs cannot be put in an
//! order.

use super::{Job, Refusal};
use crate::node::Node;

/// Jobs that can never start.
pub(super) fn refuse(jobs: &[Job], place: &Node, refused: &mut Vec<Refusal>) {
    let needs = |job: &Job| -> Vec<(String, std::ops::Range<usize>)> {
        let needs = job.body.get("needs").map(Node::one_or_many).unwrap_or_default();
        needs.iter().filter_map(|need| Some((need.scalar()?.to_owned(), need.span.clone()))).collect()
    };
    let mut waiting: Vec<_> = jobs.iter().map(|job| (job, needs(job))).collect();
    let mut started: Vec<&str> = Vec::new();
    loop {
        let (free, others): (Vec<_>, Vec<_>) = waiting.into_iter().partition(|(_, needs)| needs.is_empty());
        waiting = others;
        if free.is_empty() {
            break;
        }
        started.extend(free.iter().map(|(job, _)| job.id.as_str()));
        for (_, needs) in &mut waiting {
            needs.retain(|(need, _)| !started.contains(&need.as_str()));
        }
    }
    if started.is_empty() {
        let message = "The workflow must contain at least one job with no dependencies.".to_owned();
        refused.push(Refusal { message, span: place.span.clone(), known: Vec::new() });
        return;
    }
    for (job, needs) in waiting {
        for (need, span) in needs {
            let (message, known) = if jobs.iter().any(|job| job.id == need) {
                let why = "which creates a cycle in the dependency graph";
                (format!("Job '{}' depends on job '{need}' {why}.", job.id), Vec::new())
            } else {
                let others = jobs.iter().map(|other| &other.id).filter(|id| **id != job.id).cloned().collect();
                (format!("Job '{}' depends on unknown job '{need}'.", job.id), others)
            };
            refused.push(Refusal { message, span, known });
        }
    }
}
