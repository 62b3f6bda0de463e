//! What can go wrong before the server answers.

use std::io;

/// The server cannot start or go on.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A claim of the job is not known.
    #[error("the claim `{claim}` of the job is not known: it depends on `{hole}`")]
    UnknownClaim {
        /// The claim.
        claim: String,
        /// What would tell it.
        hole: String,
    },
    /// No key could be made.
    #[error("no signing key can be made")]
    Key,
    /// No certificate could be made.
    #[error("no certificate can be made")]
    Certificate(#[source] rcgen::Error),
    /// The certificate cannot be used.
    #[error("the listener with TLS cannot be set up")]
    Tls(#[source] tokio_rustls::rustls::Error),
    /// The address cannot be had.
    #[error("cannot listen on {address}")]
    Bind {
        /// The address.
        address: String,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The listener failed.
    #[error("the server failed")]
    Serve(#[source] io::Error),
}
