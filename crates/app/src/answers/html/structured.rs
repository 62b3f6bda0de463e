//! JSON-LD: what a search engine may know of a page.

use serde_json::{Value, json};

use super::Markup;
use super::chrome::tag;
use crate::Links;
use crate::view::WholeView;

/// A technical article on one failure.
pub(super) fn failure(whole: &WholeView, links: Links<'_>) -> Markup {
    let own = &whole.failure;
    let url = links.absolute(&own.url);
    let domain = own.id.split('/').next().unwrap_or_default();
    let mut article = json!({
        "@context": "https://schema.org",
        "@type": "TechArticle",
        "@id": url,
        "url": url,
        "headline": own.title,
        "description": own.summary,
        "inLanguage": tag(links.lang),
        "identifier": own.id,
        "about": {"@type": "Thing", "name": own.signature},
        "articleSection": domain,
        "license": "https://creativecommons.org/licenses/by/4.0/",
        "isPartOf": {"@type": "WebSite", "name": "unstuck", "url": links.absolute("/")},
        "citation": whole.citations.iter().map(|citation| citation.url.as_str()).collect::<Vec<_>>(),
        "breadcrumb": {"@type": "BreadcrumbList", "itemListElement": [
            {"@type": "ListItem", "position": 1, "name": domain, "item": links.absolute(&format!("/domains/{domain}"))},
            {"@type": "ListItem", "position": 2, "name": own.title, "item": url},
        ]},
    });
    if let (Value::Object(fields), Some(newest)) = (&mut article, whole.citations.iter().map(|own| own.opened).max()) {
        fields.insert("dateModified".to_owned(), json!(newest.to_string()));
    }
    script(&article)
}

/// The site and its search.
pub(super) fn site(links: Links<'_>, name: &str) -> Markup {
    script(&json!({
        "@context": "https://schema.org",
        "@type": "WebSite",
        "name": "unstuck",
        "description": name,
        "url": links.absolute("/"),
        "inLanguage": tag(links.lang),
        "potentialAction": {
            "@type": "SearchAction",
            "target": format!("{}?q={{search_term_string}}", links.absolute("/search")),
            "query-input": "required name=search_term_string",
        },
    }))
}

/// Nothing in a JSON text may end the element it stands in.
fn script(value: &Value) -> Markup {
    Markup(value.to_string().replace('<', "\\u003c"))
}
