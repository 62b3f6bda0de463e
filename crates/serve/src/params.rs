//! Queries and JSON bodies, with a problem where they cannot be read.

use axum::extract::{FromRequestParts, Query};
use axum::http::request::Parts;
use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use unstuck_app::Lang;

use crate::problem::{self, Problem};

/// What stands behind the question mark.
#[derive(Debug)]
pub(crate) struct Params<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Params<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let read = Query::<T>::from_request_parts(parts, state).await;
        let Query(params) = read.map_err(|error| Problem::new(problem::BAD_QUERY, error.body_text()))?;
        Ok(Self(params))
    }
}

/// The language of an API answer.
#[derive(Debug, Clone, Copy, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum LangParam {
    /// English.
    #[default]
    En,
    /// Simplified Chinese.
    Zh,
}

impl From<LangParam> for Lang {
    fn from(lang: LangParam) -> Self {
        match lang {
            LangParam::En => Self::En,
            LangParam::Zh => Self::Zh,
        }
    }
}

/// A query that only names a language.
#[derive(Debug, Default, Deserialize, JsonSchema)]
pub(crate) struct OnlyLang {
    /// Language of the texts.
    #[serde(default)]
    pub(crate) lang: LangParam,
}
