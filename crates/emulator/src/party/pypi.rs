//! PyPI: which audience it wants, what it mints, and what may be uploaded with that.
//!
//! Source: `pypi/warehouse` (`warehouse/oidc/views.py`, `warehouse/forklift/legacy.py`).

use axum::extract::{Multipart, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hyper::ext::ReasonPhrase;
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
        .route("/pypi/legacy/", post(upload))
}

/// How minted tokens begin.
const MINTED: &str = "pypi-emulated-";

const NOT_A_USER: &str = "Non-user identities cannot create new projects. This was probably caused by successfully using a pending publisher but specifying the project name incorrectly (either in the publisher or in your project's metadata). Please ensure that both match. See: https://docs.pypi.org/trusted-publishers/troubleshooting/";

#[derive(Deserialize)]
struct Asked {
    token: String,
}

async fn mint(State(emulator): State<Shared>, Json(asked): Json<Asked>) -> Response {
    let Ok(claims) = emulator.verified(&asked.token) else {
        return refused("invalid-token", "malformed or invalid token");
    };
    let id = claims.value("jti").map(ToString::to_string).unwrap_or_default();
    // The token is good for the projects whose publishers the job is, and for any where the file names no project.
    let (projects, any) = emulator.accepting(&claims, Party::Pypi);
    let minted = format!("{MINTED}{}", if any { String::new() } else { projects.join(",") });
    match emulator.shown(claims, Party::Pypi, |_| true) {
        Shown::Accepted(_) if !emulator.first_use(&format!("pypi {id}")) => {
            refused("invalid-reuse-token", "invalid token: already used")
        }
        Shown::Accepted(_) => Json(json!({"success": true, "token": minted})).into_response(),
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

/// An upload as `twine` makes it, with what was minted as the password.
async fn upload(headers: HeaderMap, mut form: Multipart) -> Response {
    let mut project = None;
    while let Ok(Some(field)) = form.next_field().await {
        if field.name() == Some("name") {
            project = field.text().await.ok();
        }
    }
    let shown = headers.get(header::AUTHORIZATION).and_then(|shown| shown.to_str().ok()?.strip_prefix("Basic "));
    let shown = shown.and_then(|shown| String::from_utf8(STANDARD.decode(shown).ok()?).ok());
    let Some(minted) = shown.as_deref().and_then(|shown| shown.strip_prefix("__token__:")?.strip_prefix(MINTED)) else {
        return spoken(StatusCode::FORBIDDEN, "emulated: the password is no token that was minted here");
    };
    let project = project.unwrap_or_default();
    if minted.is_empty() || minted.split(',').any(|own| normal(own) == normal(&project)) {
        return StatusCode::OK.into_response();
    }
    spoken(StatusCode::BAD_REQUEST, NOT_A_USER)
}

/// Names of projects are the same whatever their case, and whichever of these stand in them.
fn normal(name: &str) -> String {
    name.to_ascii_lowercase().replace(['-', '_', '.'], "-")
}

/// Clients print what stands behind the status.
fn spoken(status: StatusCode, reason: &'static str) -> Response {
    let mut response = (status, reason).into_response();
    response.extensions_mut().insert(ReasonPhrase::from_static(reason.as_bytes()));
    response
}

fn refused(code: &str, description: &str) -> Response {
    let errors = json!([{"code": code, "description": description}]);
    (StatusCode::UNPROCESSABLE_ENTITY, Json(json!({"message": "Token request failed", "errors": errors})))
        .into_response()
}
