//! `/api/v1/...`

mod explain;
mod failures;
mod openapi;
mod outcomes;
mod search;
