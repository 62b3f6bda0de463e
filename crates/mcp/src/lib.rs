//! unstuck as a server of the Model Context Protocol: the tool that an agent asks before it repeats a failed fix.
//!
//! One [`Server`] answers over standard input and output ([`stdio`]) and over streamable HTTP ([`http`]), to clients of
//! the protocol's versions with `initialize` and of 2026-07-28 without. It keeps no state between requests.
//!
//! What a caller gets wrong is told in a result with `isError`, in words that a model can act on. A JSON-RPC error is left
//! for what is no call at all: an unknown method, an unknown tool, an unknown resource.

mod answer;
mod desk;
mod files;
mod opened;
mod prompt;
mod resources;
mod server;
mod tools;
mod transport;

pub use desk::Desk;
pub use opened::Opened;
pub use server::Server;
pub use transport::{Error, Hosts, http, stdio};
