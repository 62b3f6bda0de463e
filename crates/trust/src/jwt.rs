//! A token as text: taken apart, and its signature checked where keys are given.
//!
//! The token's own `alg` is never trusted: GitHub signs with RS256, and nothing else is accepted (RFC 8725, section 3.1).

use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde::Serialize;
use serde_json::{Map, Value};

/// A token taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Its header.
    pub header: Map<String, Value>,
    /// Its claims, in their order.
    pub claims: Map<String, Value>,
}

/// Why a text is no token.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NoToken {
    /// Not three parts between dots.
    #[error("a token has three parts between dots, this has {parts}")]
    Parts {
        /// How many it has.
        parts: usize,
    },
    /// A part is no base64url text.
    #[error("its {part} is not written in base64url")]
    Base64 {
        /// `header` or `claims`
        part: &'static str,
    },
    /// A part is no JSON object.
    #[error("its {part} is no JSON object")]
    Json {
        /// `header` or `claims`
        part: &'static str,
    },
    /// The keys are no JSON Web Key Set.
    #[error("the keys are no JSON Web Key Set")]
    Keys,
}

/// What its signature is worth.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "status", rename_all = "lowercase")]
pub enum Signature {
    /// No keys were given.
    Unchecked,
    /// One of the keys made it.
    Valid {
        /// The key's id.
        kid: String,
    },
    /// It is worth nothing.
    Invalid {
        /// Why.
        reason: String,
    },
}

/// The keys of an issuer.
#[derive(Debug, Clone)]
pub struct Keys(JwkSet);

impl Keys {
    /// Reads a JSON Web Key Set.
    ///
    /// # Errors
    /// Where it is none.
    pub fn read(text: &str) -> Result<Self, NoToken> {
        serde_json::from_str(text).map(Self).map_err(|_| NoToken::Keys)
    }

    /// Whether one of them has that id.
    #[must_use]
    pub fn has(&self, kid: &str) -> bool {
        self.0.find(kid).is_some()
    }
}

/// Takes a token apart. Blanks and a leading `Bearer` are left out.
///
/// # Errors
/// Where it is no JWT.
pub fn read(text: &str) -> Result<Token, NoToken> {
    let text = text.trim();
    let text = text.strip_prefix("Bearer ").unwrap_or(text).trim();
    let parts: Vec<&str> = text.split('.').collect();
    let [header, claims, _] = parts.as_slice() else { return Err(NoToken::Parts { parts: parts.len() }) };
    Ok(Token { header: object(header, "header")?, claims: object(claims, "claims")? })
}

fn object(part: &str, name: &'static str) -> Result<Map<String, Value>, NoToken> {
    let bytes = base64_url(part.trim_end_matches('=')).ok_or(NoToken::Base64 { part: name })?;
    match serde_json::from_slice(&bytes) {
        Ok(Value::Object(object)) => Ok(object),
        _ => Err(NoToken::Json { part: name }),
    }
}

fn base64_url(text: &str) -> Option<Vec<u8>> {
    use base64::Engine as _;
    base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(text).ok()
}

impl Token {
    /// Checks the signature of the token's text against a JSON Web Key Set. Times are not looked at.
    ///
    /// # Errors
    /// Where the keys are no key set.
    pub fn signature(&self, text: &str, keys: &str) -> Result<Signature, NoToken> {
        Ok(self.signed_by(text, &Keys::read(keys)?))
    }

    /// The same with keys at hand.
    #[must_use]
    pub fn signed_by(&self, text: &str, keys: &Keys) -> Signature {
        let invalid = |reason: &str| Signature::Invalid { reason: reason.to_owned() };
        let algorithm = self.header.get("alg").and_then(Value::as_str);
        if algorithm != Some("RS256") {
            return invalid(&format!("its alg is {}, GitHub signs with RS256", algorithm.unwrap_or("missing")));
        }
        let Some(kid) = self.header.get("kid").and_then(Value::as_str) else { return invalid("it names no key (kid)") };
        let Some(key) = keys.0.find(kid) else {
            return invalid(&format!(
                "no key has the id {kid}: keys are exchanged from time to time, fetch them again"
            ));
        };
        let Ok(key) = DecodingKey::from_jwk(key) else { return invalid("its key is not an RSA key that can be read") };
        let mut rules = Validation::new(Algorithm::RS256);
        rules.validate_exp = false;
        rules.validate_aud = false;
        rules.required_spec_claims.clear();
        let text = text.trim();
        let text = text.strip_prefix("Bearer ").unwrap_or(text).trim();
        match jsonwebtoken::decode::<Map<String, Value>>(text, &key, &rules) {
            Ok(_) => Signature::Valid { kid: kid.to_owned() },
            Err(_) => invalid("its signature does not fit the key"),
        }
    }

    /// Seconds since 1970 under a claim.
    #[must_use]
    pub fn time(&self, claim: &str) -> Option<i64> {
        self.claims.get(claim)?.as_i64()
    }
}
