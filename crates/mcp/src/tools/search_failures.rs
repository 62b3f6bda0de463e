//! `search_failures`

use rmcp::model::{CallToolResult, JsonObject, Tool};
use schemars::JsonSchema;
use serde::Deserialize;
use unstuck_app::actions::{Listing, search};
use unstuck_app::answers::agent;

use super::{Answer, Language, answered, reading};
use crate::Desk;
use crate::answer::Told;

const DESCRIPTION: &str = "\
Find known failures by words, English or Chinese: what somebody describes rather than what a tool printed. At most 20, the best fit \
first. For an error message or a log use `explain`: a hit here is a guess.";

/// What `search_failures` takes.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Arguments {
    /// Words to look for.
    words: String,
    /// Language of the answer: en (English) or zh (Simplified Chinese).
    #[serde(default)]
    #[schemars(with = "Language")]
    lang: Option<Language>,
}

pub(super) fn tool() -> (Tool, Answer) {
    (reading::<Arguments, Listing>("search_failures", "Search failures", DESCRIPTION), answer)
}

fn answer(desk: &Desk, arguments: JsonObject) -> CallToolResult {
    answered(desk, arguments, |asked: Arguments, library| {
        let lang = Language::or(asked.lang, desk.lang());
        let view = search(library, &asked.words, lang)?;
        let text = agent::listing(&view);
        Ok(Told::new(view, lang).result(text))
    })
}
