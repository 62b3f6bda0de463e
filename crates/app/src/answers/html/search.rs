//! The page of a search.

use askama::Template;

use super::chrome::Page;
use super::labels::Labels;
use super::listed::{Listed, listed};
use super::rendered;
use crate::actions::Listing;
use crate::answers::words::Words;
use crate::{Error, Site};

/// What a search found, as HTML. Without words it only asks for some.
///
/// # Errors
/// Not for the views of this crate.
pub fn search(words: &str, listing: &Listing, site: &Site) -> Result<String, Error> {
    let links = site.links(listing.lang);
    let labels = Labels::of(listing.lang);
    let mut page = Page::new(links, "/search", labels.search, labels.tagline);
    words.clone_into(&mut page.query);
    page.listed = words.is_empty();
    let told = Words::of(listing.lang);
    rendered(&SearchPage { rows: listed(listing, links), without_ledger: listing.without_ledger, told, words, page })
}

#[derive(Template)]
#[template(path = "search.html")]
struct SearchPage<'a> {
    page: Page<'a>,
    words: &'a str,
    rows: Vec<Listed>,
    without_ledger: bool,
    told: &'static Words,
}
