//! What is listed, and that answers are what their schemas promise.

use std::path::PathBuf;
use std::sync::Arc;

use serde_json::{Value, json};
use unstuck_app::{Library, Overlays};
use unstuck_mcp::Server;

use crate::talk::{Talk, reading, whole};

/// The golden files are generated: `UPDATE=1 cargo test -p unstuck-mcp schemas` writes them anew.
fn golden(name: &str, value: &Value) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/mcp/golden").join(name);
    let text = serde_json::to_string_pretty(value).unwrap() + "\n";
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &text).unwrap();
    }
    let stored = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        stored == text,
        "{name} is another; look at the difference after UPDATE=1 cargo test -p unstuck-mcp schemas"
    );
}

#[tokio::test]
async fn the_lists_are_those_that_clients_know() {
    let mut talk = Talk::new().await;
    for (method, name) in
        [("tools/list", "tools.json"), ("prompts/list", "prompts.json"), ("resources/templates/list", "templates.json")]
    {
        let answer = talk.request(method, json!({})).await;
        golden(name, &answer["result"]);
    }
}

#[test]
fn a_server_that_may_only_read_offers_nothing_else() {
    let home = tempfile::tempdir().unwrap();
    let names = |server: Server| server.tools().into_iter().map(|tool| tool.name.to_string()).collect::<Vec<_>>();
    let reading = Server::new(Arc::new(reading()));
    let explain = serde_json::to_value(&reading.tools()[0]).unwrap();
    assert!(explain["inputSchema"]["properties"].get("path").is_none(), "{explain}");
    assert!(!names(reading).contains(&"report_outcome".to_owned()));
    assert!(names(Server::new(Arc::new(whole(home.path())))).contains(&"report_outcome".to_owned()));
}

#[tokio::test]
async fn every_answer_fits_its_schema() {
    let mut talk = Talk::new().await;
    let tools = talk.request("tools/list", json!({})).await["result"]["tools"].clone();
    let schema = |name: &str| {
        let tool = tools.as_array().unwrap().iter().find(|tool| tool["name"] == name).unwrap();
        jsonschema::validator_for(&tool["outputSchema"]).unwrap()
    };
    let holds = |name: &str, value: &Value| {
        let errors: Vec<String> =
            schema(name).iter_errors(value).map(|error| format!("{}: {error}", error.instance_path())).collect();
        assert!(errors.is_empty(), "{name}: {errors:?}");
    };
    for text in [
        "error: src refspec main does not match any",
        "npm error ERESOLVE unable to resolve dependency tree",
        "fatal: a new kind of trouble",
        "",
    ] {
        holds("explain", &talk.call("explain", json!({"text": text})).await.0);
    }
    for approach in ["force-push", "rename-the-branch", "reinstall git"] {
        let asked = json!({"failure": "git/src-refspec-does-not-match", "approach": approach});
        holds("check_approach", &talk.call("check_approach", asked).await.0);
    }
    for lang in ["en", "zh"] {
        holds(
            "search_failures",
            &talk.call("search_failures", json!({"words": "push branch 令牌", "lang": lang})).await.0,
        );
    }
    holds("list_domains", &talk.call("list_domains", json!({})).await.0);
    let report = json!({"failure": "git/src-refspec-does-not-match", "approach": "force-push", "outcome": "same"});
    holds("report_outcome", &talk.call("report_outcome", report).await.0);
    let whole = schema("get_failure");
    let library = Library::open(&Overlays::default()).unwrap();
    for failure in library.index().failures() {
        let (value, _) = talk.call("get_failure", json!({"id": failure.id.to_string()})).await;
        assert!(
            whole.is_valid(&value),
            "{}: {:?}",
            failure.id,
            whole.iter_errors(&value).next().map(|error| error.to_string())
        );
    }
}
