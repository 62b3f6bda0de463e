//! What a user can do: one file an action. An action takes the library and what the user gave, and returns a view.

mod check;
mod explain;
mod list;
mod new;
mod prove;
mod search;
mod show;
mod stats;

pub use check::{Checkup, Told, check, rules};
pub use explain::Explainer;
pub use list::{Listing, list};
pub use new::{Draft, new};
pub use prove::{Proved, Proving, TrialView, prove};
pub use search::search;
pub use show::show;
pub use stats::{Stats, stats};
