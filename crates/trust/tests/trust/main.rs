//! Workflows and policies as users have them, with the answers they must get.

mod aws;
mod github_parser;
mod tokens;
mod workflows;
