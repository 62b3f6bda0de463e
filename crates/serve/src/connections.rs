//! Connections: accepted, held to a time for their heads, and ended in order.

use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::time::{sleep, timeout};
use tower::ServiceExt;
use unstuck_app::Error;

use crate::patient::Patient;
use crate::server::Shared;

/// Bytes of a connection that wait to be looked at: more than heads of requests have.
const BUFFER: usize = 64 << 10;

/// How long requests that run may go on after the server was told to end.
const FAREWELL: Duration = Duration::from_secs(20);

/// Listens at an address.
///
/// # Errors
/// Where it is taken, or not ours.
pub async fn listen(addr: &str) -> Result<TcpListener, Error> {
    TcpListener::bind(addr).await.map_err(|source| Error::Listen { addr: addr.to_owned(), source })
}

/// Answers connections until `end` comes; then no new ones are taken, and those that run are answered.
pub async fn serve(server: &Shared, listener: TcpListener, router: Router, end: impl Future<Output = ()>) {
    let graceful = GracefulShutdown::new();
    let limits = &server.settings.limits;
    let places = Arc::new(Semaphore::new(limits.connections));
    // As long as it is there, new connections are waited for.
    let open = watch::Sender::new(());
    let mut end = pin!(end);
    loop {
        // Without a place the next connection waits in the system's own queue.
        let place = tokio::select! {
            () = &mut end => break,
            place = Arc::clone(&places).acquire_owned() => place,
        };
        let accepted = tokio::select! {
            () = &mut end => break,
            accepted = listener.accept() => accepted,
        };
        let Ok((stream, peer)) = accepted else {
            // Out of file descriptors, mostly: it passes when connections end.
            sleep(Duration::from_millis(50)).await;
            continue;
        };
        let (router, watcher, patience) = (router.clone(), graceful.watcher(), (limits.head, limits.pause));
        let mut open = open.subscribe();
        tokio::spawn(async move {
            // Until something comes, a connection needs no buffers: idle ones can be many.
            // A look at the first byte, since a new connection counts as readable until somebody has tried.
            let mut first = [0];
            let begun = tokio::select! {
                begun = timeout(patience.0, stream.peek(&mut first)) => matches!(begun, Ok(Ok(1))),
                _ = open.changed() => false,
            };
            if begun {
                // The client went away, or sent what is no HTTP: nobody is left to be told. In a box, so that a task that still
                // waits has no room for it.
                let _gone = Box::pin(watcher.watch(connection(stream, peer, router, patience))).await;
            }
            drop(place);
        });
    }
    drop((listener, open));
    // What does not end in time is ended with the process.
    let _ended = timeout(FAREWELL, graceful.shutdown()).await;
}

/// One connection; `patience` with the heads of its requests, and with a client that does not take its answers.
fn connection(
    stream: TcpStream,
    peer: SocketAddr,
    router: Router,
    patience: (Duration, Duration),
) -> http1::Connection<
    TokioIo<Patient<TcpStream>>,
    impl hyper::service::HttpService<Incoming, ResBody = axum::body::Body, Error = std::convert::Infallible, Future: Send>,
> {
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(peer);
        router.clone().oneshot(request)
    });
    // Small answers go out at once.
    let _kept_waiting = stream.set_nodelay(true);
    http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(patience.0)
        .max_buf_size(BUFFER)
        // Who has asked may close its own half, and is answered.
        .half_close(true)
        .serve_connection(TokioIo::new(Patient::new(stream, patience.1)), service)
}
