//! Answers with an ETag: rendered once, sent whole or as 304.

use axum::body::{Body, Bytes};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};

pub(crate) const HTML: &str = "text/html; charset=utf-8";
pub(crate) const JSON: &str = "application/json";
pub(crate) const MARKDOWN: &str = "text/markdown; charset=utf-8";

/// A rendered answer.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    kind: &'static str,
    bytes: Bytes,
    etag: HeaderValue,
    /// `Link` headers.
    links: Vec<HeaderValue>,
    cache: &'static str,
}

impl Answer {
    pub(crate) fn new(kind: &'static str, text: impl Into<Bytes>) -> Self {
        let bytes = text.into();
        let digest = Sha256::digest(&bytes);
        let hex: String = digest.iter().take(12).map(|byte| format!("{byte:02x}")).collect();
        // Weak: compressed or not, it is the same answer.
        let etag = HeaderValue::try_from(format!("W/\"{hex}\"")).unwrap_or(HeaderValue::from_static("W/\"\""));
        Self { kind, bytes, etag, links: Vec::new(), cache: "no-cache" }
    }

    /// With a `Link` header.
    pub(crate) fn link(mut self, link: &str) -> Self {
        self.links.extend(HeaderValue::try_from(link));
        self
    }

    /// For ever: its address changes with it.
    pub(crate) fn immutable(self) -> Self {
        Self { cache: "public, max-age=31536000, immutable", ..self }
    }

    /// The response to a request with these headers.
    pub(crate) fn respond(&self, headers: &HeaderMap) -> Response {
        let known = headers.get(IF_NONE_MATCH).and_then(|tags| tags.to_str().ok());
        let own = self.etag.to_str().unwrap_or_default();
        let known = known.is_some_and(|tags| tags.split(',').any(|tag| matches!(tag.trim(), "*") || tag.trim() == own));
        let mut response = if known {
            StatusCode::NOT_MODIFIED.into_response()
        } else {
            Response::new(Body::from(self.bytes.clone()))
        };
        let out = response.headers_mut();
        if !known {
            out.insert(CONTENT_TYPE, HeaderValue::from_static(self.kind));
        }
        out.insert(ETAG, self.etag.clone());
        out.insert(CACHE_CONTROL, HeaderValue::from_static(self.cache));
        out.insert(VARY, HeaderValue::from_static("accept, accept-encoding"));
        for link in &self.links {
            out.append("link", link.clone());
        }
        response
    }
}

/// An answer that nobody else gets.
pub(crate) fn once(kind: &'static str, text: impl Into<Bytes>) -> Response {
    let mut response = Response::new(Body::from(text.into()));
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
