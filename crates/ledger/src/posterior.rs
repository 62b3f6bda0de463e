//! Counted units to a rate: how often an approach ends its failure, and how sure that is.
//!
//! The model is the beta-binomial one (Gelman and others, *Bayesian Data Analysis*, 3rd edition, 2.4), with the prior
//! taken from the approaches of the same kind (empirical Bayes; 5.1 there):
//!
//! ```text
//! k, n    fixed and all units of the approach, each times the weight of its source
//! K, N    the same over all approaches of its kind: the pool
//! m       (K + 1) / (N + 2), but in [1/4, 3/4]   how often such things work (Laplace's rule of succession)
//! a, b    s m, s (1 - m), with s = 2         the prior: worth two units, which is little
//! rate    Beta(a + k, b + n - k)             its mean, and the points with 2.5 % below and above
//! ```
//!
//! An empty pool has m = 1/2 and gives the uniform prior Beta(1, 1). An approach without units has no rate at all: the
//! prior is never shown as one.
//!
//! Why m is held in bounds: the labels of a canon follow the proofs, so that its workarounds are chosen among what
//! worked, and a pool of them says 0.97. Unbounded, one trial of a new one would read "at least 94 %". In bounds the prior
//! is at most as sure as one and a half trials and half a trial against, which is Jeffreys' half, and a single trial never
//! decides a label.
//!
//! How often the intervals hold the truth is measured in `tests/ledger/calibration.rs`, on five populations of true
//! rates: 95.6 % on average with 1 to 30 trials and pools of 2,000 approaches (93.8 % in the worst population), 95.0 %
//! with pools of 2, which mostly hold the approach itself. With 1 to 3 trials it is 95.9 %, and 90.2 % where most
//! approaches work and one of five does not.
//!
//! On the canon's own outcomes the means are too cautious: of 1,918 that the others of their approach put at 84 %, 99 %
//! were fixed, and of 1,620 put at 14 %, 0.7 % (2026-11-27; `unstuck stats --format json` counts them anew). That is the
//! price of the bounds, and the variants of one proof are more alike than independent trials would be.

use std::collections::BTreeMap;

use crate::beta::interval;
use crate::{Source, Tally};

/// What the prior is worth, in units. DESIGN says "at most 2": after a handful of units of its own an approach speaks for
/// itself, and two are what an empty pool needs to be uniform.
const STRENGTH: f64 = 2.0;

/// How near to never, or to always, a pool may say that its approaches work.
const SUREST: f64 = 0.25;

/// Where a rate has to lie wholly above, or below, for a label to stand.
const EVEN: f64 = 0.5;

/// Units, and those of them in which the failure was gone.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Units.
    pub trials: u64,
    /// Of them fixed.
    pub fixed: u64,
}

/// Units times the weights of their sources.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Weighted {
    /// N: all.
    pub trials: f64,
    /// K: those in which the failure was gone.
    pub fixed: f64,
}

/// All approaches of one kind, added up: what a new one of the kind may be expected to do.
///
/// Who calls decides what is one kind (workarounds, dead ends), since the ledger knows no labels.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Pool {
    all: Weighted,
}

/// How often an approach ends its failure, as counted.
#[derive(Debug, Clone, PartialEq)]
pub struct Rate {
    /// Posterior mean.
    pub mean: f64,
    /// Lower end of the 95 % equal-tailed interval.
    pub low: f64,
    /// Upper end of the 95 % equal-tailed interval.
    pub high: f64,
    /// Units, unweighted.
    pub trials: u64,
    /// Units in which the failure was gone, unweighted.
    pub fixed: u64,
    /// The same by source.
    pub sources: BTreeMap<Source, Counts>,
    /// The same times the weights of the sources.
    pub weighted: Weighted,
    /// The prior's shapes: (a, b) of its Beta.
    pub prior: (f64, f64),
}

/// What a rate says of the label that an approach has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The whole interval is on the label's side of one half.
    Supported,
    /// The whole interval is on the other side.
    Refuted,
    /// One half is inside the interval.
    Open,
    /// Nothing was counted.
    Unmeasured,
}

/// How an approach is labelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Label {
    /// It is said to end the failure.
    Workaround,
    /// It is said not to.
    DeadEnd,
}

/// What a failure as a whole looks like.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Standing {
    /// Mean rate of the workaround with the highest lower bound.
    pub fix_rate: f64,
    /// One minus the width of that one's interval.
    pub confidence: f64,
    /// Units of all approaches of the failure, unweighted.
    pub evidence: u64,
}

impl Source {
    /// What one unit counts. A run against the real thing counts in full; our own emulation may be wrong about the
    /// service, and a page about its cause; somebody's word is a hint.
    #[must_use]
    pub fn weight(self) -> f64 {
        match self {
            Self::Proof | Self::Field => 1.0,
            Self::Emulated | Self::Citation => 0.5,
            Self::Report => 0.25,
        }
    }
}

impl Weighted {
    /// The weighted sum of a tally.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "exact up to 2^53 units")]
    pub fn of(tally: &Tally) -> Self {
        // The weights are powers of two: sums are exact, and so do not depend on their order.
        tally.iter().fold(Self::default(), |sum, (source, counts)| Self {
            trials: sum.trials + source.weight() * counts.trials as f64,
            fixed: sum.fixed + source.weight() * counts.fixed as f64,
        })
    }
}

impl Pool {
    /// Takes an approach in.
    pub fn add(&mut self, tally: &Tally) {
        let weighted = Weighted::of(tally);
        self.all.trials += weighted.trials;
        self.all.fixed += weighted.fixed;
    }

    /// What is in it: K and N.
    #[must_use]
    pub fn weighted(&self) -> Weighted {
        self.all
    }

    /// A pool with these sums: what [`Pool::weighted`] gave.
    #[must_use]
    pub fn from_weighted(all: Weighted) -> Self {
        Self { all }
    }

    /// The interval of the prior alone: where an approach without units stands among others. It is no rate.
    #[must_use]
    pub fn unmeasured(&self) -> (f64, f64) {
        let (a, b) = self.prior();
        interval(a, b)
    }

    /// The shapes a and b of the prior it gives.
    #[must_use]
    pub fn prior(&self) -> (f64, f64) {
        let succeeds = (self.all.fixed + 1.0) / (self.all.trials + 2.0);
        let succeeds = succeeds.clamp(SUREST, 1.0 - SUREST);
        (STRENGTH * succeeds, STRENGTH * (1.0 - succeeds))
    }

    /// The pool without one unit that is in it.
    pub(crate) fn without(&self, source: Source, fixed: bool) -> Self {
        let weight = source.weight();
        Self {
            all: Weighted {
                trials: self.all.trials - weight,
                fixed: self.all.fixed - if fixed { weight } else { 0.0 },
            },
        }
    }

    /// The mean of the rate of an approach.
    pub(crate) fn mean(&self, tally: &Tally) -> f64 {
        let (a, b) = shapes(self.prior(), Weighted::of(tally));
        a / (a + b)
    }

    /// The rate of an approach; none where nothing was counted.
    #[must_use]
    pub fn rate(&self, tally: &Tally) -> Option<Rate> {
        let trials: u64 = tally.values().map(|counts| counts.trials).sum();
        let fixed = tally.values().map(|counts| counts.fixed).sum();
        if trials == 0 {
            return None;
        }
        let prior = self.prior();
        let weighted = Weighted::of(tally);
        let (a, b) = shapes(prior, weighted);
        let (low, high) = interval(a, b);
        Some(Rate { mean: a / (a + b), low, high, trials, fixed, sources: tally.clone(), weighted, prior })
    }
}

/// The shapes of the posterior.
fn shapes(prior: (f64, f64), weighted: Weighted) -> (f64, f64) {
    (prior.0 + weighted.fixed, prior.1 + weighted.trials - weighted.fixed)
}

impl<'t> FromIterator<&'t Tally> for Pool {
    fn from_iter<T: IntoIterator<Item = &'t Tally>>(tallies: T) -> Self {
        let mut pool = Self::default();
        tallies.into_iter().for_each(|tally| pool.add(tally));
        pool
    }
}

impl Verdict {
    /// Holds a label against what was counted.
    #[must_use]
    pub fn of(label: Label, rate: Option<&Rate>) -> Self {
        let Some(rate) = rate else { return Self::Unmeasured };
        match label {
            Label::Workaround if rate.low > EVEN => Self::Supported,
            Label::Workaround if rate.high < EVEN => Self::Refuted,
            Label::DeadEnd if rate.high < EVEN => Self::Supported,
            Label::DeadEnd if rate.low > EVEN => Self::Refuted,
            Label::Workaround | Label::DeadEnd => Self::Open,
        }
    }
}

impl Standing {
    /// What the approaches of one failure come to: `workarounds` are the rates of those that apply, `tallies` those of all
    /// its approaches, dead ends too. None where no workaround was measured.
    #[must_use]
    pub fn of<'r>(
        workarounds: impl IntoIterator<Item = &'r Rate>,
        tallies: impl IntoIterator<Item = &'r Tally>,
    ) -> Option<Self> {
        // By the lower bound: one lucky trial must not outrank fifty.
        let best = workarounds
            .into_iter()
            .max_by(|one, other| one.low.total_cmp(&other.low).then(one.mean.total_cmp(&other.mean)))?;
        let evidence = tallies.into_iter().flat_map(BTreeMap::values).map(|counts| counts.trials).sum();
        Some(Self { fix_rate: best.mean, confidence: 1.0 - (best.high - best.low), evidence })
    }
}
