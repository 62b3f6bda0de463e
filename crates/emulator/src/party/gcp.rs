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
use unstuck_trust::policy::IMPERSONATION;
use unstuck_trust::{Decision, Party, Truth};

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
    #[serde(default)]
    audience: String,
}

/// What the exchange hands out, and what it hands out where no binding lets the identity act as the service account.
const FEDERATED: &str = "emulated-federated-token";
const UNBOUND: &str = "emulated-federated-token-without-binding";

/// The provider that is meant: `projects/NUMBER/locations/global/workloadIdentityPools/POOL/providers/PROVIDER`.
fn provider(audience: &str) -> Option<&str> {
    let name = audience.strip_prefix("//iam.googleapis.com/")?;
    let mut parts = name.split('/');
    let fixed = ["projects", "locations", "workloadIdentityPools", "providers"];
    let whole = fixed.iter().all(|part| parts.next() == Some(part) && parts.next().is_some_and(|id| !id.is_empty()));
    (whole && parts.next().is_none()).then_some(name)
}

async fn exchange(State(emulator): State<Shared>, headers: HeaderMap, body: Bytes) -> Response {
    let json = headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"application/json"));
    let asked: Option<Asked> =
        if json { serde_json::from_slice(&body).ok() } else { serde_urlencoded::from_bytes(&body).ok() };
    let Some(asked) = asked else { return refused("invalid_request", "emulated: the request has no subject token") };
    let Some(provider) = provider(&asked.audience) else { return refused("invalid_request", NO_PROVIDER) };
    let claims = match emulator.verified(&asked.subject_token) {
        Ok(claims) => claims,
        Err(Worthless::Expired { issued, .. }) => {
            return refused("invalid_grant", &format!("ID Token issued at {issued} is stale to sign-in."));
        }
        Err(other) => return refused("invalid_grant", &other.to_string()),
    };
    match emulator.shown(claims, Party::Gcp, |policy| policy.name().is_none_or(|name| name == provider)) {
        Shown::Accepted(_) => accepted(FEDERATED),
        // Whether the identity may act as a service account is asked where it tries to.
        Shown::Refused(decision) if only_unbound(&decision) => accepted(UNBOUND),
        Shown::Refused(decision) => {
            match decision.error.as_deref().and_then(|error| serde_json::from_str::<Value>(error).ok()) {
                Some(error) => (StatusCode::BAD_REQUEST, Json(error)).into_response(),
                None => refused("unauthorized_client", &decision.error.unwrap_or(decision.why)),
            }
        }
        Shown::NoPolicy(_) => refused("invalid_target", NO_TARGET),
    }
}

const NO_PROVIDER: &str = "Invalid value for \"audience\". This value should be the full resource name of the Identity Provider. See https://cloud.google.com/iam/docs/reference/sts/rest/v1/TopLevel/token for the list of possible formats.";
const NO_TARGET: &str = "The target service indicated by the \"audience\" parameters is invalid. This might either be because the pool or provider is disabled or deleted or because it doesn't exist.";

/// Whether everything holds but the binding of the service account.
fn only_unbound(decision: &Decision) -> bool {
    let mut failing = decision.trace.iter().filter(|step| step.result != Truth::Yes);
    failing.next().is_some_and(|step| step.condition == IMPERSONATION) && failing.next().is_none()
}

fn accepted(token: &str) -> Response {
    Json(json!({
        "access_token": token,
        "issued_token_type": "urn:ietf:params:oauth:token-type:access_token",
        "token_type": "Bearer",
        "expires_in": 3600,
    }))
    .into_response()
}

async fn impersonate(Path(account): Path<String>, headers: HeaderMap) -> Response {
    let shown = headers.get(header::AUTHORIZATION).and_then(|shown| shown.to_str().ok());
    let federated = shown.is_some_and(|shown| shown.strip_prefix("Bearer ") == Some(FEDERATED));
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
