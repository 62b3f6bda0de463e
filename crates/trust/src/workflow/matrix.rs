//! The combinations of a matrix.
//!
//! Source: GitHub's "Running variations of jobs in a workflow": `exclude` takes combinations away, then each `include` joins every
//! combination whose own values it does not change, else it is a combination of its own.

use std::collections::BTreeMap;

use super::Job;
use crate::node::{Node, Value};

/// Values of one combination, by key. A value that is no scalar, or is an expression, is not in it: it is not known.
pub type Combination = BTreeMap<String, String>;

/// More combinations than GitHub runs (256): beyond that nothing is known.
const MOST: usize = 256;

/// The combinations of a job; one empty one where it has no matrix, or one that is not known before the run.
#[must_use]
pub fn combinations(job: &Job) -> Vec<Combination> {
    let matrix = job.body.at(&["strategy", "matrix"]);
    matrix.and_then(expanded).unwrap_or_else(|| vec![Combination::new()])
}

fn expanded(matrix: &Node) -> Option<Vec<Combination>> {
    let Value::Map(entries) = &matrix.value else { return None };
    let axes: Vec<_> = entries.iter().filter(|entry| entry.key != "include" && entry.key != "exclude").collect();
    let mut combinations = vec![Combination::new()];
    for axis in &axes {
        let Value::List(values) = &axis.value.value else { return None };
        if combinations.len() * values.len() > MOST {
            return None;
        }
        let with = |one: &Combination, value: &Node| {
            let mut one = one.clone();
            one.extend(literal(value).map(|value| (axis.key.clone(), value)));
            one
        };
        combinations = combinations.iter().flat_map(|one| values.iter().map(move |value| with(one, value))).collect();
    }
    for exclude in list(matrix, "exclude")? {
        combinations.retain(|one| !exclude.iter().all(|(key, value)| one.get(key) == Some(value)));
    }
    let own: Vec<&str> = axes.iter().map(|axis| axis.key.as_str()).collect();
    let mut added = Vec::new();
    for include in list(matrix, "include")? {
        let keeps = |one: &Combination| {
            include.iter().all(|(key, value)| !own.contains(&key.as_str()) || one.get(key) == Some(value))
        };
        let joined: Vec<&mut Combination> =
            combinations.iter_mut().filter(|one| !own.is_empty() && keeps(one)).collect();
        if joined.is_empty() {
            added.push(include);
        } else {
            joined.into_iter().for_each(|one| one.extend(include.clone()));
        }
    }
    if own.is_empty() {
        combinations.clear();
    }
    combinations.extend(added);
    Some(combinations).filter(|combinations| !combinations.is_empty())
}

/// The mappings of `include` or `exclude`; none where the key is absent.
fn list(matrix: &Node, key: &str) -> Option<Vec<Combination>> {
    let Some(node) = matrix.get(key) else { return Some(Vec::new()) };
    let Value::List(items) = &node.value else { return None };
    let combination = |item: &Node| {
        item.entries().iter().filter_map(|entry| Some((entry.key.clone(), literal(&entry.value)?))).collect()
    };
    Some(items.iter().map(combination).collect())
}

fn literal(node: &Node) -> Option<String> {
    node.scalar().filter(|text| !text.contains("${{")).map(str::to_owned)
}
