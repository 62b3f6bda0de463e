//! Everything a user can do with unstuck: one action a file in [`actions`], one form of answer a file in [`answers`].
//!
//! This is the only crate in which the rooms meet. The command line, and later the server, read a request, call an action
//! and render its answer.

mod absence;
pub mod actions;
pub mod answers;
mod archive;
mod bundle;
mod counted;
mod dated;
mod deadends;
mod error;
pub mod evaluation;
mod familiar;
mod identity;
pub mod input;
mod installed;
mod kept;
mod library;
mod mapped;
mod measured;
mod memory;
mod overlays;
mod prepared;
mod proof_files;
mod records;
pub mod release;
mod shown;
mod site;
mod sources;
mod tokens;
pub mod view;
mod web;

pub use error::{Error, Kind};
pub use familiar::Familiar;
pub use identity::Identity;
pub use kept::Kept;
pub use library::Library;
pub use overlays::{Overlays, Stamp};
pub use records::Records;
pub use site::{Links, Site};
pub use tokens::{Token, Tokens};
pub use unstuck_canon::Lang;
pub use unstuck_ledger::{Appended, Outcome, Seen};
pub use unstuck_trust::bearer;
pub use unstuck_trust::jwt::Keys;
pub use web::Unanswered;
