//! `GET /` and the form on it, which works without scripts.

use std::time::Duration;

use axum::body::Bytes;
use axum::extract::multipart::Field;
use axum::extract::{FromRequest, Multipart, Request, State};
use axum::http::HeaderMap;
use axum::response::{Redirect, Response};
use tokio::sync::mpsc::Sender;
use tokio::time::timeout;
use unstuck_app::{Lang, actions, answers};

use super::explain::{NAMELESS, of_reader, of_text};
use crate::answer::{Answer, HTML, once};
use crate::body::{BodyReader, Whole, announced, too_large};
use crate::language::{self, PageLang};
use crate::problem::{self, Problem};
use crate::server::Shared;
use crate::settings::Limits;

/// How long the page stands at least: it counts the whole canon.
const STANDS: Duration = Duration::from_secs(60);
/// Unknown lines on it.
const UNKNOWN: usize = 12;

pub(super) async fn page(
    State(server): State<Shared>,
    PageLang(lang): PageLang,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let key = format!("home {}", lang.code());
    if let Some(answer) = server.shelf.within(&key, Some(server.settings.limits.fresh.max(STANDS))) {
        return Ok(answer.respond(&headers));
    }
    let make = move |server: &crate::Server| {
        server.shelf.make(&key, || {
            let figures = actions::figures(server.library, lang)?;
            let unknown = server.unknowns.top(UNKNOWN);
            Ok(Answer::new(HTML, answers::html::home(&figures, &unknown.unknowns, &server.site)?))
        })
    };
    Ok(server.work(make).await?.respond(&headers))
}

pub(super) async fn to_chinese(State(server): State<Shared>) -> Redirect {
    Redirect::permanent(&server.site.links(Lang::Zh).page("/"))
}

/// A text that was pasted, or a file that was chosen. The file is read as it comes.
pub(super) async fn form(State(server): State<Shared>, request: Request) -> Result<Response, Problem> {
    let lang = language::of(request.uri().path());
    let limits = &server.settings.limits;
    announced(request.headers(), limits)?;
    let read = Multipart::from_request(request, &()).await;
    let mut form = read.map_err(|rejection| unread(&rejection.body_text()))?;
    let mut pasted = Whole::default();
    loop {
        let next = timeout(limits.pause, form.next_field()).await.map_err(|_| slow())?;
        let Some(mut field) = next.map_err(|error| unread(&error.body_text()))? else { break };
        match field.name() {
            Some("file") => {
                let Some(name) = field.file_name().filter(|name| !name.is_empty()).map(ToOwned::to_owned) else {
                    continue;
                };
                let (sender, reader) = BodyReader::new();
                let (view, ()) = tokio::join!(of_reader(&server, name, reader, lang), pump(field, sender, limits));
                return Ok(once(HTML, answers::html::diagnosis(&view?, None, &server.site)?));
            }
            Some("text") => {
                while let Some(chunk) = chunk(&mut field, limits).await {
                    pasted.add(&chunk?, &server.room)?;
                    if pasted.bytes.len() > limits.json {
                        return Err(too_large(limits.json as u64).help("choose the file instead of pasting it"));
                    }
                }
            }
            _ => {}
        }
    }
    let pasted = String::from_utf8_lossy(&pasted.bytes).into_owned();
    let view = of_text(&server, NAMELESS.to_owned(), pasted.clone(), lang).await?;
    Ok(once(HTML, answers::html::diagnosis(&view, Some(&pasted), &server.site)?))
}

/// Passes a file on. The reader sees its end when the sender, which lives in here, is gone.
async fn pump(mut field: Field<'_>, to: Sender<Result<Bytes, Problem>>, limits: &Limits) {
    let mut passed = 0;
    while let Some(chunk) = chunk(&mut field, limits).await {
        passed += chunk.as_ref().map_or(0, |chunk| chunk.len() as u64);
        let chunk = if passed > limits.body { Err(too_large(limits.body)) } else { chunk };
        let stopped = chunk.is_err();
        if to.send(chunk).await.is_err() || stopped {
            return;
        }
    }
}

async fn chunk(field: &mut Field<'_>, limits: &Limits) -> Option<Result<Bytes, Problem>> {
    match timeout(limits.pause, field.chunk()).await {
        Err(_) => Some(Err(slow())),
        Ok(next) => next.map_err(|error| unread(&error.body_text())).transpose(),
    }
}

fn unread(error: &str) -> Problem {
    Problem::new(problem::BAD_BODY, format!("the form cannot be read: {error}"))
}

fn slow() -> Problem {
    Problem::new(problem::TOO_SLOW, "nothing more of the form came")
}
