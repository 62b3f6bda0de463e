//! The issuer's keys: one that signs, and those that are still published after a rotation.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_SHA256};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value, json};

use crate::Error;

/// Keys with their ids, the newest last.
#[derive(Debug)]
pub(crate) struct Keys {
    pairs: Vec<(String, KeyPair)>,
    signed: u64,
}

impl Keys {
    pub(crate) fn new() -> Result<Self, Error> {
        let mut keys = Self { pairs: Vec::new(), signed: 0 };
        keys.rotate()?;
        Ok(keys)
    }

    /// Signs with a new key from now on. The one before it stays published, as an issuer does while its tokens live.
    pub(crate) fn rotate(&mut self) -> Result<(), Error> {
        let pair = KeyPair::generate(KeySize::Rsa2048).map_err(|_| Error::Key)?;
        let kid = format!("emulated-{}", self.pairs.len() + 1);
        self.pairs.push((kid, pair));
        Ok(())
    }

    /// A number that no other token has.
    pub(crate) fn next_id(&mut self) -> u64 {
        self.signed += 1;
        self.signed
    }

    /// A signed token. With `stranger` a key signs that is published nowhere.
    pub(crate) fn sign(&self, claims: &Map<String, Value>, stranger: bool) -> Result<String, Error> {
        let (kid, own) = self.pairs.last().ok_or(Error::Key)?;
        let other = stranger.then(|| KeyPair::generate(KeySize::Rsa2048)).transpose().map_err(|_| Error::Key)?;
        let pair = other.as_ref().unwrap_or(own);
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let header = json!({"typ": "JWT", "alg": "RS256", "x5t": kid, "kid": kid});
        let text = format!("{}.{}", part(&header), part(&Value::Object(claims.clone())));
        let mut signature = vec![0; pair.public_modulus_len()];
        pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), text.as_bytes(), &mut signature).map_err(|_| Error::Key)?;
        Ok(format!("{text}.{}", URL_SAFE_NO_PAD.encode(signature)))
    }

    /// The published keys, as a JSON Web Key Set.
    pub(crate) fn published(&self) -> Value {
        let key = |(kid, pair): &(String, KeyPair)| {
            let public = pair.public_key();
            let number = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
            let (n, e) = (public.modulus(), public.exponent());
            json!({
                "kty": "RSA", "alg": "RS256", "use": "sig", "kid": kid,
                "n": number(n.big_endian_without_leading_zero()), "e": number(e.big_endian_without_leading_zero()),
            })
        };
        json!({"keys": self.pairs.iter().rev().take(2).map(key).collect::<Vec<_>>()})
    }
}
