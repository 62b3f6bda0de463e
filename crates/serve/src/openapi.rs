//! The API's description, OpenAPI 3.1, made from the list of routes and the types of their answers.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde_json::{Map, Value, json};
use unstuck_app::answers;
use unstuck_app::answers::html::Code;

use crate::answer::{Answer, JSON};
use crate::problem::{self, Document, Problem};
use crate::routes::{ROUTES, Route};
use crate::server::Shared;

/// What the description says of a route.
pub(crate) struct Docs {
    pub(crate) method: &'static str,
    pub(crate) id: &'static str,
    pub(crate) summary: &'static str,
    pub(crate) query: Option<Maker>,
    pub(crate) body: &'static [Taken],
    pub(crate) answers: &'static [Said],
    /// Besides those that every route may answer with.
    pub(crate) problems: &'static [Code],
    /// Whether an API token is needed.
    pub(crate) token: bool,
}

/// Makes the schema of a type.
pub(crate) type Maker = fn(&mut SchemaGenerator) -> Schema;

/// A body that is taken.
pub(crate) struct Taken {
    pub(crate) media_type: &'static str,
    pub(crate) schema: Option<Maker>,
}

/// An answer that is given.
pub(crate) struct Said {
    pub(crate) status: u16,
    pub(crate) media_type: &'static str,
    pub(crate) schema: Option<Maker>,
    pub(crate) says: &'static str,
}

/// An answer as most are.
pub(crate) const OK: Said = Said { status: 200, media_type: "", schema: None, says: "The answer" };

/// Problems of every route.
const EVERYWHERE: [Code; 4] = [problem::TOO_MANY, problem::BUSY, problem::LEDGER, problem::INTERNAL];

pub(crate) static DOCS: Docs =
    Docs { id: "openapi", summary: "This description", answers: &[Said { media_type: JSON, ..OK }], ..Docs::GET };

impl Docs {
    pub(crate) const GET: Self =
        Self { method: "get", id: "", summary: "", query: None, body: &[], answers: &[], problems: &[], token: false };
    pub(crate) const POST: Self = Self { method: "post", ..Self::GET };
}

/// The schema of a type, put among those of the description.
pub(crate) fn schema<T: JsonSchema>(generator: &mut SchemaGenerator) -> Schema {
    generator.subschema_for::<T>()
}

pub(crate) async fn document(State(server): State<Shared>, headers: HeaderMap) -> Result<Response, Problem> {
    if let Some(answer) = server.shelf.fresh("openapi") {
        return Ok(answer.respond(&headers));
    }
    let make = || Ok(Answer::new(JSON, answers::json::json(&description(&server.site.absolute("")))?));
    Ok(server.shelf.make("openapi", make)?.respond(&headers))
}

fn description(base: &str) -> Value {
    let settings = || {
        let mut settings = SchemaSettings::draft2020_12();
        settings.definitions_path = "/components/schemas".into();
        settings.meta_schema = None;
        settings
    };
    // What is sent to us may leave out what has a default; what we send has every field.
    let mut sent = settings().for_serialize().into_generator();
    let mut taken = settings().for_deserialize().into_generator();
    let mut paths = Map::new();
    for route in ROUTES {
        if let Some(docs) = route.docs {
            let operation = operation(route, docs, &mut sent, &mut taken);
            let methods = paths.entry(route.path).or_insert_with(|| json!({}));
            methods[docs.method] = operation;
        }
    }
    let mut schemas = taken.take_definitions(true);
    schemas.extend(sent.take_definitions(true));
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "unstuck",
            "version": env!("CARGO_PKG_VERSION"),
            "summary": "An error canon whose numbers are measured",
            "license": {"name": "CC-BY-4.0 (the canon)", "url": "https://creativecommons.org/licenses/by/4.0/"},
        },
        "servers": [{"url": if base.is_empty() { "/" } else { base }}],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer", "description": "`unstuck token new NAME`, or an OIDC token of a GitHub Actions job where the server takes them"}},
        },
    })
}

fn operation(route: &Route, docs: &Docs, sent: &mut SchemaGenerator, taken: &mut SchemaGenerator) -> Value {
    let mut parameters: Vec<Value> = places(route.path).map(path_parameter).collect();
    if let Some(query) = docs.query {
        parameters.extend(query_parameters(query, taken));
    }
    let mut responses: Map<String, Value> = Map::new();
    for said in docs.answers {
        let response = responses.entry(said.status.to_string()).or_insert_with(|| json!({"description": said.says}));
        if !said.media_type.is_empty() {
            response["content"][said.media_type] = media(said.schema, sent);
        }
    }
    let document = json!(sent.subschema_for::<Document>());
    for code in docs.problems.iter().chain(&EVERYWHERE) {
        let response = responses.entry(code.status.to_string()).or_insert_with(
            || json!({"description": "", "content": {"application/problem+json": {"schema": document}}}),
        );
        let told = response["description"].as_str().unwrap_or_default();
        let more = format!("`{}`: {}", code.code, code.title);
        response["description"] = json!(if told.is_empty() { more } else { format!("{told}; {more}") });
    }
    let mut operation = json!({
        "operationId": docs.id,
        "summary": docs.summary,
        "parameters": parameters,
        "responses": responses,
    });
    if !docs.body.is_empty() {
        let content: Map<String, Value> =
            docs.body.iter().map(|body| (body.media_type.to_owned(), media(body.schema, taken))).collect();
        // Where a log is taken, an empty one is too.
        let required = docs.body.iter().all(|body| body.schema.is_some());
        operation["requestBody"] = json!({"required": required, "content": content});
    }
    if docs.token {
        operation["security"] = json!([{"token": []}]);
    }
    operation
}

fn media(schema: Option<Maker>, generator: &mut SchemaGenerator) -> Value {
    match schema {
        Some(make) => json!({"schema": make(generator)}),
        None => json!({"schema": {"type": "string"}}),
    }
}

fn places(path: &str) -> impl Iterator<Item = &str> {
    path.split('{').skip(1).filter_map(|rest| rest.split('}').next())
}

fn path_parameter(name: &str) -> Value {
    let example = if name == "domain" { "git" } else { "index-lock-exists" };
    let schema = json!({"type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$"});
    json!({"name": name, "in": "path", "required": true, "schema": schema, "example": example})
}

/// The fields of a query's type, a parameter each.
fn query_parameters(query: Maker, generator: &mut SchemaGenerator) -> Vec<Value> {
    // The type itself is no part of the description, only its fields are.
    let reference = json!(query(generator));
    let name = reference["$ref"].as_str().and_then(|path| path.rsplit('/').next()).unwrap_or_default().to_owned();
    let Some(schema) = generator.definitions_mut().remove(&name) else { return Vec::new() };
    let required = schema["required"].as_array().cloned().unwrap_or_default();
    let fields = schema["properties"].as_object().cloned().unwrap_or_default();
    let parameter = |(name, mut field): (String, Value)| {
        let about = field.as_object_mut().and_then(|field| field.remove("description")).unwrap_or_default();
        let required = required.contains(&json!(name));
        json!({"name": name, "in": "query", "required": required, "description": about, "schema": not_null(field)})
    };
    fields.into_iter().map(parameter).collect()
}

/// A parameter that may be left out is a text where it is there: a query says no null.
fn not_null(mut field: Value) -> Value {
    if let Some(types) = field["type"].as_array() {
        field["type"] = types.iter().find(|kind| **kind != "null").cloned().unwrap_or_default();
    }
    field
}
