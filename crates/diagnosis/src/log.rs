//! Bytes to lines: what a log says, without what terminals and CI systems put around it.
//!
//! ```text
//! bytes --decode--> UTF-8-ish bytes --blocks, lines--> Raw line --clean--> Line
//! ```
//!
//! - [`Decoder`] removes byte order marks and turns UTF-16 into UTF-8.
//! - [`Lines`] cuts at line feeds, and cuts endless lines into overlapping pieces, so that memory stays bounded.
//! - [`clean()`] takes off colours, timestamps and step prefixes, and remembers where each byte stood in the input.

mod ansi;
mod blocks;
mod clean;
mod decode;
mod lines;
mod prefix;

pub(crate) use ansi::escape_len;
pub(crate) use blocks::{Blocks, Part};
pub(crate) use clean::is_noise;
pub use clean::{Clean, clean};
pub use decode::Decoder;
pub use lines::{Lines, OVERLAP, PIECE, Raw};
pub(crate) use prefix::prefix_len;
