//! The keys of an issuer, as OpenID Connect Discovery 1.0 says where they are.

use serde::Deserialize;
use unstuck_trust::jwt::Keys;

use crate::Error;
use crate::web::{Unanswered, Web, is_safe};

/// An issuer whose keys can be fetched.
#[derive(Debug, Clone)]
pub struct Issuer {
    url: String,
    web: Web,
}

/// What of the discovery document is needed.
#[derive(Deserialize)]
struct Discovery {
    issuer: String,
    jwks_uri: String,
}

impl Issuer {
    /// GitHub's own.
    pub const GITHUB: &'static str = "https://token.actions.githubusercontent.com";

    /// The issuer of that name, which is its address too.
    ///
    /// # Errors
    /// Where nobody could ask it safely.
    pub fn new(url: &str) -> Result<Self, Error> {
        if !is_safe(url) {
            let help =
                "the address of an issuer, to the letter of its tokens' `iss`: https://, or http:// on this machine";
            return Err(Error::Setting { name: "--oidc-issuer", value: url.to_owned(), help });
        }
        Ok(Self { url: url.to_owned(), web: Web::new() })
    }

    /// What its tokens have as `iss`.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Fetches the keys with which it signs. This blocks for some seconds at most.
    ///
    /// # Errors
    /// Where it does not answer, speaks for another issuer, or has no keys.
    pub fn keys(&self) -> Result<Keys, Error> {
        let from = format!("{}/.well-known/openid-configuration", self.url.trim_end_matches('/'));
        let unlike = |url: &str, wanted| Error::Web { url: url.to_owned(), source: Unanswered::Other { wanted } };
        let document = self.get(&from)?;
        let document: Discovery =
            serde_json::from_str(&document).map_err(|_| unlike(&from, "discovery document of OpenID Connect"))?;
        if document.issuer != self.url {
            return Err(unlike(&from, "discovery document of this issuer"));
        }
        let keys = self.get(&document.jwks_uri)?;
        Keys::read(&keys).map_err(|_| unlike(&document.jwks_uri, "JSON Web Key Set"))
    }

    fn get(&self, url: &str) -> Result<String, Error> {
        self.web.get(url, None).map_err(|source| Error::Web { url: url.to_owned(), source })
    }
}
