//! A failure with what is known against it, in one language.

use serde::Serialize;
use unstuck_canon::{
    Approach, Category, Citation, Date, Entry, Heading, Indexed, Kind, Lang, Outcome, Provenance, Risk, Spanned, Status,
};

use super::{MatchView, RateView};
use crate::Error;

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
    /// The command of ours that reads the user's own files; null, because there is none yet.
    pub inspector: Option<&'static str>,
    /// Path of its page.
    pub url: String,
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
            inspector: None,
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
