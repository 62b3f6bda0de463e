//! nuget.org: an API key for a token.
//!
//! Source: `NuGet/NuGetGallery` (`TokenApiController.cs`).

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::json;
use unstuck_trust::Party;

use crate::Shared;
use crate::exchange::Shown;

pub(super) fn routes() -> Router<Shared> {
    Router::new().route("/nuget/api/v2/token", post(exchange))
}

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    username: String,
}

async fn exchange(State(emulator): State<Shared>, headers: HeaderMap, Json(asked): Json<Asked>) -> Response {
    let shown = headers.get(header::AUTHORIZATION).and_then(|shown| shown.to_str().ok()?.strip_prefix("Bearer "));
    let claims = match shown.map(|token| emulator.verified(token)) {
        Some(Ok(claims)) => claims,
        Some(Err(worthless)) => return refused(&worthless.to_string()),
        None => return refused("emulated: the request has no bearer token"),
    };
    let made_by = |user: &str| user.eq_ignore_ascii_case(&asked.username);
    match emulator.shown(claims, Party::Nuget, |policy| policy.place().is_none_or(made_by)) {
        Shown::Accepted(_) => Json(json!({"token_type": "api_key", "apiKey": "oy2emulated"})).into_response(),
        Shown::Refused(decision) => refused(&decision.error.unwrap_or_else(|| format!("emulated: {}", decision.why))),
        Shown::NoPolicy(_) => {
            refused(&format!("No matching trust policy owned by user '{}' was found.", asked.username))
        }
    }
}

fn refused(error: &str) -> Response {
    (StatusCode::UNAUTHORIZED, Json(json!({"error": error}))).into_response()
}
