//! The hosts by whose names clients know the issuer and the parties, for those that reach them through the tunnel.

use axum::extract::Request;
use axum::http::header::HOST;
use axum::http::{Method, Uri};

/// A host and the path under which it is emulated.
const HOSTS: &[(&str, &str)] = &[
    ("crates.io", "/crates-io"),
    ("iamcredentials.googleapis.com", "/gcp"),
    ("login.microsoftonline.com", "/azure"),
    ("octo-sts.dev", "/octo-sts"),
    ("pypi.org", "/pypi"),
    ("registry.npmjs.org", "/npm"),
    ("sts.amazonaws.com", "/aws"),
    ("sts.googleapis.com", "/gcp"),
    ("sts.us-east-1.amazonaws.com", "/aws"),
    ("test.pypi.org", "/pypi"),
    ("token.actions.githubusercontent.com", ""),
    ("upload.pypi.org", "/pypi"),
    ("www.nuget.org", "/nuget"),
];

/// All of them, for the certificate.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    HOSTS.iter().map(|(host, _)| *host)
}

/// Whether a host is emulated.
pub(crate) fn is_known(host: &str) -> bool {
    names().any(|known| known.eq_ignore_ascii_case(host))
}

/// The request with the path under which its host is emulated; as it is where it names no such host.
pub(crate) fn placed(mut request: Request) -> Request {
    if request.method() == Method::CONNECT {
        return request;
    }
    let host = request.headers().get(HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let host = host.split(':').next().unwrap_or_default();
    let Some((_, prefix)) = HOSTS.iter().find(|(known, prefix)| !prefix.is_empty() && *known == host) else {
        return request;
    };
    let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
    if let Ok(uri) = format!("{prefix}{path}").parse::<Uri>() {
        *request.uri_mut() = uri;
    }
    request
}
