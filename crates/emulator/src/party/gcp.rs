//! Google Cloud: the Security Token Service, and the credentials of a service account.
//!
//! Source: Google's reference of STS `v1.token` and of `generateAccessToken`.

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};
use unstuck_trust::Party;

use crate::Shared;
use crate::exchange::{Shown, Worthless};

pub(super) fn routes() -> Router<Shared> {
    Router::new()
        .route("/gcp/v1/token", post(exchange))
        .route("/gcp/v1/projects/-/serviceAccounts/{account}", post(impersonate))
}

/// Clients send JSON or a form, with names in either spelling.
#[derive(Deserialize)]
struct Asked {
    #[serde(alias = "subjectToken")]
    subject_token: String,
}

async fn exchange(State(emulator): State<Shared>, headers: HeaderMap, body: Bytes) -> Response {
    let json = headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"application/json"));
    let asked: Option<Asked> =
        if json { serde_json::from_slice(&body).ok() } else { serde_urlencoded::from_bytes(&body).ok() };
    let Some(asked) = asked else { return refused("invalid_request", "emulated: the request has no subject token") };
    let claims = match emulator.verified(&asked.subject_token) {
        Ok(claims) => claims,
        Err(Worthless::Expired { issued, .. }) => {
            return refused("invalid_grant", &format!("ID Token issued at {issued} is stale to sign-in."));
        }
        Err(other) => return refused("invalid_grant", &other.to_string()),
    };
    match emulator.shown(claims, Party::Gcp, |_| true) {
        Shown::Accepted(_) => Json(json!({
            "access_token": "emulated-federated-token",
            "issued_token_type": "urn:ietf:params:oauth:token-type:access_token",
            "token_type": "Bearer",
            "expires_in": 3600,
        }))
        .into_response(),
        Shown::Refused(decision) => {
            match decision.error.as_deref().and_then(|error| serde_json::from_str::<Value>(error).ok()) {
                Some(error) => (StatusCode::BAD_REQUEST, Json(error)).into_response(),
                None => refused("unauthorized_client", &decision.error.unwrap_or(decision.why)),
            }
        }
        Shown::NoPolicy(_) => refused(
            "invalid_target",
            "The target service indicated by the \"audience\" parameters is invalid. This might either be because the pool or provider is disabled or deleted or because it doesn't exist.",
        ),
    }
}

async fn impersonate(Path(account): Path<String>, headers: HeaderMap) -> Response {
    let federated =
        headers.get(header::AUTHORIZATION).is_some_and(|shown| shown.as_bytes() == b"Bearer emulated-federated-token");
    if !account.ends_with(":generateAccessToken") || !federated {
        let message = "Permission 'iam.serviceAccounts.getAccessToken' denied on resource (or it may not exist).";
        return (
            StatusCode::FORBIDDEN,
            Json(json!({"error": {"code": 403, "message": message, "status": "PERMISSION_DENIED"}})),
        )
            .into_response();
    }
    Json(json!({"accessToken": "emulated-access-token", "expireTime": "2099-01-01T00:00:00Z"})).into_response()
}

fn refused(error: &str, description: &str) -> Response {
    (StatusCode::BAD_REQUEST, Json(json!({"error": error, "error_description": description}))).into_response()
}
