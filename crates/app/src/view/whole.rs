//! One failure, whole: both languages, patterns and sources.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;
use unstuck_canon::{Date, Entry, Indexed, Lang, Outcome, Version};

use super::{ArrowView, FailureView};
use crate::measured::{Measured, before};
use crate::{Error, Library};

/// The answer of `show`: `unstuck/failure/1`.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct WholeView {
    /// `unstuck/failure/1`
    pub schema: &'static str,
    /// The failure in the chosen language.
    #[serde(flatten)]
    pub failure: FailureView,
    /// How it shows in text.
    pub patterns: Vec<PatternView>,
    /// Products and versions.
    pub versions: Vec<Version>,
    /// Opened pages.
    pub citations: Vec<CitationView>,
    /// Where to read on.
    pub documentation: Vec<LinkView>,
    /// Failures after which this one was seen.
    pub preceded_by: Vec<ArrowView>,
    /// Former ids.
    pub retired_ids: Vec<String>,
    /// All prose in each language.
    pub text: BTreeMap<&'static str, TextView>,
    /// The language of the texts above.
    #[serde(skip)]
    pub lang: Lang,
}

/// A pattern as written.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct PatternView {
    /// Regular expression on a line.
    #[serde(rename = "match")]
    pub first: String,
    /// Regular expression that the line must not match.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unless: Option<String>,
    /// Regular expression on a later line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub then: Option<String>,
    /// How many lines later at most.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub within: Option<u32>,
}

/// An opened page.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct CitationView {
    /// Address.
    pub url: String,
    /// Day on which it was opened.
    pub opened: Date,
    /// What it says.
    pub says: String,
    /// Approach for which it reports an outcome.
    pub establishes: Option<String>,
    /// That outcome.
    pub outcome: Option<Outcome>,
}

/// A link.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct LinkView {
    /// Title.
    pub title: String,
    /// Address.
    pub url: String,
}

/// The prose of one language.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct TextView {
    /// Title.
    pub title: String,
    /// Summary.
    pub summary: String,
    /// Root cause.
    pub root_cause: String,
    /// By approach id: title and Markdown.
    pub approaches: BTreeMap<String, AdviceView>,
}

/// The prose of one approach.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct AdviceView {
    /// Title.
    pub title: String,
    /// When it applies.
    pub when: Option<String>,
    /// What to do.
    pub steps: String,
    /// Why it works or fails.
    pub why: Option<String>,
}

impl WholeView {
    /// Everything about a failure.
    ///
    /// # Errors
    /// Where the ledger cannot be read, or the index is damaged.
    pub fn new(library: &Library, failure: &Indexed<'_>, former: Vec<String>, lang: Lang) -> Result<Self, Error> {
        let entry = failure.read().map_err(Error::unread)?;
        let measured = Measured::new(library, failure, &entry)?;
        let prose = entry.zh.as_ref().filter(|_| lang == Lang::Zh).unwrap_or(&entry.en);
        let patterns = entry.head.patterns.iter().map(|pattern| PatternView {
            first: pattern.first.get_ref().clone(),
            unless: pattern.unless.as_ref().map(|unless| unless.get_ref().clone()),
            then: pattern.then.as_ref().map(|then| then.get_ref().clone()),
            within: pattern.within,
        });
        let citations = entry.head.citations.iter().map(|citation| CitationView {
            url: citation.url.get_ref().clone(),
            opened: citation.opened,
            says: citation.says.clone(),
            establishes: citation.establishes.as_ref().map(|id| id.get_ref().clone()),
            outcome: citation.outcome,
        });
        let prose_of = [(Lang::En, Some(&entry.en)), (Lang::Zh, entry.zh.as_ref())];
        let text =
            prose_of.into_iter().filter_map(|(lang, prose)| Some((lang.code(), text_view(&entry, prose?)))).collect();
        let (arrows, missing) = before(library, &failure.id)?;
        let mut view = FailureView::of(&entry, &measured, lang);
        view.without_ledger |= missing;
        Ok(Self {
            schema: "unstuck/failure/1",
            failure: view,
            patterns: patterns.collect(),
            versions: entry.head.versions.clone(),
            citations: citations.collect(),
            documentation: prose.documentation().into_iter().map(|(title, url)| LinkView { title, url }).collect(),
            preceded_by: arrows.iter().map(ArrowView::from).collect(),
            retired_ids: former,
            text,
            lang,
        })
    }
}

fn text_view(entry: &Entry, prose: &unstuck_canon::Prose) -> TextView {
    let approaches = entry.head.approaches.iter().filter_map(|approach| {
        let id = approach.id.get_ref();
        let advice = prose.advice(id)?;
        let view = AdviceView { title: advice.title, when: advice.when, steps: advice.steps, why: advice.why };
        Some((id.to_string(), view))
    });
    TextView {
        title: prose.title.clone(),
        summary: prose.summary.clone(),
        root_cause: prose.root_cause().to_owned(),
        approaches: approaches.collect(),
    }
}
