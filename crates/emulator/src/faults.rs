//! Faults on demand: what clients meet rarely, when a test wants it.

use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{post, put};
use axum::{Json, Router};
use serde::Deserialize;

use crate::Shared;

/// What goes wrong from now on.
#[derive(Debug, Default, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Faults {
    /// The token endpoint answers with this status ...
    pub status: Option<u16>,
    /// ... so many times; always where absent.
    pub times: Option<u32>,
    /// Milliseconds that the token endpoint waits before it answers.
    pub delay: u64,
    /// Seconds by which the issuer's clock is ahead of the parties'.
    pub skew: i64,
    /// Tokens are signed by a key that is published nowhere.
    pub wrong_key: bool,
    /// The issuer's discovery document and keys are answered with this status, so that no party can check a signature.
    pub keys: Option<u16>,
}

impl Faults {
    /// The status to fail with, which uses up one of its times.
    pub(crate) fn fails(&mut self) -> Option<StatusCode> {
        let status = StatusCode::from_u16(self.status?).ok()?;
        match self.times.as_mut() {
            Some(0) => return None,
            Some(times) => *times -= 1,
            None => {}
        }
        Some(status)
    }
}

pub(crate) fn routes() -> Router<Shared> {
    Router::new().route("/_emulator/faults", put(set)).route("/_emulator/rotate", post(rotate))
}

async fn set(State(emulator): State<Shared>, Json(faults): Json<Faults>) -> StatusCode {
    *emulator.faults() = faults;
    StatusCode::NO_CONTENT
}

async fn rotate(State(emulator): State<Shared>) -> StatusCode {
    match emulator.keys().rotate() {
        Ok(()) => StatusCode::NO_CONTENT,
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}
