//! The prompt `unstick`: what a user picks from a menu when an agent is stuck.

use rmcp::model::{ErrorData, GetPromptResult, JsonObject, Prompt, PromptArgument, PromptMessage, Role};
use unstuck_app::answers::agent;

use crate::Desk;

const NAME: &str = "unstick";
const DESCRIPTION: &str = "Diagnose a failure and end it without repeating what is known not to help";

/// The prompt as it is listed.
pub(crate) fn unstick() -> Prompt {
    let argument = |name: &str, title: &str, text: &str, required| {
        PromptArgument::new(name).with_title(title).with_description(text).with_required(required)
    };
    let arguments = vec![
        argument("error", "Error", "The error message, or the output of the command that failed", true),
        argument("tried", "Tried already", "What was tried already and did not help", false),
    ];
    Prompt::new(NAME, Some(DESCRIPTION), Some(arguments)).with_title("Get unstuck")
}

/// The prompt filled in: what to do, the failure as it was given, and the diagnosis, so that it also serves clients that
/// offer no tools.
pub(crate) fn get(desk: &Desk, name: &str, arguments: Option<JsonObject>) -> Result<GetPromptResult, ErrorData> {
    if name != NAME {
        return Err(ErrorData::invalid_params(format!("there is no prompt `{name}`; there is `{NAME}`"), None));
    }
    let arguments = arguments.unwrap_or_default();
    let text = |name: &str| arguments.get(name).and_then(serde_json::Value::as_str).filter(|text| !text.is_empty());
    let Some(error) = text("error") else {
        return Err(ErrorData::invalid_params("the prompt needs the argument `error`: the message, as text", None));
    };
    let internal = |error: unstuck_app::Error| ErrorData::internal_error(error.to_string(), None);
    let library = desk.library().map_err(internal)?;
    let explainer = library.explainer(desk.lang()).map_err(internal)?;
    let diagnosis = agent::diagnosis(&explainer.text("error", error.as_bytes()).map_err(internal)?);
    let mut ask = "Something failed; the diagnosis of its output follows. Find out which workaround applies here and carry it out. \
                   Try nothing that is listed as a dead end, and before you try something that is not listed, ask \
                   `check_approach`. Ask me before any step that is marked with a risk. Afterwards, run again what failed, and \
                   report with `report_outcome` whether it was fixed."
        .to_owned();
    if let Some(tried) = text("tried") {
        ask = format!("{ask}\n\nThis was tried already and did not help:\n\n{}", agent::quote(tried));
    }
    let messages = vec![PromptMessage::new_text(Role::User, ask), PromptMessage::new_text(Role::User, diagnosis)];
    let mut result = GetPromptResult::new(messages);
    result.description = Some(DESCRIPTION.to_owned());
    Ok(result)
}
