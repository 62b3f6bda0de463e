//! Streamable HTTP, on a real socket.

use std::net::SocketAddr;
use std::sync::Arc;

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use unstuck_app::{Lang, Library, Overlays};
use unstuck_mcp::{Desk, Hosts, http};

/// A server on a free port of this machine, for as long as the test runs. All requests share one library.
pub(crate) async fn serve() -> SocketAddr {
    let hosts = Hosts {
        names: vec!["127.0.0.1".to_owned(), "localhost".to_owned()],
        origins: vec!["https://app.example.com:443".to_owned()],
        longest: 16 << 20,
    };
    let library = Arc::new(Library::open(&Overlays::default()).unwrap());
    let desk = Desk::over(library, Lang::En);
    let app = axum::Router::new().nest_service("/mcp", http(Arc::new(desk), hosts));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
    address
}

/// A request: its status and its body.
async fn post(address: SocketAddr, headers: &[(&str, &str)], body: &str) -> (u16, String) {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let mut head = format!("POST /mcp HTTP/1.1\r\nConnection: close\r\nContent-Length: {}\r\n", body.len());
    let own = [
        ("Host", "127.0.0.1"),
        ("Accept", "application/json, text/event-stream"),
        ("Content-Type", "application/json"),
    ];
    for (name, value) in own.iter().filter(|(name, _)| headers.iter().all(|(other, _)| other != name)).chain(headers) {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    stream.write_all(format!("{head}\r\n{body}").as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    let answer = String::from_utf8(answer).unwrap();
    let status = answer.split(' ').nth(1).unwrap().parse().unwrap();
    (status, answer.split_once("\r\n\r\n").unwrap().1.to_owned())
}

fn call(meta: Option<Value>) -> Value {
    let mut params = json!({"name": "explain", "arguments": {"text": "error: src refspec main does not match any"}});
    if let Some(meta) = meta {
        params["_meta"] = meta;
    }
    json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params})
}

fn json_of(body: &str) -> Value {
    let start = body.find('{').unwrap();
    let end = body.rfind('}').unwrap();
    serde_json::from_str(&body[start..=end]).unwrap_or_else(|error| panic!("{error}: {body}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn both_protocols_are_answered_without_a_session() {
    let address = serve().await;
    let init = json!({"jsonrpc": "2.0", "id": 0, "method": "initialize", "params": {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "t", "version": "0"}}});
    let (status, body) = post(address, &[], &init.to_string()).await;
    assert_eq!((status, &json_of(&body)["result"]["protocolVersion"]), (200, &json!("2025-06-18")), "{body}");
    let (status, body) = post(address, &[("MCP-Protocol-Version", "2025-06-18")], &call(None).to_string()).await;
    assert_eq!(status, 200, "{body}");
    assert_eq!(json_of(&body)["result"]["structuredContent"]["diagnoses"][0]["id"], "git/src-refspec-does-not-match");
    let meta = json!({
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientInfo": {"name": "t", "version": "0"},
        "io.modelcontextprotocol/clientCapabilities": {},
    });
    let headers = [("MCP-Protocol-Version", "2026-07-28"), ("Mcp-Method", "tools/call"), ("Mcp-Name", "explain")];
    let (status, body) = post(address, &headers, &call(Some(meta)).to_string()).await;
    assert_eq!(status, 200, "{body}");
    assert_eq!(json_of(&body)["result"]["resultType"], "complete", "{body}");
}

#[tokio::test(flavor = "multi_thread")]
async fn foreign_names_origins_and_bodies_are_refused() {
    let address = serve().await;
    let body = call(None).to_string();
    let ask = async |headers: &[(&str, &str)], body: &str| post(address, headers, body).await.0;
    assert_eq!(ask(&[("Host", "evil.example")], &body).await, 403);
    assert_eq!(ask(&[("Origin", "https://evil.example")], &body).await, 403);
    assert_eq!(ask(&[("Origin", "https://app.example.com")], &body).await, 200);
    assert_eq!(ask(&[("Content-Type", "text/plain")], &body).await, 415);
    assert!((400..500).contains(&ask(&[], "not json").await));
    assert_eq!(ask(&[], &" ".repeat((16 << 20) + 1)).await, 413);
    // It is still there.
    assert_eq!(ask(&[], &body).await, 200);
}
