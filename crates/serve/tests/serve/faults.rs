//! Clients that are slow, broken or hostile, on a real socket: each is told or hung up on, and nobody else notices.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};
use unstuck_serve::{Limits, Settings};

use crate::Site;
use crate::site::{BASE, LOCKED};
use crate::socket::{said, started};

/// A server that is quick to lose patience.
fn impatient() -> Site {
    let limits = Limits {
        head: Duration::from_millis(300),
        pause: Duration::from_millis(300),
        time: Duration::from_secs(2),
        rate: 0,
        ..Limits::default()
    };
    Site::with(Settings { base_url: BASE.to_owned(), limits, ..Settings::default() })
}

/// What comes until the server hangs up, and when it did.
async fn rest(stream: &mut TcpStream) -> (String, Duration) {
    let begun = Instant::now();
    let mut answer = Vec::new();
    // A connection that is reset has ended, too.
    let _reset = timeout(Duration::from_secs(20), stream.read_to_end(&mut answer)).await.expect("it does not hang up");
    (String::from_utf8_lossy(&answer).into_owned(), begun.elapsed())
}

/// That everybody else is answered.
async fn answers(address: SocketAddr) {
    let got = said(address, "GET /errors/git/index-lock-exists HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").await;
    assert!(got.starts_with("HTTP/1.1 200 OK"), "{got}");
}

async fn sent(address: SocketAddr, bytes: &[u8]) -> TcpStream {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(bytes).await.unwrap();
    stream
}

#[tokio::test(flavor = "multi_thread")]
async fn a_head_that_drips_is_hung_up_on() {
    let site = impatient();
    let (address, _end, _task) = started(&site).await;
    let mut drips = sent(address, b"GET / HTTP/1.1\r\nHost: x\r\n").await;
    let begun = Instant::now();
    // A header a tenth of a second: no pause is long, but the head never ends.
    let mut ended = false;
    for number in 0..100 {
        sleep(Duration::from_millis(100)).await;
        if drips.write_all(format!("X-{number}: y\r\n").as_bytes()).await.is_err() {
            ended = true;
            break;
        }
    }
    assert!(ended && begun.elapsed() < Duration::from_secs(8), "{:?}", begun.elapsed());
    // Nothing at all, and nothing more after an answer.
    let (nothing, _) = rest(&mut sent(address, b"").await).await;
    assert_eq!(nothing, "");
    let (one, took) = rest(&mut sent(address, b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n").await).await;
    assert!(one.starts_with("HTTP/1.1 200 OK") && took < Duration::from_secs(8), "{took:?} {one}");
    answers(address).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_drips_is_ended_in_time() {
    let site = impatient();
    let (address, _end, _task) = started(&site).await;
    let head = "POST /api/v1/explain HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 100000\r\n\r\n";
    let mut pauses = sent(address, head.as_bytes()).await;
    let (answer, took) = rest(&mut pauses).await;
    assert!(answer.starts_with("HTTP/1.1 408 ") && answer.contains("nothing more of the body came"), "{answer}");
    assert!(took < Duration::from_secs(8), "{took:?}");
    // A byte a tenth of a second: no pause is long, but the request is.
    let (mut reads, mut writes) = sent(address, head.as_bytes()).await.into_split();
    let drips = tokio::spawn(async move {
        while writes.write_all(b"x").await.is_ok() {
            sleep(Duration::from_millis(100)).await;
        }
    });
    let mut answer = String::new();
    let _reset =
        timeout(Duration::from_secs(20), reads.read_to_string(&mut answer)).await.expect("it does not hang up");
    assert!(answer.starts_with("HTTP/1.1 408 ") && answer.contains("longer than this server allows"), "{answer}");
    drips.abort();
    answers(address).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_does_not_read_is_hung_up_on() {
    let site = impatient();
    let (address, _end, _task) = started(&site).await;
    let mut lazy = TcpStream::connect(address).await.unwrap();
    // Megabytes of answers, of which none is read.
    let requests = "GET /assets/style.css HTTP/1.1\r\nHost: x\r\n\r\n".repeat(1000);
    let refused = timeout(Duration::from_secs(60), async {
        while lazy.write_all(requests.as_bytes()).await.is_ok() {
            sleep(Duration::from_millis(50)).await;
        }
    });
    assert!(refused.await.is_ok(), "it still waits");
    answers(address).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn half_a_connection_is_enough_for_an_answer_and_not_for_a_request() {
    let site = impatient();
    let (address, _end, _task) = started(&site).await;
    let whole = format!("POST /api/v1/explain HTTP/1.1\r\nHost: x\r\nContent-Length: {}\r\n\r\n{LOCKED}", LOCKED.len());
    let mut half = sent(address, whole.as_bytes()).await;
    half.shutdown().await.unwrap();
    let (answer, _) = rest(&mut half).await;
    assert!(answer.starts_with("HTTP/1.1 200 OK") && answer.contains("git/index-lock-exists"), "{answer}");
    let mut half = sent(address, &whole.as_bytes()[..whole.len() - 10]).await;
    half.shutdown().await.unwrap();
    let (answer, _) = rest(&mut half).await;
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 400 "), "{answer}");
    answers(address).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_too_large_or_no_http_is_told() {
    let site = impatient();
    let (address, _end, _task) = started(&site).await;
    let long = "x".repeat(300_000);
    let many: String = (0..200).map(|number| format!("X-{number}: y\r\n")).collect();
    for (request, statuses) in [
        (format!("GET /{long} HTTP/1.1\r\nHost: x\r\n\r\n"), &["414", "431"][..]),
        (format!("GET /healthz HTTP/1.1\r\nHost: x\r\nX: {long}\r\n\r\n"), &["431"]),
        (format!("GET /healthz HTTP/1.1\r\nHost: x\r\n{many}\r\n"), &["431"]),
        ("GET / HTTP/1.1\r\nHost: x\r\nBroken\r\n\r\n".to_owned(), &["400"]),
        ("GET / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n".to_owned(), &["400"]),
        (
            "POST /api/v1/explain HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx".to_owned(),
            &["400"],
        ),
        ("POST /api/v1/explain HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n".to_owned(), &["400"]),
        ("POST /api/v1/explain HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\nx".to_owned(), &["400"]),
        (
            "POST /api/v1/explain HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 99999999999\r\n\r\nx"
                .to_owned(),
            &["413"],
        ),
        ("\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}".to_owned(), &["400"]),
        ("GET /errors/git/%00%ff%2e%2e HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".to_owned(), &["404", "400"]),
    ] {
        let mut stream = TcpStream::connect(address).await.unwrap();
        // It may hang up before it has read all of it.
        let _reset = stream.write_all(request.as_bytes()).await;
        let (answer, took) = rest(&mut stream).await;
        let shown: String = request.chars().take(80).collect();
        let status = answer.split(' ').nth(1).unwrap_or_default();
        assert!(statuses.contains(&status), "{shown:?}: {answer:?}");
        assert!(took < Duration::from_secs(10), "{shown:?}: {took:?}");
    }
    answers(address).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn idle_connections_do_not_keep_it_from_ending() {
    let site = Site::new();
    let (address, end, task) = started(&site).await;
    let silent = TcpStream::connect(address).await.unwrap();
    let mut answered = sent(address, b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n").await;
    let mut head = [0; 15];
    answered.read_exact(&mut head).await.unwrap();
    assert_eq!(&head, b"HTTP/1.1 200 OK");
    end.send(()).unwrap();
    timeout(Duration::from_secs(10), task).await.expect("it waits for them").unwrap();
    drop((silent, answered));
}

#[tokio::test(flavor = "multi_thread")]
async fn idle_connections_end() {
    let site = impatient();
    let (address, _end, _task) = started(&site).await;
    let mut idle = Vec::new();
    for _ in 0..1000 {
        idle.push(TcpStream::connect(address).await.unwrap());
    }
    answers(address).await;
    for stream in &mut idle {
        assert_eq!(rest(stream).await.0, "");
    }
}
