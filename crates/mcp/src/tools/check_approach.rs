//! `check_approach`

use rmcp::model::{CallToolResult, JsonObject, Tool};
use schemars::JsonSchema;
use serde::Deserialize;
use unstuck_app::actions::{PlanView, plan};
use unstuck_app::answers::agent;

use super::{Answer, Language, answered, reading};
use crate::Desk;
use crate::answer::Told;

const DESCRIPTION: &str = "\
Before trying a fix: say what you are about to do against a failure, and learn whether it is a known dead end, a known workaround, or \
not known. The plan is an approach's id or a few plain words. A plan is recognised only where its words leave little doubt; `known: \
null` means that the canon says neither that it helps nor that it does not.";

/// What `check_approach` takes.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Arguments {
    /// Id of the failure, as `explain` gives it, such as git/index-lock-exists.
    failure: String,
    /// What you are about to do: an approach's id, a command or a short sentence.
    approach: String,
    /// Language of the answer: en (English) or zh (Simplified Chinese).
    #[serde(default)]
    #[schemars(with = "Language")]
    lang: Option<Language>,
}

pub(super) fn tool() -> (Tool, Answer) {
    (reading::<Arguments, PlanView>("check_approach", "Check a plan", DESCRIPTION), answer)
}

fn answer(desk: &Desk, arguments: JsonObject) -> CallToolResult {
    answered(desk, arguments, |asked: Arguments, library| {
        let lang = Language::or(asked.lang, desk.lang());
        let view = plan(library, &asked.failure, &asked.approach, lang)?;
        let text = agent::plan(&view);
        Ok(Told::new(view, lang).result(text))
    })
}
