//! `unstuck hook`: what an agent calls when a command of its failed. Reads the agent's JSON, answers with the diagnosis.
//!
//! An agent must not be disturbed by its helper: where nothing is known, nothing is said, and what goes wrong here ends
//! with code 1, which agents show and pass over (2 would stop them).

use std::io::{self, Read};

use serde::Deserialize;
use serde_json::json;
use unstuck_app::actions::Explainer;
use unstuck_app::{Error, answers};

use crate::args::Hook;
use crate::context::Context;
use crate::exit::Done;

/// The input of Claude Code's `PostToolUseFailure`: <https://code.claude.com/docs/en/hooks>. Fields that are not needed are
/// passed over, and those that are missing mean that there is nothing to explain.
#[derive(Debug, Deserialize)]
struct Failed {
    #[serde(default)]
    hook_event_name: String,
    #[serde(default)]
    error: String,
    #[serde(default)]
    is_interrupt: bool,
}

pub(crate) fn run(context: &Context, args: &Hook) -> Result<Done, Error> {
    let Hook::ClaudeCode = args;
    let mut input = Vec::new();
    let read = io::stdin().lock().read_to_end(&mut input);
    let failed: Failed = match read.map_err(serde_json::Error::io).and_then(|_| serde_json::from_slice(&input)) {
        Ok(failed) => failed,
        Err(error) => {
            context.notice(&format!("unstuck hook: this is no input of a hook: {error}"));
            return Ok(Done::No);
        }
    };
    if failed.is_interrupt || failed.error.is_empty() || failed.hook_event_name != "PostToolUseFailure" {
        return Ok(Done::Yes);
    }
    match diagnosis(context, &failed.error) {
        Ok(None) => Ok(Done::Yes),
        Ok(Some(text)) => {
            let told =
                json!({"hookSpecificOutput": {"hookEventName": failed.hook_event_name, "additionalContext": text}});
            context.answer(&format!("{told}\n"))?;
            Ok(Done::Yes)
        }
        Err(error) => {
            context.warning(&error);
            Ok(Done::No)
        }
    }
}

fn diagnosis(context: &Context, text: &str) -> Result<Option<String>, Error> {
    let library = context.library()?;
    let view = Explainer::new(&library, context.lang())?.text("command", text.as_bytes())?;
    Ok((!view.diagnoses.is_empty()).then(|| answers::agent::diagnosis(&view)))
}
