//! HashiCorp Vault: the login of its JWT method, at any mount.
//!
//! Source: `hashicorp/vault-plugin-auth-jwt` (`path_login.go`).

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::json;
use unstuck_trust::{Party, Policy};

use crate::Shared;
use crate::exchange::{Shown, Worthless};

pub(super) fn routes() -> Router<Shared> {
    Router::new()
        .route("/vault/v1/auth/{mount}/login", post(login).put(login))
        .route("/vault/v1/auth/token/lookup-self", get(lookup))
}

/// Seconds for which Vault takes a token after its time, where the role sets no leeway.
const LEEWAY: i64 = 60;

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    role: String,
    jwt: String,
}

async fn login(State(emulator): State<Shared>, Path(mount): Path<String>, Json(asked): Json<Asked>) -> Response {
    let claims = match emulator.verified_within(&asked.jwt, LEEWAY) {
        Ok(claims) => claims,
        Err(Worthless::Expired { .. }) => {
            return refused("error validating token: invalid expiration time (exp) claim: token is expired");
        }
        Err(other) => return refused(&format!("error validating token: {other}")),
    };
    // Names of roles have no case.
    let meant = |policy: &dyn Policy| {
        policy.name().is_none_or(|name| name.eq_ignore_ascii_case(&asked.role))
            && policy.place().is_none_or(|place| place == mount)
    };
    match emulator.shown(claims, Party::Vault, meant) {
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

/// What a later step may do with the login's token.
async fn lookup(headers: HeaderMap) -> Response {
    if headers.get("x-vault-token").is_some_and(|token| token.as_bytes() == b"hvs.emulated") {
        return Json(json!({"data": {"id": "hvs.emulated", "policies": ["default"]}})).into_response();
    }
    (StatusCode::FORBIDDEN, Json(json!({"errors": ["permission denied"]}))).into_response()
}

fn refused(error: &str) -> Response {
    (StatusCode::BAD_REQUEST, Json(json!({"errors": [error]}))).into_response()
}
