//! `GET /errors/{domain}/{slug}`: the page of a failure, and its other forms.

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use unstuck_app::{Lang, actions, answers};

use crate::answer::{Answer, HTML, JSON, MARKDOWN};
use crate::language::PageLang;
use crate::negotiate::{Form, form};
use crate::problem::Problem;
use crate::server::{Server, Shared};

pub(super) async fn page(
    State(server): State<Shared>,
    PageLang(lang): PageLang,
    Path((domain, slug)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (slug, wanted) = match slug.rsplit_once('.') {
        Some((slug, "json")) => (slug, Form::Json),
        Some((slug, "md")) => (slug, Form::Markdown),
        _ => (slug.as_str(), form(&headers, &[Form::Html, Form::Json, Form::Markdown])?),
    };
    let asked = format!("{domain}/{slug}");
    let id = server.library.failure(&asked)?.id.to_string();
    if id != asked {
        let end = match wanted {
            Form::Json => ".json",
            Form::Markdown => ".md",
            Form::Html | Form::Sarif => "",
        };
        let to = server.site.links(lang).page(&format!("/errors/{id}{end}"));
        return Ok(Redirect::permanent(&to).into_response());
    }
    respond(&server, id, lang, wanted, &headers).await
}

/// One failure in one form, kept.
pub(super) async fn respond(
    server: &Shared,
    id: String,
    lang: Lang,
    wanted: Form,
    headers: &HeaderMap,
) -> Result<Response, Problem> {
    let key = format!("{wanted:?} {} {id}", lang.code());
    if let Some(answer) = server.shelf.fresh(&key) {
        return Ok(answer.respond(headers));
    }
    let answer = server.work(move |server| server.shelf.make(&key, || render(server, &id, lang, wanted))).await?;
    Ok(answer.respond(headers))
}

fn render(server: &Server, id: &str, lang: Lang, wanted: Form) -> Result<Answer, Problem> {
    let site = &server.site;
    let answer = match wanted {
        Form::Json | Form::Sarif => Answer::new(JSON, answers::json::json(&actions::show(server.library, id, lang)?)?),
        Form::Markdown => Answer::new(MARKDOWN, answers::markdown::whole(&actions::show(server.library, id, lang)?)),
        Form::Html => Answer::new(HTML, answers::html::failure(&actions::page(server.library, id, lang)?, site)?),
    };
    let own = site.links(lang).absolute(&format!("/errors/{id}"));
    let mut answer = answer.link(&format!("<{own}>; rel=\"canonical\""));
    for (kind, end) in [("text/html", ""), ("application/json", ".json"), ("text/markdown", ".md")] {
        answer = answer.link(&format!("<{own}{end}>; rel=\"alternate\"; type=\"{kind}\""));
    }
    for other in Lang::ALL {
        let href = site.links(other).absolute(&format!("/errors/{id}"));
        answer = answer.link(&format!("<{href}>; rel=\"alternate\"; hreflang=\"{}\"", other.code()));
    }
    Ok(answer)
}
