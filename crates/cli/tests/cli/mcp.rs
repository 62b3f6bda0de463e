//! `unstuck mcp`: the real program under the official clients, and nothing but the protocol on standard output.
//! `scripts/mcp-clients` puts the clients into `target/mcp-clients`.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::overlays::{GIZMO, entry};
use crate::server::Server;
use crate::tool::{Home, Ran};

const CALL: &str = r#"{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"explain","arguments":{"text":"error: src refspec main does not match any"}}}"#;
const OPEN: &str = r#"{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"t","version":"0"}}}"#;

/// Where the official clients are.
pub(crate) fn clients() -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/mcp-clients");
    assert!(folder.join("installed").exists(), "the clients are not installed: run scripts/mcp-clients");
    folder.canonicalize().unwrap()
}

/// A client with the real server behind it.
fn client(home: &Home, program: &str, arguments: &[&str]) -> Ran {
    let folder = clients();
    let scripts = Path::new(env!("CARGO_MANIFEST_DIR")).join("../mcp/tests/clients");
    let path = std::env::var_os("PATH").unwrap();
    let path =
        std::env::join_paths(std::iter::once(folder.join("node_modules/.bin")).chain(std::env::split_paths(&path)));
    let ran = home.program(folder.join(program)).args(arguments).within(&scripts).env("CLIENTS", &folder);
    let ran = ran.env("PATH", path.unwrap()).run().code(0);
    assert!(!ran.err().contains("ignored in schema"), "{ran:?}");
    ran
}

fn holds(ran: &Ran, protocol: Option<&str>) {
    let seen = ran.json();
    if let Some(protocol) = protocol {
        assert_eq!(seen["protocol"], protocol);
    }
    let tools = [
        "explain",
        "check_approach",
        "get_failure",
        "search_failures",
        "list_domains",
        "inspect_oidc",
        "report_outcome",
    ];
    assert_eq!(seen["tools"], json!(tools));
    assert_eq!((&seen["server"], &seen["schemas"]), (&json!("unstuck"), &json!(true)));
    assert_eq!(seen["failure"], "git/src-refspec-does-not-match");
    assert_eq!(seen["known"], "dead_end");
    assert_eq!((&seen["wrong"], &seen["mistyped"], &seen["unknown"]), (&json!(true), &json!(true), &json!(-32602)));
    assert!(seen["resources"].as_u64().unwrap() > 100);
    assert_eq!((&seen["json"], &seen["templates"]), (&json!("unstuck/failure/1"), &json!(2)));
    assert_eq!((&seen["prompts"], &seen["prompt"]), (&json!(["unstick"]), &json!(2)));
}

#[test]
fn the_typescript_sdk_in_both_versions() {
    let home = Home::new();
    let unstuck = env!("CARGO_BIN_EXE_unstuck");
    for (version, protocol) in [("1", None), ("2", Some("2026-07-28"))] {
        holds(
            &client(&home, "node_modules/.bin/node", &["typescript.mjs", version, "stdio", unstuck, "mcp"]),
            protocol,
        );
    }
}

/// `unstuck serve` has the same at `/mcp`, without reports: nobody there has said who they are.
#[test]
fn what_is_served_over_http() {
    let home = Home::new();
    let server = Server::start(&home, &[]);
    let url = format!("http://{}/mcp", server.address);
    let seen = client(&home, "node_modules/.bin/node", &["typescript.mjs", "1", "http", &url]);
    assert_eq!(seen.json()["failure"], "git/src-refspec-does-not-match", "{}", seen.out());
}

#[test]
fn the_python_sdk_with_both_lifecycles() {
    let home = Home::new();
    let unstuck = env!("CARGO_BIN_EXE_unstuck");
    for (mode, protocol) in [("legacy", "2025-11-25"), ("auto", "2026-07-28")] {
        holds(&client(&home, "python/bin/python", &["python.py", mode, "stdio", unstuck, "mcp"]), Some(protocol));
    }
}

#[test]
fn the_inspector_on_the_command_line() {
    let home = Home::new();
    let inspect = |method: &[&str]| {
        let command = ["--cli", env!("CARGO_BIN_EXE_unstuck"), "mcp", "--method"];
        client(&home, "node_modules/.bin/mcp-inspector", &[&command[..], method].concat()).json()
    };
    assert_eq!(inspect(&["tools/list"])["tools"].as_array().unwrap().len(), 7);
    let text = "text=error: src refspec main does not match any";
    let told = inspect(&["tools/call", "--tool-name", "explain", "--tool-arg", text]);
    assert_eq!(told["structuredContent"]["diagnoses"][0]["id"], "git/src-refspec-does-not-match", "{told}");
    assert_eq!(inspect(&["resources/templates/list"])["resourceTemplates"].as_array().unwrap().len(), 2);
}

/// The messages on standard output; anything else there fails.
fn messages(ran: &Ran) -> Vec<Value> {
    ran.out().lines().map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"))).collect()
}

#[test]
fn what_was_asked_is_answered_before_it_ends() {
    let home = Home::new();
    let ran = home.unstuck(["mcp"]).input(format!("{OPEN}\n{CALL}\n")).run().code(0).quiet();
    let answers = messages(&ran);
    assert_eq!(answers.len(), 2, "{answers:?}");
    assert_eq!(answers[1]["result"]["structuredContent"]["diagnoses"][0]["id"], "git/src-refspec-does-not-match");
}

#[test]
fn nothing_at_all_is_an_end_too() {
    let home = Home::new();
    let ran = home.unstuck(["mcp"]).run().code(0).quiet();
    assert_eq!(ran.out(), "");
    home.unstuck(["mcp"]).input(OPEN.to_owned() + "\n").run().code(0).quiet();
}

#[test]
fn what_is_no_opening_is_told_of() {
    let home = Home::new();
    let early = r#"{"jsonrpc":"2.0","method":"notifications/initialized"}"#;
    let ran = home.unstuck(["mcp"]).input(format!("{early}\n{OPEN}\n")).run().code(2);
    assert_eq!(ran.complains(&["error: the client does not speak the protocol"]).out(), "");
}

#[test]
fn notices_go_to_standard_error() {
    let home = Home::new();
    // An entry that is left out is told of, and the protocol is not disturbed.
    home.write(".unstuck/git/broken/entry.md", "no entry");
    let ran = home.unstuck(["mcp"]).input(format!("garbage\n{OPEN}\n\u{1}\n{CALL}\n")).run().code(0);
    assert_eq!(messages(&ran).len(), 2);
    assert!(ran.err().contains("left out"), "{}", ran.err());
}

#[test]
fn it_serves_what_came_since_it_was_started() {
    use std::io::{BufRead, BufReader, Write};
    let home = Home::new();
    let mut child = home.unstuck(["mcp"]).start();
    let mut input = child.stdin.take().unwrap();
    let mut output = BufReader::new(child.stdout.take().unwrap());
    let mut ask = |line: &str| {
        writeln!(input, "{line}").unwrap();
        let mut answer = String::new();
        output.read_line(&mut answer).unwrap();
        serde_json::from_str::<Value>(&answer).unwrap()
    };
    ask(OPEN);
    let trials = |answer: &Value| {
        answer["result"]["structuredContent"]["diagnoses"][0]["dead_ends"][0]["rate"]["trials"].clone()
    };
    let before = trials(&ask(CALL)).as_u64().unwrap();
    home.unstuck(["report", "git/src-refspec-does-not-match#force-push", "same"]).run().code(0);
    assert_eq!(trials(&ask(CALL)).as_u64().unwrap(), before + 1);
    // As often as entries come, change and go, also when what was prepared is used again in between.
    let gizmo = CALL.replace("error: src refspec main does not match any", GIZMO);
    let title = |answer: &Value| answer["result"]["structuredContent"]["diagnoses"][0]["title"].clone();
    for number in 0..20 {
        let wanted = format!("Number {number}");
        home.write(".unstuck/gizmo/not-aligned/entry.md", entry(&wanted, GIZMO));
        for _ in 0..2 {
            assert_eq!(title(&ask(&gizmo)), wanted);
        }
    }
    std::fs::remove_dir_all(home.path().join(".unstuck")).unwrap();
    assert_eq!(title(&ask(&gizmo)), Value::Null);
    assert_eq!(trials(&ask(CALL)).as_u64().unwrap(), before + 1);
    drop(input);
    assert!(child.wait().unwrap().success());
}
