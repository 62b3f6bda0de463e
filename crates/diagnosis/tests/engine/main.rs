//! The engine from outside: small canons made by hand, and the real one.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod canon;
mod hostile;
mod input;
mod matching;
mod pairs;
mod ranking;
mod real;
mod threads;
mod unknown;
