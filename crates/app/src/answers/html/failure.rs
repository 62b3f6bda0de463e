//! The page of one failure.

use askama::Template;
use unstuck_canon::{Kind, Lang, Risk, Status};

use super::chrome::Page;
use super::graph::graph;
use super::labels::{Labels, Names};
use super::plot::interval;
use super::prose::Prose;
use super::{Markup, rendered, structured};
use crate::actions::{PageView, ProofView};
use crate::answers::odds::{Count, odds, percent};
use crate::answers::words::Words;
use crate::view::{RateView, ReportView, Verdict, WholeView};
use crate::{Error, Site};

/// The page of a failure as HTML.
///
/// # Errors
/// Not for the views of this crate.
pub fn failure(view: &PageView, site: &Site) -> Result<String, Error> {
    let whole = &view.whole;
    let own = &whole.failure;
    let links = site.links(whole.lang);
    let prose = Prose { links, titles: &view.titles };
    let names = Names(whole.lang);
    let words = Words::of(whole.lang);
    let mut page = Page::new(links, &own.url, &own.title, &own.summary);
    page.kind = "article";
    page.forms =
        vec![("application/json", format!("{}.json", page.path)), ("text/markdown", format!("{}.md", page.path))];
    page.data = structured::failure(whole, links);
    let evidence = page.to(&format!("/evidence/{}", own.id));
    let approach = |kind, id: &str, title: &str, rate: &RateView| Brief {
        kind,
        id: id.to_owned(),
        title: prose.inline(title),
        href: format!("{evidence}#{id}"),
        rate: rate.clone(),
    };
    let workarounds = own.workarounds.iter().map(|workaround| {
        let brief = approach(Kind::Workaround, &workaround.id, &workaround.title, &workaround.rate);
        let mut one = Approach::new(brief, None, names, words);
        one.when = workaround.when.as_deref().map(|when| prose.inline(when));
        one.steps = prose.block(&workaround.steps);
        one.why = workaround.why.as_deref().map(|why| prose.block(why));
        one.risks = risks(&workaround.risk, names);
        one.reports = reports(&workaround.reports, names);
        one
    });
    let dead_ends = own.dead_ends.iter().map(|dead_end| {
        let brief = approach(Kind::DeadEnd, &dead_end.id, &dead_end.title, &dead_end.rate);
        let mut one = Approach::new(brief, dead_end.claimed_fail, names, words);
        one.when = dead_end.when.as_deref().map(|when| prose.inline(when));
        one.steps = prose.block(&dead_end.steps);
        one.why = Some(&dead_end.why).filter(|why| !why.is_empty()).map(|why| prose.block(why));
        one.risks = risks(&dead_end.risk, names);
        one.reports = reports(&dead_end.reports, names);
        one
    });
    let template = FailurePage {
        workarounds: workarounds.collect(),
        dead_ends: dead_ends.collect(),
        whole,
        names,
        words,
        prose,
        domain: own.id.split('/').next().unwrap_or_default(),
        summary: prose.block(&own.summary),
        root_cause: prose.block(&own.root_cause),
        telling_apart: own.telling_apart.as_deref().map(|text| prose.block(text)),
        fix_rate: interval(&own.fix_rate, Kind::Workaround, &odds(&own.fix_rate, Count::Worked, None, words)),
        graph: graph(view, links, page.labels),
        proof: view.proof.as_ref(),
        evidence,
        page,
    };
    rendered(&template)
}

#[derive(Template)]
#[template(path = "failure.html")]
struct FailurePage<'a> {
    page: Page<'a>,
    whole: &'a WholeView,
    names: Names,
    words: &'static Words,
    prose: Prose<'a>,
    domain: &'a str,
    summary: Markup,
    root_cause: Markup,
    telling_apart: Option<Markup>,
    fix_rate: Markup,
    workarounds: Vec<Approach>,
    dead_ends: Vec<Approach>,
    graph: Option<Markup>,
    proof: Option<&'a ProofView>,
    evidence: String,
}

impl FailurePage<'_> {
    fn unconfirmed(&self) -> bool {
        self.whole.failure.status == Status::Unconfirmed
    }

    /// In English on a Chinese page: what is written in one language only.
    fn foreign(&self) -> Markup {
        Markup(if self.page.links.lang == Lang::Zh { " lang=\"en\"" } else { "" }.to_owned())
    }

    fn title_of<'t>(&'t self, id: &'t str) -> &'t str {
        self.prose.titles.get(id).map_or(id, String::as_str)
    }

    /// Columns of the version table that say anything.
    fn has_versions(&self) -> [bool; 5] {
        let any = |of: fn(&unstuck_canon::Version) -> &Option<String>| {
            self.whole.versions.iter().any(|version| of(version).is_some())
        };
        [
            any(|own| &own.range),
            any(|own| &own.status),
            any(|own| &own.introduced),
            any(|own| &own.deprecated),
            any(|own| &own.note),
        ]
    }
}

/// What every approach has, whatever it is called.
struct Brief {
    kind: Kind,
    id: String,
    title: Markup,
    href: String,
    rate: RateView,
}

/// An approach as it is shown.
struct Approach {
    brief: Brief,
    odds: String,
    plot: Markup,
    verdict: Option<&'static str>,
    when: Option<Markup>,
    steps: Markup,
    why: Option<Markup>,
    risks: Vec<&'static str>,
    reports: Vec<Report>,
}

struct Report {
    url: String,
    host: String,
    ended: &'static str,
}

impl Approach {
    fn new(brief: Brief, claimed_fail: Option<f64>, names: Names, words: &Words) -> Self {
        let count = match brief.kind {
            Kind::Workaround => Count::Worked,
            Kind::DeadEnd => Count::Failed,
        };
        let odds = odds(&brief.rate, count, claimed_fail, words);
        let told = matches!(brief.rate.verdict, Verdict::Supported | Verdict::Open);
        Self {
            plot: interval(&brief.rate, brief.kind, &odds),
            verdict: told.then(|| names.verdict(brief.rate.verdict)),
            odds,
            brief,
            when: None,
            steps: Markup::default(),
            why: None,
            risks: Vec::new(),
            reports: Vec::new(),
        }
    }

    fn is_measured(&self) -> bool {
        self.brief.rate.mean.is_some()
    }
}

fn risks(risks: &[Risk], names: Names) -> Vec<&'static str> {
    risks.iter().map(|risk| names.risk(*risk)).collect()
}

fn reports(reports: &[ReportView], names: Names) -> Vec<Report> {
    let of = |report: &ReportView| Report {
        url: report.url.clone(),
        host: short(&report.url),
        ended: names.ended(report.outcome),
    };
    reports.iter().map(of).collect()
}

/// An address without its scheme, cut in the middle of what is long.
pub(super) fn short(url: &str) -> String {
    let text = url.split_once("://").map_or(url, |(_, rest)| rest).trim_start_matches("www.").trim_end_matches('/');
    let count = text.chars().count();
    if count <= 60 {
        return text.to_owned();
    }
    let head: String = text.chars().take(34).collect();
    let tail: String = text.chars().skip(count - 24).collect();
    format!("{head}…{tail}")
}

fn number(text: &str, number: impl std::fmt::Display) -> String {
    Labels::number(text, number)
}
