//! Octo STS: `GET /sts/exchange`.
//!
//! Source: `octo-sts/app` (gRPC gateway): errors are `{"code": N, "message": "..."}`.

use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::json;
use unstuck_trust::Party;

use crate::Shared;
use crate::exchange::Shown;

pub(super) fn routes() -> Router<Shared> {
    Router::new().route("/octo-sts/sts/exchange", get(exchange).post(exchange))
}

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    identity: String,
}

async fn exchange(State(emulator): State<Shared>, headers: HeaderMap, Query(asked): Query<Asked>) -> Response {
    let shown = headers.get(header::AUTHORIZATION).and_then(|shown| shown.to_str().ok()?.strip_prefix("Bearer "));
    let Some(Ok(claims)) = shown.map(|token| emulator.verified(token)) else {
        return refused(StatusCode::UNAUTHORIZED, 16, "unable to verify bearer token");
    };
    match emulator.shown(claims, Party::OctoSts, |policy| policy.name().is_none_or(|name| name == asked.identity)) {
        Shown::Accepted(_) => Json(json!({"token": "ghs_emulated"})).into_response(),
        Shown::Refused(decision) => refused(StatusCode::FORBIDDEN, 7, &decision.error.unwrap_or(decision.why)),
        Shown::NoPolicy(_) => {
            refused(StatusCode::NOT_FOUND, 5, &format!("unable to find trust policy for {:?}", asked.identity))
        }
    }
}

fn refused(status: StatusCode, code: u32, message: &str) -> Response {
    (status, Json(json!({"code": code, "message": message, "details": []}))).into_response()
}
