//! What `on` takes: events, their filters and activities.

use super::{BOOL, FILLED, FILLEDS, NOTHING, ONE_OR_MANY, TEXT, TEXTS, known, list, map, may, must, named, scalar};
use crate::workflow::shape::{Key, Map, Scalar, Shape};

/// The names of events, as `on` takes them without filters.
const EVENTS: Scalar = Scalar::One(
    "branch_protection_rule check_run check_suite create delete deployment deployment_status discussion \
     discussion_comment fork gollum image_version issue_comment issues label merge_group milestone page_build \
     project project_card project_column public pull_request pull_request_comment pull_request_review \
     pull_request_review_comment pull_request_target push registry_package release repository_dispatch \
     schedule status watch workflow_call workflow_dispatch workflow_run",
);

/// An event: nothing, or a mapping of its filters.
const fn event(filters: &'static [Map]) -> Shape {
    Shape { scalar: Scalar::Nothing, items: None, maps: filters }
}

/// `types` with the activities of an event, one or several.
macro_rules! types {
    ($words:literal) => {
        may("types", &Shape { scalar: Scalar::One($words), items: Some(&scalar(Scalar::One($words))), maps: &[] })
    };
}

/// An event whose activities can be chosen.
macro_rules! activities {
    ($words:literal) => {
        &event(&[known(&[types!($words)])])
    };
}

/// Branches or other refs by their names.
const fn refs(name: &'static str) -> Key {
    may(name, &ONE_OR_MANY)
}

/// What `pull_request` and `pull_request_target` take.
static PULL_REQUEST: Shape = event(&[known(&[
    types!(
        "assigned unassigned labeled unlabeled opened edited closed reopened synchronize converted_to_draft \
         locked unlocked enqueued dequeued milestoned demilestoned ready_for_review review_requested \
         review_request_removed auto_merge_enabled auto_merge_disabled stacked"
    ),
    refs("branches"),
    refs("branches-ignore"),
    refs("paths"),
    refs("paths-ignore"),
])]);

/// What starts a workflow.
pub(super) static ON: Shape = Shape {
    scalar: EVENTS,
    items: Some(&scalar(EVENTS)),
    maps: &[known(&[
        may("branch_protection_rule", activities!("created edited deleted")),
        may("check_run", activities!("completed created rerequested requested_action")),
        may("check_suite", activities!("completed")),
        may("create", &NOTHING),
        may("delete", &NOTHING),
        may("deployment", &NOTHING),
        may("deployment_status", &NOTHING),
        may(
            "discussion",
            activities!(
                "created edited deleted transferred pinned unpinned labeled unlabeled locked unlocked \
                 category_changed answered unanswered"
            ),
        ),
        may("discussion_comment", activities!("created edited deleted")),
        may("fork", &NOTHING),
        may("gollum", &NOTHING),
        may("image_version", &event(&[known(&[types!("created ready deleted"), refs("names"), refs("versions")])])),
        may("issue_comment", activities!("created edited deleted")),
        may(
            "issues",
            activities!(
                "opened edited deleted transferred pinned unpinned closed reopened assigned unassigned \
                 labeled unlabeled locked unlocked milestoned demilestoned field_added field_removed typed \
                 untyped"
            ),
        ),
        may("label", activities!("created edited deleted")),
        may("merge_group", &event(&[known(&[types!("checks_requested"), refs("branches"), refs("branches-ignore")])])),
        may("milestone", activities!("created closed opened edited deleted")),
        may("page_build", &NOTHING),
        may("project", activities!("created closed reopened edited deleted")),
        may("project_card", activities!("created moved converted edited deleted")),
        may("project_column", activities!("created updated moved deleted")),
        may("public", &NOTHING),
        may("pull_request", &PULL_REQUEST),
        may("pull_request_comment", activities!("created edited deleted")),
        may("pull_request_review", activities!("submitted edited dismissed")),
        may("pull_request_review_comment", activities!("created edited deleted")),
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
        may("registry_package", activities!("published updated")),
        may("release", activities!("published unpublished created edited deleted prereleased released")),
        may("repository_dispatch", &event(&[known(&[may("types", &FILLEDS)])])),
        may("schedule", &list(&map(&[known(&[must("cron", &FILLED), may("timezone", &FILLED)])]))),
        may("status", &NOTHING),
        may("watch", activities!("started")),
        may("workflow_call", &WORKFLOW_CALL),
        may("workflow_dispatch", &WORKFLOW_DISPATCH),
        may(
            "workflow_run",
            &event(&[known(&[
                types!("requested completed in_progress"),
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
            must("type", &scalar(Scalar::One("string boolean number"))),
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
        may("type", &scalar(Scalar::One("string boolean number environment choice"))),
        may("required", &BOOL),
        may("default", &TEXT),
        may("options", &TEXTS),
    ])]))]),
)])]);
