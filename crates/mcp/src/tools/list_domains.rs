//! `list_domains`

use rmcp::model::{CallToolResult, JsonObject, Tool};
use schemars::JsonSchema;
use serde::Deserialize;
use unstuck_app::actions::{Domains, domains};
use unstuck_app::answers::agent;

use super::{Answer, answered, reading};
use crate::Desk;
use crate::answer::Told;

const DESCRIPTION: &str =
    "The domains of the canon (git, docker, npm, ...) and how many failures each has: what is known, and what is not.";

/// `list_domains` takes nothing.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Arguments {}

pub(super) fn tool() -> (Tool, Answer) {
    (reading::<Arguments, Domains>("list_domains", "List domains", DESCRIPTION), answer)
}

fn answer(desk: &Desk, arguments: JsonObject) -> CallToolResult {
    answered(desk, arguments, |_: Arguments, library| {
        let view = domains(library);
        let text = agent::domains(&view);
        Ok(Told::new(view, desk.lang()).result(text))
    })
}
