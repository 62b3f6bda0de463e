//! The two ways to reach the server.

use std::io;
use std::sync::Arc;

use rmcp::ServiceExt;
use rmcp::service::ServerInitializeError;
use rmcp::transport::async_rw::AsyncRwTransport;
use rmcp::transport::io::stdio_pipes;
use rmcp::transport::streamable_http_server::session::never::NeverSessionManager;
use rmcp::transport::streamable_http_server::{StreamableHttpServerConfig, StreamableHttpService};
use tokio::runtime::Builder;

use crate::{Desk, Server};

/// The longest message that is taken over standard input: logs are passed whole, and JSON doubles some bytes. A longer one
/// is dropped by the SDK without an answer, which is why this is far beyond what anybody sends.
const LONGEST: usize = 1 << 30;

/// A server that could not go on.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The operating system gives nothing to wait on.
    #[error("cannot wait for messages")]
    Runtime(#[source] io::Error),
    /// The client did not begin as the protocol wants it.
    #[error("the client does not speak the protocol")]
    Opening(#[source] Box<ServerInitializeError>),
}

/// Serves the process's standard input and output until the input ends. Nothing else may write to standard output
/// meanwhile: it is the protocol.
///
/// # Errors
/// Where a client opens with something that is no opening.
pub fn stdio(desk: Desk) -> Result<(), Error> {
    let runtime = Builder::new_multi_thread().worker_threads(2).enable_all().build().map_err(Error::Runtime)?;
    let served = runtime.block_on(async {
        let (input, output) = stdio_pipes();
        let transport = AsyncRwTransport::new_server(input, output).with_max_line_length(LONGEST);
        match Server::new(Arc::new(desk)).serve(transport).await {
            Ok(running) => {
                // How the loop ended matters to nobody: the input is closed.
                let _ended = running.waiting().await;
                Ok(())
            }
            // Opened and closed: somebody looked whether we start.
            Err(ServerInitializeError::ConnectionClosed(_)) => Ok(()),
            Err(error) => Err(Error::Opening(Box::new(error))),
        }
    });
    // A pending read of standard input cannot be interrupted.
    runtime.shutdown_background();
    served
}

/// From where the server may be reached over HTTP, and with how much.
#[derive(Debug, Clone)]
pub struct Hosts {
    /// Names, with or without a port, under which it is reached; others are refused, so that no page can reach a local
    /// server under a name of its own.
    pub names: Vec<String>,
    /// Origins from which browsers may call it, such as `https://app.example.com:443`; requests without an origin pass.
    pub origins: Vec<String>,
    /// Bytes in the body of a request.
    pub longest: usize,
}

/// A tower service for `/mcp`. It keeps no sessions and answers in JSON, so that any of several processes can answer.
#[must_use]
pub fn http(desk: Arc<Desk>, hosts: Hosts) -> StreamableHttpService<Server, NeverSessionManager> {
    let config = StreamableHttpServerConfig::default()
        .with_legacy_session_mode(false)
        .with_json_response(true)
        .with_allowed_hosts(hosts.names)
        .with_allowed_origins(hosts.origins)
        .enforce_origin_validation()
        .with_max_request_body_bytes(hosts.longest);
    let server = Server::new(desk);
    StreamableHttpService::new(move || Ok(server.clone()), Arc::new(NeverSessionManager::default()), config)
}
