//! A server of the bundled canon, and requests to it.

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode};
use http_body_util::BodyExt;
use serde_json::Value;
use tower::ServiceExt;
use unstuck_app::{Library, Overlays, Records};
use unstuck_serve::{Server, Settings, Shared};

/// What the addresses in answers begin with.
pub(crate) const BASE: &str = "https://unstuck.example";

/// A failure that was proved, and one of its workarounds.
pub(crate) const LOCK: &str = "git/index-lock-exists";

/// The message of [`LOCK`].
pub(crate) const LOCKED: &str = "fatal: Unable to create '/home/me/app/.git/index.lock': File exists.\n";

/// A server, without a socket.
pub(crate) struct Site {
    pub(crate) router: Router,
    pub(crate) server: Shared,
}

impl Site {
    pub(crate) fn new() -> Self {
        Self::with(Settings { base_url: BASE.to_owned(), ..Settings::default() })
    }

    pub(crate) fn with(settings: Settings) -> Self {
        Self::of(Library::open(&Overlays::default()).unwrap(), settings)
    }

    pub(crate) fn of(library: Library, settings: Settings) -> Self {
        let server = Server::new(library, settings).unwrap();
        Self { router: unstuck_serve::router(&server, Router::new()), server }
    }

    /// With a ledger in a fresh file, and the file of tokens beside it.
    pub(crate) fn recording(folder: &std::path::Path) -> Self {
        Self::recording_with(folder, Settings { base_url: BASE.to_owned(), ..Settings::default() })
    }

    pub(crate) fn recording_with(folder: &std::path::Path, settings: Settings) -> Self {
        let records = Records::open(&format!("sqlite:{}", folder.join("ledger.db").display())).unwrap();
        let library = Library::open(&Overlays::default()).unwrap().with_records(records);
        Self::of(library, Settings { tokens: Some(folder.join("tokens.json")), ..settings })
    }

    /// Sends a request, and reads its response to the end.
    pub(crate) async fn send(&self, request: Request<Body>) -> Got {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes().to_vec();
        let got = Got { status: parts.status, headers: parts.headers, bytes };
        assert_eq!(got.header("x-content-type-options"), "nosniff");
        got
    }

    pub(crate) async fn get(&self, path: &str) -> Got {
        self.send(Request::get(path).body(Body::empty()).unwrap()).await
    }

    pub(crate) async fn get_as(&self, path: &str, accept: &str) -> Got {
        self.send(Request::get(path).header("accept", accept).body(Body::empty()).unwrap()).await
    }

    pub(crate) async fn post(&self, path: &str, kind: &str, body: impl Into<Body>) -> Got {
        self.send(Request::post(path).header("content-type", kind).body(body.into()).unwrap()).await
    }
}

/// A response.
#[derive(Debug)]
pub(crate) struct Got {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) bytes: Vec<u8>,
}

impl Got {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    #[track_caller]
    pub(crate) fn ok(self) -> Self {
        assert_eq!(self.status, 200, "{}", self.text());
        self
    }

    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.bytes).unwrap()
    }

    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    /// Holds it to being a problem with this code, as a document, and gives the document.
    #[track_caller]
    pub(crate) fn problem(&self, status: u16, code: &str) -> Value {
        assert_eq!(self.status, status, "{}", self.text());
        assert_eq!(self.header("content-type"), "application/problem+json");
        assert_eq!(self.header("cache-control"), "no-store");
        let document = self.json();
        assert_eq!((document["code"].as_str(), document["status"].as_u64()), (Some(code), Some(status.into())));
        assert!(document["type"].as_str().unwrap().ends_with(&format!("/problems#{code}")), "{document}");
        assert!(!document["detail"].as_str().unwrap().is_empty());
        document
    }
}
