//! The server as clients meet it: messages of the protocol over a pipe, over HTTP, and with the official clients.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod clients;
mod http;
mod resources;
mod schemas;
mod talk;
mod tools;
mod trouble;
