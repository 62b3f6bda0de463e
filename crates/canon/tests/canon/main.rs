//! The canon's format and its rules, from outside.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod format;
mod rules;
