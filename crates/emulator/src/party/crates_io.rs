//! crates.io: `POST /api/v1/trusted_publishing/tokens`.
//!
//! Source: `rust-lang/crates.io` (`src/controllers/trustpub/tokens/exchange`).

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::put;
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::json;
use unstuck_trust::Party;

use crate::Shared;
use crate::exchange::Shown;

pub(super) fn routes() -> Router<Shared> {
    Router::new().route("/crates-io/api/v1/trusted_publishing/tokens", put(exchange).post(exchange))
}

#[derive(Deserialize)]
struct Asked {
    jwt: String,
}

async fn exchange(State(emulator): State<Shared>, Json(asked): Json<Asked>) -> Response {
    let Ok(claims) = emulator.verified(&asked.jwt) else { return refused("Failed to decode JWT") };
    let id = claims.value("jti").map(ToString::to_string).unwrap_or_default();
    match emulator.shown(claims, Party::CratesIo, |_| true) {
        Shown::Accepted(_) if !emulator.first_use(&format!("crates-io {id}")) => refused("JWT has already been used"),
        Shown::Accepted(_) => Json(json!({"token": "cio_tp_emulated"})).into_response(),
        Shown::Refused(decision) => refused(&decision.error.unwrap_or(decision.why)),
        Shown::NoPolicy(claims) => {
            let repository = claims.value("repository").map(ToString::to_string).unwrap_or_default();
            refused(&format!("No Trusted Publishing config found for repository `{repository}`."))
        }
    }
}

fn refused(detail: &str) -> Response {
    (StatusCode::BAD_REQUEST, Json(json!({"errors": [{"detail": detail}]}))).into_response()
}
