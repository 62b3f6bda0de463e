//! The whole canon at once, for agents, mirrors, feed readers and search engines.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use unstuck_app::actions::{self, Changes};
use unstuck_app::answers::{bulk, json};

use crate::answer::{Answer, JSON};
use crate::openapi::{Docs, OK, Said, schema};
use crate::problem::Problem;
use crate::server::{Server, Shared};

const TEXT: &str = "text/plain; charset=utf-8";
const LINES: &str = "application/x-ndjson";
const ATOM: &str = "application/atom+xml";
const XML: &str = "application/xml";

const fn docs(id: &'static str, summary: &'static str, answers: &'static [Said]) -> Docs {
    Docs { id, summary, answers, ..Docs::GET }
}

pub(super) static LLMS: Docs = docs("llms", "What there is, and where, for agents", &[Said { media_type: TEXT, ..OK }]);
pub(super) static LLMS_FULL: Docs = docs("llmsFull", "Every failure as Markdown", &[Said { media_type: TEXT, ..OK }]);
pub(super) static NDJSON: Docs =
    docs("ndjson", "Every failure, a line of JSON each", &[Said { media_type: LINES, ..OK }]);
pub(super) static FEED: Docs =
    docs("feed", "The failures with the newest evidence, as an Atom feed", &[Said { media_type: ATOM, ..OK }]);
pub(super) static CHANGES: Docs = docs(
    "changes",
    "What came to the canon on which day, the newest first",
    &[Said { media_type: JSON, schema: Some(schema::<Changes>), ..OK }],
);
pub(super) static SITEMAP: Docs = docs("sitemap", "Every page in every language", &[Said { media_type: XML, ..OK }]);

pub(super) async fn llms(State(server): State<Shared>, headers: HeaderMap) -> Result<Response, Problem> {
    respond(&server, &headers, TEXT, "llms", |server| Ok(bulk::llms(server.library, &server.site))).await
}

pub(super) async fn llms_full(State(server): State<Shared>, headers: HeaderMap) -> Result<Response, Problem> {
    respond(&server, &headers, TEXT, "llms-full", |server| Ok(bulk::llms_full(server.library)?)).await
}

pub(super) async fn ndjson(State(server): State<Shared>, headers: HeaderMap) -> Result<Response, Problem> {
    respond(&server, &headers, LINES, "ndjson", |server| Ok(bulk::ndjson(server.library)?)).await
}

pub(super) async fn feed(State(server): State<Shared>, headers: HeaderMap) -> Result<Response, Problem> {
    respond(&server, &headers, ATOM, "feed", |server| Ok(bulk::feed(server.library, &server.site)?)).await
}

pub(super) async fn changes(State(server): State<Shared>, headers: HeaderMap) -> Result<Response, Problem> {
    respond(&server, &headers, JSON, "changes", |server| Ok(json::json(&actions::changes(server.library, None)?)?))
        .await
}

pub(super) async fn sitemap(State(server): State<Shared>, headers: HeaderMap) -> Result<Response, Problem> {
    respond(&server, &headers, XML, "sitemap", |server| Ok(bulk::sitemap(server.library, &server.site))).await
}

async fn respond(
    server: &Shared,
    headers: &HeaderMap,
    kind: &'static str,
    key: &'static str,
    make: fn(&Server) -> Result<String, Problem>,
) -> Result<Response, Problem> {
    if let Some(answer) = server.shelf.fresh(key) {
        return Ok(answer.respond(headers));
    }
    let made = server.work(move |server| server.shelf.make(key, || Ok(Answer::new(kind, make(server)?))));
    Ok(made.await?.respond(headers))
}
