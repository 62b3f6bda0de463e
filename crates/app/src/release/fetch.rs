//! Files from a configured address, over HTTPS. Nothing is sent but the request for a file.

use std::io::{self, Read, Write};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use rustls::crypto::aws_lc_rs;
use sha2::{Digest, Sha256};
use ureq::Agent;
use ureq::tls::{PemItem, RootCerts, TlsConfig, TlsProvider, parse_pem};

use super::{FetchError, UpdateError, hexadecimal};
use crate::Error;
use crate::web::is_safe;

/// How long a server may be silent.
const SILENCE: Duration = Duration::from_secs(30);
/// How long all of an answer may take.
const WHOLE: Duration = Duration::from_secs(15 * 60);

/// Files below one address.
#[derive(Debug)]
pub(crate) struct Remote {
    agent: Agent,
    base: String,
}

impl Remote {
    /// `https://`, or `http://` to this machine. `authorities` is a file of certificates in PEM that are trusted instead of
    /// those in the program.
    pub(crate) fn new(base: &str, authorities: Option<&Path>) -> Result<Self, Error> {
        let base = base.trim_end_matches('/');
        let secure = base.starts_with("https://");
        if !well_formed(base) {
            return Err(UpdateError::Url { url: base.to_owned() }.into());
        }
        let roots = authorities.map_or(Ok(RootCerts::WebPki), trusted)?;
        let tls = TlsConfig::builder()
            .provider(TlsProvider::Rustls)
            .root_certs(roots)
            .unversioned_rustls_crypto_provider(Arc::new(aws_lc_rs::default_provider()))
            .build();
        let agent = Agent::config_builder()
            .tls_config(tls)
            .https_only(secure)
            // Only to where the connection is as safe; from this machine's own server to nowhere.
            .max_redirects(if secure { 5 } else { 0 })
            .max_redirects_will_error(true)
            .timeout_connect(Some(SILENCE))
            .timeout_recv_response(Some(SILENCE))
            .timeout_per_read(Some(SILENCE))
            .timeout_global(Some(WHOLE))
            .user_agent(concat!("unstuck/", env!("CARGO_PKG_VERSION")))
            .build()
            .new_agent();
        Ok(Self { agent, base: base.to_owned() })
    }

    /// The address of a file.
    pub(crate) fn url(&self, name: &str) -> String {
        format!("{}/{name}", self.base)
    }

    /// A short file, whole.
    pub(crate) fn short(&self, name: &str, most: u64) -> Result<Vec<u8>, Error> {
        let mut bytes = Vec::new();
        self.copied(name, most, &mut bytes)?;
        Ok(bytes)
    }

    /// Copies a file of at most so many bytes: how many there were, and their SHA-256.
    pub(crate) fn copied(&self, name: &str, most: u64, out: &mut impl Write) -> Result<(u64, String), Error> {
        self.streamed(name, most, out).map_err(|source| {
            let url = self.url(name);
            UpdateError::Fetch { url, source }.into()
        })
    }

    fn streamed(&self, name: &str, most: u64, out: &mut impl Write) -> Result<(u64, String), FetchError> {
        let answer = self.agent.get(self.url(name)).call().map_err(Box::new)?;
        let mut body = answer.into_body().into_with_config().limit(u64::MAX).reader();
        let mut hash = Sha256::new();
        let (mut count, mut chunk) = (0, vec![0; 64 << 10]);
        loop {
            let read = match body.read(&mut chunk) {
                Ok(0) => return Ok((count, hexadecimal(&hash.finalize()))),
                Ok(read) => read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(source) => return Err(FetchError::BrokeOff { bytes: count, source }),
            };
            count += read as u64;
            if count > most {
                return Err(FetchError::Long { most });
            }
            hash.update(&chunk[..read]);
            out.write_all(&chunk[..read]).map_err(FetchError::Write)?;
        }
    }
}

/// Whether it is an address from which a canon is taken: without user, query and fragment, and not in the clear over a
/// network.
fn well_formed(base: &str) -> bool {
    let plain = |char: char| char.is_ascii_graphic() && !matches!(char, '@' | '?' | '#' | '\\');
    base.chars().all(plain) && is_safe(base)
}

/// The certificates in a file.
fn trusted(path: &Path) -> Result<RootCerts, Error> {
    let name = path.display().to_string();
    let text = std::fs::read(path).map_err(|source| Error::Read { name, source })?;
    let none = || UpdateError::Authorities { path: path.to_owned() };
    let mut found = Vec::new();
    for item in parse_pem(&text) {
        if let PemItem::Certificate(certificate) = item.map_err(|_| none())? {
            found.push(certificate);
        }
    }
    if found.is_empty() { Err(none().into()) } else { Ok(found.into()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_https_and_this_machine() {
        for url in [
            "https://unstuck.example/canon",
            "https://[2001:db8::1]:8443",
            "http://127.0.0.1:80/x",
            "http://localhost",
            "http://[::1]:1",
        ] {
            assert!(well_formed(url), "{url}");
        }
        for url in [
            "http://unstuck.example",
            "http://127.0.0.1.example",
            "http://localhost@unstuck.example",
            "http://192.168.0.1",
            "https://",
            "https://a/b?c",
            "https://a/#b",
            "ftp://127.0.0.1",
            "file:///etc",
            "unstuck.example",
            "https://a b",
            "",
        ] {
            assert!(!well_formed(url), "{url}");
        }
    }
}
