//! The tools: one file each, with its arguments and what it says of itself.

mod check_approach;
mod explain;
mod get_failure;
mod inspect_oidc;
mod list_domains;
mod report_outcome;
mod search_failures;

use std::sync::Arc;

use rmcp::model::{CallToolResult, JsonObject, Tool, ToolAnnotations};
use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use unstuck_app::Lang;

use crate::answer::{Told, failed, input_schema, output_schema};
use crate::{Desk, Opened};

/// What answers a call.
pub(crate) type Answer = fn(&Desk, JsonObject) -> CallToolResult;

/// The tools of a desk, in the order in which an agent uses them. Their schemas are made once: see [`Desk::tools`].
pub(crate) fn of(desk: &Desk) -> Vec<(Tool, Answer)> {
    let mut tools = vec![
        if desk.folder().is_some() { explain::with_files() } else { explain::tool() },
        check_approach::tool(),
        get_failure::tool(),
        search_failures::tool(),
        list_domains::tool(),
        inspect_oidc::tool(),
    ];
    tools.extend(desk.takes_reports().then(report_outcome::tool));
    tools
}

/// What is listed.
pub(crate) fn all(desk: &Desk) -> Vec<Tool> {
    desk.tools().iter().map(|(tool, _)| tool.clone()).collect()
}

/// What answers calls of that name.
pub(crate) fn named(desk: &Desk, name: &str) -> Option<Answer> {
    desk.tools().iter().find(|(tool, _)| tool.name == name).map(|(_, answer)| *answer)
}

/// A language that a caller asks for.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Language {
    En,
    Zh,
}

impl Language {
    pub(crate) fn or(asked: Option<Self>, own: Lang) -> Lang {
        match asked {
            Some(Self::En) => Lang::En,
            Some(Self::Zh) => Lang::Zh,
            None => own,
        }
    }
}

/// A tool that only reads.
fn reading<A: JsonSchema, T: serde::Serialize + JsonSchema>(
    name: &'static str,
    title: &str,
    description: &'static str,
) -> Tool {
    Tool::new(name, description, Arc::new(input_schema::<A>()))
        .with_title(title)
        .with_raw_output_schema(Arc::new(output_schema::<Told<T>>()))
        .with_annotations(ToolAnnotations::new().read_only(true).open_world(false))
}

/// Reads the arguments and does the work; what goes wrong in either is told in the result.
fn answered<A: DeserializeOwned>(
    desk: &Desk,
    arguments: JsonObject,
    work: impl FnOnce(A, &Opened) -> Result<CallToolResult, unstuck_app::Error>,
) -> CallToolResult {
    let arguments = match arguments_of::<A>(arguments) {
        Ok(arguments) => arguments,
        Err(bad) => return failed(&bad),
    };
    desk.library().and_then(|library| work(arguments, &library)).unwrap_or_else(|error| failed(&error))
}

/// The arguments of a call, or what is wrong with them.
fn arguments_of<A: DeserializeOwned>(arguments: JsonObject) -> Result<A, BadArguments> {
    serde_json::from_value(arguments.into()).map_err(BadArguments)
}

#[derive(Debug, thiserror::Error)]
#[error("these arguments do not fit the tool's input schema")]
struct BadArguments(#[source] serde_json::Error);
