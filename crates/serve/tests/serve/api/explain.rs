//! `/api/v1/explain`

use std::io::Write;

use axum::body::{Body, Bytes};
use axum::http::Request;
use serde_json::json;

use crate::Site;
use crate::site::{LOCK, LOCKED};

const PATH: &str = "/api/v1/explain";

#[tokio::test]
async fn text_and_json_are_the_same_question() {
    let site = Site::new();
    let text = site.post(&format!("{PATH}?name=build.log"), "text/plain", LOCKED).await.ok().json();
    assert_eq!((text["diagnoses"][0]["id"].as_str(), text["input"]["name"].as_str()), (Some(LOCK), Some("build.log")));
    let body = json!({"text": LOCKED}).to_string();
    let json = site.post(&format!("{PATH}?name=build.log"), "application/json", body).await.ok().json();
    assert_eq!(text, json);
    let zh = site.post(&format!("{PATH}?lang=zh"), "text/plain", LOCKED).await.ok().json();
    assert!(zh["diagnoses"][0]["title"].as_str().unwrap().contains("git 无法"), "{}", zh["diagnoses"][0]["title"]);
}

#[tokio::test]
async fn nothing_known_is_an_answer() {
    let site = Site::new();
    let got = site.post(PATH, "text/plain", "all is well\n").await.ok();
    assert_eq!(got.json()["diagnoses"], json!([]));
    assert_eq!(got.header("cache-control"), "no-store");
    site.post(PATH, "text/plain", "").await.ok();
}

#[tokio::test]
async fn packed_logs_are_read_as_they_are() {
    let site = Site::new();
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(LOCKED.as_bytes()).unwrap();
    let packed = packed.finish().unwrap();
    let got = site.post(PATH, "application/gzip", packed.clone()).await.ok();
    assert_eq!(got.json()["diagnoses"][0]["id"], LOCK);
    let cut = packed[..packed.len() - 12].to_vec();
    site.post(PATH, "application/gzip", cut).await.problem(400, "bad-body");
}

#[tokio::test]
async fn the_answer_comes_in_the_form_that_is_wanted() {
    let site = Site::new();
    for (accept, kind, part) in [
        ("application/sarif+json", "application/sarif+json", "\"version\": \"2.1.0\""),
        ("text/markdown", "text/markdown; charset=utf-8", "# git cannot lock"),
        ("text/html", "text/html; charset=utf-8", "data-lines=\"1-1\""),
    ] {
        let request = Request::post(PATH).header("accept", accept).body(Body::from(LOCKED)).unwrap();
        let got = site.send(request).await.ok();
        assert_eq!(got.header("content-type"), kind);
        assert!(got.text().contains(part), "{accept}: {}", got.text());
    }
}

#[tokio::test]
async fn what_cannot_be_read_is_a_problem() {
    let site = Site::new();
    for body in ["", "{", "[]", "{\"text\": 1}", "{\"text\": \"x\", \"more\": 1}", "\u{feff}{}"] {
        site.post(PATH, "application/json", body).await.problem(400, "bad-body");
    }
    site.post(PATH, "image/png", "x").await.problem(415, "media-type");
    site.get(PATH).await.problem(405, "method");
    site.post(&format!("{PATH}?lang=xx"), "text/plain", "x").await.problem(400, "bad-query");
}

/// A log that is longer than what may lie in memory: the body is made while it is read.
#[tokio::test]
async fn a_long_log_is_read_as_it_comes() {
    let site = Site::new();
    let chunk = Bytes::from("2026-01-01T00:00:00Z compiling another file, all is well\n".repeat(1000));
    let count = 400;
    let mut left = count;
    let chunks = std::iter::from_fn(move || {
        left -= 1;
        match left {
            0 => Some(Ok::<_, std::io::Error>(Bytes::from(LOCKED))),
            1.. => Some(Ok(chunk.clone())),
            _ => None,
        }
    });
    let body = Body::new(Chunks(Box::new(chunks)));
    let got = site.post(PATH, "text/plain", body).await.ok().json();
    assert_eq!(got["diagnoses"][0]["match"]["line"], (count - 1) * 1000 + 1);
    assert!(got["input"]["bytes"].as_u64().unwrap() > 20_000_000);
}

/// A body that is made chunk by chunk.
struct Chunks(Box<dyn Iterator<Item = Result<Bytes, std::io::Error>> + Send>);

impl hyper::body::Body for Chunks {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        mut self: std::pin::Pin<&mut Self>,
        _context: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Result<hyper::body::Frame<Bytes>, std::io::Error>>> {
        std::task::Poll::Ready(self.0.next().map(|chunk| chunk.map(hyper::body::Frame::data)))
    }
}
