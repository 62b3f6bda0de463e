//! The exchange endpoints: one file a relying party.

use axum::Router;

use crate::Shared;

mod aws;
mod azure;
mod crates_io;
mod gcp;
mod npm;
mod nuget;
mod octo_sts;
mod pypi;
mod vault;

pub(crate) fn routes() -> Router<Shared> {
    Router::new()
        .merge(aws::routes())
        .merge(crates_io::routes())
        .merge(gcp::routes())
        // The client of npm makes the address of the exchange from the registry's host alone, and that of Entra is a host.
        .merge(npm::routes())
        .nest("/npm", npm::routes())
        .merge(azure::routes())
        .nest("/azure", azure::routes())
        .merge(nuget::routes())
        .merge(octo_sts::routes())
        .merge(pypi::routes())
        .merge(vault::routes())
}
