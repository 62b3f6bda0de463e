//! `evidence`: where the rates of a failure come from.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;
use unstuck_canon::{Approach, Kind, Lang};
use unstuck_ledger::{Outcome, Seen, Units};

use super::named_in;
use crate::measured::Measured;
use crate::view::{FailureView, RateView, digits};
use crate::{Error, Library};

/// Where the rates of a failure come from.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct EvidenceView {
    /// `unstuck/evidence/1`
    pub schema: &'static str,
    /// The failure.
    pub id: String,
    /// Title.
    pub title: String,
    /// The rate of the workaround with the highest lower bound.
    pub fix_rate: RateView,
    /// One minus the width of its interval.
    pub confidence: Option<f64>,
    /// Outcomes counted, of all approaches.
    pub evidence: u64,
    /// True where the ledger does not answer now: reports and outcomes of use are missing from the figures. Else absent.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub without_ledger: bool,
    /// The approaches that were asked for, in the order of the answer of `show`.
    pub approaches: Vec<ApproachView>,
    /// The language of the titles.
    #[serde(skip)]
    pub lang: Lang,
}

/// Where the rate of an approach comes from.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ApproachView {
    /// Id inside the failure.
    pub id: String,
    /// What the entry says of it.
    pub kind: Kind,
    /// What one does.
    pub title: String,
    /// How often it worked.
    pub rate: RateView,
    /// A fail rate that somebody asserted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub claimed_fail: Option<f64>,
    /// From the counts to the rate; null while nothing was counted.
    pub derivation: Option<Derivation>,
    /// Each outcome, oldest first.
    pub outcomes: Vec<OutcomeView>,
}

/// From counts to a rate: Beta(a + k, b + n - k).
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Derivation {
    /// The counts by source and their weights.
    pub sources: Vec<SourceView>,
    /// k: the fixed, each times the weight of its source.
    pub fixed: f64,
    /// n: all, each times the weight of its source.
    pub trials: f64,
    /// K: the same over all approaches of the kind in the canon.
    pub pool_fixed: f64,
    /// N: the same over all approaches of the kind in the canon.
    pub pool_trials: f64,
    /// a and b of the prior.
    pub prior: (f64, f64),
    /// a + k and b + n - k.
    pub posterior: (f64, f64),
}

/// The counts of one source.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct SourceView {
    /// `proof`, `field`, `emulated`, `citation` or `report`.
    pub source: &'static str,
    /// Units.
    pub trials: u64,
    /// Of them fixed.
    pub fixed: u64,
    /// What one counts.
    pub weight: f64,
}

/// One outcome.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct OutcomeView {
    /// `fixed`, `same` or `became ID`.
    pub outcome: String,
    /// `proof`, `field`, `emulated`, `citation` or `report`.
    pub source: &'static str,
    /// The page of a citation, the project's hash, the reporter.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub voice: String,
    /// The facts it holds in.
    pub environment: BTreeMap<String, String>,
    /// Digest of the proof's files.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub experiment: Option<String>,
    /// When it was seen.
    pub at: String,
    /// Whether it stands for its unit: a later one of the same environment, project and day, page or reporter takes its
    /// place.
    pub counts: bool,
    /// It used an older version of a tool than the newest with which anything was proved.
    pub dated: bool,
}

/// Derives the rates of a failure, `ID`, or of one of its approaches, `ID#APPROACH`.
///
/// # Errors
/// Where there is no such failure or approach, or the ledger cannot be read.
pub fn evidence(library: &Library, target: &str, lang: Lang) -> Result<EvidenceView, Error> {
    let (id, only) = target.split_once('#').map_or((target, None), |(id, only)| (id, Some(only)));
    let failure = library.failure(id)?;
    let entry = failure.read().map_err(Error::unread)?;
    let only = only.map(|only| named_in(&entry, only)).transpose()?;
    let measured = Measured::new(library, failure, &entry)?;
    let view = FailureView::of(&entry, &measured, lang);
    let counting = measured.outcomes.iter().collect::<Units>();
    let workarounds = view.workarounds.into_iter().map(|own| (own.id, own.title, own.rate, None));
    let dead_ends = view.dead_ends.into_iter().map(|own| (own.id, own.title, own.rate, own.claimed_fail));
    let mut approaches = Vec::new();
    for (id, title, rate, claimed_fail) in workarounds.chain(dead_ends) {
        let Some(own) = entry.head.approaches.iter().find(|own| own.id.get_ref().as_str() == id) else { continue };
        if only.as_ref().is_some_and(|only| only != own.id.get_ref()) {
            continue;
        }
        approaches.push(ApproachView {
            derivation: derivation(&measured, own),
            outcomes: outcomes(library, &measured, own, &counting)?,
            kind: own.kind,
            id,
            title,
            rate,
            claimed_fail,
        });
    }
    Ok(EvidenceView {
        schema: "unstuck/evidence/1",
        id: view.id,
        title: view.title,
        fix_rate: view.fix_rate,
        confidence: view.confidence,
        evidence: view.evidence,
        without_ledger: view.without_ledger,
        approaches,
        lang,
    })
}

fn derivation(measured: &Measured, own: &Approach) -> Option<Derivation> {
    let id = own.id.get_ref();
    let (rate, pool) = (measured.rate(id)?, measured.pool(id)?.weighted());
    let sources = rate.sources.iter().map(|(source, counts)| SourceView {
        source: source.word(),
        trials: counts.trials,
        fixed: counts.fixed,
        weight: source.weight(),
    });
    let (a, b) = rate.prior;
    Some(Derivation {
        sources: sources.collect(),
        fixed: rate.weighted.fixed,
        trials: rate.weighted.trials,
        pool_fixed: pool.fixed,
        pool_trials: pool.trials,
        prior: (digits(a), digits(b)),
        posterior: (digits(a + rate.weighted.fixed), digits(b + rate.weighted.trials - rate.weighted.fixed)),
    })
}

fn outcomes(
    library: &Library,
    measured: &Measured,
    own: &Approach,
    counting: &Units,
) -> Result<Vec<OutcomeView>, Error> {
    let counted = library.counted()?;
    let mut outcomes: Vec<&Outcome> =
        measured.outcomes.iter().filter(|outcome| outcome.approach == *own.id.get_ref()).collect();
    outcomes.sort_by_key(|outcome| (outcome.at, outcome.digest()));
    let view = |outcome: &Outcome| OutcomeView {
        outcome: match &outcome.seen {
            Seen::Fixed => "fixed".to_owned(),
            Seen::Same => "same".to_owned(),
            Seen::Became(id) => format!("became {id}"),
        },
        source: outcome.source.word(),
        voice: outcome.voice.clone(),
        environment: outcome.environment.clone(),
        experiment: outcome.experiment.clone(),
        at: outcome.at.to_string(),
        counts: counting.counts(outcome),
        dated: counted.dated(outcome),
    };
    Ok(outcomes.into_iter().map(view).collect())
}
