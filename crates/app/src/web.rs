//! What is asked of other machines: over HTTPS, following nobody elsewhere, in bounded time and memory.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use ureq::Agent;
use ureq::http::Uri;
use ureq::tls::TlsConfig;

/// How long an answer may take, from the first byte that is sent to the last that comes.
const PATIENCE: Duration = Duration::from_secs(8);

/// Most bytes of an answer.
const MOST: u64 = 256 << 10;

/// Asks other machines. Connections are kept for the next question.
#[derive(Debug, Clone)]
pub(crate) struct Web {
    agent: Agent,
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Unanswered {
    /// Whoever is between could read and change what is said.
    #[error("only https:// addresses are asked, and http:// on this machine")]
    Unsafe,
    /// Nobody there, or nothing that is HTTP.
    #[error(transparent)]
    Call(#[from] Box<ureq::Error>),
    /// Another answer than was asked for.
    #[error("it answered with status {status}")]
    Status {
        /// HTTP status.
        status: u16,
    },
    /// What it says is not what stands there by its standard.
    #[error("what it answered is no {wanted}")]
    Other {
        /// What was asked for.
        wanted: &'static str,
    },
}

impl From<ureq::Error> for Unanswered {
    fn from(error: ureq::Error) -> Self {
        Self::Call(Box::new(error))
    }
}

impl Web {
    pub(crate) fn new() -> Self {
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let config = Agent::config_builder()
            .timeout_global(Some(PATIENCE))
            .max_redirects(0)
            .http_status_as_error(false)
            .user_agent(concat!("unstuck/", env!("CARGO_PKG_VERSION")))
            .tls_config(TlsConfig::builder().unversioned_rustls_crypto_provider(provider).build())
            .build();
        Self { agent: config.into() }
    }

    /// What stands at an address, for whoever holds the secret where one is given.
    pub(crate) fn get(&self, url: &str, secret: Option<&str>) -> Result<String, Unanswered> {
        let mut request = self.agent.get(safe(url)?);
        if let Some(secret) = secret {
            request = request.header("Authorization", format!("Bearer {secret}"));
        }
        let mut response = request.call()?;
        match response.status().as_u16() {
            200 => Ok(response.body_mut().with_config().limit(MOST).read_to_string()?),
            status => Err(Unanswered::Status { status }),
        }
    }

    /// Sends JSON; the status and what is said with it.
    pub(crate) fn post(&self, url: &str, secret: &str, json: &str) -> Result<(u16, String), Unanswered> {
        let request = self.agent.post(safe(url)?).header("Authorization", format!("Bearer {secret}"));
        let mut response = request.header("Content-Type", "application/json").send(json)?;
        Ok((response.status().as_u16(), response.body_mut().with_config().limit(MOST).read_to_string()?))
    }
}

/// The address, where nobody between can change what is said.
fn safe(url: &str) -> Result<&str, Unanswered> {
    is_safe(url).then_some(url).ok_or(Unanswered::Unsafe)
}

/// Whether nobody between can change what is said at an address.
pub(crate) fn is_safe(url: &str) -> bool {
    let Ok(uri) = url.parse::<Uri>() else { return false };
    let host = uri.host().unwrap_or_default().trim_start_matches('[').trim_end_matches(']');
    let here = || host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
    match uri.scheme_str() {
        Some("https") => !host.is_empty(),
        Some("http") => here(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::is_safe;

    #[test]
    fn only_this_machine_is_asked_without_tls() {
        for url in
            ["https://unstuck.example", "https://h:8/x", "http://127.0.0.1:80/", "http://[::1]:1/", "http://localhost"]
        {
            assert!(is_safe(url), "{url}");
        }
        for url in [
            "http://unstuck.example",
            "http://127.0.0.1.evil.example",
            "http://10.0.0.1",
            "ftp://localhost",
            "x",
            "",
            "//h",
        ] {
            assert!(!is_safe(url), "{url}");
        }
    }
}
