//! Citations: whole addresses, and outcomes of approaches that exist.

use super::{Known, Report};
use crate::{Entry, Level, Rule, Status};

pub(super) const RULES: &[&Rule] = &[&NO_CITATION, &BAD_URL, &BAD_OUTCOME];

static NO_CITATION: Rule = Rule {
    code: "no-citation",
    level: Level::Warning,
    asks: "For a confirmed failure there is at least one page that was opened and supports the entry.",
    help: "add [[citation]] with url, opened and says",
};
static BAD_URL: Rule = Rule {
    code: "bad-url",
    level: Level::Warning,
    asks: "Addresses are whole and begin with https:// or http://.",
    help: "write the address as a browser shows it, without spaces",
};
static BAD_OUTCOME: Rule = Rule {
    code: "bad-outcome",
    level: Level::Error,
    asks: "`establishes` and `outcome` come together and name an approach of the entry.",
    help: "write `establishes = \"approach-id\"` and `outcome = \"fixed\"` or `\"same\"`, or neither",
};

/// Whether a text has the form of a whole address.
pub(super) fn is_url(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    rest.is_some_and(|rest| {
        let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
        host.contains('.') && !host.starts_with('.') && !text.contains(|char: char| char.is_whitespace() || char == '<')
    })
}

pub(super) fn run(entry: &Entry, _: &Known, report: &mut Report<'_>) {
    if entry.head.citations.is_empty() && *entry.head.status.get_ref() == Status::Confirmed {
        report.whole(&NO_CITATION, "there is no citation");
    }
    for citation in &entry.head.citations {
        let url = citation.url.get_ref();
        if !is_url(url) {
            report.at(&BAD_URL, citation.url.span(), format!("`{url}` is not a whole address"));
        }
        match (&citation.establishes, citation.outcome) {
            (None, None) => {}
            (Some(id), Some(_)) => {
                if entry.head.approaches.iter().all(|approach| approach.id.get_ref().as_str() != id.get_ref()) {
                    report.at(&BAD_OUTCOME, id.span(), format!("there is no approach `{}`", id.get_ref()));
                }
            }
            (Some(id), None) => report.at(&BAD_OUTCOME, id.span(), "`establishes` without `outcome`"),
            (None, Some(_)) => report.at(&BAD_OUTCOME, citation.url.span(), "`outcome` without `establishes`"),
        }
    }
}
