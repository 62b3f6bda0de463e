//! Views to text: one file a form of answer.

pub mod agent;
mod flow;
pub mod github;
pub mod human;
pub mod json;
pub mod markdown;
mod odds;
pub mod sarif;
mod words;
