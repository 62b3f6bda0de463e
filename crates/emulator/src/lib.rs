//! GitHub's OIDC issuer and the exchange endpoints of its relying parties, as a local server.
//!
//! Goals: clients work against it unmodified, and every answer of a relying party is the decision engine's (`unstuck-trust`), with the
//! error text that the party prints. Limits: what a party hands out is a token that nobody takes; nothing is kept on disk.
//!
//! ```text
//! ACTIONS_ID_TOKEN_REQUEST_URL --GET, bearer, audience--> issuer --signs the job's claims--> token
//! token --POST--> party: signature, time, then Policy::decide --> credentials | the party's error
//! ```
//!
//! There are two listeners, one without and one with TLS, which answer the same. Clients reach a party below a path of either, or by
//! the party's own host through a tunnel.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{SystemTime, UNIX_EPOCH};

use axum::extract::State;
use axum::routing::get;
use axum::{Router, ServiceExt};
use tokio::net::TcpListener;
use tower::Layer;
use tower::util::MapRequestLayer;
use unstuck_trust::{Claims, Context, Policy};

mod error;
mod exchange;
mod faults;
mod hosts;
mod issuer;
mod keys;
mod party;
mod tls;
mod tunnel;

pub use error::Error;
pub use faults::Faults;
use keys::Keys;
use tls::{Certificate, Secure};

/// The name of the secret that a job shows to the token endpoint.
const BEARER: &str = "emulated-job";

/// What the server emulates.
#[derive(Debug)]
pub struct Job {
    /// The claims of its tokens; `aud`, `iss` and times are set at each request. Nothing in them may be unknown.
    pub claims: Claims,
    /// Issuer and default audience.
    pub context: Context,
}

/// A running server.
#[derive(Debug)]
pub struct Emulator {
    job: Job,
    policies: Vec<Box<dyn Policy>>,
    keys: Mutex<Keys>,
    faults: Mutex<Faults>,
    /// Ids of tokens that may be shown once only and were.
    used: Mutex<BTreeSet<String>>,
    base: String,
    /// Where the listener with TLS is, and the certificate of its authority.
    secure: SocketAddr,
    authority: String,
}

type Shared = Arc<Emulator>;

/// A server that listens and does not serve yet.
pub struct Bound {
    emulator: Shared,
    listener: TcpListener,
    secure: Secure,
}

impl Emulator {
    /// Listens on an address, such as `127.0.0.1:0`.
    ///
    /// # Errors
    /// Where a claim of the job is not known, no key can be made, or the address cannot be had.
    pub async fn bind(address: &str, job: Job, policies: Vec<Box<dyn Policy>>) -> Result<Bound, Error> {
        let unknown =
            job.claims.iter().find_map(|(name, value)| Some((name.to_owned(), value.holes().next()?.to_owned())));
        if let Some((claim, hole)) = unknown {
            return Err(Error::UnknownClaim { claim, hole });
        }
        let unbound = |source| Error::Bind { address: address.to_owned(), source };
        let listener = TcpListener::bind(address).await.map_err(unbound)?;
        let own = listener.local_addr().map_err(unbound)?;
        let base = format!("http://{own}");
        let beside = TcpListener::bind(SocketAddr::new(own.ip(), 0)).await.map_err(unbound)?;
        let secure = beside.local_addr().map_err(unbound)?;
        let Certificate { authority, acceptor } = Certificate::new()?;
        let (keys, faults) = (Mutex::new(Keys::new()?), Mutex::new(Faults::default()));
        let emulator = Arc::new(Self { job, policies, keys, faults, used: Mutex::default(), base, secure, authority });
        Ok(Bound { emulator, listener, secure: Secure { listener: beside, acceptor } })
    }

    fn keys(&self) -> MutexGuard<'_, Keys> {
        self.keys.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    fn faults(&self) -> MutexGuard<'_, Faults> {
        self.faults.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// Whether a token is shown for the first time.
    fn first_use(&self, id: &str) -> bool {
        self.used.lock().unwrap_or_else(std::sync::PoisonError::into_inner).insert(id.to_owned())
    }
}

impl Bound {
    /// `http://127.0.0.1:PORT`
    #[must_use]
    pub fn base(&self) -> &str {
        &self.emulator.base
    }

    /// What a step of the job has in its environment, and where clients find the relying parties.
    #[must_use]
    pub fn variables(&self) -> Vec<(&'static str, String)> {
        let base = &self.emulator.base;
        vec![
            ("ACTIONS_ID_TOKEN_REQUEST_URL", format!("{base}{}?api-version=2.0", issuer::TOKEN)),
            ("ACTIONS_ID_TOKEN_REQUEST_TOKEN", BEARER.to_owned()),
            ("GITHUB_ACTIONS", "true".to_owned()),
            ("AWS_ENDPOINT_URL_STS", format!("{base}/aws")),
            ("VAULT_ADDR", format!("{base}/vault")),
            ("AZURE_AUTHORITY_HOST", format!("https://{}", self.emulator.secure)),
        ]
    }

    /// Serves until `stop` is done.
    ///
    /// # Errors
    /// Where the listener fails.
    pub async fn serve(self, stop: impl Future<Output = ()> + Send + 'static) -> Result<(), Error> {
        let routes = issuer::routes().merge(faults::routes()).merge(party::routes());
        let routes = routes.route("/_emulator/ca.pem", get(authority)).fallback(tunnel::connect);
        let router: Router = routes.with_state(self.emulator);
        // Before the routes: a path follows from the host.
        let service = MapRequestLayer::new(hosts::placed).layer(router);
        let plain = axum::serve(self.listener, service.clone().into_make_service()).with_graceful_shutdown(stop);
        let secure = axum::serve(self.secure, service.into_make_service());
        tokio::select! {
            ended = plain.into_future() => ended,
            ended = secure.into_future() => ended,
        }
        .map_err(Error::Serve)
    }
}

/// The certificate that clients of the listener with TLS must trust.
async fn authority(State(emulator): State<Shared>) -> String {
    emulator.authority.clone()
}

/// Seconds since 1970.
fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}
