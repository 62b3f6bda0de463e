//! Workflows and policies as users have them, with the answers they must get.

mod aws;
mod tokens;
mod workflows;
