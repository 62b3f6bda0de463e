//! unstuck over HTTP: the same actions and answers as on the command line.
//!
//! ```text
//! request --gate (rate, concurrency)--> route --work (bounded pool of threads)--> action --> answer --> response
//! ```
//!
//! `routes` is the one list of what is served; the API's description is made from it. A handler reads a request, calls
//! an action and renders its answer, and everything that went wrong is a `Problem`. Nothing here
//! writes down a text that a user sent.

mod answer;
mod body;
mod connections;
mod gate;
mod jobs;
mod journal;
mod language;
mod metrics;
mod negotiate;
mod openapi;
mod params;
mod patient;
mod problem;
mod routes;
mod server;
mod settings;
mod shelf;
mod unknowns;

pub use axum::Router;
use axum::middleware::from_fn_with_state;
use tower_http::compression::CompressionLayer;

pub use connections::{listen, serve};
pub use journal::tell_of_ledger;
pub use problem::CODES;
pub use server::{Server, Shared};
pub use settings::{JobTokens, Limits, Settings};

/// Everything that is served. `more` holds what others mount beside it, such as `/mcp`; it lies behind the same gate.
pub fn router(server: &Shared, more: Router) -> Router {
    let served = routes::router(server)
        .merge(more)
        .layer(from_fn_with_state(server.clone(), gate::gate))
        .layer(CompressionLayer::new())
        .layer(from_fn_with_state(server.clone(), journal::journal));
    match server.site.prefix() {
        "" => served,
        prefix => Router::new().nest(prefix, served).fallback(routes::nothing),
    }
}
