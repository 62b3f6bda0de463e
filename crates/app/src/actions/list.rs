//! `list`: every failure, or those of one domain.

use schemars::JsonSchema;
use serde::Serialize;
use unstuck_canon::Lang;

use crate::Library;
use crate::view::RowView;

/// Failures in the order of their ids, or of how well they fit a search.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Listing {
    /// `unstuck/list/1`
    pub schema: &'static str,
    /// The failures.
    pub failures: Vec<RowView>,
    /// The language of the texts.
    #[serde(skip)]
    pub lang: Lang,
}

impl Listing {
    pub(super) fn new(failures: Vec<RowView>, lang: Lang) -> Self {
        Self { schema: "unstuck/list/1", failures, lang }
    }
}

/// Every failure of a domain, or of all.
#[must_use]
pub fn list(library: &Library, domain: Option<&str>, lang: Lang) -> Listing {
    let failures = library.index().failures().iter();
    let wanted = failures.filter(|failure| domain.is_none_or(|domain| failure.id.domain() == domain));
    Listing::new(wanted.map(|failure| RowView::new(failure, lang)).collect(), lang)
}
