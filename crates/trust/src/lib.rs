//! What a GitHub Actions job's OIDC token says, and what each relying party answers to it.
//!
//! ```text
//! workflow --read--> Workflow --claims(&Run)--> Claims --decide(&Policy)--> Decision { Allow | Deny | Unknown }
//! ```
//!
//! Goals: whatever is not understood, or not known before the job runs, ends as [`Truth::Unknown`] and never as Allow; every
//! answer names the bytes of the user's file that decide it. Pure: no file, clock, environment or network.

#![warn(clippy::disallowed_methods)]

pub mod bearer;
pub mod claims;
pub mod context;
pub mod decision;
pub mod edit;
pub mod event;
pub mod glob;
mod hcl;
pub mod inspect;
pub mod json;
pub mod jwt;
pub mod mend;
pub mod node;
pub mod pattern;
pub mod permission;
pub mod policy;
pub mod probe;
pub mod source;
pub mod subject;
pub mod text;
pub mod token;
pub mod toml;
pub mod truth;
pub mod workflow;
pub mod yaml;

pub use claims::{Claim, Claims};
pub use context::{Context, DefaultPermissions};
pub use decision::{Decision, Party, Severity, Step, Verdict, Warning};
pub use policy::Policy;
pub use source::{Place, Problem, Source};
pub use subject::Template;
pub use text::Text;
pub use truth::Truth;
