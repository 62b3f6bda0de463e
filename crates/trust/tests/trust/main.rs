//! Workflows and policies as users have them, with the answers they must get.

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
mod vault;
mod workflows;
