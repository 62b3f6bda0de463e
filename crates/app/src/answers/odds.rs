//! What is known of an approach's odds, in a few words.

use super::words::Words;
use crate::view::{FailureView, RateView, Verdict};

/// Which way an approach is counted: a reader wants to know how often a workaround works and how often a dead end fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Count {
    Worked,
    Failed,
}

/// `12 of 12 worked (83-100%), proved`, with what was claimed beside it.
pub(super) fn odds(rate: &RateView, count: Count, claimed_fail: Option<f64>, words: &Words) -> String {
    let mut parts = vec![counted(rate, count, words).unwrap_or_else(|| words.unmeasured.to_owned())];
    if rate.verdict == Verdict::Refuted {
        parts.push(words.refuted.to_owned());
    }
    if rate.dated {
        parts.push(words.dated.to_owned());
    }
    match (claimed_fail, rate.claimed) {
        (Some(fail), _) => parts.push(format!("{} {}%", words.claimed_fail, percent(fail))),
        (None, Some(share)) => parts.push(format!("{} {}%", words.claimed, percent(share))),
        (None, None) => {}
    }
    parts.join(" · ")
}

/// None where nothing was counted.
pub(super) fn counted(rate: &RateView, count: Count, words: &Words) -> Option<String> {
    let (low, high) = (rate.low?, rate.high?);
    let (form, low, high) = match count {
        Count::Worked => (words.worked, low, high),
        Count::Failed => (words.failed, 1.0 - high, 1.0 - low),
    };
    let form = form
        .replace("{fixed}", &rate.fixed.to_string())
        .replace("{failed}", &(rate.trials - rate.fixed).to_string())
        .replace("{trials}", &rate.trials.to_string())
        .replace("{low}", &percent(low))
        .replace("{high}", &percent(high));
    let word = |source: &str| words.sources.iter().find(|(name, _)| *name == source).map_or("?", |(_, word)| word);
    let by = match rate.sources.len() {
        1 => rate.sources.keys().map(|source| word(source).to_owned()).collect(),
        _ => {
            let each = rate.sources.iter().map(|(source, counts)| format!("{} {}", counts.trials, word(source)));
            each.collect::<Vec<_>>().join(words.comma)
        }
    };
    Some(format!("{form}{}{by}", words.comma))
}

/// The failure's own figures; none where no workaround was measured.
pub(super) fn standing(failure: &FailureView, words: &Words) -> Option<String> {
    let (fix_rate, confidence) = (failure.fix_rate.mean?, failure.confidence?);
    let text = words
        .standing
        .replace("{fix_rate}", &percent(fix_rate))
        .replace("{confidence}", &percent(confidence))
        .replace("{evidence}", &failure.evidence.to_string());
    Some(text)
}

/// A share as whole percents.
pub(super) fn percent(share: f64) -> String {
    format!("{:.0}", share * 100.0)
}
