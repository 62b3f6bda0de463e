//! HashiCorp Vault: the login of its JWT method, at any mount.
//!
//! Source: `hashicorp/vault-plugin-auth-jwt` (`path_login.go`).

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::json;
use unstuck_trust::Party;

use crate::Shared;
use crate::exchange::{Shown, Worthless};

pub(super) fn routes() -> Router<Shared> {
    Router::new().route("/vault/v1/auth/{mount}/login", post(login).put(login))
}

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    role: String,
    jwt: String,
}

async fn login(State(emulator): State<Shared>, Path(_mount): Path<String>, Json(asked): Json<Asked>) -> Response {
    let claims = match emulator.verified(&asked.jwt) {
        Ok(claims) => claims,
        Err(Worthless::Expired { .. }) => {
            return refused("error validating token: invalid expiration time (exp) claim: token is expired");
        }
        Err(other) => return refused(&format!("error validating token: {other}")),
    };
    match emulator.shown(claims, Party::Vault, |policy| policy.name().is_none_or(|name| name == asked.role)) {
        Shown::Accepted(_) => Json(json!({
            "request_id": "emulated", "lease_id": "", "renewable": false, "lease_duration": 0, "data": null, "wrap_info": null, "warnings": null,
            "auth": {
                "client_token": "hvs.emulated", "accessor": "emulated", "policies": ["default"], "token_policies": ["default"],
                "metadata": {"role": asked.role}, "lease_duration": 3600, "renewable": true, "entity_id": "", "token_type": "service", "orphan": true
            }
        }))
        .into_response(),
        Shown::Refused(decision) => refused(&decision.error.unwrap_or(decision.why)),
        Shown::NoPolicy(_) => refused(&format!("role {:?} could not be found", asked.role)),
    }
}

fn refused(error: &str) -> Response {
    (StatusCode::BAD_REQUEST, Json(json!({"errors": [error]}))).into_response()
}
