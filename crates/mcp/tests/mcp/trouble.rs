//! What clients get wrong: the server says so, and goes on.

use serde_json::{Value, json};

use crate::talk::Talk;

/// The server still answers.
async fn lives(talk: &mut Talk) {
    let (value, _) = talk.call("list_domains", json!({})).await;
    assert_eq!(value["schema"], "unstuck/domains/1");
}

#[tokio::test]
async fn wrong_arguments_are_told_in_the_result() {
    let mut talk = Talk::new().await;
    for (tool, arguments, told) in [
        ("explain", json!({"text": 5}), "invalid type: integer `5`, expected a string"),
        ("explain", json!({}), "give either"),
        ("explain", json!({"text": "x", "lang": "de"}), "unknown variant `de`"),
        ("explain", json!({"txt": "x"}), "unknown field `txt`"),
        ("get_failure", json!({}), "missing field `id`"),
        ("get_failure", json!({"id": "../../etc/passwd"}), "there is no failure"),
        ("check_approach", json!({"failure": ["git"], "approach": "x"}), "invalid type: sequence"),
        ("search_failures", json!({"words": {"$ne": ""}}), "invalid type: map"),
        ("list_domains", json!({"domain": "git"}), "unknown field `domain`"),
        (
            "report_outcome",
            json!({"failure": "a/b", "approach": "c", "outcome": "perhaps"}),
            "unknown variant `perhaps`",
        ),
        ("explain", json!("text"), "must be an object"),
        ("explain", json!(["text"]), "must be an object"),
    ] {
        let text = talk.wrong(tool, arguments.clone()).await;
        assert!(text.contains(told), "{tool} {arguments}: {text}");
    }
    lives(&mut talk).await;
    talk.close().await;
}

#[tokio::test]
async fn requests_that_are_none_get_errors() {
    let mut talk = Talk::new().await;
    for (method, params, code) in [
        ("tools/call", json!({"name": "no_such_tool", "arguments": {}}), -32602),
        ("tools/call", json!({"arguments": {}}), -32602),
        ("tools/call", json!({"name": 7}), -32602),
        ("resources/read", json!({}), -32602),
        ("no/such/method", json!({}), -32601),
        ("resources/subscribe", json!({"uri": "unstuck://errors/a/b"}), -32601),
    ] {
        let answer = talk.request(method, params.clone()).await;
        assert_eq!(answer["error"]["code"], code, "{method} {params}: {answer}");
    }
    lives(&mut talk).await;
}

#[tokio::test]
async fn lines_that_are_no_messages_do_not_end_it() {
    let mut talk = Talk::new().await;
    for line in ["", "not json", "{\"jsonrpc\":", "\u{0}\u{1}", "null"] {
        talk.line(line).await;
    }
    for line in [
        "[1, 2]",
        "{}",
        "{\"jsonrpc\": \"1.0\", \"id\": 9, \"method\": 3}",
        "{\"jsonrpc\": \"2.0\", \"id\": {}, \"method\": \"ping\"}",
    ] {
        talk.line(line).await;
    }
    // The SDK is silent about what is no JSON and answers some of the others without an id; after them comes our answer.
    let id = talk.send("tools/call", json!({"name": "list_domains", "arguments": {}})).await;
    let mut strays = 0;
    loop {
        let answer: Value = talk.next().await;
        if answer["id"] == id {
            assert_eq!(answer["result"]["isError"], false, "{answer}");
            break;
        }
        assert!(answer.get("error").is_some(), "{answer}");
        strays += 1;
        assert!(strays < 10);
    }
    talk.close().await;
}

#[tokio::test]
async fn what_is_cancelled_holds_nothing_up() {
    let mut talk = Talk::new().await;
    let log = "nothing to see here\n".repeat(400_000);
    let id = talk.send("tools/call", json!({"name": "explain", "arguments": {"text": log}})).await;
    let cancelled =
        json!({"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": id, "reason": "enough"}});
    talk.line(&cancelled.to_string()).await;
    talk.line(
        &json!({"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": 999}}).to_string(),
    )
    .await;
    let next = talk.send("tools/call", json!({"name": "list_domains", "arguments": {}})).await;
    let answer = talk.next().await;
    // Whether the first was quicker than its cancelling is up to the machine.
    if answer["id"] == id {
        assert_eq!(talk.next().await["id"], next);
    } else {
        assert_eq!(answer["id"], next);
    }
    lives(&mut talk).await;
}

#[tokio::test]
async fn both_lifecycles_are_spoken() {
    for version in ["2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"] {
        let mut talk = Talk::unopened();
        let client = json!({"name": "test", "version": "0"});
        let params = json!({"protocolVersion": version, "capabilities": {}, "clientInfo": client});
        let opened = talk.request("initialize", params).await;
        assert_eq!(opened["result"]["protocolVersion"], version);
        lives(&mut talk).await;
        talk.close().await;
    }
    // 2026-07-28: no opening, every request says who it is.
    let mut talk = Talk::unopened();
    let meta = json!({
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientInfo": {"name": "test", "version": "0"},
        "io.modelcontextprotocol/clientCapabilities": {},
    });
    let found = talk.request("server/discover", json!({"_meta": meta})).await;
    assert!(found["result"]["supportedVersions"].as_array().unwrap().contains(&json!("2026-07-28")), "{found}");
    let params = json!({"name": "list_domains", "arguments": {}, "_meta": meta});
    let answer = talk.request("tools/call", params).await;
    assert_eq!(answer["result"]["structuredContent"]["schema"], "unstuck/domains/1", "{answer}");
    assert_eq!(answer["result"]["resultType"], "complete", "{answer}");
    talk.close().await;
}
