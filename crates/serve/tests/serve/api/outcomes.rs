//! `/api/v1/outcomes`

use axum::body::Body;
use axum::http::Request;
use serde_json::{Value, json};
use unstuck_app::Tokens;

use crate::site::LOCK;
use crate::{Got, Site};

const PATH: &str = "/api/v1/outcomes";

async fn report(site: &Site, token: &str, body: &Value) -> Got {
    let request = Request::post(PATH).header("authorization", format!("Bearer {token}"));
    site.send(request.body(Body::from(body.to_string())).unwrap()).await
}

fn fixed() -> Value {
    json!({"failure": LOCK, "approach": "remove-a-stale-lock", "outcome": "fixed", "environment": {"git": "git version 2.47.3"}})
}

/// What is counted of the approach, by its source `report`.
async fn reported(site: &Site) -> Value {
    let json = site.get(&format!("/api/v1/failures/{LOCK}")).await.ok().json();
    let all = json["workarounds"].as_array().unwrap().clone();
    let own = all.into_iter().find(|own| own["id"] == "remove-a-stale-lock").unwrap();
    own["rate"]["sources"]["report"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reporter_has_one_voice_and_its_last_word_counts() {
    let folder = tempfile::TempDir::new().unwrap();
    let path = folder.path().to_owned();
    let site = tokio::task::spawn_blocking(move || Site::recording(&path)).await.unwrap();
    let tokens = Tokens::at(&folder.path().join("tokens.json"));
    let (one, other) = (tokens.make("one").unwrap(), tokens.make("other").unwrap());
    assert_eq!(reported(&site).await, Value::Null);
    let got = report(&site, &one, &fixed()).await;
    assert_eq!((got.status.as_u16(), got.json()["reporter"].as_str()), (201, Some("one")), "{}", got.text());
    assert_eq!(reported(&site).await, json!({"trials": 1, "fixed": 1}));
    report(&site, &other, &fixed()).await;
    assert_eq!(reported(&site).await, json!({"trials": 2, "fixed": 2}));
    tokio::time::sleep(std::time::Duration::from_millis(1100)).await;
    let mut same = fixed();
    same["outcome"] = json!("same");
    report(&site, &one, &same).await;
    assert_eq!(reported(&site).await, json!({"trials": 2, "fixed": 1}));
    tokens.revoke("one").unwrap();
    report(&site, &one, &fixed()).await.problem(401, "bad-token");
    assert!(std::fs::read_to_string(folder.path().join("tokens.json")).unwrap().find(&other).is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_that_cannot_be_taken_is_a_problem() {
    let folder = tempfile::TempDir::new().unwrap();
    let path = folder.path().to_owned();
    let site = tokio::task::spawn_blocking(move || Site::recording(&path)).await.unwrap();
    let token = Tokens::at(&folder.path().join("tokens.json")).make("one").unwrap();
    let got = site.post(PATH, "application/json", fixed().to_string()).await;
    got.problem(401, "no-token");
    assert_eq!(got.header("www-authenticate"), "Bearer");
    report(&site, "unstuck_0", &fixed()).await.problem(401, "bad-token");
    let with = |field: &str, value: Value| {
        let mut body = fixed();
        body[field] = value;
        body
    };
    for (body, status, code) in [
        (with("failure", json!("git/nothing")), 404, "no-failure"),
        (with("failure", json!("nonsense")), 404, "no-failure"),
        (with("approach", json!("nothing")), 404, "no-approach"),
        (with("outcome", json!("perhaps")), 400, "bad-body"),
        (with("more", json!(1)), 400, "bad-body"),
        (with("environment", json!({"git": "x".repeat(201)})), 400, "bad-body"),
        (with("environment", json!({"git": "x".repeat(20_000)})), 413, "too-large"),
    ] {
        report(&site, &token, &body).await.problem(status, code);
    }
    assert_eq!(reported(&site).await, Value::Null);
}

#[tokio::test]
async fn without_a_ledger_nothing_is_taken() {
    let folder = tempfile::TempDir::new().unwrap();
    let file = folder.path().join("tokens.json");
    let token = Tokens::at(&file).make("one").unwrap();
    let site = Site::with(unstuck_serve::Settings { tokens: Some(file), ..unstuck_serve::Settings::default() });
    report(&site, &token, &fixed()).await.problem(503, "no-ledger");
}
