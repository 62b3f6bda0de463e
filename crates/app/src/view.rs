//! What answers are made of: one set of types for every format. Their serialised form is the JSON that tools rely on.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::Serialize;
use unstuck_canon::{
    Approach, Category, Citation, Date, Entry, Heading, Indexed, Kind, Lang, Outcome, Provenance, Risk, Spanned,
    Status, Version,
};

use crate::Error;

/// The answer of `explain`: `unstuck/diagnosis/1`.
#[derive(Debug, Clone, Serialize)]
pub struct DiagnosisView {
    /// `unstuck/diagnosis/1`
    pub schema: &'static str,
    /// What was read.
    pub input: InputView,
    /// Known failures, the cause first.
    pub diagnoses: Vec<FailureView>,
    /// Guesses, only where nothing is known.
    pub similar: Vec<SimilarView>,
    /// Decisive-looking lines that nothing explains.
    pub unknown: Vec<UnknownView>,
    /// The language of the texts.
    #[serde(skip)]
    pub lang: Lang,
}

/// What was read.
#[derive(Debug, Clone, Serialize)]
pub struct InputView {
    /// File name, `standard input`, `--text` or the command.
    pub name: String,
    /// Bytes of text.
    pub bytes: u64,
    /// Lines.
    pub lines: u64,
    /// Bytes in the middle that were not looked at; only `run` leaves any out.
    #[serde(skip_serializing_if = "is_zero")]
    pub skipped: u64,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_zero(number: &u64) -> bool {
    *number == 0
}

/// A failure with what is known against it.
#[derive(Debug, Clone, Serialize)]
pub struct FailureView {
    /// `domain/slug`
    pub id: String,
    /// Title.
    pub title: String,
    /// Badge.
    pub code: Option<String>,
    /// Kind of trouble.
    pub category: Category,
    /// Whether the message is known to occur.
    pub status: Status,
    /// Where the content comes from.
    pub provenance: Provenance,
    /// Where it was seen; only in a diagnosis.
    #[serde(rename = "match", skip_serializing_if = "Option::is_none")]
    pub seen: Option<MatchView>,
    /// The cause; only in a diagnosis.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub primary: Option<bool>,
    /// Canonical message.
    pub signature: String,
    /// One paragraph.
    pub summary: String,
    /// Markdown.
    pub root_cause: String,
    /// Share of cases that the best workaround fixes.
    pub fix_rate: RateView,
    /// How sure the fix rate is; null while nothing was measured.
    pub confidence: Option<f64>,
    /// Confidence that somebody claimed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub claimed_confidence: Option<f64>,
    /// Outcomes counted.
    pub evidence: u64,
    /// Day of the oldest known occurrence.
    pub first_seen: Option<Date>,
    /// What ends it.
    pub workarounds: Vec<WorkaroundView>,
    /// What does not.
    pub dead_ends: Vec<DeadEndView>,
    /// Failures seen after an approach.
    pub leads_to: Vec<String>,
    /// Failures that may follow in the same log.
    pub echoes: Vec<String>,
    /// Failures with similar text.
    pub confused_with: Vec<String>,
    /// How to tell them apart: Markdown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub telling_apart: Option<String>,
    /// Code of ours that reads the user's own files.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub inspector: Option<&'static str>,
    /// Path of its page.
    pub url: String,
}

/// Where a failure was seen.
#[derive(Debug, Clone, Serialize)]
pub struct MatchView {
    /// 1-based first line.
    pub line: u64,
    /// Last line.
    pub end_line: u64,
    /// The lines as in the input.
    pub text: String,
    /// Bytes of `text`'s first line that the pattern matched.
    pub span: Range<usize>,
    /// Named captures.
    pub captures: BTreeMap<String, String>,
    /// Number of lines on which the failure was seen.
    pub count: u64,
    /// The first line without colours, timestamps and prefixes.
    #[serde(skip)]
    pub message: String,
    /// Bytes of `message` that the pattern matched.
    #[serde(skip)]
    pub message_span: Range<usize>,
}

/// How often an approach ended the failure. Every number but `claimed` was counted.
#[derive(Debug, Clone, Default, Serialize)]
pub struct RateView {
    /// Posterior mean; null while unmeasured.
    pub mean: Option<f64>,
    /// Lower end of the 95% interval.
    pub low: Option<f64>,
    /// Upper end of the 95% interval.
    pub high: Option<f64>,
    /// Outcomes counted.
    pub trials: u64,
    /// Outcomes in which the failure was gone.
    pub fixed: u64,
    /// The same by source.
    pub sources: BTreeMap<String, Counts>,
    /// A success rate that somebody asserted; never part of the numbers above.
    pub claimed: Option<f64>,
    /// What the numbers say.
    pub verdict: Verdict,
}

/// Outcomes of one source.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Counts {
    /// Outcomes.
    pub trials: u64,
    /// Of them fixed.
    pub fixed: u64,
}

/// What the outcomes say of an approach's label.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// No outcomes.
    #[default]
    Unmeasured,
}

/// An approach that ends the failure.
#[derive(Debug, Clone, Serialize)]
pub struct WorkaroundView {
    /// Id inside the failure.
    pub id: String,
    /// What one does.
    pub title: String,
    /// How: Markdown.
    pub steps: String,
    /// When it applies.
    pub when: Option<String>,
    /// Why it works: Markdown.
    pub why: Option<String>,
    /// What following it can cost.
    pub risk: Vec<Risk>,
    /// How often it worked.
    pub rate: RateView,
    /// Cited pages in which somebody says how it ended.
    pub reports: Vec<ReportView>,
}

/// An approach that does not help.
#[derive(Debug, Clone, Serialize)]
pub struct DeadEndView {
    /// Id inside the failure.
    pub id: String,
    /// What people do.
    pub title: String,
    /// What they do in more words: Markdown; often empty.
    pub steps: String,
    /// Why it fails: Markdown.
    pub why: String,
    /// When it is tried.
    pub when: Option<String>,
    /// What following it can cost.
    pub risk: Vec<Risk>,
    /// How often it worked all the same.
    pub rate: RateView,
    /// One minus the rate's mean; null while unmeasured.
    pub fail_rate: Option<f64>,
    /// A fail rate that somebody asserted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub claimed_fail: Option<f64>,
    /// Cited pages in which somebody says how it ended.
    pub reports: Vec<ReportView>,
}

/// A cited page in which somebody says how an approach ended.
#[derive(Debug, Clone, Serialize)]
pub struct ReportView {
    /// The page.
    pub url: String,
    /// How it ended.
    pub outcome: Outcome,
}

/// A guess.
#[derive(Debug, Clone, Serialize)]
pub struct SimilarView {
    /// `domain/slug`
    pub id: String,
    /// Title.
    pub title: String,
    /// Weighted share of common words, 0 to 1.
    pub score: f64,
    /// The line that resembles it.
    pub line: u64,
}

/// A line that nothing explains.
#[derive(Debug, Clone, Serialize)]
pub struct UnknownView {
    /// 1-based line.
    pub line: u64,
    /// As in the input.
    pub text: String,
    /// How often a line of this shape occurred.
    pub count: u64,
    /// Without colours, timestamps and prefixes.
    #[serde(skip)]
    pub message: String,
}

/// The answer of `show`: `unstuck/failure/1`.
#[derive(Debug, Clone, Serialize)]
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
    pub preceded_by: Vec<String>,
    /// Former ids.
    pub retired_ids: Vec<String>,
    /// All prose in each language.
    pub text: BTreeMap<&'static str, TextView>,
    /// The language of the texts above.
    #[serde(skip)]
    pub lang: Lang,
}

/// A pattern as written.
#[derive(Debug, Clone, Serialize)]
pub struct PatternView {
    /// Regular expression on a line.
    #[serde(rename = "match")]
    pub first: String,
    /// Regular expression on a later line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub then: Option<String>,
    /// How many lines later at most.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub within: Option<u32>,
}

/// An opened page.
#[derive(Debug, Clone, Serialize)]
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
#[derive(Debug, Clone, Serialize)]
pub struct LinkView {
    /// Title.
    pub title: String,
    /// Address.
    pub url: String,
}

/// The prose of one language.
#[derive(Debug, Clone, Serialize)]
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
#[derive(Debug, Clone, Serialize)]
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

/// A row of a list.
#[derive(Debug, Clone, Serialize)]
pub struct RowView {
    /// `domain/slug`
    pub id: String,
    /// Title.
    pub title: String,
    /// Badge.
    pub code: Option<String>,
    /// Kind of trouble.
    pub category: Category,
    /// Whether the message is known to occur.
    pub status: Status,
    /// Canonical message.
    pub signature: String,
    /// How well it fits a search; absent in a list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub score: Option<f32>,
}

impl RowView {
    /// A row for a failure.
    #[must_use]
    pub fn new(failure: &Indexed<'_>, lang: Lang) -> Self {
        Self {
            id: failure.id.to_string(),
            title: failure.title(lang).to_owned(),
            code: failure.code.clone(),
            category: failure.category,
            status: failure.status,
            signature: failure.signature.clone(),
            score: None,
        }
    }
}

impl FailureView {
    /// Everything about a failure but where it was seen.
    ///
    /// # Errors
    /// Only where the index is damaged.
    pub fn new(failure: &Indexed<'_>, lang: Lang) -> Result<Self, Error> {
        let entry = failure.read().map_err(|finding| Error::Patterns(finding.message))?;
        Ok(Self::of(&entry, lang))
    }

    pub(crate) fn of(entry: &Entry, lang: Lang) -> Self {
        let prose = entry.zh.as_ref().filter(|_| lang == Lang::Zh).unwrap_or(&entry.en);
        let head = &entry.head;
        let claimed = head.claimed.as_ref().map(Spanned::get_ref);
        let ids = |named: &[Spanned<String>]| named.iter().map(|id| id.get_ref().clone()).collect();
        let mut workarounds = Vec::new();
        let mut dead_ends = Vec::new();
        for approach in &head.approaches {
            let Some(advice) = prose.advice(approach.id.get_ref()).or_else(|| entry.en.advice(approach.id.get_ref()))
            else {
                continue;
            };
            let reports = reports(&head.citations, approach);
            let id = approach.id.get_ref().to_string();
            match approach.kind {
                Kind::Workaround => workarounds.push(WorkaroundView {
                    id,
                    title: advice.title,
                    steps: advice.steps,
                    when: advice.when,
                    why: advice.why,
                    risk: approach.risk.clone(),
                    rate: RateView {
                        claimed: approach.claimed.as_ref().map(|claim| *claim.get_ref()),
                        ..RateView::default()
                    },
                    reports,
                }),
                Kind::DeadEnd => {
                    let claimed_fail = approach.claimed_fail.as_ref().map(|claim| *claim.get_ref());
                    dead_ends.push(DeadEndView {
                        id,
                        title: advice.title,
                        steps: advice.steps,
                        why: advice.why.unwrap_or_default(),
                        when: advice.when,
                        risk: approach.risk.clone(),
                        rate: RateView { claimed: claimed_fail.map(one_minus), ..RateView::default() },
                        fail_rate: None,
                        claimed_fail,
                        reports,
                    });
                }
            }
        }
        let telling_apart = prose.section(&Heading::TellingApart).map(|section| section.body.clone());
        Self {
            id: entry.id.to_string(),
            title: prose.title.clone(),
            code: head.code.clone(),
            category: head.category,
            status: *head.status.get_ref(),
            provenance: head.provenance,
            seen: None,
            primary: None,
            signature: head.signature.get_ref().clone(),
            summary: prose.summary.clone(),
            root_cause: prose.root_cause().to_owned(),
            fix_rate: RateView { claimed: claimed.and_then(|claimed| claimed.fix_rate), ..RateView::default() },
            confidence: None,
            claimed_confidence: claimed.and_then(|claimed| claimed.confidence),
            evidence: 0,
            first_seen: head.first_seen,
            workarounds,
            dead_ends,
            leads_to: Vec::new(),
            echoes: ids(&head.echoes),
            confused_with: ids(&head.confused_with),
            telling_apart,
            inspector: head.inspector.map(|unstuck_canon::Inspector::Oidc| "oidc"),
            url: format!("/errors/{}", entry.id),
        }
    }
}

/// `1 - share`, to the two digits in which shares are claimed.
fn one_minus(share: f64) -> f64 {
    ((1.0 - share) * 100.0).round() / 100.0
}

fn reports(citations: &[Citation], approach: &Approach) -> Vec<ReportView> {
    let of_approach = citations.iter().filter_map(|citation| {
        let id = citation.establishes.as_ref()?.get_ref();
        (id == approach.id.get_ref().as_str()).then_some((citation, citation.outcome?))
    });
    of_approach.map(|(citation, outcome)| ReportView { url: citation.url.get_ref().clone(), outcome }).collect()
}

impl WholeView {
    /// Everything about a failure.
    ///
    /// # Errors
    /// Only where the index is damaged.
    pub fn new(failure: &Indexed<'_>, former: Vec<String>, lang: Lang) -> Result<Self, Error> {
        let entry = failure.read().map_err(|finding| Error::Patterns(finding.message))?;
        let prose = entry.zh.as_ref().filter(|_| lang == Lang::Zh).unwrap_or(&entry.en);
        let patterns = entry.head.patterns.iter().map(|pattern| PatternView {
            first: pattern.first.get_ref().clone(),
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
        Ok(Self {
            schema: "unstuck/failure/1",
            failure: FailureView::of(&entry, lang),
            patterns: patterns.collect(),
            versions: entry.head.versions.clone(),
            citations: citations.collect(),
            documentation: prose.documentation().into_iter().map(|(title, url)| LinkView { title, url }).collect(),
            preceded_by: Vec::new(),
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
