//! Proofs: the failure is made to happen in a sandbox, every approach is tried, and what was seen is told.
//!
//! ```text
//! folder --plan--> Plan --run (fixture, sandbox, watch)--> Tried --record--> outcomes.jsonl
//! ```
//!
//! A proof is somebody else's program. Unless told otherwise, [`run()`] starts it where it can reach nothing: its own file system, processes and
//! loopback, and limits on all it could use up. What happens there becomes an outcome only by the protocol of [`Trial`].

mod bare;
mod error;
mod fixture;
mod plan;
mod processes;
mod record;
mod run;
mod sandbox;
mod trial;
mod watch;

pub use error::Error;
pub use plan::{Limits, Plan, Variant};
pub use record::{Recorded, record, recorded, standing};
pub use run::{News, Options, run};
pub use trial::{Ended, Step, Trial, Tried, Why};
