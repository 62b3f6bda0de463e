//! The language of a page: its path says it.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use unstuck_app::Lang;

/// The language of the page that is asked for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PageLang(pub(crate) Lang);

impl<S: Sync> FromRequestParts<S> for PageLang {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Self::Rejection> {
        Ok(Self(of(parts.uri.path())))
    }
}

/// The language of a path below the site's root.
pub(crate) fn of(path: &str) -> Lang {
    if path == "/zh" || path.starts_with("/zh/") { Lang::Zh } else { Lang::En }
}
