//! A real socket: what goes over the wire, and what clients do to it.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::oneshot;

use crate::Site;
use crate::site::LOCKED;

/// A server on a free port, and what ends it.
pub(crate) async fn started(site: &Site) -> (SocketAddr, oneshot::Sender<()>, tokio::task::JoinHandle<()>) {
    let listener = unstuck_serve::listen("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (end, ended) = oneshot::channel::<()>();
    let (server, router) = (site.server.clone(), site.router.clone());
    let task = tokio::spawn(async move {
        unstuck_serve::serve(&server, listener, router, async { ended.await.unwrap_or_default() }).await;
    });
    (address, end, task)
}

pub(crate) async fn said(address: SocketAddr, request: &str) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    String::from_utf8_lossy(&answer).into_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn it_answers_and_ends_in_order() {
    let site = Site::new();
    let (address, end, task) = started(&site).await;
    let got = said(address, "GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").await;
    assert!(got.starts_with("HTTP/1.1 200 OK") && got.ends_with("ok\n"), "{got}");
    // A request that runs when the end is told is answered.
    let mut stream = TcpStream::connect(address).await.unwrap();
    let head = format!("POST /api/v1/explain HTTP/1.1\r\nHost: x\r\nContent-Length: {}\r\n\r\n", LOCKED.len());
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.write_all(&LOCKED.as_bytes()[..10]).await.unwrap();
    tokio::time::sleep(Duration::from_millis(200)).await;
    end.send(()).unwrap();
    tokio::time::sleep(Duration::from_millis(200)).await;
    stream.write_all(&LOCKED.as_bytes()[10..]).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 OK") && answer.contains("git/index-lock-exists"), "{answer}");
    task.await.unwrap();
    assert!(TcpStream::connect(address).await.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn clients_that_are_slow_broken_or_many_hold_nobody_up() {
    let site = Site::new();
    let (address, _end, _task) = started(&site).await;
    let mut idle = Vec::new();
    for _ in 0..400 {
        idle.push(TcpStream::connect(address).await.unwrap());
    }
    for (number, stream) in idle.iter_mut().enumerate() {
        match number % 3 {
            0 => stream.write_all(b"GET / HTTP/1.1\r\nHos").await.unwrap(),
            1 => stream
                .write_all(b"POST /api/v1/explain HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n\r\nfa")
                .await
                .unwrap(),
            _ => {}
        }
    }
    for junk in ["\r\n\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "\u{1}\u{2}\u{3}", "GET /\u{7f}é HTTP/1.1\r\n\r\n"] {
        let got = said(address, &format!("{junk}\r\n\r\n")).await;
        assert!(got.is_empty() || got.starts_with("HTTP/1.1 400"), "{junk:?}: {got}");
    }
    // One half of a connection is closed, and the answer still comes.
    let mut half = TcpStream::connect(address).await.unwrap();
    half.write_all(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n").await.unwrap();
    half.shutdown().await.unwrap();
    let mut answer = String::new();
    half.read_to_string(&mut answer).await.unwrap();
    assert!(answer.contains("200 OK"), "{answer:?}");
    let begun = Instant::now();
    let got = said(address, "GET /errors/git/index-lock-exists HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").await;
    assert!(got.starts_with("HTTP/1.1 200 OK"), "{got}");
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
    drop(idle);
}
