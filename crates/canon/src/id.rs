//! Names that never change: a failure's id and an approach's id.

use std::borrow::Borrow;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The id of a failure: `domain/slug`, which is also its folder in the canon. Never reused.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct FailureId(String);

/// The id of an approach inside its failure, such as `force-push`. Never reused.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ApproachId(String);

/// A text that is not an id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not {wanted}")]
pub struct BadId {
    /// What was given.
    pub text: String,
    /// The form that was wanted, in words.
    pub wanted: &'static str,
}

impl FailureId {
    /// The part before the slash.
    #[must_use]
    pub fn domain(&self) -> &str {
        self.0.split_once('/').map_or(self.0.as_str(), |(domain, _)| domain)
    }

    /// The part after the slash.
    #[must_use]
    pub fn slug(&self) -> &str {
        self.0.split_once('/').map_or("", |(_, slug)| slug)
    }

    /// The whole id.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl ApproachId {
    /// The whole id.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Lower-case words of letters and digits, joined by single hyphens.
fn is_kebab(text: &str) -> bool {
    text.split('-')
        .all(|word| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()))
}

impl FromStr for FailureId {
    type Err = BadId;

    fn from_str(text: &str) -> Result<Self, BadId> {
        match text.split_once('/') {
            Some((domain, slug)) if is_kebab(domain) && is_kebab(slug) => Ok(Self(text.to_owned())),
            _ => Err(BadId {
                text: text.to_owned(),
                wanted: "a failure id: `domain/slug` in lower-case words joined by hyphens",
            }),
        }
    }
}

impl FromStr for ApproachId {
    type Err = BadId;

    fn from_str(text: &str) -> Result<Self, BadId> {
        if is_kebab(text) {
            Ok(Self(text.to_owned()))
        } else {
            Err(BadId { text: text.to_owned(), wanted: "an approach id: lower-case words joined by hyphens" })
        }
    }
}

macro_rules! text_like {
    ($($name:ty),*) => {$(
        impl TryFrom<String> for $name {
            type Error = BadId;

            fn try_from(text: String) -> Result<Self, BadId> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }
    )*};
}

text_like!(FailureId, ApproachId);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_its_folder() {
        let id: FailureId = "policy/github-actions-oidc-token-permission-denied".parse().unwrap();
        assert_eq!((id.domain(), id.slug()), ("policy", "github-actions-oidc-token-permission-denied"));
    }

    #[test]
    fn refuses_what_is_not_kebab_case() {
        for text in ["", "git", "git/", "/x", "Git/x", "git/x_y", "git/x--y", "git/-x", "a/b/c", "git/é", "../x"] {
            assert!(text.parse::<FailureId>().is_err(), "{text}");
        }
    }
}
