//! `GET /evidence/{domain}/{slug}`: where each figure comes from.

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use unstuck_app::actions::EvidenceView;
use unstuck_app::{actions, answers};

use crate::answer::{Answer, HTML, JSON};
use crate::language::PageLang;
use crate::openapi::{Docs, OK, Said, schema};
use crate::params::{OnlyLang, Params};
use crate::problem::{self, Problem};
use crate::server::Shared;

pub(super) static DOCS: Docs = Docs {
    id: "evidence",
    summary: "Where the rates of a failure come from: each count, its weight, the prior, the result",
    query: Some(schema::<OnlyLang>),
    answers: &[Said { media_type: JSON, schema: Some(schema::<EvidenceView>), ..OK }],
    problems: &[problem::NO_FAILURE, problem::BAD_QUERY],
    ..Docs::GET
};

pub(super) async fn page(
    State(server): State<Shared>,
    PageLang(lang): PageLang,
    Path((domain, slug)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let asked = format!("{domain}/{slug}");
    let id = server.library.failure(&asked)?.id.to_string();
    if id != asked {
        return Ok(Redirect::permanent(&server.site.links(lang).page(&format!("/evidence/{id}"))).into_response());
    }
    let key = format!("evidence {} {id}", lang.code());
    if let Some(answer) = server.shelf.fresh(&key) {
        return Ok(answer.respond(&headers));
    }
    let make = move |server: &crate::Server| {
        server.shelf.make(&key, || {
            let view = actions::evidence(server.library, &id, lang)?;
            Ok(Answer::new(HTML, answers::html::evidence(&view, &server.site)?))
        })
    };
    Ok(server.work(make).await?.respond(&headers))
}

pub(super) async fn api(
    State(server): State<Shared>,
    Path((domain, slug)): Path<(String, String)>,
    Params(OnlyLang { lang }): Params<OnlyLang>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let view =
        server.work(move |server| Ok(actions::evidence(server.library, &format!("{domain}/{slug}"), lang.into())?));
    Ok(Answer::new(JSON, answers::json::json(&view.await?)?).respond(&headers))
}
