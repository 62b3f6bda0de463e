//! The keys of a workflow file.
//!
//! Source: GitHub's "Workflow syntax for GitHub Actions" and "Events that trigger workflows", and the schema in
//! `@actions/workflow-parser` 0.3.61. What `permissions` takes is in `permissions.rs`.

use super::shape::{Key, Map, Scalar, Shape};

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
    may("queue", &Shape { scalar: Scalar::One(&["single", "max"]), items: None, maps: &[] }),
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
        may("secrets", &Shape { scalar: Scalar::One(&["inherit"]), items: None, maps: &[named(&TEXT)] }),
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

/// The names of events, as `on` takes them without filters.
const EVENTS: Scalar = Scalar::One(&[
    "branch_protection_rule",
    "check_run",
    "check_suite",
    "create",
    "delete",
    "deployment",
    "deployment_status",
    "discussion",
    "discussion_comment",
    "fork",
    "gollum",
    "image_version",
    "issue_comment",
    "issues",
    "label",
    "merge_group",
    "milestone",
    "page_build",
    "project",
    "project_card",
    "project_column",
    "public",
    "pull_request",
    "pull_request_comment",
    "pull_request_review",
    "pull_request_review_comment",
    "pull_request_target",
    "push",
    "registry_package",
    "release",
    "repository_dispatch",
    "schedule",
    "status",
    "watch",
    "workflow_call",
    "workflow_dispatch",
    "workflow_run",
]);

/// An event: nothing, or a mapping of its filters.
const fn event(filters: &'static [Map]) -> Shape {
    Shape { scalar: Scalar::Nothing, items: None, maps: filters }
}

/// `types` with the activities of an event, one or several.
macro_rules! types {
    ($($name:literal),*) => {
        may("types", &Shape {
            scalar: Scalar::One(&[$($name),*]),
            items: Some(&scalar(Scalar::One(&[$($name),*]))),
            maps: &[],
        })
    };
}

/// An event whose activities can be chosen.
macro_rules! activities {
    ($($name:literal),*) => { &event(&[known(&[types!($($name),*)])]) };
}

/// Branches or other refs by their names.
const fn refs(name: &'static str) -> Key {
    may(name, &ONE_OR_MANY)
}

/// What `pull_request` and `pull_request_target` take.
static PULL_REQUEST: Shape = event(&[known(&[
    types!(
        "assigned",
        "unassigned",
        "labeled",
        "unlabeled",
        "opened",
        "edited",
        "closed",
        "reopened",
        "synchronize",
        "converted_to_draft",
        "locked",
        "unlocked",
        "enqueued",
        "dequeued",
        "milestoned",
        "demilestoned",
        "ready_for_review",
        "review_requested",
        "review_request_removed",
        "auto_merge_enabled",
        "auto_merge_disabled",
        "stacked"
    ),
    refs("branches"),
    refs("branches-ignore"),
    refs("paths"),
    refs("paths-ignore"),
])]);

/// What starts a workflow.
static ON: Shape = Shape {
    scalar: EVENTS,
    items: Some(&scalar(EVENTS)),
    maps: &[known(&[
        may("branch_protection_rule", activities!("created", "edited", "deleted")),
        may("check_run", activities!("completed", "created", "rerequested", "requested_action")),
        may("check_suite", activities!("completed")),
        may("create", &NOTHING),
        may("delete", &NOTHING),
        may("deployment", &NOTHING),
        may("deployment_status", &NOTHING),
        may(
            "discussion",
            activities!(
                "created",
                "edited",
                "deleted",
                "transferred",
                "pinned",
                "unpinned",
                "labeled",
                "unlabeled",
                "locked",
                "unlocked",
                "category_changed",
                "answered",
                "unanswered"
            ),
        ),
        may("discussion_comment", activities!("created", "edited", "deleted")),
        may("fork", &NOTHING),
        may("gollum", &NOTHING),
        may(
            "image_version",
            &event(&[known(&[types!("created", "ready", "deleted"), refs("names"), refs("versions")])]),
        ),
        may("issue_comment", activities!("created", "edited", "deleted")),
        may(
            "issues",
            activities!(
                "opened",
                "edited",
                "deleted",
                "transferred",
                "pinned",
                "unpinned",
                "closed",
                "reopened",
                "assigned",
                "unassigned",
                "labeled",
                "unlabeled",
                "locked",
                "unlocked",
                "milestoned",
                "demilestoned",
                "field_added",
                "field_removed",
                "typed",
                "untyped"
            ),
        ),
        may("label", activities!("created", "edited", "deleted")),
        may("merge_group", &event(&[known(&[types!("checks_requested"), refs("branches"), refs("branches-ignore")])])),
        may("milestone", activities!("created", "closed", "opened", "edited", "deleted")),
        may("page_build", &NOTHING),
        may("project", activities!("created", "closed", "reopened", "edited", "deleted")),
        may("project_card", activities!("created", "moved", "converted", "edited", "deleted")),
        may("project_column", activities!("created", "updated", "moved", "deleted")),
        may("public", &NOTHING),
        may("pull_request", &PULL_REQUEST),
        may("pull_request_comment", activities!("created", "edited", "deleted")),
        may("pull_request_review", activities!("submitted", "edited", "dismissed")),
        may("pull_request_review_comment", activities!("created", "edited", "deleted")),
        may("pull_request_target", &PULL_REQUEST),
        may(
            "push",
            &event(&[known(&[
                refs("branches"),
                refs("branches-ignore"),
                refs("tags"),
                refs("tags-ignore"),
                refs("paths"),
                refs("paths-ignore"),
            ])]),
        ),
        may("registry_package", activities!("published", "updated")),
        may(
            "release",
            activities!("published", "unpublished", "created", "edited", "deleted", "prereleased", "released"),
        ),
        may("repository_dispatch", &event(&[known(&[may("types", &FILLEDS)])])),
        may("schedule", &list(&map(&[known(&[must("cron", &FILLED), may("timezone", &FILLED)])]))),
        may("status", &NOTHING),
        may("watch", activities!("started")),
        may("workflow_call", &WORKFLOW_CALL),
        may("workflow_dispatch", &WORKFLOW_DISPATCH),
        may(
            "workflow_run",
            &event(&[known(&[
                types!("requested", "completed", "in_progress"),
                refs("workflows"),
                refs("branches"),
                refs("branches-ignore"),
            ])]),
        ),
    ])],
};

static WORKFLOW_CALL: Shape = event(&[known(&[
    may(
        "inputs",
        &map(&[named(&map(&[known(&[
            may("description", &TEXT),
            must("type", &scalar(Scalar::One(&["string", "boolean", "number"]))),
            may("required", &BOOL),
            may("default", &TEXT),
        ])]))]),
    ),
    may("secrets", &map(&[named(&event(&[known(&[may("description", &TEXT), may("required", &BOOL)])]))])),
    may("outputs", &map(&[named(&map(&[known(&[may("description", &TEXT), must("value", &TEXT)])]))])),
])]);

static WORKFLOW_DISPATCH: Shape = event(&[known(&[may(
    "inputs",
    &map(&[named(&map(&[known(&[
        may("description", &TEXT),
        may("type", &scalar(Scalar::One(&["string", "boolean", "number", "environment", "choice"]))),
        may("required", &BOOL),
        may("default", &TEXT),
        may("options", &TEXTS),
    ])]))]),
)])]);
