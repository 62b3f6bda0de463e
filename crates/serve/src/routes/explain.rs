//! `POST /api/v1/explain`: what a log says.

use std::time::Instant;

use axum::body::Body;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use axum::response::Response;
use schemars::JsonSchema;
use serde::Deserialize;
use unstuck_app::input::Log;
use unstuck_app::view::DiagnosisView;
use unstuck_app::{Lang, answers};

use crate::answer::{HTML, JSON, MARKDOWN, once};
use crate::body::{BodyReader, announced, pump, whole};
use crate::negotiate::{Form, form};
use crate::openapi::{Docs, OK, Said, Taken, schema};
use crate::params::{LangParam, Params};
use crate::problem::{self, Problem};
use crate::server::{Server, Shared};

/// What a text is called that came without a name.
pub(super) const NAMELESS: &str = "request";

pub(super) static DOCS: Docs = Docs {
    id: "explain",
    summary: "Finds the known failures in a log or message. A log is read as it comes, packed with gzip or zstd or not",
    query: Some(schema::<Query>),
    body: &[
        Taken { media_type: "text/plain", schema: None },
        Taken { media_type: "application/octet-stream", schema: None },
        Taken { media_type: JSON, schema: Some(schema::<Text>) },
    ],
    answers: &[
        Said { media_type: JSON, schema: Some(schema::<DiagnosisView>), ..OK },
        Said { media_type: "application/sarif+json", ..OK },
        Said { media_type: MARKDOWN, ..OK },
        Said { media_type: "text/html", ..OK },
    ],
    problems: &[
        problem::BAD_QUERY,
        problem::BAD_BODY,
        problem::MEDIA_TYPE,
        problem::NOT_ACCEPTABLE,
        problem::TOO_LARGE,
        problem::TOO_SLOW,
    ],
    ..Docs::POST
};

/// How to answer.
#[derive(Debug, Deserialize, JsonSchema)]
pub(super) struct Query {
    /// Language of the answer.
    #[serde(default)]
    lang: LangParam,
    /// What the log is called in the answer.
    #[schemars(length(max = 200))]
    name: Option<String>,
}

/// A message in JSON.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Text {
    /// The log or message.
    text: String,
}

pub(super) async fn explain(
    State(server): State<Shared>,
    Params(query): Params<Query>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let wanted = form(&headers, &[Form::Json, Form::Sarif, Form::Markdown, Form::Html])?;
    let name = query.name.unwrap_or_else(|| NAMELESS.to_owned());
    if name.chars().count() > 200 {
        return Err(Problem::new(problem::BAD_QUERY, "a name has at most 200 characters"));
    }
    announced(&headers, &server.settings.limits)?;
    let lang = query.lang.into();
    let view = match kind(&headers)? {
        Kind::Json => {
            let limits = &server.settings.limits;
            let taken = whole(body, limits.json, limits.pause, &server.room).await?;
            let Text { text } = serde_json::from_slice(&taken.bytes)
                .map_err(|error| Problem::new(problem::BAD_BODY, error.to_string()).help("{\"text\": \"...\"}"))?;
            of_text(&server, name, text, lang).await?
        }
        Kind::Log => of_body(&server, name, body, lang).await?,
    };
    match wanted {
        Form::Json => Ok(once(JSON, answers::json::json(&view)?)),
        Form::Sarif => Ok(once("application/sarif+json", answers::sarif::diagnosis(&[view])?)),
        Form::Markdown => Ok(once(MARKDOWN, answers::markdown::diagnosis(&view))),
        Form::Html => Ok(once(HTML, answers::html::fragment(&view, &server.site)?)),
    }
}

enum Kind {
    Json,
    Log,
}

fn kind(headers: &HeaderMap) -> Result<Kind, Problem> {
    let Some(header) = headers.get(CONTENT_TYPE) else { return Ok(Kind::Log) };
    let named = header.to_str().unwrap_or_default().split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    match named.as_str() {
        "application/json" => Ok(Kind::Json),
        "application/octet-stream" | "application/gzip" | "application/x-gzip" | "application/zstd" => Ok(Kind::Log),
        // What `curl --data-binary` says when it is told nothing.
        "application/x-www-form-urlencoded" => Ok(Kind::Log),
        text if text.starts_with("text/") => Ok(Kind::Log),
        _ => Err(Problem::new(problem::MEDIA_TYPE, "a log, or JSON, is taken").help(
            "send the log as text/plain or application/octet-stream, or {\"text\": \"...\"} as application/json",
        )),
    }
}

/// Explains a text at hand.
pub(super) async fn of_text(server: &Shared, name: String, text: String, lang: Lang) -> Result<DiagnosisView, Problem> {
    server
        .work(move |server| {
            let view = server.explainer(lang).text(&name, text.as_bytes())?;
            server.explained(&view);
            Ok(view)
        })
        .await
}

/// Explains a body while it comes.
pub(super) async fn of_body(server: &Shared, name: String, body: Body, lang: Lang) -> Result<DiagnosisView, Problem> {
    let (sender, reader) = BodyReader::new();
    let pumped = pump(body, sender, &server.settings.limits);
    let (view, ()) = tokio::join!(of_reader(server, name, reader, lang), pumped);
    view
}

/// Explains what a reader gives.
pub(super) async fn of_reader(
    server: &Shared,
    name: String,
    mut reader: BodyReader,
    lang: Lang,
) -> Result<DiagnosisView, Problem> {
    let whole = reader.begin(&server.room).await;
    let read = move |server: &Server| {
        let limits = &server.settings.limits;
        let log = Log::new(name, reader)?.at_most(limits.text, Instant::now() + limits.time);
        let view = server.explainer(lang).log(log)?;
        server.explained(&view);
        Ok(view)
    };
    if whole { server.work(read).await } else { server.work_along(read).await }
}
