//! `GET /api/v1/failures`, one of them, and figures of all.

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use unstuck_app::actions::{Listing, Stats};
use unstuck_app::view::WholeView;
use unstuck_app::{Lang, actions, answers};

use super::failure::respond;
use crate::answer::{Answer, JSON, MARKDOWN};
use crate::negotiate::{Form, form};
use crate::openapi::{Docs, OK, Said, schema};
use crate::params::{LangParam, OnlyLang, Params};
use crate::problem::{self, Problem};
use crate::server::Shared;

pub(super) static LIST: Docs = Docs {
    id: "listFailures",
    summary: "Every failure, or those of a domain, page by page in the order of their ids",
    query: Some(schema::<Query>),
    answers: &[Said { media_type: JSON, schema: Some(schema::<Page>), ..OK }],
    problems: &[problem::BAD_QUERY, problem::NO_DOMAIN],
    ..Docs::GET
};

pub(super) static ONE: Docs = Docs {
    id: "getFailure",
    summary: "One failure, whole",
    query: Some(schema::<OnlyLang>),
    answers: &[
        Said { media_type: JSON, schema: Some(schema::<WholeView>), ..OK },
        Said { media_type: MARKDOWN, ..OK },
        Said { status: 308, media_type: "", schema: None, says: "The failure has another id now" },
    ],
    problems: &[problem::NO_FAILURE, problem::BAD_QUERY, problem::NOT_ACCEPTABLE],
    ..Docs::GET
};

pub(super) static STATS: Docs = Docs {
    id: "stats",
    summary: "Figures of the canon",
    answers: &[Said { media_type: JSON, schema: Some(schema::<Stats>), ..OK }],
    ..Docs::GET
};

/// Which failures.
#[derive(Debug, Deserialize, JsonSchema)]
pub(super) struct Query {
    /// Only of this domain.
    domain: Option<String>,
    /// Language of the titles.
    #[serde(default)]
    lang: LangParam,
    /// What `next` of the page before said.
    cursor: Option<String>,
    /// Most failures of a page.
    #[serde(default = "hundred")]
    #[schemars(range(min = 1, max = 500))]
    limit: u16,
}

fn hundred() -> u16 {
    100
}

/// A page of a list.
#[derive(Debug, Serialize, JsonSchema)]
struct Page {
    #[serde(flatten)]
    listing: Listing,
    /// Failures on all pages.
    total: usize,
    /// The cursor of the next page; null on the last one.
    next: Option<String>,
}

pub(super) async fn list(
    State(server): State<Shared>,
    Params(query): Params<Query>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    if !(1..=500).contains(&query.limit) {
        return Err(Problem::new(problem::BAD_QUERY, "limit must be from 1 to 500"));
    }
    let mut listing = actions::list(server.library, query.domain.as_deref(), query.lang.into());
    let total = listing.failures.len();
    if total == 0 {
        return Err(Problem::new(problem::NO_DOMAIN, "there is no such domain"));
    }
    if let Some(cursor) = &query.cursor {
        listing.failures.retain(|row| row.id > *cursor);
    }
    let limit = usize::from(query.limit);
    let more = listing.failures.len() > limit;
    listing.failures.truncate(limit);
    let next = listing.failures.last().filter(|_| more).map(|row| row.id.clone());
    Ok(Answer::new(JSON, answers::json::json(&Page { listing, total, next })?).respond(&headers))
}

pub(super) async fn one(
    State(server): State<Shared>,
    Path((domain, slug)): Path<(String, String)>,
    Params(OnlyLang { lang }): Params<OnlyLang>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let asked = format!("{domain}/{slug}");
    let id = server.library.failure(&asked)?.id.to_string();
    if id != asked {
        let query = if Lang::from(lang) == Lang::Zh { "?lang=zh" } else { "" };
        let to = server.site.path(&format!("/api/v1/failures/{id}{query}"));
        return Ok(Redirect::permanent(&to).into_response());
    }
    let wanted = form(&headers, &[Form::Json, Form::Markdown])?;
    respond(&server, id, lang.into(), wanted, &headers).await
}

pub(super) async fn stats(State(server): State<Shared>, headers: HeaderMap) -> Result<Response, Problem> {
    if let Some(answer) = server.shelf.fresh("stats") {
        return Ok(answer.respond(&headers));
    }
    let make = |server: &crate::Server| {
        server.shelf.make("stats", || Ok(Answer::new(JSON, answers::json::json(&actions::stats(server.library)?)?)))
    };
    Ok(server.work(make).await?.respond(&headers))
}
