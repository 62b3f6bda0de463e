//! The server as its clients meet it: one file for each part of the URL tree. Most call the router without a socket.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod api;
mod browser;
mod bulk;
mod domains;
mod errors;
mod evidence;
mod faults;
mod home;
mod limits;
mod search;
mod site;
mod socket;

use site::{Got, Site};

/// How many failures of a domain the canon has: folders, counted by hand.
fn failures(domain: &str) -> usize {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../canon/").to_owned() + domain;
    std::fs::read_dir(folder).unwrap().count()
}
