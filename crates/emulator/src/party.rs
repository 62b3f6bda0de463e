//! The exchange endpoints: one file a relying party.

use axum::Router;

use crate::Shared;

mod aws;
mod crates_io;
mod gcp;
mod npm;
mod octo_sts;
mod pypi;
mod vault;

pub(crate) fn routes() -> Router<Shared> {
    Router::new()
        .merge(aws::routes())
        .merge(crates_io::routes())
        .merge(gcp::routes())
        .merge(npm::routes())
        .merge(octo_sts::routes())
        .merge(pypi::routes())
        .merge(vault::routes())
}
