//! Workflows and policies as users have them, with the answers they must get.

mod aws;
mod azure;
mod gcp;
mod registries;
mod tokens;
mod vault;
