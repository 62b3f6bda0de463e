//! PyPI: which audience it wants, and what it mints.
//!
//! Source: `pypi/warehouse` (`warehouse/oidc/views.py`).

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::json;
use unstuck_trust::Party;

use crate::Shared;
use crate::exchange::Shown;

pub(super) fn routes() -> Router<Shared> {
    Router::new()
        .route("/pypi/_/oidc/audience", get(async || Json(json!({"audience": "pypi"}))))
        .route("/pypi/_/oidc/mint-token", post(mint))
        .route("/pypi/_/oidc/github/mint-token", post(mint))
}

#[derive(Deserialize)]
struct Asked {
    token: String,
}

async fn mint(State(emulator): State<Shared>, Json(asked): Json<Asked>) -> Response {
    let Ok(claims) = emulator.verified(&asked.token) else {
        return refused("invalid-token", "malformed or invalid token");
    };
    let id = claims.value("jti").map(ToString::to_string).unwrap_or_default();
    match emulator.shown(claims, Party::Pypi, |_| true) {
        Shown::Accepted(_) if !emulator.first_use(&format!("pypi {id}")) => {
            refused("invalid-reuse-token", "invalid token: already used")
        }
        Shown::Accepted(_) => Json(json!({"success": true, "token": "pypi-emulated"})).into_response(),
        Shown::Refused(decision) => {
            let why = "valid token, but no corresponding publisher (Publisher with matching claims was not found)";
            refused("invalid-publisher", decision.error.as_deref().unwrap_or(why))
        }
        Shown::NoPolicy(_) => refused(
            "invalid-publisher",
            "valid token, but no corresponding publisher (Publisher with matching claims was not found)",
        ),
    }
}

fn refused(code: &str, description: &str) -> Response {
    let errors = json!([{"code": code, "description": description}]);
    (StatusCode::UNPROCESSABLE_ENTITY, Json(json!({"message": "Token request failed", "errors": errors})))
        .into_response()
}
