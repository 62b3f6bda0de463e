//! A job's token that is shown to us: whether it is believed, and whose word it is then.
//!
//! ```text
//! text --read(Expected, now)--> Shown --proved(Keys)--> repository
//! ```
//!
//! What needs no keys is looked at first, so that a token of another issuer, for another audience or of another time never makes
//! anybody fetch keys. Where keys come from does not depend on the token: its `iss` is compared and not asked, its `jku`, `x5u` and
//! `jwk` are not looked at (RFC 8725, sections 3.8 and 3.10). A repository comes out of a [`Shown`] only by its signature.

use serde_json::Value;

use crate::jwt::{self, Keys, NoToken, Signature, Token};

/// Seconds by which our clock and the issuer's may differ. The tokens live for minutes: more would let old ones in.
const LEEWAY: i64 = 60;

/// What a token must say.
#[derive(Debug, Clone, Copy)]
pub struct Expected<'e> {
    /// Its `iss`, to the letter.
    pub issuer: &'e str,
    /// Its `aud`, or one of them.
    pub audience: &'e str,
}

/// A token that says what it must. Whether the issuer made it is not known yet.
#[derive(Debug)]
pub struct Shown<'t> {
    text: &'t str,
    token: Token,
    repository: String,
}

/// Why a token is not believed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refused {
    /// It is no token.
    #[error(transparent)]
    NoToken(#[from] NoToken),
    /// It has conditions that we do not know.
    #[error("its header has critical parameters (crit), of which none is known here")]
    Critical,
    /// It is not signed as GitHub signs. What it says itself is compared and never followed (RFC 8725, section 3.1).
    #[error("its alg is {found}, and RS256 is taken")]
    Algorithm {
        /// Its `alg`.
        found: String,
    },
    /// Another issuer says that it made it.
    #[error("it is of the issuer {found}, and tokens of {wanted} are taken")]
    Issuer {
        /// Its `iss`.
        found: String,
        /// What is taken.
        wanted: String,
    },
    /// It is meant for somebody else.
    #[error("it is for the audience {found}, and tokens for {wanted} are taken")]
    Audience {
        /// Its `aud`.
        found: String,
        /// What is taken.
        wanted: String,
    },
    /// A time is missing, or is none.
    #[error("its {claim} is no time in seconds")]
    NoTime {
        /// `exp`, `nbf` or `iat`
        claim: &'static str,
    },
    /// Its time is over.
    #[error("it expired {ago} seconds ago")]
    Expired {
        /// Seconds since then.
        ago: i64,
    },
    /// Its time has not begun.
    #[error("its {claim} lies {ahead} seconds ahead")]
    Early {
        /// `nbf` or `iat`
        claim: &'static str,
        /// Seconds until then.
        ahead: i64,
    },
    /// It names no repository.
    #[error("its claim repository is no OWNER/NAME")]
    NoRepository,
    /// It names a key that the issuer does not have, or did not have when its keys were fetched.
    #[error("the issuer has no key `{kid}`")]
    UnknownKey {
        /// The key's id.
        kid: String,
    },
    /// The issuer did not make it.
    #[error("{reason}")]
    Signature {
        /// Why it is worth nothing.
        reason: String,
    },
}

/// Looks at everything in a token that needs no keys; `now` in seconds since 1970.
///
/// # Errors
/// Where the token is none, or does not say what is expected, or not now.
pub fn read<'t>(text: &'t str, expected: Expected<'_>, now: i64) -> Result<Shown<'t>, Refused> {
    let token = jwt::read(text)?;
    if token.header.contains_key("crit") {
        return Err(Refused::Critical);
    }
    let algorithm = token.header.get("alg").and_then(Value::as_str).unwrap_or("missing");
    if algorithm != "RS256" {
        return Err(Refused::Algorithm { found: algorithm.to_owned() });
    }
    let found = token.claims.get("iss").and_then(Value::as_str).unwrap_or("missing");
    if found != expected.issuer {
        return Err(Refused::Issuer { found: found.to_owned(), wanted: expected.issuer.to_owned() });
    }
    let found = said(token.claims.get("aud"));
    if !found.contains(&expected.audience) {
        return Err(Refused::Audience { found: found.join(", "), wanted: expected.audience.to_owned() });
    }
    let expires = token.time("exp").ok_or(Refused::NoTime { claim: "exp" })?;
    let ago = now.saturating_sub(expires);
    if ago >= LEEWAY {
        return Err(Refused::Expired { ago });
    }
    for claim in ["nbf", "iat"] {
        if !token.claims.contains_key(claim) {
            continue;
        }
        let ahead = token.time(claim).ok_or(Refused::NoTime { claim })?.saturating_sub(now);
        if ahead > LEEWAY {
            return Err(Refused::Early { claim, ahead });
        }
    }
    let repository = token.claims.get("repository").and_then(Value::as_str).filter(|name| is_repository(name));
    let repository = repository.ok_or(Refused::NoRepository)?.to_owned();
    Ok(Shown { text, token, repository })
}

impl Shown<'_> {
    /// The repository whose job it is, where the issuer made the token.
    ///
    /// # Errors
    /// Where none of the keys did.
    pub fn proved(&self, keys: &Keys) -> Result<&str, Refused> {
        match self.token.header.get("kid").and_then(Value::as_str) {
            Some(kid) if !keys.has(kid) => return Err(Refused::UnknownKey { kid: kid.to_owned() }),
            _ => {}
        }
        match self.token.signed_by(self.text, keys) {
            Signature::Valid { .. } => Ok(&self.repository),
            Signature::Invalid { reason } => Err(Refused::Signature { reason }),
            Signature::Unchecked => Err(Refused::Signature { reason: "its signature was not checked".to_owned() }),
        }
    }
}

/// The texts of a claim that is one or a list of them; none where anything else is among them.
fn said(claim: Option<&Value>) -> Vec<&str> {
    match claim {
        Some(Value::String(text)) => vec![text],
        Some(Value::Array(all)) => all.iter().map(Value::as_str).collect::<Option<_>>().unwrap_or_default(),
        _ => Vec::new(),
    }
}

fn is_repository(name: &str) -> bool {
    let fits = |char: char| char.is_ascii_alphanumeric() || matches!(char, '-' | '_' | '.');
    let part = |part: &str| !part.is_empty() && part.chars().all(fits);
    name.len() <= 200 && name.split_once('/').is_some_and(|(owner, name)| part(owner) && part(name))
}
