//! `GET /api/v1/unknowns`: which unknown lines come most often.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use unstuck_app::actions::Unknowns;
use unstuck_app::answers;

use crate::answer::{Answer, JSON};
use crate::openapi::{Docs, OK, Said, schema};
use crate::problem::Problem;
use crate::server::Shared;

/// Rows of the list.
const MOST: usize = 100;

pub(super) static DOCS: Docs = Docs {
    id: "unknowns",
    summary: "Lines that no entry knows, by fingerprint, counted since the server was started; the 100 most frequent",
    answers: &[Said { media_type: JSON, schema: Some(schema::<Unknowns>), ..OK }],
    ..Docs::GET
};

pub(super) async fn list(State(server): State<Shared>, headers: HeaderMap) -> Result<Response, Problem> {
    Ok(Answer::new(JSON, answers::json::json(&server.unknowns.top(MOST))?).respond(&headers))
}
