//! `get_failure`

use rmcp::model::{CallToolResult, JsonObject, Tool};
use schemars::JsonSchema;
use serde::Deserialize;
use unstuck_app::actions::show;
use unstuck_app::answers::agent;
use unstuck_app::view::WholeView;

use super::{Answer, Language, answered, reading};
use crate::Desk;
use crate::answer::Told;

const DESCRIPTION: &str = "\
Everything about one known failure: root cause, every dead end and workaround with its steps and how often it worked, how to tell it \
from similar failures, versions and citations.";

/// What `get_failure` takes.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Arguments {
    /// Id of the failure, such as git/index-lock-exists.
    id: String,
    /// Language of the answer: en (English) or zh (Simplified Chinese).
    #[serde(default)]
    #[schemars(with = "Language")]
    lang: Option<Language>,
}

pub(super) fn tool() -> (Tool, Answer) {
    (reading::<Arguments, WholeView>("get_failure", "Show a failure", DESCRIPTION), answer)
}

fn answer(desk: &Desk, arguments: JsonObject) -> CallToolResult {
    answered(desk, arguments, |asked: Arguments, library| {
        let lang = Language::or(asked.lang, desk.lang());
        let view = show(library, &asked.id, lang)?;
        let text = agent::whole(&view);
        Ok(Told::new(view, lang).result(text))
    })
}
