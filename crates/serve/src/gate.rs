//! What every request passes: the rate of its client, the time it may take, and the headers of every response.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_MAX_AGE,
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tokio::time::timeout;
use unstuck_app::answers;

use crate::problem::{self, Problem};
use crate::server::{Server, Shared};
use crate::{answer, language, negotiate};

/// Only files of this server run, style or are asked; nothing may frame a page.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
                      form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Clients that are remembered. Beyond that the one that has waited longest is forgotten.
const CLIENTS: usize = 16_384;

/// How many requests each client may still make.
#[derive(Debug)]
pub(crate) struct Buckets {
    /// Requests in a minute; 0 for any number.
    rate: u32,
    clients: Mutex<HashMap<IpAddr, Bucket>>,
}

#[derive(Debug, Clone, Copy)]
struct Bucket {
    left: f64,
    at: Instant,
}

impl Buckets {
    pub(crate) fn new(rate: u32) -> Self {
        Self { rate, clients: Mutex::default() }
    }

    /// Takes one request from a client's bucket, or says after how many seconds there is one in it again.
    fn take(&self, client: IpAddr, now: Instant) -> Result<(), u64> {
        if self.rate == 0 {
            return Ok(());
        }
        let full = f64::from(self.rate);
        let each_second = full / 60.0;
        let mut clients = self.clients.lock().unwrap_or_else(PoisonError::into_inner);
        if clients.len() >= CLIENTS && !clients.contains_key(&client) {
            // A bucket that has had a minute is full, and as good as none.
            clients.retain(|_, bucket| now.duration_since(bucket.at).as_secs() < 60);
            if clients.len() >= CLIENTS {
                clients.clear();
            }
        }
        let bucket = clients.entry(client).or_insert(Bucket { left: full, at: now });
        bucket.left = full.min(bucket.left + now.duration_since(bucket.at).as_secs_f64() * each_second);
        bucket.at = now;
        if bucket.left >= 1.0 {
            bucket.left -= 1.0;
            return Ok(());
        }
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "at most a minute")]
        let wait = ((1.0 - bucket.left) / each_second).ceil() as u64;
        Err(wait.max(1))
    }
}

/// Lets a request in, and dresses the response.
pub(crate) async fn gate(State(server): State<Shared>, request: Request, next: Next) -> Response {
    let headers = request.headers().clone();
    let path = request.uri().path().to_owned();
    let readable = is_readable(&path);
    let mut response = if request.method() == Method::OPTIONS && readable {
        preflight()
    } else {
        match let_in(&server, &request, &path) {
            Err(problem) => problem.into_response(),
            Ok(()) => timeout(server.settings.limits.time, next.run(request)).await.unwrap_or_else(|_| {
                Problem::new(problem::TOO_SLOW, "it took longer than this server allows").into_response()
            }),
        }
    };
    if let Some(problem) = response.extensions().get::<Problem>().cloned() {
        response = told(&server, &problem, response, &headers, &path);
    }
    let out = response.headers_mut();
    out.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    out.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    out.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    out.insert(HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin"));
    if readable {
        out.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    }
    response
}

fn let_in(server: &Server, request: &Request, path: &str) -> Result<(), Problem> {
    if matches!(path, "/healthz" | "/metrics") || path.starts_with("/assets/") {
        return Ok(());
    }
    server.buckets.take(client(server, request), Instant::now()).map_err(|seconds| {
        let rate = server.settings.limits.rate;
        Problem::new(problem::TOO_MANY, format!("at most {rate} in a minute are answered")).retry(seconds)
    })
}

/// Who is asking.
fn client(server: &Server, request: &Request) -> IpAddr {
    let forwarded = || {
        let value = request.headers().get_all("x-forwarded-for").iter().next_back()?.to_str().ok()?;
        value.rsplit(',').next()?.trim().parse().ok()
    };
    let peer = || request.extensions().get::<SocketAddr>().map(SocketAddr::ip);
    let said = if server.settings.behind_proxy { forwarded() } else { None };
    said.or_else(peer).unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED))
}

/// Whether programs of other sites may read what stands there.
fn is_readable(path: &str) -> bool {
    path.starts_with("/api/") || [".json", ".md", ".ndjson", ".txt", ".xml"].iter().any(|end| path.ends_with(end))
}

fn preflight() -> Response {
    let mut response = StatusCode::NO_CONTENT.into_response();
    let out = response.headers_mut();
    out.insert(ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("GET, HEAD, POST"));
    // Not `Authorization`: a page of another site reports nothing.
    out.insert(ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static("Content-Type, Accept"));
    out.insert(ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("86400"));
    response
}

/// Fills a problem's response: a page where a person asks for a page, else the document.
fn told(server: &Server, problem: &Problem, response: Response, headers: &HeaderMap, path: &str) -> Response {
    let (mut parts, _) = response.into_parts();
    parts.headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    let document = problem.document(&server.site.absolute(""));
    let mut body = serde_json::to_vec(&document).unwrap_or_default();
    if negotiate::is_browser(headers) && !path.starts_with("/api/") {
        let (help, lang) = (problem.help.as_deref(), language::of(path));
        if let Ok(page) = answers::html::problem(problem.code, &problem.detail, help, lang, &server.site) {
            parts.headers.insert(CONTENT_TYPE, HeaderValue::from_static(answer::HTML));
            body = page.into_bytes();
        }
    }
    Response::from_parts(parts, Body::from(body))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_bucket_empties_and_fills() {
        let buckets = Buckets::new(60);
        let now = Instant::now();
        let one = IpAddr::V4(Ipv4Addr::LOCALHOST);
        for _ in 0..60 {
            buckets.take(one, now).unwrap();
        }
        assert_eq!(buckets.take(one, now), Err(1));
        assert_eq!(buckets.take(IpAddr::V4(Ipv4Addr::UNSPECIFIED), now), Ok(()));
        assert_eq!(buckets.take(one, now + Duration::from_secs(2)), Ok(()));
        assert!((0..100).all(|_| Buckets::new(0).take(one, now).is_ok()));
    }
}
