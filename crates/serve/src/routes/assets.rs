//! Files that pages name.

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::{Redirect, Response};
use unstuck_app::answers::html::ASSETS;

use crate::answer::{Answer, once};
use crate::problem::{self, Problem};
use crate::server::Shared;

pub(super) async fn asset(Path(name): Path<String>, headers: HeaderMap) -> Result<Response, Problem> {
    let found = ASSETS.iter().find(|(path, ..)| path.strip_prefix("/assets/") == Some(&name));
    let Some((_, kind, bytes)) = found else {
        return Err(Problem::new(problem::NO_ROUTE, "there is no such file"));
    };
    Ok(Answer::new(kind, *bytes).immutable().respond(&headers))
}

pub(super) async fn icon(State(server): State<Shared>) -> Redirect {
    Redirect::permanent(&server.site.path("/assets/icon.svg"))
}

pub(super) async fn robots(State(server): State<Shared>) -> Response {
    let sitemap = server.site.absolute("/sitemap.xml");
    once("text/plain; charset=utf-8", format!("User-agent: *\nDisallow: /search\nSitemap: {sitemap}\n"))
}
