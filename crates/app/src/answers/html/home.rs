//! The first page: paste a log, the domains, the canon in figures.

use askama::Template;
use unstuck_canon::Kind;

use super::chrome::Page;
use super::histogram::{histogram, share, stacked};
use super::labels::{Labels, Names};
use super::{Markup, rendered, structured};
use crate::actions::{DomainFigures, Figures};
use crate::answers::words::Words;
use crate::view::Verdict;
use crate::{Error, Site};

/// The first page as HTML.
///
/// # Errors
/// Not for the views of this crate.
pub fn home(figures: &Figures, site: &Site) -> Result<String, Error> {
    let links = site.links(figures.lang);
    let labels = Labels::of(figures.lang);
    let words = Words::of(figures.lang);
    let title = format!("unstuck: {}", labels.tagline);
    let mut page = Page::new(links, "/", &title, labels.tagline);
    page.data = structured::site(links, labels.tagline);
    let stats = &figures.stats;
    let sources = words.sources.iter().map(|(source, word)| (*word, stats.sources.get(source).copied().unwrap_or(0)));
    let verdict = |verdict| Names(figures.lang).verdict(verdict);
    let verdicts = [
        (verdict(Verdict::Supported), stats.supported as u64),
        (verdict(Verdict::Open), stats.open as u64),
        (verdict(Verdict::Refuted), stats.refuted as u64),
        (verdict(Verdict::Unmeasured), (stats.approaches - stats.approaches_measured) as u64),
    ];
    let template = HomePage {
        sources: stacked(sources, labels.figures_sources),
        verdicts: stacked(verdicts, labels.figures_labels),
        histogram: histogram(&figures.measurements, labels),
        workaround: Names(figures.lang).kind(Kind::Workaround),
        dead_end: Names(figures.lang).kind(Kind::DeadEnd),
        words,
        figures,
        page,
    };
    rendered(&template)
}

#[derive(Template)]
#[template(path = "home.html")]
struct HomePage<'a> {
    page: Page<'a>,
    figures: &'a Figures,
    sources: Markup,
    verdicts: Markup,
    histogram: Markup,
    words: &'static Words,
    workaround: &'static str,
    dead_end: &'static str,
}

impl HomePage<'_> {
    fn share(&self, domain: &DomainFigures) -> Markup {
        let text = self.page.labels.of_measured.replace("{n}", &domain.measured.to_string());
        share(domain.measured, domain.approaches, &text.replace("{all}", &domain.approaches.to_string()))
    }

    fn count(&self, domain: &DomainFigures) -> String {
        Labels::number(self.page.labels.failures, domain.failures)
    }
}
