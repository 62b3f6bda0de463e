//! `list`: every failure, or those of one domain, or the domains.

use std::collections::BTreeMap;

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
    /// True where the ledger does not answer now: reports and outcomes of use are missing from the figures. Else absent.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub without_ledger: bool,
    /// The language of the texts.
    #[serde(skip)]
    pub lang: Lang,
}

impl Listing {
    pub(super) fn new(failures: Vec<RowView>, lang: Lang) -> Self {
        Self { schema: "unstuck/list/1", failures, without_ledger: false, lang }
    }
}

/// The domains of the canon.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Domains {
    /// `unstuck/domains/1`
    pub schema: &'static str,
    /// Domains in alphabetical order.
    pub domains: Vec<DomainView>,
}

/// A domain.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct DomainView {
    /// The part of an id before the slash.
    pub domain: String,
    /// How many failures it has.
    pub failures: usize,
}

/// Every domain, with the number of its failures.
#[must_use]
pub fn domains(library: &Library) -> Domains {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for failure in library.index().failures() {
        *counts.entry(failure.id.domain()).or_default() += 1;
    }
    let domains = counts.into_iter().map(|(domain, failures)| DomainView { domain: domain.to_owned(), failures });
    Domains { schema: "unstuck/domains/1", domains: domains.collect() }
}

/// Every failure of a domain, or of all.
#[must_use]
pub fn list(library: &Library, domain: Option<&str>, lang: Lang) -> Listing {
    let failures = library.index().failures().iter();
    let wanted = failures.filter(|failure| domain.is_none_or(|domain| failure.id.domain() == domain));
    Listing::new(wanted.map(|failure| RowView::new(failure, lang)).collect(), lang)
}
