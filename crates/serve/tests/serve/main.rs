//! The server as its clients meet it: one file for each part of the URL tree. Most call the router without a socket.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod api;
mod browser;
mod bulk;
mod domains;
mod errors;
mod evidence;
mod home;
mod limits;
mod search;
mod site;
mod socket;

use site::{Got, Site};
