//! Views to text: one file a form of answer.

pub mod agent;
pub mod bulk;
mod flow;
pub mod github;
pub mod html;
pub mod human;
pub mod json;
pub mod markdown;
mod odds;
pub mod sarif;
mod words;
