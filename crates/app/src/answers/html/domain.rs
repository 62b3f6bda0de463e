//! The page of a domain: its failures.

use askama::Template;

use super::chrome::Page;
use super::labels::Labels;
use super::listed::{Listed, listed};
use super::rendered;
use crate::actions::Listing;
use crate::{Error, Site};

/// The failures of a domain as HTML.
///
/// # Errors
/// Not for the views of this crate.
pub fn domain(domain: &str, listing: &Listing, site: &Site) -> Result<String, Error> {
    let links = site.links(listing.lang);
    let labels = Labels::of(listing.lang);
    let count = Labels::number(labels.failures, listing.failures.len());
    let page =
        Page::new(links, &format!("/domains/{domain}"), domain, &format!("{domain}: {count}. {}", labels.tagline));
    rendered(&DomainPage { rows: listed(listing, links), count, domain, page })
}

#[derive(Template)]
#[template(path = "domain.html")]
struct DomainPage<'a> {
    page: Page<'a>,
    domain: &'a str,
    count: String,
    rows: Vec<Listed>,
}
