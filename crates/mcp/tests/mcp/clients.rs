//! The official clients over HTTP; over standard input and output they meet the real program in the tests of the command line.
//! `scripts/mcp-clients` puts them into `target/mcp-clients`.

use std::path::PathBuf;
use std::process::Stdio;

use serde_json::{Value, json};
use tokio::process::Command;

use crate::http::serve;

fn clients() -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../target/mcp-clients");
    assert!(folder.join("installed").exists(), "the clients are not installed: run scripts/mcp-clients");
    folder.canonicalize().unwrap()
}

async fn seen(program: &str, arguments: &[&str]) -> String {
    let folder = clients();
    let scripts = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/clients");
    let path = std::env::join_paths(
        std::iter::once(folder.join("node_modules/.bin"))
            .chain(std::env::split_paths(&std::env::var_os("PATH").unwrap())),
    );
    let ran = Command::new(folder.join(program))
        .args(arguments)
        .current_dir(scripts)
        .env("CLIENTS", &folder)
        .env("PATH", path.unwrap())
        .stdin(Stdio::null())
        .output()
        .await
        .unwrap();
    let (out, err) = (String::from_utf8(ran.stdout).unwrap(), String::from_utf8_lossy(&ran.stderr).into_owned());
    assert!(ran.status.success(), "{program} {arguments:?}: {out}{err}");
    assert!(!err.contains("ignored in schema"), "{err}");
    out
}

fn holds(seen: &str, protocol: Option<&str>) {
    let seen: Value = serde_json::from_str(seen).unwrap();
    if let Some(protocol) = protocol {
        assert_eq!(seen["protocol"], protocol);
    }
    // Nobody may report over a network that knows nobody.
    assert_eq!(
        seen["tools"],
        json!(["explain", "check_approach", "get_failure", "search_failures", "list_domains", "inspect_oidc"])
    );
    assert_eq!(seen["failure"], "git/src-refspec-does-not-match");
    assert_eq!(seen["known"], "dead_end");
    assert_eq!((&seen["wrong"], &seen["mistyped"], &seen["unknown"]), (&json!(true), &json!(true), &json!(-32602)));
    assert!(seen["resources"].as_u64().unwrap() > 100);
    assert_eq!((&seen["prompts"], &seen["prompt"]), (&json!(["unstick"]), &json!(2)));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_typescript_sdk_in_both_versions() {
    let url = format!("http://{}/mcp", serve().await);
    holds(&seen("node_modules/.bin/node", &["typescript.mjs", "1", "http", &url]).await, None);
    holds(&seen("node_modules/.bin/node", &["typescript.mjs", "2", "http", &url]).await, Some("2026-07-28"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_python_sdk_with_both_lifecycles() {
    let url = format!("http://{}/mcp", serve().await);
    holds(&seen("python/bin/python", &["python.py", "legacy", "http", &url]).await, Some("2025-11-25"));
    holds(&seen("python/bin/python", &["python.py", "auto", "http", &url]).await, Some("2026-07-28"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_inspector_on_the_command_line() {
    let url = format!("http://{}/mcp", serve().await);
    let arguments = ["--cli", &url, "--transport", "http", "--method", "tools/call", "--tool-name", "list_domains"];
    let out: Value = serde_json::from_str(&seen("node_modules/.bin/mcp-inspector", &arguments).await).unwrap();
    assert_eq!(out["structuredContent"]["schema"], "unstuck/domains/1", "{out}");
}
