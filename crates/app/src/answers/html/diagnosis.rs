//! What a log says, as a page of its own or as a part of the first page.

use askama::Template;

use super::chrome::Page;
use super::labels::Labels;
use super::plot::interval;
use super::prose::Prose;
use super::{Markup, rendered};
use crate::answers::odds::{Count, odds};
use crate::answers::words::Words;
use crate::view::{DiagnosisView, FailureView};
use crate::{Error, Site};
use unstuck_canon::Kind;

/// Lines of a pasted text that are shown again.
const SHOWN: usize = 2000;
/// Approaches of each kind that are named; the page of the failure has them all.
const NAMED: usize = 4;

/// A diagnosis as a whole page; with the text itself, where it is at hand and short.
///
/// # Errors
/// Not for the views of this crate.
pub fn diagnosis(view: &DiagnosisView, text: Option<&str>, site: &Site) -> Result<String, Error> {
    let links = site.links(view.lang);
    let labels = Labels::of(view.lang);
    let mut page = Page::new(links, "/", labels.result, labels.tagline);
    page.listed = false;
    let log = text.filter(|text| text.lines().count() <= SHOWN).map(|text| lines(view, text)).unwrap_or_default();
    rendered(&DiagnosisPage { parts: parts(view, site), words: Words::of(view.lang), view, log, page })
}

/// A diagnosis without a page around it, for a page that is there already.
///
/// # Errors
/// Not for the views of this crate.
pub fn fragment(view: &DiagnosisView, site: &Site) -> Result<String, Error> {
    let page = Page::new(site.links(view.lang), "/", "", "");
    rendered(&Fragment { parts: parts(view, site), words: Words::of(view.lang), view, page })
}

#[derive(Template)]
#[template(path = "diagnosis.html")]
struct DiagnosisPage<'a> {
    page: Page<'a>,
    view: &'a DiagnosisView,
    words: &'static Words,
    parts: Vec<Found>,
    log: Vec<Line<'a>>,
}

#[derive(Template)]
#[template(path = "parts/diagnosis.html")]
struct Fragment<'a> {
    page: Page<'a>,
    view: &'a DiagnosisView,
    words: &'static Words,
    parts: Vec<Found>,
}

/// A failure that was found.
struct Found {
    id: String,
    title: String,
    href: String,
    code: Option<String>,
    line: u64,
    end_line: u64,
    seen: Option<String>,
    text: String,
    root_cause: Markup,
    without_ledger: bool,
    works: Vec<Named>,
    fails: Vec<Named>,
}

/// An approach that is named.
struct Named {
    title: Markup,
    href: String,
    odds: String,
    plot: Markup,
    when: Option<Markup>,
}

/// A line of the log.
struct Line<'a> {
    number: u64,
    text: &'a str,
    class: &'static str,
}

fn parts(view: &DiagnosisView, site: &Site) -> Vec<Found> {
    view.diagnoses.iter().map(|failure| found(failure, view, site)).collect()
}

fn found(failure: &FailureView, view: &DiagnosisView, site: &Site) -> Found {
    let links = site.links(view.lang);
    let words = Words::of(view.lang);
    let titles = std::collections::BTreeMap::new();
    let prose = Prose { links, titles: &titles };
    let href = links.page(&failure.url);
    let named = |kind, id: &str, title: &str, rate: &crate::view::RateView, claimed_fail, when: Option<&str>| {
        let count = if kind == Kind::Workaround { Count::Worked } else { Count::Failed };
        let odds = odds(rate, count, claimed_fail, words);
        Named {
            title: prose.inline(title),
            href: format!("{href}#{id}"),
            plot: interval(rate, kind, &odds),
            odds,
            when: when.map(|when| prose.inline(when)),
        }
    };
    let works = failure.workarounds.iter().take(NAMED);
    let works = works.map(|own| named(Kind::Workaround, &own.id, &own.title, &own.rate, None, own.when.as_deref()));
    let fails = failure.dead_ends.iter().take(NAMED);
    let fails = fails.map(|own| named(Kind::DeadEnd, &own.id, &own.title, &own.rate, own.claimed_fail, None));
    let seen = failure.seen.as_ref();
    let count = seen.map_or(1, |seen| seen.count);
    Found {
        id: failure.id.clone(),
        title: failure.title.clone(),
        code: failure.code.clone(),
        line: seen.map_or(0, |seen| seen.line),
        end_line: seen.map_or(0, |seen| seen.end_line),
        seen: (count > 1).then(|| Labels::number(Labels::of(view.lang).seen, count)),
        text: seen.map(|seen| seen.message.clone()).unwrap_or_default(),
        root_cause: prose.block(&failure.root_cause),
        without_ledger: failure.without_ledger,
        works: works.collect(),
        fails: fails.collect(),
        href,
    }
}

/// The lines of the text, the decisive ones marked.
fn lines<'t>(view: &DiagnosisView, text: &'t str) -> Vec<Line<'t>> {
    let class = |number: u64| {
        let seen = view.diagnoses.iter().filter_map(|own| Some((own.primary == Some(true), own.seen.as_ref()?)));
        let mut seen = seen.filter(|(_, seen)| (seen.line..=seen.end_line).contains(&number));
        match seen.next() {
            Some((true, _)) => "primary",
            Some((false, _)) => "also",
            None if view.unknown.iter().any(|unknown| unknown.line == number) => "unknown",
            None => "",
        }
    };
    (1..).zip(text.lines()).map(|(number, text)| Line { number, text, class: class(number) }).collect()
}

impl DiagnosisPage<'_> {
    fn number(&self, number: &u64) -> String {
        Labels::number(self.page.labels.line, number)
    }

    fn read(&self) -> String {
        read(self.view, self.page.labels)
    }
}

impl Fragment<'_> {
    fn number(&self, number: &u64) -> String {
        Labels::number(self.page.labels.line, number)
    }

    fn read(&self) -> String {
        read(self.view, self.page.labels)
    }
}

fn read(view: &DiagnosisView, labels: &Labels) -> String {
    labels
        .lines_read
        .replace("{lines}", &view.input.lines.to_string())
        .replace("{bytes}", &view.input.bytes.to_string())
}
