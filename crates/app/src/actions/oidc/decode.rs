//! `oidc decode`: what a token says, and what it is worth.

use serde::Serialize;
use serde_json::{Map, Value};
use unstuck_trust::jwt;
pub use unstuck_trust::jwt::Signature;

use crate::Error;

/// The answer of `oidc decode`: `unstuck/oidc-token/1`.
#[derive(Debug, Serialize)]
pub struct Decoded {
    /// `unstuck/oidc-token/1`
    pub schema: &'static str,
    /// The header.
    pub header: Map<String, Value>,
    /// The claims, in their order.
    pub claims: Map<String, Value>,
    /// What the signature is worth.
    pub signature: Signature,
    /// Whether `nbf` and `exp` hold now; `None` where it has no `exp`.
    pub in_time: Option<bool>,
    /// Seconds until it expires, negative after that.
    pub expires_in: Option<i64>,
}

impl Decoded {
    /// Whether its signature was checked and is good, or was not checked; and where it was checked, whether it is in time.
    #[must_use]
    pub fn holds(&self) -> bool {
        match self.signature {
            Signature::Unchecked => true,
            Signature::Valid { .. } => self.in_time == Some(true),
            Signature::Invalid { .. } => false,
        }
    }
}

/// Takes a token apart; `keys` is a JSON Web Key Set, `now` in seconds since 1970.
///
/// # Errors
/// Where it is no token, or the keys are none.
pub fn decode(text: &str, keys: Option<&str>, now: i64) -> Result<Decoded, Error> {
    let token = jwt::read(text)?;
    let signature = keys.map_or(Ok(Signature::Unchecked), |keys| token.signature(text, keys))?;
    let expires_in = token.time("exp").map(|exp| exp - now);
    let begun = token.time("nbf").is_none_or(|nbf| nbf <= now);
    Ok(Decoded {
        schema: "unstuck/oidc-token/1",
        signature,
        in_time: expires_in.map(|left| left > 0 && begun),
        expires_in,
        header: token.header,
        claims: token.claims,
    })
}
