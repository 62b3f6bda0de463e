//! The issuer: discovery, keys, and the endpoint where a job asks for tokens.
//!
//! Source: GitHub's OpenID Connect reference, and the client in `actions/toolkit` (`packages/core/src/oidc-utils.ts`).

use std::time::Duration;

use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use unstuck_trust::Text;

use crate::{BEARER, Emulator, Shared, now};

/// The token endpoint's path has this shape; clients take it as it is.
pub(crate) const TOKEN: &str = "/00000000-0000-0000-0000-000000000000/_apis/distributedtask/hubs/Actions/plans/00000000-0000-0000-0000-000000000001/jobs/00000000-0000-0000-0000-000000000002/idtoken";

/// A token lives for five minutes, and is valid from ten minutes before it was made.
const LIFE: i64 = 300;
const BEFORE: i64 = 600;

pub(crate) fn routes() -> Router<Shared> {
    Router::new()
        .route("/.well-known/openid-configuration", get(discovery))
        .route("/.well-known/jwks", get(keys))
        .route(TOKEN, get(token))
}

async fn discovery(State(emulator): State<Shared>, headers: HeaderMap) -> Response {
    if let Some(status) = hidden(&emulator) {
        return status.into_response();
    }
    // Who knows the issuer by its own name finds the keys there too.
    let issuer = &emulator.job.context.issuer;
    let own = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let named = own.is_some_and(|own| issuer.strip_prefix("https://").is_some_and(|issuer| issuer == own));
    let base = if named { issuer } else { &emulator.base };
    let claims: Vec<&str> =
        emulator.job.claims.iter().map(|(name, _)| name).chain(["aud", "exp", "iat", "iss", "jti", "nbf"]).collect();
    Json(json!({
        "issuer": issuer,
        "jwks_uri": format!("{base}/.well-known/jwks"),
        "subject_types_supported": ["public", "pairwise"],
        "response_types_supported": ["id_token"],
        "claims_supported": claims,
        "id_token_signing_alg_values_supported": ["RS256"],
        "scopes_supported": ["openid"],
    }))
    .into_response()
}

async fn keys(State(emulator): State<Shared>) -> Response {
    match hidden(&emulator) {
        Some(status) => status.into_response(),
        None => Json(emulator.keys().published()).into_response(),
    }
}

/// The status that both answer with while the keys are to be out of reach.
fn hidden(emulator: &Emulator) -> Option<StatusCode> {
    StatusCode::from_u16(emulator.faults().keys?).ok()
}

#[derive(Deserialize)]
struct Asked {
    audience: Option<String>,
}

async fn token(State(emulator): State<Shared>, headers: HeaderMap, Query(asked): Query<Asked>) -> Response {
    let (failing, delay) = {
        let mut faults = emulator.faults();
        (faults.fails(), faults.delay)
    };
    tokio::time::sleep(Duration::from_millis(delay)).await;
    if let Some(status) = failing {
        return status.into_response();
    }
    let shown = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    if shown
        .and_then(|shown| shown.split_once(' '))
        .is_none_or(|(kind, secret)| !kind.eq_ignore_ascii_case("bearer") || secret != BEARER)
    {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let own = emulator.job.context.default_audience().to_string();
    let audience = asked.audience.filter(|audience| !audience.is_empty()).unwrap_or_else(|| own.clone());
    // The one reason for a 403 that public logs show: a github.com address that is not the owner's.
    if audience.starts_with("https://github.com/") && audience != own {
        let message = format!("Can't issue ID_TOKEN for audience '{audience}'.");
        return (StatusCode::FORBIDDEN, Json(json!({"message": message}))).into_response();
    }
    match emulator.sign(&audience) {
        Ok(value) => Json(json!({"count": value.len(), "value": value})).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

impl Emulator {
    /// A token of the job for an audience.
    pub(crate) fn sign(&self, audience: &str) -> Result<String, crate::Error> {
        let (skew, stranger) = {
            let faults = self.faults();
            (faults.skew, faults.wrong_key)
        };
        let at = now() + skew;
        let known = |value: &Text| Value::from(value.known().unwrap_or_default());
        let mut claims: Map<String, Value> =
            self.job.claims.iter().map(|(name, value)| (name.to_owned(), known(value))).collect();
        let id = format!("{at}-{}", self.keys().next_id());
        for (name, value) in [
            ("iss", Value::from(self.job.context.issuer.as_str())),
            ("aud", Value::from(audience)),
            ("jti", Value::from(id)),
            ("iat", Value::from(at)),
            ("nbf", Value::from(at - BEFORE)),
            ("exp", Value::from(at + LIFE)),
        ] {
            claims.insert(name.to_owned(), value);
        }
        self.keys().sign(&claims, stranger)
    }
}
