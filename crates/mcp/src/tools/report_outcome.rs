//! `report_outcome`

use std::sync::Arc;

use rmcp::model::{CallToolResult, JsonObject, Tool, ToolAnnotations};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use unstuck_app::answers::human;

use super::{Answer, answered};
use crate::Desk;
use crate::answer::{Told, failed, input_schema, output_schema};

const DESCRIPTION: &str = "\
Report how an approach ended, once that is clear: the command that failed was run again. It is counted on this machine, in the user's \
own ledger, as one voice whose last word counts; ids, the outcome and the system's name are kept, and no text. Report only what was \
seen.";

/// What `report_outcome` takes.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Arguments {
    /// Id of the failure, such as git/index-lock-exists.
    failure: String,
    /// Id of the approach that was tried, such as remove-a-stale-lock.
    approach: String,
    /// How it ended.
    outcome: Ended,
}

/// How an approach ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Ended {
    /// The failure was gone.
    Fixed,
    /// The same failure came back.
    Same,
}

/// What was recorded.
#[derive(Debug, Serialize, JsonSchema)]
struct Recorded {
    /// `unstuck/recorded/1`
    schema: &'static str,
    /// The failure.
    failure: String,
    /// The approach.
    approach: String,
    /// How it ended.
    outcome: Ended,
}

pub(super) fn tool() -> (Tool, Answer) {
    let tool = Tool::new("report_outcome", DESCRIPTION, Arc::new(input_schema::<Arguments>()))
        .with_title("Report an outcome")
        .with_raw_output_schema(Arc::new(output_schema::<Told<Recorded>>()))
        .with_annotations(
            ToolAnnotations::new().read_only(false).destructive(false).idempotent(true).open_world(false),
        );
    (tool, answer)
}

fn answer(desk: &Desk, arguments: JsonObject) -> CallToolResult {
    let Some(field) = desk.field() else { return failed(&NoReports) };
    answered(desk, arguments, |asked: Arguments, library| {
        let target = format!("{}#{}", asked.failure, asked.approach);
        let outcome = field?.report(library, &target, asked.outcome == Ended::Fixed, None)?;
        let recorded = Recorded {
            schema: "unstuck/recorded/1",
            failure: outcome.failure.to_string(),
            approach: outcome.approach.to_string(),
            outcome: asked.outcome,
        };
        Ok(Told::new(recorded, desk.lang()).result(human::recorded(&outcome)))
    })
}

#[derive(Debug, thiserror::Error)]
#[error("this server takes no reports")]
struct NoReports;
