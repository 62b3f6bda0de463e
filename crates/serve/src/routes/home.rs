//! `GET /` and the form on it, which works without scripts.

use axum::extract::{FromRequest, Multipart, Request, State};
use axum::http::HeaderMap;
use axum::response::{Redirect, Response};
use tokio::time::timeout;
use unstuck_app::{Lang, actions, answers};

use super::explain::{NAMELESS, of_reader, of_text};
use crate::answer::{Answer, HTML, once};
use crate::body::{BodyReader, announced, too_large};
use crate::language::{self, PageLang};
use crate::problem::{self, Problem};
use crate::server::Shared;

pub(super) async fn page(
    State(server): State<Shared>,
    PageLang(lang): PageLang,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let key = format!("home {}", lang.code());
    if let Some(answer) = server.shelf.fresh(&key) {
        return Ok(answer.respond(&headers));
    }
    let make = move |server: &crate::Server| {
        server.shelf.make(&key, || {
            let figures = actions::figures(server.library, lang)?;
            Ok(Answer::new(HTML, answers::html::home(&figures, &server.site)?))
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
    let unread =
        |error: &dyn std::fmt::Display| Problem::new(problem::BAD_BODY, format!("the form cannot be read: {error}"));
    let mut form = Multipart::from_request(request, &()).await.map_err(|rejection| unread(&rejection.body_text()))?;
    let slow = || Problem::new(problem::TOO_SLOW, "nothing more of the form came");
    let mut pasted = String::new();
    loop {
        let next = timeout(limits.pause, form.next_field()).await.map_err(|_| slow())?;
        let Some(mut field) = next.map_err(|error| unread(&error.body_text()))? else { break };
        let name = field.file_name().unwrap_or_default().to_owned();
        if field.name() == Some("file") && !name.is_empty() {
            let (sender, reader) = BodyReader::new();
            let pump = async {
                let mut passed = 0;
                loop {
                    let chunk = match timeout(limits.pause, field.chunk()).await {
                        Err(_) => Err(slow()),
                        Ok(Ok(None)) => return,
                        Ok(Err(error)) => Err(unread(&error.body_text())),
                        Ok(Ok(Some(chunk))) => {
                            passed += chunk.len() as u64;
                            if passed > limits.body { Err(too_large(limits.body)) } else { Ok(chunk) }
                        }
                    };
                    let stopped = chunk.is_err();
                    if sender.send(chunk).await.is_err() || stopped {
                        return;
                    }
                }
            };
            let (view, ()) = tokio::join!(of_reader(&server, name, reader, lang), async {
                pump.await;
                drop(sender.clone())
            });
            return Ok(once(HTML, answers::html::diagnosis(&view?, None, &server.site)?));
        }
        let mut bytes = Vec::new();
        while let Some(chunk) = timeout(limits.pause, field.chunk())
            .await
            .map_err(|_| slow())?
            .map_err(|error| unread(&error.body_text()))?
        {
            if bytes.len() + chunk.len() > limits.json {
                return Err(too_large(limits.json as u64).help("choose the file instead of pasting it"));
            }
            bytes.extend_from_slice(&chunk);
        }
        if field.name() == Some("text") {
            pasted = String::from_utf8_lossy(&bytes).into_owned();
        }
    }
    let view = of_text(&server, NAMELESS.to_owned(), pasted.clone(), lang).await?;
    Ok(once(HTML, answers::html::diagnosis(&view, Some(&pasted), &server.site)?))
}
