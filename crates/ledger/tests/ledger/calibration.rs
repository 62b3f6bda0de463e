//! Do the 95 % intervals hold the truth 95 times of 100? Does what is predicted come as often as predicted?

use std::collections::BTreeMap;

use unstuck_ledger::{Calibration, Counts, Pool, Source, Tally};

/// SplitMix64 (Steele, Lea, Flood 2014): the same numbers on every run.
struct Dice(u64);

impl Dice {
    #[expect(clippy::cast_precision_loss, reason = "53 bits fit")]
    fn uniform(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((bits ^ (bits >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Beta(a, b) of whole shapes: the `a`th smallest of a + b - 1 uniform numbers.
    fn beta(&mut self, a: usize, b: usize) -> f64 {
        let mut drawn: Vec<f64> = (1..a + b).map(|_| self.uniform()).collect();
        drawn.sort_by(f64::total_cmp);
        drawn[a - 1]
    }

    fn below(&mut self, limit: u64) -> u64 {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss,
            reason = "small"
        )]
        let drawn = (self.uniform() * limit as f64) as u64;
        drawn
    }
}

type Population = fn(&mut Dice) -> f64;

const POPULATIONS: [(&str, Population); 5] = [
    ("Beta(9, 1): most work", |dice| dice.beta(9, 1)),
    ("Beta(1, 9): most do not", |dice| dice.beta(1, 9)),
    ("mixture: 4 of 5 Beta(9, 1), 1 of 5 Beta(1, 9)", |dice| {
        if dice.uniform() < 0.8 { dice.beta(9, 1) } else { dice.beta(1, 9) }
    }),
    ("uniform", Dice::uniform),
    ("Beta(2, 2): in the middle", |dice| dice.beta(2, 2)),
];

/// An approach: how often it works in truth, and 1 to `most` trials of it.
fn drawn(dice: &mut Dice, population: Population, most: u64, sources: &[Source]) -> (f64, Tally) {
    let truth = population(dice);
    let mut tally = Tally::new();
    for _ in 0..=dice.below(most) {
        let source = sources[usize::try_from(dice.below(sources.len() as u64)).unwrap()];
        let counts: &mut Counts = tally.entry(source).or_default();
        counts.trials += 1;
        counts.fixed += u64::from(dice.uniform() < truth);
    }
    (truth, tally)
}

/// The share of intervals that hold the truth, where `pools` pools of `approaches` approaches are drawn, each with 1 to
/// `most` trials of the given sources.
fn coverage(seed: u64, population: Population, pools: usize, approaches: usize, most: u64, sources: &[Source]) -> f64 {
    let mut dice = Dice(seed);
    let (mut held, mut all) = (0_u32, 0_u32);
    for _ in 0..pools {
        let drawn: Vec<_> = (0..approaches).map(|_| drawn(&mut dice, population, most, sources)).collect();
        let pool: Pool = drawn.iter().map(|(_, tally)| tally).collect();
        // Many have the same counts, and so the same interval.
        let mut intervals = BTreeMap::new();
        for (truth, tally) in &drawn {
            let counts: Vec<_> = tally.iter().map(|(source, counts)| (*source, counts.trials, counts.fixed)).collect();
            let (low, high) = *intervals.entry(counts).or_insert_with(|| {
                let rate = pool.rate(tally).unwrap();
                (rate.low, rate.high)
            });
            held += u32::from((low..=high).contains(truth));
            all += 1;
        }
    }
    f64::from(held) / f64::from(all)
}

/// A draw: its name, pools, approaches in each, most trials of one, sources, and how many intervals must hold the truth:
/// of any population, and on average over the populations.
type Draw = (&'static str, usize, usize, u64, &'static [Source], f64, f64);

/// Measured, and required:
///
/// | draw | lowest population | average | required |
/// |---|---|---|---|
/// | pools of 2,000, 1 to 30 proofs | 0.938 | 0.956 | 0.928, 0.946 |
/// | pools of 10, 1 to 30 proofs | 0.936 | 0.955 | 0.926, 0.945 |
/// | pools of 2, 1 to 30 proofs | 0.934 | 0.950 | 0.924, 0.940 |
/// | pools of 2,000, 1 to 3 proofs | 0.902 | 0.959 | 0.892, 0.949 |
/// | pools of 100, 1 to 30 outcomes of all sources | 0.940 | 0.969 | 0.930, 0.959 |
///
/// Why not 0.95 everywhere: an interval covers 95 % where the prior is the population, and one Beta of strength 2 is not.
/// The lowest population is the mixture, whose pool says 0.74 while no approach is near that; with three trials its dead
/// ends are still drawn to the pool. Weights below one make intervals wider than the trials alone would, so mixed sources
/// cover more. What is required is 0.01 below what was measured: an average over 5 x 1,500 intervals, the fewest here, has
/// a standard error of 0.0025, so that the test stands where the seed changes, and falls where the interval does: a 90 %
/// one covers about 0.89.
const DRAWS: [Draw; 5] = [
    ("pools of 2,000, 1 to 30 proofs", 10, 2_000, 30, &[Source::Proof], 0.928, 0.946),
    ("pools of 10, 1 to 30 proofs", 400, 10, 30, &[Source::Proof], 0.926, 0.945),
    ("pools of 2, 1 to 30 proofs", 2_000, 2, 30, &[Source::Proof], 0.924, 0.940),
    ("pools of 2,000, 1 to 3 proofs", 10, 2_000, 3, &[Source::Proof], 0.892, 0.949),
    ("pools of 100, 1 to 30 outcomes of all sources", 15, 100, 30, &Source::ALL, 0.930, 0.959),
];

#[test]
fn intervals_hold_the_truth() {
    for (draw, pools, approaches, most, sources, least, average) in DRAWS {
        let mut sum = 0.0;
        for (name, population) in POPULATIONS {
            let share = coverage(7, population, pools, approaches, most, sources);
            println!("{share:.3} {draw}: {name}");
            assert!(share >= least, "{share} {draw}: {name}");
            sum += share / 5.0;
        }
        println!("{sum:.3} {draw}: on average");
        assert!(sum >= average, "{sum} {draw}");
    }
}

/// Approaches that work equally often as not, whose prior is then the population itself: every tenth comes as predicted.
#[test]
fn what_is_predicted_comes() {
    let mut dice = Dice(11);
    let tallies: Vec<Tally> = (0..20_000).map(|_| drawn(&mut dice, Dice::uniform, 12, &[Source::Proof]).1).collect();
    let pool: Pool = tallies.iter().collect();
    let mut calibration = Calibration::default();
    tallies.iter().for_each(|tally| calibration.add(&pool, tally));
    let mut visited = 0;
    for bin in calibration.bins() {
        let (share, low, high) = bin.observed();
        println!("{:.3} predicted, {share:.3} came, of {}", bin.mean(), bin.counts.trials);
        assert!((bin.mean() - share).abs() < 0.02, "{bin:?}");
        assert!(low < share && share < high, "{bin:?}");
        visited += 1;
    }
    assert_eq!(visited, 10);
}
