//! What was counted of one failure, in the canon and in the ledger.

use std::collections::{BTreeMap, BTreeSet};

use memchr::memmem;
use unstuck_canon::{ApproachId, Entry, FailureId, Indexed, Kind};
use unstuck_ledger::{Calibration, Label, Outcome, Pool, Rate, Source, Standing, Tally, Units, Verdict};

use crate::counted::carried;
use crate::{Error, Library};

/// What was counted of one failure.
#[derive(Debug)]
pub(crate) struct Measured {
    /// Every outcome of its approaches.
    pub(crate) outcomes: Vec<Outcome>,
    /// By approach, of those of the entry.
    approaches: BTreeMap<ApproachId, Approach>,
    /// What became of it: the approach, the failure that followed, in how many units.
    pub(crate) arrows: Vec<Arrow>,
    /// Whether the ledger did not answer, so that what it holds is missing.
    pub(crate) without_ledger: bool,
}

/// What was counted of one approach.
#[derive(Debug)]
struct Approach {
    kind: Kind,
    tally: Tally,
    rate: Option<Rate>,
    pool: Pool,
    /// Every proof of it used an older version of a tool than is known.
    dated: bool,
}

/// An approach turned one failure into another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Arrow {
    pub(crate) from: FailureId,
    pub(crate) via: ApproachId,
    pub(crate) to: FailureId,
    /// Units.
    pub(crate) trials: u64,
}

impl Measured {
    /// Counts what is known of an entry's approaches.
    pub(crate) fn new(library: &Library, failure: &Indexed<'_>, entry: &Entry) -> Result<Self, Error> {
        let Gathered { mut outcomes, without_ledger } = outcomes(library, Some((failure, entry)), &failure.id)?;
        // Approaches that the entry no longer has are no part of it.
        outcomes.retain(|outcome| entry.head.approaches.iter().any(|own| *own.id.get_ref() == outcome.approach));
        let units: Units = outcomes.iter().collect();
        let mut tallies = units.tallies().remove(&failure.id).unwrap_or_default();
        let counted = library.counted()?;
        let mut approaches = BTreeMap::new();
        for own in &entry.head.approaches {
            let id = own.id.get_ref().clone();
            let tally = tallies.remove(&id).unwrap_or_default();
            let pool = counted.pool(own.kind);
            let mut proofs =
                outcomes.iter().filter(|seen| seen.approach == id && seen.source == Source::Proof).peekable();
            let dated = proofs.peek().is_some() && proofs.all(|seen| counted.dated(seen));
            let rate = pool.rate(&tally);
            approaches.insert(id, Approach { kind: own.kind, tally, rate, pool, dated });
        }
        Ok(Self { arrows: arrows(&units), outcomes, approaches, without_ledger })
    }

    pub(crate) fn rate(&self, id: &ApproachId) -> Option<&Rate> {
        self.approaches.get(id)?.rate.as_ref()
    }

    pub(crate) fn pool(&self, id: &ApproachId) -> Option<&Pool> {
        Some(&self.approaches.get(id)?.pool)
    }

    pub(crate) fn verdict(&self, id: &ApproachId) -> Verdict {
        let Some(approach) = self.approaches.get(id) else { return Verdict::Unmeasured };
        Verdict::of(label(approach.kind), approach.rate.as_ref())
    }

    pub(crate) fn dated(&self, id: &ApproachId) -> bool {
        self.approaches.get(id).is_some_and(|approach| approach.dated)
    }

    /// The interval by which an approach stands among others: its own, or that of the prior where nothing was counted.
    pub(crate) fn stands(&self, id: &ApproachId) -> (f64, f64) {
        let Some(approach) = self.approaches.get(id) else { return (0.0, 1.0) };
        approach.rate.as_ref().map_or_else(|| approach.pool.unmeasured(), |rate| (rate.low, rate.high))
    }

    /// What the failure as a whole comes to; none where no workaround was measured.
    pub(crate) fn standing(&self) -> Option<Standing> {
        Standing::of(self.workarounds().map(|(_, rate)| rate), self.approaches.values().map(|approach| &approach.tally))
    }

    /// Holds each outcome against what the others of its approach predict.
    pub(crate) fn held(&self, calibration: &mut Calibration) {
        self.approaches.values().for_each(|approach| calibration.add(&approach.pool, &approach.tally));
    }

    /// Units of all approaches.
    pub(crate) fn evidence(&self) -> u64 {
        self.approaches.values().flat_map(|approach| approach.tally.values()).map(|counts| counts.trials).sum()
    }

    fn workarounds(&self) -> impl Iterator<Item = (&ApproachId, &Rate)> {
        let own = self.approaches.iter().filter(|(_, own)| own.kind == Kind::Workaround);
        own.filter_map(|(id, own)| Some((id, own.rate.as_ref()?)))
    }
}

/// How the ledger names a kind.
pub(crate) fn label(kind: Kind) -> Label {
    match kind {
        Kind::Workaround => Label::Workaround,
        Kind::DeadEnd => Label::DeadEnd,
    }
}

/// The arrows that lead to a failure, by where they come from; and whether those in the ledger are missing.
pub(crate) fn before(library: &Library, failure: &FailureId) -> Result<(Vec<Arrow>, bool), Error> {
    let mut from: BTreeSet<FailureId> =
        library.counted()?.before(failure.as_str()).filter_map(|id| id.parse().ok()).collect();
    // Outcomes in overlays are not counted when the program is built.
    let named = |own: &&Indexed<'_>| memmem::find(&own.outcomes, failure.as_str().as_bytes()).is_some();
    from.extend(library.overlaid().filter(named).map(|own| own.id.clone()));
    let mut without_ledger = false;
    if let Some(records) = library.records() {
        match records.before(failure)? {
            Some(more) => from.extend(more),
            None => without_ledger = true,
        }
    }
    let mut found = Vec::new();
    for id in from {
        let entry =
            library.index().get(id.as_str()).map(|own| Ok::<_, Error>((own, own.read().map_err(Error::unread)?)));
        let entry = entry.transpose()?;
        let own = outcomes(library, entry.as_ref().map(|(own, entry)| (*own, entry)), &id)?;
        without_ledger |= own.without_ledger;
        let units: Units = own.outcomes.iter().filter(|outcome| outcome.failure == id).collect();
        found.extend(arrows(&units).into_iter().filter(|arrow| arrow.to == *failure));
    }
    Ok((found, without_ledger))
}

/// Outcomes of a failure.
struct Gathered {
    outcomes: Vec<Outcome>,
    without_ledger: bool,
}

/// The outcomes of a failure: those its entry carries, and those in the ledger.
fn outcomes(library: &Library, entry: Option<(&Indexed<'_>, &Entry)>, id: &FailureId) -> Result<Gathered, Error> {
    let mut outcomes = Vec::new();
    if let Some((failure, entry)) = entry {
        let bad = |source| Error::Outcomes { failure: failure.id.to_string(), source };
        outcomes = carried(entry, &failure.outcomes).map_err(bad)?;
        outcomes.retain(|outcome| outcome.failure == *id);
    }
    let mut without_ledger = false;
    if let Some(records) = library.records() {
        match records.outcomes(id)? {
            Some(more) => outcomes.extend(more),
            None => without_ledger = true,
        }
    }
    Ok(Gathered { outcomes, without_ledger })
}

fn arrows(units: &Units) -> Vec<Arrow> {
    let mut arrows = Vec::new();
    for ((from, via), next) in units.transitions() {
        for (to, trials) in next {
            arrows.push(Arrow { from: from.clone(), via: via.clone(), to, trials });
        }
    }
    arrows
}
