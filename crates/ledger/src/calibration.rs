//! Predictions held against what came: do rates mean what they say?
//!
//! Each unit is left out once. The others of its approach, with a prior from all others of its kind, give a rate; its mean
//! is the prediction, and the unit left out is what came (leave-one-out; Gelman and others, *Bayesian Data Analysis*, 3rd
//! edition, 7.2). Units are put together by tenths of their prediction: where rates mean what they say, of those predicted
//! at 80 % about 80 % were fixed. A unit that is the only one of its approach is not in it, for without it there is no rate.

use crate::posterior::Weighted;
use crate::{Counts, Pool, Source, Tally};

/// Tenths.
const BINS: usize = 10;

/// Units whose predictions lay in the same tenth.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Predicted {
    /// Sum of their predictions: over the trials, the mean prediction.
    sum: f64,
    /// The units, and those of them in which the failure was gone.
    pub counts: Counts,
}

/// How near predictions come to what is then seen.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Calibration {
    bins: [Predicted; BINS],
}

impl Calibration {
    /// Takes the units of an approach in; `pool` is that of its kind and holds them too.
    pub fn add(&mut self, pool: &Pool, tally: &Tally) {
        for (source, counts) in tally {
            for (fixed, units) in [(true, counts.fixed), (false, counts.trials - counts.fixed)] {
                let mut others = tally.clone();
                if units > 0 && left_out(&mut others, *source, fixed) {
                    let prediction = pool.without(*source, fixed).mean(&others);
                    let bin = &mut self.bins[tenth(prediction)];
                    bin.sum += prediction * exact(units);
                    bin.counts.trials += units;
                    bin.counts.fixed += if fixed { units } else { 0 };
                }
            }
        }
    }

    /// The tenths in which there are units, the lowest first.
    pub fn bins(&self) -> impl Iterator<Item = &Predicted> {
        self.bins.iter().filter(|bin| bin.counts.trials > 0)
    }
}

impl Predicted {
    /// Mean of the predictions, 0 to 1.
    #[must_use]
    pub fn mean(&self) -> f64 {
        self.sum / exact(self.counts.trials)
    }

    /// Share of the units in which the failure was gone, and its 95 % interval under a uniform prior.
    #[must_use]
    pub fn observed(&self) -> (f64, f64, f64) {
        let Counts { trials, fixed } = self.counts;
        let (low, high) = crate::beta::interval(exact(fixed) + 1.0, exact(trials - fixed) + 1.0);
        (exact(fixed) / exact(trials), low, high)
    }
}

/// Takes one unit away; false where nothing is left.
fn left_out(tally: &mut Tally, source: Source, fixed: bool) -> bool {
    if let Some(own) = tally.get_mut(&source) {
        own.trials -= 1;
        own.fixed -= u64::from(fixed);
    }
    Weighted::of(tally).trials > 0.0
}

fn tenth(share: f64) -> usize {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a mean lies between 0 and 1")]
    let tenth = (share * 10.0) as usize;
    tenth.min(BINS - 1)
}

#[expect(clippy::cast_precision_loss, reason = "exact up to 2^53 units")]
fn exact(units: u64) -> f64 {
    units as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proofs(trials: u64, fixed: u64) -> Tally {
        Tally::from([(Source::Proof, Counts { trials, fixed })])
    }

    /// Of 4 units, 3 fixed, in a pool of them alone. Without a fixed one the pool has 2 of 3, a prior of 2 (3/5, 2/5), and
    /// the mean is (1.2 + 2) / (2 + 3) = 0.64, three times. Without the other: 3 of 3, 2 (3/4, 1/4) for 4/5 is out of
    /// bounds, and (1.5 + 3) / 5 = 0.9.
    #[test]
    fn each_unit_is_predicted_from_the_others() {
        let tally = proofs(4, 3);
        let mut calibration = Calibration::default();
        calibration.add(&[&tally].into_iter().collect(), &tally);
        let bins: Vec<_> = calibration.bins().collect();
        assert_eq!(bins.len(), 2);
        assert!((bins[0].mean() - 0.64).abs() < 1e-12, "{bins:?}");
        assert_eq!(bins[0].counts, Counts { trials: 3, fixed: 3 });
        assert!((bins[1].mean() - 0.9).abs() < 1e-12, "{bins:?}");
        assert_eq!(bins[1].counts, Counts { trials: 1, fixed: 0 });
    }

    #[test]
    fn a_unit_alone_predicts_nothing() {
        let tally = proofs(1, 1);
        let mut calibration = Calibration::default();
        calibration.add(&Pool::default(), &tally);
        assert_eq!(calibration.bins().count(), 0);
    }
}
