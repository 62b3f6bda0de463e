//! `GET /search` and `GET /api/v1/search`: failures by words.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use schemars::JsonSchema;
use serde::Deserialize;
use unstuck_app::actions::Listing;
use unstuck_app::{Lang, answers};

use crate::answer::{Answer, HTML, JSON};
use crate::language::PageLang;
use crate::openapi::{Docs, OK, Said, schema};
use crate::params::{LangParam, Params};
use crate::problem::{self, Problem};
use crate::server::Shared;

/// Most characters of a search: a whole log is for `explain`.
const LONGEST: usize = 2000;

pub(super) static DOCS: Docs = Docs {
    id: "search",
    summary: "Failures by words, English or Chinese, or by error text, best first",
    query: Some(schema::<Query>),
    answers: &[Said { media_type: JSON, schema: Some(schema::<Listing>), ..OK }],
    problems: &[problem::BAD_QUERY],
    ..Docs::GET
};

/// What is searched.
#[derive(Debug, Deserialize, JsonSchema)]
pub(super) struct Query {
    /// Words or error text.
    #[schemars(length(min = 1, max = 2000))]
    q: String,
    /// Language of the titles.
    #[serde(default)]
    lang: LangParam,
    /// Most results.
    #[serde(default = "twenty")]
    #[schemars(range(min = 1, max = 100))]
    limit: u8,
}

fn twenty() -> u8 {
    20
}

/// What is searched on a page, where nothing may be typed yet.
#[derive(Debug, Deserialize)]
pub(super) struct PageQuery {
    #[serde(default)]
    q: String,
}

pub(super) async fn api(
    State(server): State<Shared>,
    Params(query): Params<Query>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    if query.q.is_empty() || !(1..=100).contains(&query.limit) {
        return Err(Problem::new(problem::BAD_QUERY, "q must not be empty, and limit be from 1 to 100"));
    }
    let listing = find(&server, query.q, query.lang.into(), query.limit.into()).await?;
    Ok(Answer::new(JSON, answers::json::json(&listing)?).respond(&headers))
}

pub(super) async fn page(
    State(server): State<Shared>,
    PageLang(lang): PageLang,
    Params(PageQuery { q }): Params<PageQuery>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let words = q.trim().to_owned();
    let listing = find(&server, words.clone(), lang, 20).await?;
    Ok(Answer::new(HTML, answers::html::search(&words, &listing, &server.site)?).respond(&headers))
}

async fn find(server: &Shared, words: String, lang: Lang, most: usize) -> Result<Listing, Problem> {
    if words.chars().count() > LONGEST {
        return Err(Problem::new(problem::BAD_QUERY, format!("at most {LONGEST} characters are searched"))
            .help("send a whole log to /api/v1/explain"));
    }
    server.work(move |server| Ok(server.searcher().search(&words, lang, most)?)).await
}
