//! The engine: text in, diagnosis out.
//!
//! ```text
//! bytes --log--> Block --scan--> telling lines --matching--> Matches --rank--> Diagnosis
//! ```
//!
//! Goals, in this order: never a match that is not there; one pass in bounded memory over input of any size; time linear
//! in the input whatever it holds; quotes exactly as in the input.
//!
//! [`Diagnoser`] is the whole of it: push bytes, in chunks of any size, and finish.
#![warn(clippy::disallowed_methods)]

pub mod check;
mod diagnosis;
mod fingerprint;
pub mod log;
mod matching;
mod quote;
mod rank;
pub mod scan;
mod signs;
mod similar;
mod unknown;

pub use diagnosis::{Diagnoser, Diagnosis, Input, Sighting};
pub use fingerprint::{SHAPE, shape};
pub use matching::Match;
pub use scan::{Scanner, Unscannable};
pub use similar::{Similar, THRESHOLD, guess};
pub use unknown::Unknown;
