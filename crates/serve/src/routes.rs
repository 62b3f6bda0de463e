//! Everything that is served: one list, from which the router and the API's description are made.

mod assets;
mod bulk;
mod domain;
mod evidence;
mod explain;
mod failure;
mod failures;
mod health;
mod home;
mod outcomes;
mod search;
mod unknowns;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{MethodRouter, get, post};

use crate::openapi::{self, Docs};
use crate::problem::{self, Problem};
use crate::server::Shared;

/// One thing that is served.
pub(crate) struct Route {
    /// Path, with its places in braces.
    pub(crate) path: &'static str,
    /// What answers.
    handler: fn() -> MethodRouter<Shared>,
    /// What the API's description says of it; pages are not in it.
    pub(crate) docs: Option<&'static Docs>,
}

const fn page(path: &'static str, handler: fn() -> MethodRouter<Shared>) -> Route {
    Route { path, handler, docs: None }
}

const fn api(path: &'static str, handler: fn() -> MethodRouter<Shared>, docs: &'static Docs) -> Route {
    Route { path, handler, docs: Some(docs) }
}

pub(crate) static ROUTES: &[Route] = &[
    page("/", || get(home::page).post(home::form)),
    page("/errors/{domain}/{slug}", || get(failure::page)),
    page("/domains/{domain}", || get(domain::page)),
    page("/search", || get(search::page)),
    page("/evidence/{domain}/{slug}", || get(evidence::page)),
    page("/zh/", || get(home::page).post(home::form)),
    page("/zh", || get(home::to_chinese)),
    page("/zh/errors/{domain}/{slug}", || get(failure::page)),
    page("/zh/domains/{domain}", || get(domain::page)),
    page("/zh/search", || get(search::page)),
    page("/zh/evidence/{domain}/{slug}", || get(evidence::page)),
    page("/problems", || get(health::problems)),
    page("/zh/problems", || get(health::problems)),
    page("/assets/{name}", || get(assets::asset)),
    page("/favicon.ico", || get(assets::icon)),
    page("/robots.txt", || get(assets::robots)),
    api("/api/v1/explain", || post(explain::explain), &explain::DOCS),
    api("/api/v1/failures", || get(failures::list), &failures::LIST),
    api("/api/v1/failures/{domain}/{slug}", || get(failures::one), &failures::ONE),
    api("/api/v1/search", || get(search::api), &search::DOCS),
    api("/api/v1/evidence/{domain}/{slug}", || get(evidence::api), &evidence::DOCS),
    api("/api/v1/stats", || get(failures::stats), &failures::STATS),
    api("/api/v1/unknowns", || get(unknowns::list), &unknowns::DOCS),
    api("/api/v1/outcomes", || post(outcomes::record), &outcomes::DOCS),
    api("/api/v1/openapi.json", || get(openapi::document), &openapi::DOCS),
    api("/llms.txt", || get(bulk::llms), &bulk::LLMS),
    api("/llms-full.txt", || get(bulk::llms_full), &bulk::LLMS_FULL),
    api("/errors.ndjson", || get(bulk::ndjson), &bulk::NDJSON),
    api("/changes.json", || get(bulk::changes), &bulk::CHANGES),
    api("/feed.xml", || get(bulk::feed), &bulk::FEED),
    api("/sitemap.xml", || get(bulk::sitemap), &bulk::SITEMAP),
    api("/healthz", || get(health::health), &health::HEALTH),
    api("/metrics", || get(health::metrics), &health::METRICS),
];

/// The router of the list.
pub(crate) fn router(server: &Shared) -> Router {
    let all = ROUTES.iter().fold(Router::new(), |router, route| router.route(route.path, (route.handler)()));
    // Our own limits count what is read, and say which they are; axum's would cut a form at 2 MB.
    let all = all.layer(DefaultBodyLimit::disable());
    all.fallback(nothing).method_not_allowed_fallback(other_method).with_state(server.clone())
}

pub(crate) async fn nothing() -> Problem {
    Problem::new(problem::NO_ROUTE, "nothing is served here")
        .help("/llms.txt lists every failure, /api/v1/openapi.json every address for programs")
}

async fn other_method() -> Problem {
    Problem::new(problem::METHOD, "this address does not take that method")
}
