//! Proofs from outside: small ones made by hand, run in the real sandbox.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod hostile;
mod lab;
mod plan;
mod protocol;
mod record;
