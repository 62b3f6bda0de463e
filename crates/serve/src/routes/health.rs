//! How the server is, and what its problems mean.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use unstuck_app::{Records, answers};

use crate::answer::{Answer, HTML, once};
use crate::language::PageLang;
use crate::openapi::{Docs, OK, Said};
use crate::problem::{CODES, Problem};
use crate::server::Shared;

const TEXT: &str = "text/plain; charset=utf-8";

pub(super) static HEALTH: Docs =
    Docs { id: "health", summary: "Whether it answers", answers: &[Said { media_type: TEXT, ..OK }], ..Docs::GET };

pub(super) static METRICS: Docs =
    Docs { id: "metrics", summary: "Counts for Prometheus", answers: &[Said { media_type: TEXT, ..OK }], ..Docs::GET };

pub(super) async fn health() -> Response {
    once(TEXT, "ok\n")
}

pub(super) async fn metrics(State(server): State<Shared>) -> Response {
    once(
        "text/plain; version=0.0.4; charset=utf-8",
        server.metrics.text(server.library.records().map(Records::is_gone)),
    )
}

pub(super) async fn problems(
    State(server): State<Shared>,
    PageLang(lang): PageLang,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    Ok(Answer::new(HTML, answers::html::problems(CODES, lang, &server.site)?).respond(&headers))
}
