//! The canon: every known failure, from its files to the index that the engine searches.
//!
//! ```text
//! folder --load--> SourceEntry --parse--> Entry --check--> Checked --compile--> Index
//! ```
//!
//! Each stage has one file and one type, and only the stage before can make it. A mistake in an entry is never an error
//! of this crate: it is a [`Finding`], with a stable code, a place in the file and a help line. Only [`load`] touches the
//! file system.
#![warn(clippy::disallowed_methods)]

pub mod check;
mod compile;
mod date;
mod entry;
mod finding;
mod id;
mod index;
pub mod load;
mod parse;
mod pattern;
mod prose;
mod rarity;
mod retired;
mod sequence;
mod source;
mod words;

pub use check::{Checked, Known, check};
pub use compile::compile;
pub use date::Date;
pub use entry::{
    Approach, Category, Citation, Claimed, Entry, Head, Hit, Inspector, Kind, Outcome, PatternSource, Provenance, Risk,
    SCHEMA, Status, Version, schema,
};
pub use finding::{Finding, Level, Place, Rule};
pub use id::{ApproachId, BadId, FailureId};
pub use index::{CompiledPattern, Index, Indexed, Layer};
pub use parse::parse;
pub use pattern::{BadPattern, Pattern, SHORTEST_LITERAL};
pub use prose::{Advice, Heading, Lang, Prose, Section};
pub use rarity::Rarity;
pub use retired::{Fate, Retired};
pub use sequence::{Branch, Word};
pub use source::{SourceEntry, SourceFile};
pub use toml::Spanned;
pub use words::words;
