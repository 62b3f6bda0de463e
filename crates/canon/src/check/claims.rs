//! Claims: numbers that somebody asserted, with the page that asserts them.

use super::{Known, Report};
use crate::{Entry, Kind, Level, Rule};

pub(super) const RULES: &[&Rule] = &[&CLAIM_WITHOUT_SOURCE, &CLAIM_OUT_OF_RANGE, &CLAIM_OF_WRONG_KIND];

static CLAIM_WITHOUT_SOURCE: Rule = Rule {
    code: "claim-without-source",
    level: Level::Error,
    asks: "Where there is a claimed number, `[claimed] by` is the cited page that asserts it.",
    help: "add `[claimed]` with `by = \"https://...\"`, and the page as [[citation]]; a number that nobody asserts goes",
};
static CLAIM_OUT_OF_RANGE: Rule = Rule {
    code: "claim-out-of-range",
    level: Level::Error,
    asks: "A claimed rate is a share from 0 to 1.",
    help: "write 85% as 0.85",
};
static CLAIM_OF_WRONG_KIND: Rule = Rule {
    code: "claim-of-wrong-kind",
    level: Level::Warning,
    asks: "`claimed` (success) stands at workarounds, `claimed_fail` at dead ends: as the page asserts it.",
    help: "use the key of the approach's kind",
};

pub(super) fn run(entry: &Entry, _: &Known, report: &mut Report<'_>) {
    let head = &entry.head;
    let mut shares = Vec::new();
    for approach in &head.approaches {
        let (own, other) = match approach.kind {
            Kind::Workaround => (&approach.claimed, &approach.claimed_fail),
            Kind::DeadEnd => (&approach.claimed_fail, &approach.claimed),
        };
        if let Some(other) = other {
            report.at(&CLAIM_OF_WRONG_KIND, other.span(), "the claim is of the other kind");
        }
        shares.extend(own.iter().chain(other).map(|claim| (*claim.get_ref(), claim.span())));
    }
    let source = head.claimed.as_ref().map(|claimed| &claimed.get_ref().by);
    let cited = source.is_some_and(|by| head.citations.iter().any(|citation| citation.url.get_ref() == by));
    if let (Some((_, span)), false) = (shares.first(), cited) {
        report.at(&CLAIM_WITHOUT_SOURCE, span.clone(), "nobody is named who claims this");
    }
    if let Some(claimed) = &head.claimed {
        if !cited {
            report.at(&CLAIM_WITHOUT_SOURCE, claimed.span(), "`by` is not the URL of a citation");
        }
        let of_failure = [claimed.get_ref().fix_rate, claimed.get_ref().confidence];
        shares.extend(of_failure.into_iter().flatten().map(|share| (share, claimed.span())));
    }
    for (share, span) in shares {
        if !(0.0..=1.0).contains(&share) {
            report.at(&CLAIM_OUT_OF_RANGE, span, format!("{share} is not from 0 to 1"));
        }
    }
}
