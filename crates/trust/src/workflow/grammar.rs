//! The keys of a workflow file.
//!
//! Source: GitHub's "Workflow syntax for GitHub Actions" and "Events that trigger workflows", and the schema in
//! `@actions/workflow-parser` 0.3.61. What `permissions` takes is in `permissions.rs`.

mod events;

use super::shape::{Key, Map, Scalar, Shape};
use events::ON;

const fn scalar(scalar: Scalar) -> Shape {
    Shape { scalar, items: None, maps: &[] }
}

const fn list(items: &'static Shape) -> Shape {
    Shape { scalar: Scalar::No, items: Some(items), maps: &[] }
}

const fn map(maps: &'static [Map]) -> Shape {
    Shape { scalar: Scalar::No, items: None, maps }
}

const fn known(keys: &'static [Key]) -> Map {
    Map { keys, others: None }
}

/// A mapping of any keys.
const fn named(others: &'static Shape) -> Map {
    Map { keys: &[], others: Some(others) }
}

const fn may(name: &'static str, shape: &'static Shape) -> Key {
    Key { name, required: false, shape: Some(shape) }
}

const fn must(name: &'static str, shape: &'static Shape) -> Key {
    Key { name, required: true, shape: Some(shape) }
}

/// `permissions`, of which other rules speak.
const PERMISSIONS: Key = Key { name: "permissions", required: false, shape: None };

static TEXT: Shape = scalar(Scalar::Any);
static FILLED: Shape = scalar(Scalar::Filled);
static BOOL: Shape = scalar(Scalar::Bool);
static NUMBER: Shape = scalar(Scalar::Number);
static NOTHING: Shape = scalar(Scalar::Nothing);
static TEXTS: Shape = list(&TEXT);
static FILLEDS: Shape = list(&FILLED);
/// One text or several.
static ONE_OR_MANY: Shape = Shape { scalar: Scalar::Filled, items: Some(&FILLED), maps: &[] };
/// Names and what they stand for, as in `env` and `with`.
static VALUES: Shape = map(&[named(&TEXT)]);
static ANY: Shape = Shape { scalar: Scalar::Any, items: Some(&ANY), maps: &[named(&ANY)] };

/// The file.
pub(super) static ROOT: Shape = map(&[known(&[
    must("on", &ON),
    may("name", &TEXT),
    may("description", &TEXT),
    may("run-name", &TEXT),
    may("defaults", &DEFAULTS),
    may("env", &VALUES),
    PERMISSIONS,
    may("concurrency", &WORKFLOW_CONCURRENCY),
    must("jobs", &JOBS),
])]);

static DEFAULTS: Shape = map(&[known(&[may("run", &DEFAULTS_OF_RUN)])]);
static DEFAULTS_OF_RUN: Shape = map(&[known(&[may("shell", &FILLED), may("working-directory", &FILLED)])]);

/// How many runs at a time, and which of them wait.
const CONCURRENCY: Map = known(CONCURRENCY_KEYS);
const CONCURRENCY_KEYS: &[Key] = &[
    must("group", &FILLED),
    may("cancel-in-progress", &BOOL),
    may("queue", &Shape { scalar: Scalar::One("single max"), items: None, maps: &[] }),
];
static WORKFLOW_CONCURRENCY: Shape = Shape { scalar: Scalar::Any, items: None, maps: &[CONCURRENCY] };
static JOB_CONCURRENCY: Shape = Shape { scalar: Scalar::Filled, items: None, maps: &[CONCURRENCY] };

static JOBS: Shape = map(&[named(&JOB)]);
static JOB: Shape = map(&[
    known(&[
        may("needs", &ONE_OR_MANY),
        may("if", &TEXT),
        may("strategy", &STRATEGY),
        may("name", &TEXT),
        must("runs-on", &RUNS_ON),
        may("timeout-minutes", &NUMBER),
        may("cancel-timeout-minutes", &NUMBER),
        may("continue-on-error", &BOOL),
        may("container", &CONTAINER),
        may("services", &map(&[named(&SERVICE)])),
        may("env", &VALUES),
        may("environment", &ENVIRONMENT),
        PERMISSIONS,
        may("concurrency", &JOB_CONCURRENCY),
        may("outputs", &VALUES),
        may("defaults", &DEFAULTS),
        may("steps", &list(&STEP)),
        may("snapshot", &SNAPSHOT),
    ]),
    known(&[
        may("name", &TEXT),
        must("uses", &FILLED),
        may("with", &VALUES),
        may("secrets", &Shape { scalar: Scalar::One("inherit"), items: None, maps: &[named(&TEXT)] }),
        may("needs", &ONE_OR_MANY),
        may("if", &TEXT),
        PERMISSIONS,
        may("concurrency", &JOB_CONCURRENCY),
        may("strategy", &STRATEGY),
    ]),
]);

static STRATEGY: Shape =
    map(&[known(&[may("fail-fast", &BOOL), may("max-parallel", &NUMBER), may("matrix", &MATRIX)])]);
static MATRIX: Shape = map(&[Map {
    keys: &[may("include", &COMBINATIONS), may("exclude", &COMBINATIONS)],
    others: Some(&Shape { scalar: Scalar::No, items: Some(&ANY), maps: &[] }),
}]);
static COMBINATIONS: Shape = list(&map(&[named(&ANY)]));

static RUNS_ON: Shape = Shape {
    scalar: Scalar::Filled,
    items: Some(&FILLED),
    maps: &[known(&[may("group", &FILLED), may("labels", &ONE_OR_MANY)])],
};
static ENVIRONMENT: Shape = Shape {
    scalar: Scalar::Any,
    items: None,
    maps: &[known(&[must("name", &TEXT), may("url", &TEXT), may("deployment", &BOOL)])],
};
static SNAPSHOT: Shape = Shape {
    scalar: Scalar::Filled,
    items: None,
    maps: &[known(&[must("image-name", &FILLED), may("if", &TEXT), may("version", &FILLED)])],
};
static CREDENTIALS: Shape = map(&[known(&[may("username", &FILLED), may("password", &FILLED)])]);
static CONTAINER: Shape = Shape {
    scalar: Scalar::Any,
    items: None,
    maps: &[known(&[
        may("image", &FILLED),
        may("options", &TEXT),
        may("env", &VALUES),
        may("ports", &FILLEDS),
        may("volumes", &FILLEDS),
        may("credentials", &CREDENTIALS),
    ])],
};
static SERVICE: Shape = Shape {
    scalar: Scalar::Filled,
    items: None,
    maps: &[known(&[
        may("image", &FILLED),
        may("options", &TEXT),
        may("env", &VALUES),
        may("ports", &FILLEDS),
        may("volumes", &FILLEDS),
        may("credentials", &CREDENTIALS),
        may("entrypoint", &TEXT),
        may("command", &TEXT),
    ])],
};

static STEP: Shape = map(&[
    known(&[
        may("name", &TEXT),
        may("id", &FILLED),
        may("if", &TEXT),
        may("timeout-minutes", &NUMBER),
        must("run", &TEXT),
        may("continue-on-error", &BOOL),
        may("env", &VALUES),
        may("working-directory", &TEXT),
        may("shell", &FILLED),
    ]),
    known(&[
        may("name", &TEXT),
        may("id", &FILLED),
        may("if", &TEXT),
        may("continue-on-error", &BOOL),
        may("timeout-minutes", &NUMBER),
        must("uses", &FILLED),
        may("with", &VALUES),
        may("env", &VALUES),
    ]),
    // Named by GitHub's messages, and not open to everybody yet.
    known(&[must("parallel", &list(&STEP))]),
]);
