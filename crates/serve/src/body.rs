//! A body as a stream of bytes that a thread reads: never more of it in memory than its beginning and a few chunks.
//!
//! Threads are few, and clients can be slow: so no thread waits for a body to begin. A short one is there whole before a thread looks
//! at it. What lies in memory meanwhile is counted over all clients.

use std::collections::VecDeque;
use std::io::{self, Read};
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, BodyDataStream, Bytes};
use axum::http::HeaderMap;
use axum::http::header::CONTENT_LENGTH;
use http_body_util::BodyExt;
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use crate::problem::{self, Problem, Stopped};
use crate::settings::Limits;

/// Chunks on their way.
const WAITING: usize = 4;

/// Bytes of a body that may lie in memory before a thread reads it: more than most messages and short logs have.
const FIRST: usize = 256 << 10;

/// Bytes of all bodies that may lie in memory before they are read.
const HELD: usize = 64 << 20;

/// What the smallest chunk takes in memory with all that is kept of it.
const LEAST: usize = 128;

/// Room for bodies in memory, for all clients together.
#[derive(Debug, Clone)]
pub(crate) struct Room(Arc<Semaphore>);

impl Room {
    pub(crate) fn new() -> Self {
        Self(Arc::new(Semaphore::new(HELD)))
    }

    /// Takes room for a chunk, and adds it to what is taken already; false where there is none left.
    fn take(&self, chunk: usize, taken: &mut Option<OwnedSemaphorePermit>) -> bool {
        let Ok(bytes) = u32::try_from(chunk.max(LEAST)) else { return false };
        let Ok(more) = Arc::clone(&self.0).try_acquire_many_owned(bytes) else { return false };
        match taken {
            Some(taken) => taken.merge(more),
            None => *taken = Some(more),
        }
        true
    }
}

/// The reading end.
pub(crate) struct BodyReader {
    chunks: Receiver<Result<Bytes, Problem>>,
    rest: Bytes,
    /// What came before a thread was there to read it, and the room that it takes.
    front: VecDeque<Result<Bytes, Problem>>,
    room: Option<OwnedSemaphorePermit>,
    /// Nothing comes behind the front.
    ended: bool,
}

impl BodyReader {
    /// A reader, and where what it reads is to be put.
    pub(crate) fn new() -> (Sender<Result<Bytes, Problem>>, Self) {
        let (sender, chunks) = channel(WAITING);
        (sender, Self { chunks, rest: Bytes::new(), front: VecDeque::new(), room: None, ended: false })
    }

    /// Waits until the body is there whole, or as much of it as may lie in memory. Whether it is whole.
    pub(crate) async fn begin(&mut self, room: &Room) -> bool {
        let mut held = 0;
        while held < FIRST {
            let Some(chunk) = self.chunks.recv().await else {
                self.ended = true;
                break;
            };
            let bytes = chunk.as_ref().map_or(0, Bytes::len);
            held += bytes.max(LEAST);
            self.ended = chunk.is_err();
            self.front.push_back(chunk);
            if self.ended || !room.take(bytes, &mut self.room) {
                break;
            }
        }
        self.ended
    }

    fn next(&mut self) -> Option<Result<Bytes, Problem>> {
        match self.front.pop_front() {
            Some(chunk) => Some(chunk),
            None if self.ended => None,
            None => self.chunks.blocking_recv(),
        }
    }
}

impl Read for BodyReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.rest.is_empty() {
            match self.next() {
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
pub(crate) async fn whole(body: Body, most: usize, pause: Duration, room: &Room) -> Result<Whole, Problem> {
    let mut chunks = body.into_data_stream();
    let mut whole = Whole::default();
    while let Some(chunk) = next(&mut chunks, pause).await {
        let chunk = chunk?;
        if whole.bytes.len() + chunk.len() > most {
            return Err(too_large(most as u64).help("send the log itself as the body, with the type text/plain"));
        }
        whole.add(&chunk, room)?;
    }
    Ok(whole)
}

/// Bytes that lie in memory, and the room that they take.
#[derive(Debug, Default)]
pub(crate) struct Whole {
    pub(crate) bytes: Vec<u8>,
    room: Option<OwnedSemaphorePermit>,
}

impl Whole {
    /// Puts more bytes behind them, where there is room.
    pub(crate) fn add(&mut self, chunk: &[u8], room: &Room) -> Result<(), Problem> {
        if !room.take(chunk.len(), &mut self.room) {
            return Err(Problem::new(problem::BUSY, "it holds as much of bodies as it may").retry(1));
        }
        self.bytes.extend_from_slice(chunk);
        Ok(())
    }
}

pub(crate) fn too_large(most: u64) -> Problem {
    Problem::new(problem::TOO_LARGE, format!("at most {most} bytes are taken"))
}
