//! What is told of each request: to the operator a line, to Prometheus a count. Never its text, its query or its path: the
//! route's own name says what was asked for.

use std::io::Write;
use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use serde::Serialize;
use unstuck_app::Error;

use crate::problem::Problem;
use crate::server::Shared;

/// A line of the journal.
#[derive(Debug, Serialize)]
struct Line<'a> {
    at: String,
    method: &'a str,
    route: &'a str,
    status: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'static str>,
    milliseconds: f64,
}

/// A line of the journal that is of no request.
#[derive(Debug, Serialize)]
struct Trouble<'a> {
    at: String,
    /// Who is in trouble: `ledger` or `issuer`.
    trouble: &'a str,
    detail: String,
}

/// Tells the operator of something that the server depends on, also where requests are not told.
pub(crate) fn trouble(of: &str, error: &(dyn std::error::Error + 'static)) {
    let causes = std::iter::successors(error.source(), |cause| cause.source());
    let detail = causes.fold(error.to_string(), |text, cause| format!("{text}: {cause}"));
    write(&Trouble { at: jiff::Timestamp::now().to_string(), trouble: of, detail });
}

/// Tells the operator that the ledger does not answer, with why, or that it does again.
pub fn tell_of_ledger(gone: Option<&Error>) {
    match gone {
        Some(error) => trouble("ledger", error),
        None => {
            let detail = "it answers again".to_owned();
            write(&Trouble { at: jiff::Timestamp::now().to_string(), trouble: "ledger", detail });
        }
    }
}

fn write(line: &impl Serialize) {
    if let Ok(text) = serde_json::to_string(line) {
        // Nowhere is left to report to where that fails.
        let _unwritten = writeln!(std::io::stderr().lock(), "{text}");
    }
}

/// Tells of a request when its response begins.
pub(crate) async fn journal(State(server): State<Shared>, request: Request, next: Next) -> Response {
    let begun = Instant::now();
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let route = route.as_deref().unwrap_or("none");
    let guard = server.metrics.begin();
    let response = next.run(request).await;
    drop(guard);
    let took = begun.elapsed();
    let code = response.extensions().get::<Problem>().map(|problem| problem.code.code);
    server.metrics.count(route, response.status().as_u16(), took);
    if server.settings.journal {
        write(&Line {
            at: jiff::Timestamp::now().to_string(),
            method: method.as_str(),
            route,
            status: response.status().as_u16(),
            code,
            milliseconds: (took.as_secs_f64() * 1e6).round() / 1e3,
        });
    }
    response
}
