//! A failure with what is known against it, in one language.

use std::cmp::Ordering;

use schemars::JsonSchema;
use serde::Serialize;
use unstuck_canon::{
    Approach, Category, Citation, Date, Entry, Heading, Indexed, Kind, Lang, Outcome, Provenance, Risk, Spanned, Status,
};

use super::{ArrowView, InspectorView, MatchView, RateView, digits};
use crate::measured::Measured;
use crate::{Error, Library};

/// A failure with what is known against it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
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
    /// The rate of the workaround with the highest lower bound.
    pub fix_rate: RateView,
    /// How sure the fix rate is: one minus the width of its interval. Null while nothing was measured.
    pub confidence: Option<f64>,
    /// Confidence that somebody claimed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub claimed_confidence: Option<f64>,
    /// Outcomes counted.
    pub evidence: u64,
    /// True where the ledger does not answer now: reports and outcomes of use are missing from the figures. Else absent.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub without_ledger: bool,
    /// Day of the oldest known occurrence.
    pub first_seen: Option<Date>,
    /// What ends it.
    pub workarounds: Vec<WorkaroundView>,
    /// What does not.
    pub dead_ends: Vec<DeadEndView>,
    /// Failures seen after an approach.
    pub leads_to: Vec<ArrowView>,
    /// Failures that may follow in the same log.
    pub echoes: Vec<String>,
    /// Failures with similar text.
    pub confused_with: Vec<String>,
    /// How to tell them apart: Markdown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub telling_apart: Option<String>,
    /// The command of ours that reads the user's own files, where one knows this failure.
    pub inspector: Option<InspectorView>,
    /// Path of its page.
    pub url: String,
}

/// An approach that ends the failure.
#[derive(Debug, Clone, Serialize, JsonSchema)]
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
#[derive(Debug, Clone, Serialize, JsonSchema)]
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
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ReportView {
    /// The page.
    pub url: String,
    /// How it ended.
    pub outcome: Outcome,
}

impl FailureView {
    /// Everything about a failure but where it was seen.
    ///
    /// # Errors
    /// Where the ledger cannot be read, or the index is damaged.
    pub fn new(library: &Library, failure: &Indexed<'_>, lang: Lang) -> Result<Self, Error> {
        let make = || {
            let entry = failure.read().map_err(Error::unread)?;
            let measured = Measured::new(library, failure, &entry)?;
            Ok(Self::of(&entry, &measured, lang))
        };
        library.shown().map_or_else(make, |shown| shown.view(&failure.id, lang, make))
    }

    pub(crate) fn of(entry: &Entry, measured: &Measured, lang: Lang) -> Self {
        let prose = entry.zh.as_ref().filter(|_| lang == Lang::Zh).unwrap_or(&entry.en);
        let head = &entry.head;
        let claimed = head.claimed.as_ref().map(Spanned::get_ref);
        let ids = |named: &[Spanned<String>]| named.iter().map(|id| id.get_ref().clone()).collect();
        let mut workarounds = Vec::new();
        let mut dead_ends = Vec::new();
        for approach in by_standing(&head.approaches, measured) {
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
                    rate: RateView::of(
                        measured,
                        approach.id.get_ref(),
                        approach.claimed.as_ref().map(|claim| *claim.get_ref()),
                    ),
                    reports,
                }),
                Kind::DeadEnd => {
                    let rate = RateView::of(
                        measured,
                        approach.id.get_ref(),
                        approach.claimed_fail.as_ref().map(|claim| one_minus(*claim.get_ref())),
                    );
                    let claimed_fail = approach.claimed_fail.as_ref().map(|claim| *claim.get_ref());
                    dead_ends.push(DeadEndView {
                        id,
                        title: advice.title,
                        steps: advice.steps,
                        why: advice.why.unwrap_or_default(),
                        when: advice.when,
                        risk: approach.risk.clone(),
                        fail_rate: rate.mean.map(|mean| digits(1.0 - mean)),
                        rate,
                        claimed_fail,
                        reports,
                    });
                }
            }
        }
        // They stand by their lower bound: the first that was measured is the best.
        let best = workarounds.iter().map(|own| &own.rate).find(|rate| rate.mean.is_some()).cloned();
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
            fix_rate: RateView { claimed: claimed.and_then(|claimed| claimed.fix_rate), ..best.unwrap_or_default() },
            confidence: measured.standing().map(|standing| digits(standing.confidence)),
            claimed_confidence: claimed.and_then(|claimed| claimed.confidence),
            evidence: measured.evidence(),
            without_ledger: measured.without_ledger,
            first_seen: head.first_seen,
            workarounds,
            dead_ends,
            leads_to: measured.arrows.iter().map(ArrowView::to).collect(),
            echoes: ids(&head.echoes),
            confused_with: ids(&head.confused_with),
            telling_apart,
            inspector: head.inspector.map(InspectorView::of),
            url: format!("/errors/{}", entry.id),
        }
    }
}

/// Workarounds by the lower bound of their rate, the best first, and dead ends by its upper bound, the deadest first. One
/// that was not measured stands where the prior would put it; of two that stand alike the entry's order decides.
fn by_standing<'e>(approaches: &'e [Approach], measured: &Measured) -> Vec<&'e Approach> {
    let mut sorted: Vec<&Approach> = approaches.iter().collect();
    sorted.sort_by(|one, other| {
        let (one_low, one_high) = measured.stands(one.id.get_ref());
        let (other_low, other_high) = measured.stands(other.id.get_ref());
        match (one.kind, other.kind) {
            (Kind::Workaround, Kind::Workaround) => other_low.total_cmp(&one_low),
            (Kind::DeadEnd, Kind::DeadEnd) => one_high.total_cmp(&other_high),
            (Kind::Workaround, Kind::DeadEnd) => Ordering::Less,
            (Kind::DeadEnd, Kind::Workaround) => Ordering::Greater,
        }
    });
    sorted
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
