//! How quick the ledger is: appending, and reading all of it, or one failure of it, for the rates, on both stores.
//!
//! PostgreSQL is started for it, as in the tests; where it is not installed the bench stops and says so.
//! `LEDGER_BENCH_MOST=100000` leaves out the largest ledger.

#![expect(clippy::unwrap_used, reason = "a bench that cannot begin has nothing else to do")]

use std::hint::black_box;
use std::time::{Duration, Instant};

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use tokio::runtime::Runtime;
use unstuck_ledger::{Filter, Ledger, Outcome, Pool, Units};

#[path = "../tests/ledger/made.rs"]
#[expect(dead_code, reason = "a bench makes its own series")]
mod made;
#[path = "../tests/ledger/server.rs"]
#[expect(dead_code, reason = "a bench does not crash the server")]
mod server;

/// Outcomes in the ledgers that are read.
const SIZES: [usize; 3] = [10_000, 100_000, 1_000_000];

/// Outcomes in one transaction.
const BATCH: usize = 1_000;

/// Outcomes of the failure that is read alone.
const FEW: usize = 100;

/// As many failures as a large canon has, unlike the tests' twenty, and a few outcomes of one voice.
fn nth(number: usize) -> Outcome {
    let mut made = made::nth(number);
    made.failure = format!("domain-{}/slug-{}", number % 40, number % 2_000).parse().unwrap();
    made
}

/// The outcomes of one failure, as many in a small ledger as in a large one.
fn few() -> Vec<Outcome> {
    (0..FEW).map(|number| Outcome { failure: "rare/one".parse().unwrap(), ..nth(number) }).collect()
}

fn batch(first: usize) -> Vec<Outcome> {
    (first..first + BATCH).map(nth).collect()
}

/// The rates of the approaches that pass the filter; how many there are.
async fn rates(ledger: &Ledger, filter: &Filter) -> usize {
    let (mut units, mut pages) = (Units::default(), ledger.pages(filter));
    while let Some(page) = pages.next().await.unwrap() {
        units.extend(&page);
    }
    let tallies = units.tallies();
    let all = || tallies.values().flat_map(std::collections::BTreeMap::values);
    let pool: Pool = all().collect();
    all().filter_map(|tally| black_box(pool.rate(tally))).count()
}

fn stores(folder: &std::path::Path, name: &str) -> [(&'static str, String); 2] {
    let server = server::Server::shared();
    [("sqlite", server::file(folder, name)), ("postgres", server.database(&name.replace(['.', ' '], "_")))]
}

fn append(criterion: &mut Criterion) {
    let (runtime, folder) = (Runtime::new().unwrap(), tempfile::tempdir().unwrap());
    let mut group = criterion.benchmark_group("append");
    for (store, url) in stores(folder.path(), "append") {
        let ledger = runtime.block_on(Ledger::open(&url)).unwrap();
        let mut next = 0;
        group.throughput(Throughput::Elements(1));
        group.bench_function(format!("{store}: one"), |bencher| {
            bencher.iter(|| {
                next += 1;
                runtime.block_on(ledger.append(&[nth(next)])).unwrap()
            });
        });
        next = 10_000_000;
        group.throughput(Throughput::Elements(BATCH as u64));
        group.bench_function(format!("{store}: {BATCH} at a time"), |bencher| {
            bencher.iter_custom(|times| {
                let batches: Vec<_> = (0..times)
                    .map(|_| {
                        next += BATCH;
                        batch(next)
                    })
                    .collect();
                let begun = Instant::now();
                for batch in &batches {
                    runtime.block_on(ledger.append(batch)).unwrap();
                }
                begun.elapsed()
            });
        });
    }
    group.finish();
}

fn read(criterion: &mut Criterion) {
    let (runtime, folder) = (Runtime::new().unwrap(), tempfile::tempdir().unwrap());
    let most = std::env::var("LEDGER_BENCH_MOST").map_or(usize::MAX, |most| most.parse().unwrap());
    let (all, one) = (Filter::default(), Filter { failure: Some(few()[0].failure.clone()), approach: None });
    let mut group = criterion.benchmark_group("rates");
    for (store, url) in stores(folder.path(), "rates") {
        let ledger = runtime.block_on(Ledger::open(&url)).unwrap();
        runtime.block_on(ledger.append(&few())).unwrap();
        let mut there = 0;
        for size in SIZES.into_iter().filter(|size| *size <= most) {
            while there < size {
                runtime.block_on(ledger.append(&batch(there))).unwrap();
                there += BATCH;
            }
            group.throughput(Throughput::Elements(size as u64));
            group.bench_function(format!("{store}: all of {size} outcomes"), |bencher| {
                bencher.iter(|| runtime.block_on(rates(&ledger, &all)));
            });
            // What an answer needs, which must not depend on what else is in the ledger.
            group.throughput(Throughput::Elements(FEW as u64));
            group.bench_function(format!("{store}: {FEW} of {size} outcomes"), |bencher| {
                bencher.iter(|| runtime.block_on(rates(&ledger, &one)));
            });
        }
    }
    group.finish();
}

/// Few and short samples, as for the engine: the largest reading takes many seconds.
fn settings() -> Criterion {
    Criterion::default()
        .sample_size(10)
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(3))
        .without_plots()
}

criterion_group! {
    name = benches;
    config = settings();
    targets = append, read
}
criterion_main!(benches);
