//! The first page: paste a log, the domains, the canon in figures.

use askama::Template;
use unstuck_canon::Kind;

use super::chrome::Page;
use super::histogram::{histogram, share, stacked};
use super::labels::{Labels, Names};
use super::reliability::{distance, reliability};
use super::{Markup, rendered, structured};
use crate::actions::{DomainFigures, Figures, UnknownRow};
use crate::answers::words::Words;
use crate::view::Verdict;
use crate::{Error, Site};

/// The first page as HTML; `unknown` are the lines that a server could not explain, the most frequent first.
///
/// # Errors
/// Not for the views of this crate.
pub fn home(figures: &Figures, unknown: &[UnknownRow], site: &Site) -> Result<String, Error> {
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
        reliability: reliability(&stats.calibration, (labels.predicted, labels.came), labels.figures_calibration),
        unknown,
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
    reliability: Markup,
    unknown: &'a [UnknownRow],
    words: &'static Words,
    workaround: &'static str,
    dead_end: &'static str,
}

impl HomePage<'_> {
    fn share(&self, domain: &DomainFigures) -> Markup {
        let text = self.page.labels.of_measured.replace("{n}", &domain.measured.to_string());
        share(domain.measured as u64, domain.approaches as u64, &text.replace("{all}", &domain.approaches.to_string()))
    }

    fn calibration(&self) -> String {
        let bins = &self.figures.stats.calibration;
        let outcomes = bins.iter().map(|bin| bin.trials).sum::<u64>().to_string();
        let text = self.page.labels.calibration_text.replace("{n}", &outcomes);
        text.replace("{points}", &format!("{:.1}", distance(bins) * 100.0))
    }

    fn logs(&self, row: &UnknownRow) -> String {
        format!("{} ×", row.count)
    }

    /// The row against the most frequent one.
    fn often(&self, row: &UnknownRow) -> Markup {
        let most = self.unknown.first().map_or(row.count, |first| first.count);
        share(row.count, most, &self.logs(row))
    }

    fn count(&self, domain: &DomainFigures) -> String {
        Labels::number(self.page.labels.failures, domain.failures)
    }
}
