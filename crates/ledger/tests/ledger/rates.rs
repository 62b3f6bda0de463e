//! Units and posteriors: worked by hand, and held to what must be true of all of them.

use std::collections::BTreeMap;

use proptest::prelude::*;
use unstuck_ledger::{Counts, Label, Outcome, Pool, Rate, Seen, Source, Standing, Tally, Units, Verdict};

use crate::made::{START, outcome};

fn tally(of: &[(Source, u64, u64)]) -> Tally {
    of.iter().map(|&(source, trials, fixed)| (source, Counts { trials, fixed })).collect()
}

fn only(outcomes: &[Outcome]) -> Tally {
    let units: Units = outcomes.iter().collect();
    units.tallies().into_values().flat_map(BTreeMap::into_values).next().unwrap()
}

fn near(one: f64, other: f64) -> bool {
    (one - other).abs() < 1e-6
}

/// Beta(n, 1) and Beta(1, n) can be inverted by hand: x^n = p and 1 - (1 - x)^n = p.
#[test]
fn posteriors_are_those_worked_by_hand() {
    for (counted, shapes, mean, low, high) in [
        // One proof that ended well, on a uniform prior: Beta(2, 1). √0.025 and √0.975.
        (tally(&[(Source::Proof, 1, 1)]), (2.0, 1.0), 2.0 / 3.0, 0.158_113_88, 0.987_420_88),
        // Three that did not: Beta(1, 4). 1 - 0.975^(1/4) and 1 - 0.025^(1/4).
        (tally(&[(Source::Proof, 3, 0)]), (1.0, 4.0), 0.2, 0.006_309_46, 0.602_364_63),
        // Four pages count as two: Beta(3, 1). 0.025^(1/3) and 0.975^(1/3).
        (tally(&[(Source::Citation, 4, 4)]), (3.0, 1.0), 0.75, 0.292_401_77, 0.991_596_24),
        // Two reports, one emulated run and one in the field: 0.5 + 0.5 + 1 = 2 again.
        (
            tally(&[(Source::Report, 2, 2), (Source::Emulated, 1, 1), (Source::Field, 1, 1)]),
            (3.0, 1.0),
            0.75,
            0.292_401_77,
            0.991_596_24,
        ),
    ] {
        let rate = Pool::default().rate(&counted).unwrap();
        assert_eq!(rate.prior, (1.0, 1.0));
        assert!(near(rate.prior.0 + rate.weighted.fixed, shapes.0), "{rate:?}");
        assert!(near(rate.prior.1 + rate.weighted.trials - rate.weighted.fixed, shapes.1), "{rate:?}");
        assert!(near(rate.mean, mean) && near(rate.low, low) && near(rate.high, high), "{rate:?}");
    }
}

/// Proofs 3 of 4, and reports 2 of 4: K = 3 + 0.5, N = 4 + 1, m = 4.5 / 7. The prior is Beta(9/7, 5/7), the posterior of
/// the first Beta(30/7, 12/7), whose mean is 30/42.
#[test]
fn the_prior_is_what_the_pool_says() {
    let proofs = tally(&[(Source::Proof, 4, 3)]);
    let pool: Pool = [&proofs, &tally(&[(Source::Report, 4, 2)])].into_iter().collect();
    let rate = pool.rate(&proofs).unwrap();
    assert!(near(rate.prior.0, 9.0 / 7.0) && near(rate.prior.1, 5.0 / 7.0), "{rate:?}");
    assert!(near(rate.mean, 5.0 / 7.0), "{rate:?}");
    assert_eq!((rate.trials, rate.fixed), (4, 3));
}

/// A pool in which everything worked says 3/4 and no more: one trial on it is Beta(2.5, 0.5), and decides nothing.
#[test]
fn one_trial_never_decides_a_label() {
    let all = |fixed| -> Pool { [&tally(&[(Source::Proof, 1_000, fixed)])].into_iter().collect() };
    for (label, fixed, prior) in [(Label::Workaround, 1, (1.5, 0.5)), (Label::DeadEnd, 0, (0.5, 1.5))] {
        let pool = all(1_000 * fixed);
        let once = pool.rate(&tally(&[(Source::Proof, 1, fixed)])).unwrap();
        assert_eq!(once.prior, prior);
        assert_eq!(Verdict::of(label, Some(&once)), Verdict::Open, "{once:?}");
        let thrice = pool.rate(&tally(&[(Source::Proof, 3, 3 * fixed)])).unwrap();
        assert_eq!(Verdict::of(label, Some(&thrice)), Verdict::Supported, "{thrice:?}");
        let (low, high) = pool.unmeasured();
        assert!(if fixed == 1 { once.low > low } else { once.high < high }, "{once:?}");
        assert_eq!(Pool::from_weighted(pool.weighted()), pool);
    }
}

#[test]
fn nothing_counted_is_no_rate() {
    let pool: Pool = [&tally(&[(Source::Proof, 100, 100)])].into_iter().collect();
    assert_eq!(pool.rate(&Tally::new()), None);
    assert_eq!(pool.rate(&tally(&[(Source::Proof, 0, 0)])), None);
    assert_eq!(Verdict::of(Label::Workaround, None), Verdict::Unmeasured);
    assert_eq!(Standing::of([], [&tally(&[(Source::Proof, 9, 0)])]), None);
}

#[test]
fn a_unit_is_what_may_differ() {
    use Seen::{Fixed, Same};
    const DAY: i64 = 86_400;
    let became = || Seen::Became("git/conflict".parse().unwrap());
    let variant = |name: &str, seen, second| {
        let mut made = outcome(Source::Proof, "", seen, second);
        made.environment.insert("variant".to_owned(), name.to_owned());
        made
    };
    for (what, outcomes, trials, fixed) in [
        (
            "proofs: the latest of an environment",
            vec![variant("a", Fixed, 0), variant("a", Same, 1), variant("b", Fixed, 0)],
            2,
            1,
        ),
        (
            "emulated is not real",
            vec![variant("a", Fixed, 0), Outcome { source: Source::Emulated, ..variant("a", Same, 1) }],
            2,
            1,
        ),
        (
            "field: a project and a UTC day",
            vec![
                outcome(Source::Field, "p", Same, 0),
                outcome(Source::Field, "p", Fixed, DAY - 1),
                outcome(Source::Field, "p", Same, DAY),
                outcome(Source::Field, "q", Fixed, 0),
            ],
            3,
            2,
        ),
        (
            "a page once",
            vec![outcome(Source::Citation, "u", Same, 0), outcome(Source::Citation, "u", Fixed, 9 * DAY)],
            1,
            1,
        ),
        (
            "a reporter once",
            vec![outcome(Source::Report, "ann", Fixed, 0), outcome(Source::Report, "ann", became(), DAY)],
            1,
            0,
        ),
    ] {
        let counts = only(&outcomes).into_values().fold((0, 0), |sum, next| (sum.0 + next.trials, sum.1 + next.fixed));
        assert_eq!(counts, (trials, fixed), "{what}");
    }
}

#[test]
fn arrows_are_counted_in_units() {
    let to = |id: &str| Seen::Became(id.parse().unwrap());
    let units: Units = [
        outcome(Source::Report, "ann", to("a/x"), 0),
        outcome(Source::Report, "ann", to("a/y"), 1),
        outcome(Source::Report, "bob", to("a/y"), 0),
        outcome(Source::Report, "eve", Seen::Fixed, 0),
    ]
    .iter()
    .collect();
    let arrows = units.transitions();
    assert_eq!(arrows.len(), 1);
    assert_eq!(arrows.into_values().next().unwrap(), BTreeMap::from([("a/y".parse().unwrap(), 2)]));
}

#[test]
fn a_label_stands_or_falls_with_the_whole_interval() {
    let rate = |trials, fixed| Pool::default().rate(&tally(&[(Source::Proof, trials, fixed)])).unwrap();
    let (good, bad, open) = (rate(20, 20), rate(20, 0), rate(2, 1));
    for (label, rate, verdict) in [
        (Label::Workaround, &good, Verdict::Supported),
        (Label::Workaround, &bad, Verdict::Refuted),
        (Label::Workaround, &open, Verdict::Open),
        (Label::DeadEnd, &good, Verdict::Refuted),
        (Label::DeadEnd, &bad, Verdict::Supported),
        (Label::DeadEnd, &open, Verdict::Open),
    ] {
        assert_eq!(Verdict::of(label, Some(rate)), verdict, "{label:?} {rate:?}");
    }
}

#[test]
fn a_failure_is_as_good_as_its_surest_workaround() {
    let tallies =
        [tally(&[(Source::Proof, 1, 1)]), tally(&[(Source::Proof, 50, 40)]), tally(&[(Source::Report, 4, 0)])];
    let rates: Vec<Rate> = tallies[..2].iter().map(|tally| Pool::default().rate(tally).unwrap()).collect();
    let standing = Standing::of(&rates, &tallies).unwrap();
    assert!(near(standing.fix_rate, 41.0 / 52.0), "{standing:?}");
    assert!(near(standing.confidence, 1.0 - (rates[1].high - rates[1].low)), "{standing:?}");
    assert_eq!(standing.evidence, 55);
}

prop_compose! {
    /// Few voices, environments and times, so that units coincide often.
    fn any_outcome()(
        approach in 0..2_u8, source in 0..5_usize, voice in 0..3_u8, environment in 0..3_u8, seen in 0..3_u8, quarter in 0..9_i64,
    ) -> Outcome {
        let seen = match seen {
            0 => Seen::Fixed,
            1 => Seen::Same,
            _ => Seen::Became("git/conflict".parse().unwrap()),
        };
        let mut made = outcome(Source::ALL[source], &voice.to_string(), seen, quarter * 21_600);
        made.approach = format!("approach-{approach}").parse().unwrap();
        made.environment.insert("variant".to_owned(), environment.to_string());
        made
    }
}

/// The rates of both approaches, in one pool.
fn rates(outcomes: &[Outcome]) -> Vec<Option<Rate>> {
    let tallies = outcomes.iter().collect::<Units>().tallies();
    let approaches: BTreeMap<_, _> = tallies.into_values().flatten().collect();
    let pool: Pool = approaches.values().collect();
    (0..2)
        .map(|number| approaches.get(format!("approach-{number}").as_str()).and_then(|tally| pool.rate(tally)))
        .collect()
}

proptest! {
    #[test]
    fn order_and_repetition_change_nothing(
        (outcomes, shuffled) in prop::collection::vec(any_outcome(), 0..40)
            .prop_flat_map(|outcomes| {
                let twice = [&outcomes[..], &outcomes[..outcomes.len() / 2]].concat();
                (Just(outcomes), Just(twice).prop_shuffle())
            })
    ) {
        let (units, other) = (outcomes.iter().collect::<Units>(), shuffled.iter().collect::<Units>());
        prop_assert_eq!(&units, &other);
        prop_assert_eq!(units.transitions(), other.transitions());
        prop_assert_eq!(rates(&outcomes), rates(&shuffled));
    }

    #[test]
    fn one_more_unit_moves_the_rate_its_own_way(
        outcomes in prop::collection::vec(any_outcome(), 1..40), source in 0..5_usize, fixed: bool,
    ) {
        let seen = if fixed { Seen::Fixed } else { Seen::Same };
        let mut more = outcome(Source::ALL[source], "somebody new", seen, START);
        more.approach = "approach-0".parse().unwrap();
        more.environment.insert("variant".to_owned(), "new".to_owned());
        let before = rates(&outcomes);
        let after = rates(&[&outcomes[..], &[more]].concat());
        // The other approach moves too, by the pool, and the same way.
        for (before, after) in before.into_iter().zip(after) {
            let (Some(before), Some(after)) = (before, after) else { continue };
            for (before, after) in [(before.mean, after.mean), (before.low, after.low), (before.high, after.high)] {
                // 1e-12: what rounding in the distribution function may do to a bound.
                prop_assert!(if fixed { after >= before - 1e-12 } else { after <= before + 1e-12 }, "{before} {after}");
            }
        }
    }

    #[test]
    fn a_rate_is_a_share(trials in 1..2_000_000_u64, share in 0.0..=1.0_f64, pool in 0..1_000_000_u64) {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "a share of a count")]
        let fixed = (trials as f64 * share) as u64;
        let pool: Pool = [&tally(&[(Source::Proof, pool, pool)])].into_iter().collect();
        let rate = pool.rate(&tally(&[(Source::Field, trials, fixed)])).unwrap();
        prop_assert!(0.0 <= rate.low && rate.low <= rate.high && rate.high <= 1.0, "{rate:?}");
        prop_assert!((0.0..=1.0).contains(&rate.mean), "{rate:?}");
    }
}

/// What a ledger was written with must be read in years: the line and the digest of an outcome are for ever.
#[test]
fn the_digest_of_an_outcome_never_changes() {
    let mut made = outcome(Source::Proof, "", Seen::Became("git/conflict".parse().unwrap()), 0);
    made.environment.insert("git".to_owned(), "git version 2.47.3".to_owned());
    made.experiment = Some("ab".to_owned());
    let line = r#"{"failure":"git/non-fast-forward","approach":"pull-rebase","seen":{"became":"git/conflict"},"source":"proof","environment":{"git":"git version 2.47.3"},"experiment":"ab","at":"2026-01-01T00:00:00Z"}"#;
    assert_eq!(made.line(), line);
    // `printf %s LINE | sha256sum`
    assert_eq!(made.digest().to_string(), "3fa4b22807c054f4636fbbd577ace079c9081d2378553f8c55b7957b99f9ac43");
    let said = outcome(Source::Report, "Zoë", Seen::Fixed, 1);
    let line = r#"{"failure":"git/non-fast-forward","approach":"pull-rebase","seen":"fixed","source":"report","voice":"Zoë","at":"2026-01-01T00:00:01Z"}"#;
    assert_eq!(said.line(), line);
    assert_eq!(Outcome::read_lines(line).unwrap(), [said]);
}
