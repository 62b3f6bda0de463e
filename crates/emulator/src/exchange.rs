//! What every relying party does first: look at the signature and the time, then ask its policies.

use std::fmt;

use serde_json::Value;
use unstuck_trust::jwt::{self, Signature};
use unstuck_trust::{Claims, Decision, Party, Policy, Verdict};

use crate::{Emulator, now};

/// Seconds by which a party's clock may be behind the issuer's.
const LEEWAY: i64 = 60;

/// Why a token is not even looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Worthless {
    /// No JWT.
    Malformed,
    /// No key of the issuer made it.
    Unsigned,
    /// Its time is over: when it was issued, and when it expired.
    Expired { issued: i64, expired: i64 },
    /// Its time has not begun: it was issued in the future.
    Early,
    /// The issuer's keys cannot be fetched.
    NoKeys,
}

/// What the emulator says where the party's own words are not known: they must not be taken for them.
impl fmt::Display for Worthless {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let why = match self {
            Self::Malformed => "the token is no JWT",
            Self::Unsigned => "no published key of the issuer made the token's signature",
            Self::Expired { .. } => "the token is expired",
            Self::Early => "the token was issued in the future",
            Self::NoKeys => "the issuer's keys cannot be fetched",
        };
        write!(f, "emulated: {why}")
    }
}

/// What came of showing a token to a party.
#[derive(Debug)]
pub(crate) enum Shown {
    /// A policy lets it in.
    Accepted(Box<Claims>),
    /// The policy that came closest refuses it, or cannot tell.
    Refused(Decision),
    /// The party has no policy at all.
    NoPolicy(Box<Claims>),
}

impl Emulator {
    /// The claims of a token that the issuer made and whose time it is.
    pub(crate) fn verified(&self, text: &str) -> Result<Claims, Worthless> {
        self.verified_within(text, 0)
    }

    /// The same for a party that takes tokens for so many seconds after their time.
    pub(crate) fn verified_within(&self, text: &str, seconds: i64) -> Result<Claims, Worthless> {
        let token = jwt::read(text).map_err(|_| Worthless::Malformed)?;
        if self.faults().keys.is_some() {
            return Err(Worthless::NoKeys);
        }
        let keys = self.keys().published().to_string();
        match token.signature(text, &keys) {
            Ok(Signature::Valid { .. }) => {}
            _ => return Err(Worthless::Unsigned),
        }
        let now = now();
        let (issued, expired) = (token.time("iat").unwrap_or_default(), token.time("exp").unwrap_or_default());
        if expired + seconds <= now {
            return Err(Worthless::Expired { issued, expired });
        }
        if issued > now + LEEWAY {
            return Err(Worthless::Early);
        }
        let mut claims = Claims::default();
        for (name, value) in &token.claims {
            match value {
                Value::String(text) => claims.set(name, text.as_str()),
                other => claims.set(name, other.to_string()),
            }
        }
        Ok(claims)
    }

    /// The names of all policies of a party that accept the token, and whether one without a name does.
    pub(crate) fn accepting(&self, claims: &Claims, party: Party) -> (Vec<&str>, bool) {
        let accepting = self.policies.iter().filter(|policy| policy.party() == party);
        let accepting: Vec<_> = accepting.filter(|policy| policy.decide(claims).verdict == Verdict::Allow).collect();
        let named = accepting.iter().filter_map(|policy| policy.name()).collect();
        (named, accepting.iter().any(|policy| policy.name().is_none()))
    }

    /// Asks the policies of a party that `speaks_of` picks: one that accepts is enough.
    pub(crate) fn shown(&self, claims: Claims, party: Party, speaks_of: impl Fn(&dyn Policy) -> bool) -> Shown {
        let mut refused: Option<Decision> = None;
        for policy in
            self.policies.iter().map(AsRef::as_ref).filter(|policy| policy.party() == party && speaks_of(*policy))
        {
            let decision = policy.decide(&claims);
            if decision.verdict == Verdict::Allow {
                return Shown::Accepted(Box::new(claims));
            }
            // Of several, the one whose conditions held the longest.
            if refused.as_ref().is_none_or(|other| decision.failed > other.failed) {
                refused = Some(decision);
            }
        }
        match refused {
            Some(decision) => Shown::Refused(decision),
            None => Shown::NoPolicy(Box::new(claims)),
        }
    }
}
