//! npm's registry: the exchange of a token, and a publication with what it gives.
//!
//! Source: `npm/cli` (`lib/utils/oidc.js`): the client tells nobody why an exchange fails, and publishes with what it has.

use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{post, put};
use axum::{Json, Router};
use serde_json::json;
use unstuck_trust::Party;

use crate::Shared;
use crate::exchange::Shown;

pub(super) fn routes() -> Router<Shared> {
    Router::new()
        .route("/-/npm/v1/oidc/token/exchange/package/{name}", post(exchange))
        .route("/{name}", put(publish).get(nothing))
}

async fn exchange(State(emulator): State<Shared>, Path(name): Path<String>, headers: HeaderMap) -> Response {
    let header = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    let shown = header(header::AUTHORIZATION).and_then(|shown| shown.strip_prefix("Bearer "));
    let Some(Ok(mut claims)) = shown.map(|token| emulator.verified(token)) else {
        return (StatusCode::UNAUTHORIZED, Json(json!({"message": "emulated: the token is not one of the issuer's"})))
            .into_response();
    };
    // The client asks for a token for the host that it publishes to. Where that is this one, it stands for npm's.
    let host = header(header::HOST).and_then(|host| host.split(':').next()).unwrap_or_default();
    if claims.value("aud").is_some_and(|audience| audience.to_string() == format!("npm:{host}")) {
        claims.set("aud", "npm:registry.npmjs.org");
    }
    match emulator.shown(claims, Party::Npm, |policy| policy.name().is_none_or(|package| package == name)) {
        Shown::Accepted(_) => {
            (StatusCode::CREATED, Json(json!({"token": "npm_emulated", "token_type": "oidc"}))).into_response()
        }
        _ => (StatusCode::NOT_FOUND, Json(json!({"message": "OIDC token exchange error - package not found"})))
            .into_response(),
    }
}

async fn publish(Path(name): Path<String>, headers: HeaderMap) -> Response {
    if headers.get(header::AUTHORIZATION).is_some_and(|shown| shown.as_bytes() == b"Bearer npm_emulated") {
        return (StatusCode::CREATED, Json(json!({"ok": true, "id": name}))).into_response();
    }
    (StatusCode::NOT_FOUND, Json(json!({"error": "Not found"}))).into_response()
}

/// No package is published yet.
async fn nothing() -> Response {
    (StatusCode::NOT_FOUND, Json(json!({"error": "Not found"}))).into_response()
}
