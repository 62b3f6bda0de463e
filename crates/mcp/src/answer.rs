//! From what an action gave to the result of a call: structured content, and short text for models that read only text.

use rmcp::model::{CallToolResult, ContentBlock, JsonObject};
use schemars::generate::SchemaSettings;
use schemars::transform::RecursiveTransform;
use schemars::{JsonSchema, Schema};
use serde::Serialize;
use unstuck_app::Lang;
use unstuck_app::answers::agent;

/// An answer with what its reader must know of it: the same sentence opens the text.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Told<T> {
    /// What this text is, and what it is not.
    notice: &'static str,
    #[serde(flatten)]
    answer: T,
}

impl<T: Serialize + JsonSchema> Told<T> {
    pub(crate) fn new(answer: T, lang: Lang) -> Self {
        Self { notice: agent::notice(lang), answer }
    }

    /// The result of a call.
    pub(crate) fn result(&self, text: String) -> CallToolResult {
        match serde_json::to_value(self) {
            Ok(value) => {
                let mut result = CallToolResult::success(vec![ContentBlock::text(text)]);
                result.structured_content = Some(value);
                result
            }
            Err(error) => failed(&error),
        }
    }
}

/// A call that went wrong in a way that its caller can read, and mend.
pub(crate) fn failed(error: &(dyn std::error::Error + 'static)) -> CallToolResult {
    let hint = error.downcast_ref::<unstuck_app::Error>().and_then(unstuck_app::Error::hint);
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(inner) = source {
        let inner_text = inner.to_string();
        // A transparent error and its source say the same.
        if !text.ends_with(&inner_text) {
            text = format!("{text}: {inner_text}");
        }
        source = inner.source();
    }
    if let Some(hint) = hint {
        text = format!("{text}\nhelp: {hint}");
    }
    CallToolResult::error(vec![ContentBlock::text(text)])
}

/// The JSON schema of what a type is written as.
pub(crate) fn output_schema<T: JsonSchema>() -> JsonObject {
    schema::<T>(SchemaSettings::draft2020_12().for_serialize())
}

/// The JSON schema of what a type is read from, without references: some clients hand it to models that know none.
pub(crate) fn input_schema<T: JsonSchema>() -> JsonObject {
    schema::<T>(SchemaSettings::draft2020_12().for_deserialize().with(|settings| settings.inline_subschemas = true))
}

fn schema<T: JsonSchema>(settings: SchemaSettings) -> JsonObject {
    let settings = settings.with_transform(RecursiveTransform(without_number_formats));
    let mut schema = settings.into_generator().into_root_schema_for::<T>();
    schema.remove("title");
    match schema.to_value() {
        serde_json::Value::Object(object) => object,
        _ => JsonObject::default(),
    }
}

/// `uint64` and its like are formats of `OpenAPI`: validators of JSON Schema warn of each.
fn without_number_formats(schema: &mut Schema) {
    let format = schema.get("format").and_then(serde_json::Value::as_str).unwrap_or_default();
    if ["uint", "int", "float", "double"].iter().any(|number| format.starts_with(number)) {
        schema.remove("format");
    }
}
