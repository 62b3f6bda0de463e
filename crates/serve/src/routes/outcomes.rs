//! `POST /api/v1/outcomes`: what a reporter saw.

use std::collections::BTreeMap;

use axum::body::Body;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::StatusCode;
use axum::http::header::AUTHORIZATION;
use axum::response::Response;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use unstuck_app::{actions, answers};

use crate::answer::{JSON, once};
use crate::body::whole;
use crate::openapi::{Docs, Said, Taken, schema};
use crate::problem::{self, Problem};
use crate::server::Shared;

/// Most bytes of a report.
const LARGEST: usize = 16 << 10;

/// Most facts of an environment, and most characters of each.
const FACTS: (usize, usize) = (16, 200);

pub(super) static DOCS: Docs = Docs {
    id: "recordOutcome",
    summary: "Records how an approach ended. One voice per reporter: the last word counts",
    body: &[Taken { media_type: JSON, schema: Some(schema::<Report>) }],
    answers: &[Said { status: 201, media_type: JSON, schema: Some(schema::<Recorded>), says: "Recorded, and durable" }],
    problems: &[
        problem::NO_TOKEN,
        problem::BAD_TOKEN,
        problem::JOB_TOKEN,
        problem::BAD_BODY,
        problem::NO_FAILURE,
        problem::NO_APPROACH,
        problem::TOO_LARGE,
        problem::TOO_SLOW,
        problem::NO_LEDGER,
        problem::ISSUER,
        problem::LEDGER,
    ],
    token: true,
    ..Docs::POST
};

/// How an approach ended.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Report {
    /// `domain/slug`
    failure: String,
    /// Id of the approach inside its failure.
    approach: String,
    /// How it ended.
    outcome: Ended,
    /// Facts that it holds in, such as `"git": "git version 2.47.3"`.
    #[serde(default)]
    environment: BTreeMap<String, String>,
}

/// How it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Ended {
    /// The failure was gone.
    Fixed,
    /// The same failure came back.
    Same,
}

/// What was recorded.
#[derive(Debug, Serialize, JsonSchema)]
struct Recorded {
    /// `unstuck/recorded/1`
    schema: &'static str,
    /// The failure.
    failure: String,
    /// The approach.
    approach: String,
    /// Whose voice it is.
    reporter: String,
    /// When.
    at: String,
}

pub(super) async fn record(State(server): State<Shared>, headers: HeaderMap, body: Body) -> Result<Response, Problem> {
    let name = reporter(&server, token(&headers)?).await?;
    let taken = whole(body, LARGEST, server.settings.limits.pause, &server.room).await?;
    let report: Report =
        serde_json::from_slice(&taken.bytes).map_err(|error| Problem::new(problem::BAD_BODY, error.to_string()))?;
    let long = |text: &String| text.chars().count() > FACTS.1;
    let (facts, values) = (report.environment.keys(), report.environment.values());
    if report.environment.len() > FACTS.0 || facts.chain(values).any(long) {
        return Err(Problem::new(
            problem::BAD_BODY,
            format!("an environment has at most {} facts of {} characters", FACTS.0, FACTS.1),
        ));
    }
    let recorded = server.work(move |server| {
        let records = server
            .library
            .records()
            .ok_or_else(|| Problem::new(problem::NO_LEDGER, "this server was started without a ledger"))?;
        let target = format!("{}#{}", report.failure, report.approach);
        let fixed = report.outcome == Ended::Fixed;
        let outcome = actions::report(server.library, records, &target, fixed, name, report.environment)?;
        server.shelf.forget(outcome.failure.as_str());
        server.metrics.recorded();
        Ok(Recorded {
            schema: "unstuck/recorded/1",
            failure: outcome.failure.to_string(),
            approach: outcome.approach.to_string(),
            reporter: outcome.voice,
            at: outcome.at.to_string(),
        })
    });
    let mut response = once(JSON, answers::json::json(&recorded.await?)?);
    *response.status_mut() = StatusCode::CREATED;
    Ok(response)
}

/// Whose word it is: the name of an API token, or the repository of a job. API tokens have no dots, and those of jobs have two.
async fn reporter(server: &Shared, token: String) -> Result<String, Problem> {
    if let Some(jobs) = server.jobs.as_ref().filter(|_| token.contains('.')) {
        return jobs.repository(&token).await;
    }
    let name = server
        .work(move |server| Ok(server.tokens.as_ref().map(|tokens| tokens.reporter(&token)).transpose()?.flatten()));
    name.await?.ok_or_else(|| {
        Problem::new(problem::BAD_TOKEN, "the token is not known")
            .help("`unstuck token new NAME` on the server makes one")
    })
}

fn token(headers: &HeaderMap) -> Result<String, Problem> {
    let value = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    let token =
        value.and_then(|value| value.split_once(' ')).filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
    token.map(|(_, token)| token.trim().to_owned()).ok_or_else(|| {
        Problem::new(problem::NO_TOKEN, "reports need a token").help("send it as `Authorization: Bearer TOKEN`")
    })
}
