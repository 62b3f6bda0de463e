//! Entra ID: the token endpoint of a tenant, with a client assertion.
//!
//! Sources: the discovery document that MSAL reads first (`msal/authority.py`), the fields of an error as MSAL takes them apart
//! (`error_description`, `error_codes`); the texts from public logs of `az login` and `azure/login`.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Form, Json, Router};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};
use unstuck_trust::Party;

use crate::Shared;
use crate::exchange::{Shown, Worthless};

pub(super) fn routes() -> Router<Shared> {
    Router::new()
        .route("/{tenant}/v2.0/.well-known/openid-configuration", get(discovery))
        .route("/{tenant}/oauth2/v2.0/token", post(token))
}

async fn discovery(State(emulator): State<Shared>, Path(tenant): Path<String>) -> Json<Value> {
    let base = format!("https://{}/{tenant}", emulator.secure);
    Json(json!({
        "issuer": format!("{base}/v2.0"),
        "authorization_endpoint": format!("{base}/oauth2/v2.0/authorize"),
        "token_endpoint": format!("{base}/oauth2/v2.0/token"),
        "token_endpoint_auth_methods_supported": ["client_secret_post", "private_key_jwt", "client_secret_basic"],
        "response_types_supported": ["code", "id_token", "code id_token", "id_token token"],
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": ["RS256"],
    }))
}

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    client_id: String,
    client_assertion: Option<String>,
}

async fn token(State(emulator): State<Shared>, Path(_tenant): Path<String>, Form(asked): Form<Asked>) -> Response {
    let Some(assertion) = asked.client_assertion else {
        return refused("emulated: the request has no client assertion");
    };
    let claims = match emulator.verified(&assertion) {
        Ok(claims) => claims,
        Err(Worthless::Expired { issued, expired }) => {
            let time = |seconds| Timestamp::from_second(seconds).map(|time| format!("{time:.7}")).unwrap_or_default();
            return refused(&format!(
                "AADSTS700024: Client assertion is not within its valid time range. Current time: {}, assertion valid from {}, expiry time of assertion {}. Review the documentation at https://docs.microsoft.com/azure/active-directory/develop/active-directory-certificate-credentials .",
                time(crate::now()),
                time(issued),
                time(expired)
            ));
        }
        Err(Worthless::Malformed) => return refused("AADSTS50027: JWT token is invalid or malformed."),
        Err(other) => return refused(&other.to_string()),
    };
    match emulator.shown(claims, Party::Azure, |_| true) {
        Shown::Accepted(_) => Json(json!({
            "token_type": "Bearer", "expires_in": 3599, "ext_expires_in": 3599, "access_token": "emulated-access-token",
        }))
        .into_response(),
        Shown::Refused(decision) => refused(&decision.error.unwrap_or_else(|| format!("emulated: {}", decision.why))),
        Shown::NoPolicy(_) => refused(&format!("emulated: {} has no federated identity credential", asked.client_id)),
    }
}

fn refused(description: &str) -> Response {
    let code = description.strip_prefix("AADSTS").and_then(|rest| rest.split(':').next()?.parse::<u64>().ok());
    let error = json!({
        "error": "invalid_client",
        "error_description": description,
        "error_codes": code.into_iter().collect::<Vec<_>>(),
    });
    (StatusCode::UNAUTHORIZED, Json(error)).into_response()
}
