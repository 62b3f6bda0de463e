//! What went wrong, as RFC 9457 wants it told: a JSON document with a stable code, or a page for people.

use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use schemars::JsonSchema;
use serde::Serialize;
use unstuck_app::answers::html::Code;
use unstuck_app::{Error, Kind};

macro_rules! codes {
    ($($name:ident $code:literal $status:literal $title:literal,)*) => {
        $(pub(crate) const $name: Code = Code { code: $code, status: $status, title: $title };)*
        /// Every code. One is never given another meaning.
        pub const CODES: &[Code] = &[$($name,)*];
    };
}

codes! {
    NO_ROUTE "no-route" 404 "Nothing is served at this address",
    METHOD "method" 405 "This address does not take that method",
    NO_FAILURE "no-failure" 404 "There is no such failure",
    NO_APPROACH "no-approach" 404 "The failure has no such approach",
    NO_DOMAIN "no-domain" 404 "There is no such domain",
    BAD_QUERY "bad-query" 400 "The query cannot be read",
    BAD_BODY "bad-body" 400 "The body cannot be read",
    MEDIA_TYPE "media-type" 415 "This type of body is not taken",
    NOT_ACCEPTABLE "not-acceptable" 406 "There is no answer of a type that is accepted",
    TOO_LARGE "too-large" 413 "The body is too large",
    TOO_SLOW "too-slow" 408 "The body came too slowly, or reading it took too long",
    TOO_MANY "too-many-requests" 429 "Too many requests of one client",
    BUSY "busy" 503 "The server is at work on as many requests as it may be",
    NO_TOKEN "no-token" 401 "An API token is needed",
    BAD_TOKEN "bad-token" 401 "The API token is not known",
    JOB_TOKEN "job-token" 401 "The token of the job is not believed",
    NO_LEDGER "no-ledger" 503 "This server keeps no outcomes",
    ISSUER "issuer-unavailable" 503 "The issuer of the token does not answer",
    LEDGER "ledger-unavailable" 503 "The ledger does not answer",
    INTERNAL "internal" 500 "A fault of the server",
}

/// What went wrong.
#[derive(Debug, Clone)]
pub(crate) struct Problem {
    pub(crate) code: Code,
    pub(crate) detail: String,
    pub(crate) help: Option<String>,
    /// Seconds after which it may pass.
    pub(crate) retry: Option<u64>,
}

/// An RFC 9457 problem.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[schemars(rename = "Problem")]
pub(crate) struct Document {
    /// Where the code is explained.
    #[serde(rename = "type")]
    kind: String,
    /// What the code means.
    title: &'static str,
    /// HTTP status.
    status: u16,
    /// Stable.
    code: &'static str,
    /// What went wrong this time.
    detail: String,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<String>,
}

impl Problem {
    pub(crate) fn new(code: Code, detail: impl Into<String>) -> Self {
        Self { code, detail: detail.into(), help: None, retry: None }
    }

    pub(crate) fn help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }

    pub(crate) fn retry(self, seconds: u64) -> Self {
        Self { retry: Some(seconds), ..self }
    }

    /// The problem as a document; `base` is what whole addresses of this server begin with.
    pub(crate) fn document(&self, base: &str) -> Document {
        Document {
            kind: format!("{base}/problems#{}", self.code.code),
            title: self.code.title,
            status: self.code.status,
            code: self.code.code,
            detail: self.detail.clone(),
            help: self.help.clone(),
        }
    }

    pub(crate) fn status(&self) -> StatusCode {
        StatusCode::from_u16(self.code.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        let code = match (&error, error.kind()) {
            (Error::NoFailure { .. } | Error::Id(_), _) => NO_FAILURE,
            (Error::NoApproach { .. }, _) => NO_APPROACH,
            (Error::Read { source, .. } | Error::Damaged { source, .. }, _) => return of_reading(&error, source),
            (Error::Ledger(_) | Error::LedgerSilent { .. }, _) => LEDGER,
            (_, Kind::BadInput) => BAD_BODY,
            _ => INTERNAL,
        };
        // What the database said, and where the server's files lie, is nobody's business.
        let detail = if code.status >= 500 { code.title.to_owned() } else { error.to_string() };
        let problem = Self { code, detail, help: error.hint().filter(|_| code.status < 500), retry: None };
        if code.status == 503 { problem.retry(5) } else { problem }
    }
}

/// What stopped the reading of a body.
fn of_reading(error: &Error, source: &std::io::Error) -> Problem {
    if let Some(problem) = source.get_ref().and_then(|inner| inner.downcast_ref::<Stopped>()) {
        return problem.0.clone();
    }
    match source.kind() {
        std::io::ErrorKind::TimedOut => Problem::new(TOO_SLOW, "it took longer than this server allows"),
        std::io::ErrorKind::FileTooLarge => {
            Problem::new(TOO_LARGE, "unpacked, the text is longer than this server allows")
        }
        _ => Problem::new(BAD_BODY, error.to_string()),
    }
}

/// A problem on its way through a reader.
#[derive(Debug, thiserror::Error)]
#[error("{}", .0.detail)]
pub(crate) struct Stopped(pub(crate) Problem);

impl IntoResponse for Problem {
    /// The document, without a base; [`crate::gate`] makes a page of it where a page is wanted.
    fn into_response(self) -> Response {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = self.status();
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if let Some(seconds) = self.retry {
            headers.insert(RETRY_AFTER, seconds.into());
        }
        if self.code.status == 401 {
            headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response.extensions_mut().insert(self);
        response
    }
}
