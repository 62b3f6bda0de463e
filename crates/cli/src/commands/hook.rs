//! `unstuck hook`: what an agent calls when a command of its failed. Reads the agent's JSON, answers with the diagnosis.
//!
//! An agent must not be disturbed by its helper: where nothing is known, nothing is said, and what goes wrong here ends
//! with code 1, which every agent passes over.

use std::io::{self, Read};

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use unstuck_app::actions::Explainer;
use unstuck_app::{Error, answers};

use crate::args::Hook;
use crate::context::Context;
use crate::exit::Done;

/// The input of Claude Code's `PostToolUseFailure`: <https://code.claude.com/docs/en/hooks>. Here and below, fields that are
/// missing mean that there is nothing to explain.
#[derive(Debug, Deserialize)]
struct ClaudeCode {
    #[serde(default)]
    hook_event_name: String,
    #[serde(default)]
    error: String,
    #[serde(default)]
    is_interrupt: bool,
}

/// The input of Gemini CLI's `AfterTool`: <https://geminicli.com/docs/hooks/reference>.
#[derive(Debug, Deserialize)]
struct Gemini {
    #[serde(default)]
    tool_name: String,
    #[serde(default)]
    tool_response: GeminiResponse,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct GeminiResponse {
    /// What the model is shown: text, or parts of it.
    #[serde(default)]
    llm_content: Value,
}

/// The input of Copilot's `postToolUseFailure`: <https://docs.github.com/en/copilot/reference/hooks-reference>.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Copilot {
    #[serde(default)]
    tool_name: String,
    #[serde(default)]
    error: String,
}

pub(crate) fn run(context: &Context, args: &Hook) -> Result<Done, Error> {
    let mut input = Vec::new();
    let read = io::stdin().lock().read_to_end(&mut input).map_err(serde_json::Error::io);
    let failed = match read.and_then(|_| failed(args, &input)) {
        Ok(failed) => failed,
        Err(error) => {
            context.notice(&format!("unstuck hook: this is no input of a hook: {error}"));
            return Ok(Done::No);
        }
    };
    match failed.map(|text| diagnosis(context, &text)).transpose() {
        Ok(told) => answer(context, args, told.flatten()),
        Err(error) => {
            context.warning(&error);
            Ok(Done::No)
        }
    }
}

/// What the command that failed said; none where none failed.
fn failed(hook: &Hook, input: &[u8]) -> Result<Option<String>, serde_json::Error> {
    let text = match hook {
        Hook::ClaudeCode => {
            let input: ClaudeCode = object(input)?;
            let failed = input.hook_event_name == "PostToolUseFailure" && !input.is_interrupt;
            failed.then_some(input.error)
        }
        // The shell tool names an exit code only where it is not 0.
        Hook::Gemini => {
            let input: Gemini = object(input)?;
            let text = input.tool_response.llm_content.as_str().unwrap_or_default();
            let failed =
                input.tool_name == "run_shell_command" && text.lines().any(|line| line.starts_with("Exit Code: "));
            failed.then(|| text.to_owned())
        }
        Hook::Copilot => {
            let input: Copilot = object(input)?;
            (input.tool_name == "bash").then_some(input.error)
        }
    };
    Ok(text.filter(|text| !text.is_empty()))
}

/// An object: serde would read a struct from a list too.
fn object<T: DeserializeOwned>(input: &[u8]) -> Result<T, serde_json::Error> {
    let fields: serde_json::Map<String, Value> = serde_json::from_slice(input)?;
    serde_json::from_value(fields.into())
}

fn diagnosis(context: &Context, text: &str) -> Result<Option<String>, Error> {
    let library = context.library_that_answers()?;
    let view = Explainer::new(&library, context.lang())?.text("command", text.as_bytes())?;
    Ok((!view.diagnoses.is_empty()).then(|| answers::agent::diagnosis(&view)))
}

/// Says it as the agent hears it.
fn answer(context: &Context, hook: &Hook, told: Option<String>) -> Result<Done, Error> {
    let event = match hook {
        Hook::ClaudeCode => "PostToolUseFailure",
        Hook::Gemini => "AfterTool",
        Hook::Copilot => {
            let Some(told) = told else { return Ok(Done::Yes) };
            context.answer(&told)?;
            return Ok(Done::Heard);
        }
    };
    if let Some(told) = told {
        let told = json!({"hookSpecificOutput": {"hookEventName": event, "additionalContext": told}});
        context.answer(&format!("{told}\n"))?;
    }
    Ok(Done::Yes)
}
