//! The ledger from outside: what rates are, and what both stores promise.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod calibration;
mod child;
mod conformance;
mod engine;
mod made;
mod memory;
mod rates;
mod server;
mod trouble;
