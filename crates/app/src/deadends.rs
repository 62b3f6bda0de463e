//! Entries of deadends.dev, taken over as what they are: claims.
//!
//! ```text
//! data/canons/**/*.json --read--> Theirs --write--> entry.md --parse, check--> Entry --patterns tried--> overlay
//! ```
//!
//! Their rates become claims. Their regular expressions were never held to text that occurred: one stays a pattern only where
//! it keeps our rules, matches its own signature, and is silent on output of commands that went well and on the hits of our
//! own entries. The others are taken off; such an entry is found by search and resemblance.

mod theirs;
mod trial;
mod write;

pub(crate) use theirs::Theirs;
pub(crate) use trial::{Candidate, tried};
pub(crate) use write::{Id, id, written};
