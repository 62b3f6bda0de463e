//! What is refused, and how that is told.

use std::io::Write;
use std::time::Duration;

use axum::body::Body;
use axum::http::Request;
use unstuck_serve::{Limits, Settings};

use crate::Site;

fn limited(limits: Limits) -> Site {
    Site::with(Settings { limits, ..Settings::default() })
}

#[tokio::test]
async fn a_client_may_only_ask_so_often() {
    let site = limited(Limits { rate: 5, ..Limits::default() });
    for _ in 0..5 {
        site.get("/api/v1/failures?limit=1").await.ok();
    }
    let got = site.get("/api/v1/failures").await;
    got.problem(429, "too-many-requests");
    assert!(got.header("retry-after").parse::<u64>().unwrap() >= 1);
    site.get("/healthz").await.ok();
    site.get("/assets/style.css").await.ok();
}

#[tokio::test]
async fn behind_a_proxy_each_client_is_its_own() {
    let limits = Limits { rate: 1, ..Limits::default() };
    let site = Site::with(Settings { limits, behind_proxy: true, ..Settings::default() });
    let asked = |by: &'static str| {
        let request = Request::get("/llms.txt").header("x-forwarded-for", by).body(Body::empty()).unwrap();
        site.send(request)
    };
    asked("192.0.2.7, 198.51.100.1").await.ok();
    asked("192.0.2.7, 198.51.100.2").await.ok();
    asked("203.0.113.9, 198.51.100.1").await.problem(429, "too-many-requests");
}

#[tokio::test]
async fn a_body_may_only_be_so_large() {
    let site = limited(Limits { body: 1000, json: 100, ..Limits::default() });
    let path = "/api/v1/explain";
    site.post(path, "text/plain", "x".repeat(1000)).await.ok();
    site.post(path, "text/plain", "x".repeat(1001)).await.problem(413, "too-large");
    let announced = Request::post(path).header("content-length", "5000").body(Body::empty()).unwrap();
    site.send(announced).await.problem(413, "too-large");
    let document = site.post(path, "application/json", format!("{{\"text\":\"{}\"}}", "x".repeat(200))).await;
    assert!(document.problem(413, "too-large")["help"].as_str().unwrap().contains("text/plain"));
}

#[tokio::test]
async fn a_small_body_may_not_be_unpacked_to_any_length() {
    let site = limited(Limits { text: 1 << 20, ..Limits::default() });
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    packed.write_all(&vec![b'\n'; 2 << 20]).unwrap();
    let packed = packed.finish().unwrap();
    assert!(packed.len() < 10_000);
    let document = site.post("/api/v1/explain", "application/gzip", packed).await.problem(413, "too-large");
    assert!(document["detail"].as_str().unwrap().contains("unpacked"));
}

#[tokio::test]
async fn a_body_may_not_pause_for_long() {
    let site = limited(Limits { pause: Duration::from_millis(50), ..Limits::default() });
    let got = site.post("/api/v1/explain", "text/plain", Body::new(Never::after(0))).await;
    got.problem(408, "too-slow");
}

#[tokio::test]
async fn a_request_may_only_take_so_long() {
    let site = limited(Limits { time: Duration::from_millis(50), ..Limits::default() });
    site.post("/api/v1/explain", "text/plain", Body::new(Never::after(0))).await.problem(408, "too-slow");
}

#[tokio::test]
async fn only_so_many_are_worked_on_at_a_time() {
    let site = limited(Limits { concurrent: 1, pause: Duration::from_secs(60), ..Limits::default() });
    // More than is held before a thread reads along.
    let slow = site.post("/api/v1/explain", "text/plain", Body::new(Never::after(300 << 10)));
    tokio::select! {
        _ = slow => panic!("nothing ends it"),
        got = async {
            tokio::time::sleep(Duration::from_millis(100)).await;
            site.get("/api/v1/search?q=x").await
        } => {
            got.problem(503, "busy");
            assert_eq!(got.header("retry-after"), "1");
        }
    }
}

#[tokio::test]
async fn who_has_not_sent_a_message_yet_keeps_no_thread() {
    let site = limited(Limits { concurrent: 1, pause: Duration::from_secs(60), ..Limits::default() });
    let slow = (0..8).map(|_| site.post("/api/v1/explain", "text/plain", Body::new(Never::after(100 << 10))));
    let slow: Vec<_> = slow.map(Box::pin).collect();
    let json = site.post("/api/v1/explain", "application/json", Body::new(Never::after(1)));
    tokio::select! {
        _ = first(slow) => panic!("nothing ends it"),
        _ = json => panic!("nothing ends it"),
        got = async {
            tokio::time::sleep(Duration::from_millis(100)).await;
            site.post("/api/v1/explain", "text/plain", crate::site::LOCKED).await
        } => { got.ok(); }
    }
}

/// The first of some futures that ends.
async fn first<F: Future + Unpin>(mut all: Vec<F>) -> F::Output {
    std::future::poll_fn(|context| {
        let done = all.iter_mut().find_map(|one| match std::pin::Pin::new(one).poll(context) {
            std::task::Poll::Ready(output) => Some(output),
            std::task::Poll::Pending => None,
        });
        done.map_or(std::task::Poll::Pending, std::task::Poll::Ready)
    })
    .await
}

/// Bodies that wait in memory are counted over all clients: here each is as large as JSON may be, and never ends.
#[tokio::test]
async fn all_bodies_together_take_only_so_much_memory() {
    let site = limited(Limits { pause: Duration::from_secs(60), ..Limits::default() });
    let large = |bytes| Box::pin(site.post("/api/v1/explain", "application/json", Body::new(Never::after(bytes))));
    let held: Vec<_> = (0..9).map(|_| large(7 << 20)).collect();
    tokio::select! {
        _ = first(held) => panic!("nothing ends it"),
        got = async {
            tokio::time::sleep(Duration::from_millis(100)).await;
            let small = site.post("/api/v1/explain", "text/plain", crate::site::LOCKED).await;
            (large(7 << 20).await, small)
        } => {
            got.0.problem(503, "busy");
            got.1.ok();
        }
    }
}

/// A body of which nothing comes any more after some bytes.
struct Never(usize);

impl Never {
    fn after(bytes: usize) -> Self {
        Self(bytes)
    }
}

impl hyper::body::Body for Never {
    type Data = axum::body::Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(
        mut self: std::pin::Pin<&mut Self>,
        _context: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Result<hyper::body::Frame<Self::Data>, Self::Error>>> {
        match std::mem::take(&mut self.0) {
            0 => std::task::Poll::Pending,
            bytes => std::task::Poll::Ready(Some(Ok(hyper::body::Frame::data(vec![b'x'; bytes].into())))),
        }
    }
}

#[tokio::test]
async fn programs_of_other_sites_may_read_and_not_report() {
    let site = Site::new();
    let request = Request::options("/api/v1/explain").header("origin", "https://other.example");
    let got = site.send(request.body(Body::empty()).unwrap()).await;
    assert_eq!(got.status, 204);
    assert_eq!(got.header("access-control-allow-origin"), "*");
    assert!(!got.header("access-control-allow-headers").to_lowercase().contains("authorization"));
    assert_eq!(site.get("/").await.header("access-control-allow-origin"), "");
}
