//! Talks to a server in this process, line by line.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use rmcp::ServiceExt;
use rmcp::transport::async_rw::AsyncRwTransport;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, DuplexStream, ReadHalf, WriteHalf};
use tokio::task::JoinHandle;
use tokio::time::timeout;
use unstuck_app::actions::Field;
use unstuck_app::{Identity, Lang, Library, Overlays, Records};
use unstuck_mcp::{Desk, Opened, Server};

/// How long a test waits for a sign before it fails: far more than any needs on a busy machine.
const DEADLINE: Duration = Duration::from_secs(180);

/// A desk over the bundled canon that may only read it.
pub(crate) fn reading() -> Desk {
    Desk::new(|| Library::open(&Overlays::default()).map(Arc::new).map(Opened::Once), Lang::En)
}

/// A desk with everything: a ledger of its own, and files of a project in this folder.
pub(crate) fn whole(home: &Path) -> Desk {
    std::fs::create_dir_all(home.join("project/.git")).unwrap();
    let url = format!("sqlite:{}", home.join("ledger.db").display());
    let (key, memory, own) = (home.join("key"), home.join("ledger.db"), url.clone());
    Desk::new(
        move || {
            let library = Library::open(&Overlays::default())?;
            Ok(Opened::Once(Arc::new(library.with_records(Records::read_only(&own)?))))
        },
        Lang::En,
    )
    .with_reports(move || Ok(Field { ledger: url.clone(), memory: memory.clone(), identity: Identity::at(&key)? }))
    .with_files(&home.join("project"), Some(home))
}

/// A conversation.
pub(crate) struct Talk {
    input: WriteHalf<DuplexStream>,
    output: BufReader<ReadHalf<DuplexStream>>,
    served: JoinHandle<()>,
    id: u64,
    pub(crate) home: TempDir,
}

impl Talk {
    /// With a server that may do everything, after `initialize`.
    pub(crate) async fn new() -> Self {
        let mut talk = Self::unopened();
        let opened = talk.request("initialize", json!({"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "test", "version": "0"}})).await;
        assert_eq!(opened["result"]["serverInfo"]["name"], "unstuck", "{opened}");
        talk.line(&json!({"jsonrpc": "2.0", "method": "notifications/initialized"}).to_string()).await;
        talk
    }

    /// Before anything was said.
    pub(crate) fn unopened() -> Self {
        let home = tempfile::tempdir().unwrap();
        let (ours, theirs) = tokio::io::duplex(1 << 20);
        let server = Server::new(Arc::new(whole(home.path())));
        let served = tokio::spawn(async move {
            let (input, output) = tokio::io::split(theirs);
            let transport = AsyncRwTransport::new_server(input, output).with_max_line_length(1 << 30);
            if let Ok(running) = server.serve(transport).await {
                running.waiting().await.unwrap();
            }
        });
        let (output, input) = tokio::io::split(ours);
        Self { input, output: BufReader::new(output), served, id: 0, home }
    }

    /// Sends a line as it is.
    pub(crate) async fn line(&mut self, line: &str) {
        self.input.write_all(line.as_bytes()).await.unwrap();
        self.input.write_all(b"\n").await.unwrap();
    }

    /// The next message.
    pub(crate) async fn next(&mut self) -> Value {
        let mut line = String::new();
        timeout(DEADLINE, self.output.read_line(&mut line)).await.expect("an answer in time").unwrap();
        serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line:?}"))
    }

    /// Sends a request: its id.
    pub(crate) async fn send(&mut self, method: &str, params: Value) -> u64 {
        self.id += 1;
        self.line(&json!({"jsonrpc": "2.0", "id": self.id, "method": method, "params": params}).to_string()).await;
        self.id
    }

    /// A request and its answer.
    pub(crate) async fn request(&mut self, method: &str, params: Value) -> Value {
        let id = self.send(method, params).await;
        let answer = self.next().await;
        assert_eq!(answer["id"], id, "{answer}");
        answer
    }

    /// A call that goes well: its structured content and its text.
    pub(crate) async fn call(&mut self, tool: &str, arguments: Value) -> (Value, String) {
        let answer = self.request("tools/call", json!({"name": tool, "arguments": arguments})).await;
        let result = &answer["result"];
        assert_eq!(result["isError"], false, "{answer}");
        (result["structuredContent"].clone(), result["content"][0]["text"].as_str().unwrap().to_owned())
    }

    /// A call that its caller got wrong: what it is told.
    pub(crate) async fn wrong(&mut self, tool: &str, arguments: Value) -> String {
        let answer = self.request("tools/call", json!({"name": tool, "arguments": arguments})).await;
        assert_eq!(answer["result"]["isError"], true, "{answer}");
        assert!(answer["result"].get("structuredContent").is_none());
        answer["result"]["content"][0]["text"].as_str().unwrap().to_owned()
    }

    /// Closes the input; the server must end.
    pub(crate) async fn close(mut self) {
        self.input.shutdown().await.unwrap();
        timeout(DEADLINE, self.served).await.expect("it ends in time").unwrap();
    }
}
