//! The page that answers "why this number".

use askama::Template;
use unstuck_canon::Kind;

use super::chrome::Page;
use super::failure::short;
use super::labels::{Labels, Names};
use super::plot::{densities, interval};
use super::prose::Prose;
use super::{Markup, rendered};
use crate::actions::{ApproachView, Derivation, EvidenceView, OutcomeView};
use crate::answers::odds::{Count, odds, percent};
use crate::answers::words::Words;
use crate::{Error, Site};

/// The evidence of a failure as HTML.
///
/// # Errors
/// Not for the views of this crate.
pub fn evidence(view: &EvidenceView, site: &Site) -> Result<String, Error> {
    let links = site.links(view.lang);
    let labels = Labels::of(view.lang);
    let words = Words::of(view.lang);
    let names = Names(view.lang);
    let none = std::collections::BTreeMap::new();
    let prose = Prose { links, titles: &none };
    let title = format!("{}: {}", labels.evidence_of, view.title);
    let page = Page::new(links, &format!("/evidence/{}", view.id), &title, labels.how_text);
    let approaches = view.approaches.iter().map(|own| {
        let count = match own.kind {
            Kind::Workaround => Count::Worked,
            Kind::DeadEnd => Count::Failed,
        };
        let odds = odds(&own.rate, count, own.claimed_fail, words);
        let drawn = match (&own.derivation, own.rate.low, own.rate.high) {
            (Some(from), Some(low), Some(high)) => {
                Some(densities(from.prior, from.posterior, (low, high), own.kind, labels.density))
            }
            _ => None,
        };
        Shown {
            title: prose.inline(&own.title),
            kind: names.kind(own.kind),
            plot: interval(&own.rate, own.kind, &odds),
            verdict: names.verdict(own.rate.verdict),
            drawn,
            odds,
            own,
        }
    });
    let template = EvidencePage { approaches: approaches.collect(), view, names, words, page };
    rendered(&template)
}

#[derive(Template)]
#[template(path = "evidence.html")]
struct EvidencePage<'a> {
    page: Page<'a>,
    view: &'a EvidenceView,
    names: Names,
    words: &'static Words,
    approaches: Vec<Shown<'a>>,
}

struct Shown<'a> {
    own: &'a ApproachView,
    title: Markup,
    kind: &'static str,
    odds: String,
    plot: Markup,
    verdict: &'static str,
    drawn: Option<Markup>,
}

impl EvidencePage<'_> {
    fn prior_text(&self, from: &Derivation) -> String {
        let text = self.page.labels.prior_text.replace("{fixed}", &plain(from.pool_fixed));
        text.replace("{trials}", &plain(from.pool_trials))
    }

    /// How an outcome ended, in words.
    fn ended(&self, outcome: &OutcomeView) -> String {
        match outcome.outcome.strip_prefix("became ") {
            Some(id) => format!("{} {id}", self.page.labels.ended_became),
            None if outcome.outcome == "fixed" => self.page.labels.ended_fixed.to_owned(),
            None => self.page.labels.ended_same.to_owned(),
        }
    }
}

fn is_page(outcome: &OutcomeView) -> bool {
    outcome.voice.starts_with("https://") || outcome.voice.starts_with("http://")
}

fn beta((a, b): (f64, f64)) -> String {
    format!("Beta({}, {})", plain(a), plain(b))
}

/// A number without digits that say nothing.
fn plain(number: f64) -> String {
    let text = format!("{number:.4}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn number(text: &str, number: impl std::fmt::Display) -> String {
    Labels::number(text, number)
}
