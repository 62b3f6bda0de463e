//! A body as a stream of bytes that a thread reads: never more of it in memory than a few chunks.

use std::io::{self, Read};
use std::time::Duration;

use axum::body::{Body, BodyDataStream, Bytes};
use axum::http::HeaderMap;
use axum::http::header::CONTENT_LENGTH;
use http_body_util::BodyExt;
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::time::timeout;

use crate::problem::{self, Problem, Stopped};
use crate::settings::Limits;

/// Chunks on their way.
const WAITING: usize = 4;

/// The reading end.
pub(crate) struct BodyReader {
    chunks: Receiver<Result<Bytes, Problem>>,
    rest: Bytes,
}

impl BodyReader {
    /// A reader, and where what it reads is to be put.
    pub(crate) fn new() -> (Sender<Result<Bytes, Problem>>, Self) {
        let (sender, chunks) = channel(WAITING);
        (sender, Self { chunks, rest: Bytes::new() })
    }
}

impl Read for BodyReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.rest.is_empty() {
            match self.chunks.blocking_recv() {
                None => return Ok(0),
                Some(Ok(chunk)) => self.rest = chunk,
                Some(Err(problem)) => return Err(io::Error::other(Stopped(problem))),
            }
        }
        let count = buffer.len().min(self.rest.len());
        buffer[..count].copy_from_slice(&self.rest.split_to(count));
        Ok(count)
    }
}

/// Refuses a body that says itself that it is too large.
pub(crate) fn announced(headers: &HeaderMap, limits: &Limits) -> Result<(), Problem> {
    let length = headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    if length.is_some_and(|length| length > limits.body) { Err(too_large(limits.body)) } else { Ok(()) }
}

/// Passes a body on, until it ends, is too large, or pauses for too long.
pub(crate) async fn pump(body: Body, to: Sender<Result<Bytes, Problem>>, limits: &Limits) {
    let mut chunks = body.into_data_stream();
    let mut passed = 0;
    loop {
        let chunk = match next(&mut chunks, limits.pause).await {
            None => return,
            Some(Ok(chunk)) => {
                passed += chunk.len() as u64;
                if passed > limits.body { Err(too_large(limits.body)) } else { Ok(chunk) }
            }
            Some(Err(problem)) => Err(problem),
        };
        let stopped = chunk.is_err();
        // Who no longer reads has seen enough.
        if to.send(chunk).await.is_err() || stopped {
            return;
        }
    }
}

async fn next(chunks: &mut BodyDataStream, pause: Duration) -> Option<Result<Bytes, Problem>> {
    match timeout(pause, chunks.frame()).await {
        Err(_) => Some(Err(Problem::new(problem::TOO_SLOW, "nothing more of the body came"))),
        Ok(None) => None,
        Ok(Some(Ok(frame))) => Some(Ok(frame.into_data().unwrap_or_default())),
        Ok(Some(Err(_))) => Some(Err(Problem::new(problem::BAD_BODY, "the body ends in the middle"))),
    }
}

/// A whole body, of which there may only be so much.
pub(crate) async fn whole(body: Body, most: usize, pause: Duration) -> Result<Vec<u8>, Problem> {
    let mut chunks = body.into_data_stream();
    let mut bytes = Vec::new();
    while let Some(chunk) = next(&mut chunks, pause).await {
        let chunk = chunk?;
        if bytes.len() + chunk.len() > most {
            return Err(too_large(most as u64).help("send the log itself as the body, with the type text/plain"));
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

pub(crate) fn too_large(most: u64) -> Problem {
    Problem::new(problem::TOO_LARGE, format!("at most {most} bytes are taken"))
}
