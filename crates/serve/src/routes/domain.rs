//! `GET /domains/{domain}`: the failures of a domain.

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use unstuck_app::{actions, answers};

use crate::answer::{Answer, HTML};
use crate::language::PageLang;
use crate::problem::{self, Problem};
use crate::server::Shared;

pub(super) async fn page(
    State(server): State<Shared>,
    PageLang(lang): PageLang,
    Path(domain): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let listing = actions::list(server.library, Some(&domain), lang);
    if listing.failures.is_empty() {
        return Err(Problem::new(problem::NO_DOMAIN, format!("there is no domain `{domain}`")));
    }
    let page = answers::html::domain(&domain, &listing, &server.site)?;
    Ok(Answer::new(HTML, page).respond(&headers))
}
