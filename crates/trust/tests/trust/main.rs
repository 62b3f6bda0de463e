//! Workflows and policies as users have them, with the answers they must get.

mod aws;
mod gcp;
mod tokens;
