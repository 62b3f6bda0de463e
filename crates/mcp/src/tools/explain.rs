//! `explain`

use rmcp::model::{CallToolResult, JsonObject, Tool};
use schemars::JsonSchema;
use serde::Deserialize;
use unstuck_app::answers::agent;
use unstuck_app::input::Log;
use unstuck_app::view::DiagnosisView;

use super::{Answer, Language, answered, arguments_of, reading};
use crate::answer::{Told, failed};
use crate::files::allowed;
use crate::{Desk, Opened};

const TITLE: &str = "Explain a failure";
const DESCRIPTION: &str = "\
Find the known failures in an error message, a log or the output of a command that failed. Gives the cause with its root cause, the \
dead ends that will not end it, the workarounds that did and how often, and the lines that nothing explains. Call this before trying \
any fix. Pass the whole output: nothing is cut off, and the decisive line is often not the last. Nothing found means that the canon \
does not know the failure, not that there is none.";

/// What `explain` takes.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Arguments {
    /// The message, log or output, as it is; of any length.
    text: String,
    /// Language of the answer: en (English) or zh (Simplified Chinese).
    #[serde(default)]
    #[schemars(with = "Language")]
    lang: Option<Language>,
}

/// What it takes where files may be named.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct WithFiles {
    /// The message, log or output, as it is; of any length.
    #[serde(default)]
    #[schemars(with = "String")]
    text: Option<String>,
    /// Instead of text: a log file of this project, relative to its root; .gz and .zst are read as they are.
    #[serde(default)]
    #[schemars(with = "String")]
    path: Option<String>,
    /// Language of the answer: en (English) or zh (Simplified Chinese).
    #[serde(default)]
    #[schemars(with = "Language")]
    lang: Option<Language>,
}

pub(super) fn tool() -> (Tool, Answer) {
    (reading::<Arguments, DiagnosisView>("explain", TITLE, DESCRIPTION), of_text)
}

pub(super) fn with_files() -> (Tool, Answer) {
    (reading::<WithFiles, DiagnosisView>("explain", TITLE, DESCRIPTION), of_either)
}

fn of_text(desk: &Desk, arguments: JsonObject) -> CallToolResult {
    answered(desk, arguments, |asked: Arguments, library| text(desk, library, &asked.text, asked.lang))
}

fn of_either(desk: &Desk, arguments: JsonObject) -> CallToolResult {
    let asked: WithFiles = match arguments_of(arguments) {
        Ok(asked) => asked,
        Err(bad) => return failed(&bad),
    };
    let explained = match (asked.text, asked.path, desk.folder()) {
        (Some(log), None, _) => desk.library().and_then(|library| text(desk, &library, &log, asked.lang)),
        (None, Some(path), Some(folder)) => match allowed(folder, &path) {
            Ok(real) => desk.library().and_then(|library| {
                let lang = Language::or(asked.lang, desk.lang());
                let mut log = Log::open(&real)?;
                log.name = path;
                Ok(told(library.explainer(lang)?.log(log)?))
            }),
            Err(refused) => return failed(&refused),
        },
        _ => return failed(&OneOfTwo),
    };
    explained.unwrap_or_else(|error| failed(&error))
}

#[derive(Debug, thiserror::Error)]
#[error("give either `text` or `path`")]
struct OneOfTwo;

fn text(
    desk: &Desk,
    library: &Opened,
    text: &str,
    lang: Option<Language>,
) -> Result<CallToolResult, unstuck_app::Error> {
    Ok(told(library.explainer(Language::or(lang, desk.lang()))?.text("text", text.as_bytes())?))
}

fn told(view: DiagnosisView) -> CallToolResult {
    let (text, lang) = (agent::diagnosis(&view), view.lang);
    Told::new(view, lang).result(text)
}
