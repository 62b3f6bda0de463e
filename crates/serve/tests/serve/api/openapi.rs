//! `/api/v1/openapi.json`: the description is held against what is answered.

use serde_json::{Value, json};

use crate::Site;
use crate::site::{LOCK, LOCKED};

/// A validator for the answer that the description promises.
fn promised(description: &Value, path: &str, method: &str, status: &str, kind: &str) -> jsonschema::Validator {
    let content = &description["paths"][path][method]["responses"][status]["content"][kind]["schema"];
    assert!(content.is_object(), "{path} {status} {kind}");
    let mut schema = content.clone();
    schema["components"] = description["components"].clone();
    jsonschema::draft202012::new(&schema).unwrap()
}

#[tokio::test]
async fn answers_are_what_the_description_promises() {
    let site = Site::new();
    let description = site.get("/api/v1/openapi.json").await.ok().json();
    assert_eq!(description["openapi"], "3.1.0");
    let mut checked = 0;
    for (path, real) in [
        ("/api/v1/failures", "/api/v1/failures?limit=500"),
        ("/api/v1/failures/{domain}/{slug}", "/api/v1/failures/git/index-lock-exists"),
        ("/api/v1/failures/{domain}/{slug}", "/api/v1/failures/policy/github-actions-oidc-token-permission-denied"),
        ("/api/v1/search", "/api/v1/search?q=lock"),
        ("/api/v1/evidence/{domain}/{slug}", "/api/v1/evidence/git/index-lock-exists"),
        ("/api/v1/stats", "/api/v1/stats"),
    ] {
        let validator = promised(&description, path, "get", "200", "application/json");
        let got = site.get(real).await.ok().json();
        if let Err(error) = validator.validate(&got) {
            panic!("{real}: {error} at {}", error.instance_path());
        }
        // What is promised is more than "an object".
        assert!(!validator.is_valid(&json!({})), "{path}");
        checked += 1;
    }
    assert_eq!(checked, 6);
    let validator = promised(&description, "/api/v1/explain", "post", "200", "application/json");
    let got = site.post("/api/v1/explain", "text/plain", LOCKED).await.ok().json();
    assert!(validator.is_valid(&got));
    let validator =
        promised(&description, "/api/v1/failures/{domain}/{slug}", "get", "404", "application/problem+json");
    assert!(validator.is_valid(&site.get("/api/v1/failures/git/nothing").await.json()));
    assert!(LOCK.starts_with("git/"));
}

#[tokio::test]
async fn everything_that_is_described_is_served() {
    let site = Site::new();
    let description = site.get("/api/v1/openapi.json").await.ok().json();
    let paths = description["paths"].as_object().unwrap();
    assert!(paths.len() >= 15);
    let mut ids = std::collections::BTreeSet::new();
    for (path, methods) in paths {
        for (method, operation) in methods.as_object().unwrap() {
            assert!(ids.insert(operation["operationId"].as_str().unwrap().to_owned()), "{path}");
            assert!(!operation["summary"].as_str().unwrap().is_empty());
            let real = path.replace("{domain}", "git").replace("{slug}", "index-lock-exists");
            let got = match method.as_str() {
                "get" => site.get(&format!("{real}?q=lock")).await,
                _ => site.post(&real, "application/json", "{}").await,
            };
            let status = got.status.as_u16().to_string();
            assert!(operation["responses"].get(&status).is_some(), "{method} {path} answers {status}");
            assert!(status != "404" && status != "405", "{method} {path}");
        }
    }
}
