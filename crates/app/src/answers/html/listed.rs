//! Failures in a list: of a domain, or of a search.

use unstuck_canon::Kind;

use super::Markup;
use super::labels::Names;
use super::plot::interval;
use super::prose::Prose;
use crate::Links;
use crate::actions::Listing;
use crate::answers::odds::{Count, odds};
use crate::answers::words::Words;

/// A failure in a list.
pub(super) struct Listed {
    pub(super) id: String,
    pub(super) href: String,
    pub(super) title: String,
    pub(super) code: Option<String>,
    pub(super) category: &'static str,
    pub(super) signature: String,
    pub(super) best: Option<Best>,
}

/// What to try first.
pub(super) struct Best {
    pub(super) title: Markup,
    pub(super) odds: String,
    pub(super) plot: Markup,
}

pub(super) fn listed(listing: &Listing, links: Links<'_>) -> Vec<Listed> {
    let words = Words::of(listing.lang);
    let none = std::collections::BTreeMap::new();
    let prose = Prose { links, titles: &none };
    let row = |row: &crate::view::RowView| Listed {
        id: row.id.clone(),
        href: links.page(&format!("/errors/{}", row.id)),
        title: row.title.clone(),
        code: row.code.clone(),
        category: Names(listing.lang).category(row.category),
        signature: row.signature.clone(),
        best: row.best.as_ref().map(|best| {
            let odds = odds(&best.rate, Count::Worked, None, words);
            Best { title: prose.inline(&best.title), plot: interval(&best.rate, Kind::Workaround, &odds), odds }
        }),
    };
    listing.failures.iter().map(row).collect()
}
