//! Workflows and policies as users have them, with the answers they must get.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod aws;
mod azure;
mod bearer;
mod gcp;
mod github_parser;
mod jfrog;
mod octo_sts;
mod places;
mod properties;
mod registries;
mod sigstore;
mod terraform;
mod tokens;
mod typos;
mod vault;
mod workflows;
