//! The ledger: outcomes, and the rates that follow from them.
//!
//! ```text
//! Outcomes --append--> Ledger --pages--> Units --tallies--> Pool --rate--> Rate
//! ```
//!
//! An [`Outcome`] is one observation of one approach. It is never changed: a correction is a new one, and every rate is
//! computed again from all of them, in any order, to the same result. [`Units`] says what counts as one trial, [`Pool`]
//! what a rate is; neither touches anything outside. `Ledger` keeps outcomes in SQLite or in PostgreSQL; it is behind the
//! feature `store`, so that a build script can count without a database.
#![warn(clippy::disallowed_methods)]

mod beta;
mod calibration;
mod outcome;
mod posterior;
#[cfg(feature = "store")]
mod store;
mod units;

pub use calibration::{Calibration, Predicted};
pub use outcome::{BadOutcome, Digest, Outcome, Seen, Source};
pub use posterior::{Counts, Label, Pool, Rate, Standing, Verdict, Weighted};
#[cfg(feature = "store")]
pub use store::{Appended, Error, Filter, Ledger, Memory, Pages, Pending};
pub use units::{Tally, Transitions, Units};
