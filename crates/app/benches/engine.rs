//! How quick the engine is: its start, its pass over a log beside other ways to do the same, and `check` of the canon.
//!
//! `scripts/bench` runs this and the figures of whole processes; `docs/performance.md` has the results.

#![expect(clippy::unwrap_used, reason = "a bench that cannot begin has nothing else to do")]

use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::Duration;

use aho_corasick::{AhoCorasick, AhoCorasickKind};
use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, Criterion, Throughput, criterion_group, criterion_main};
use regex::bytes::{Regex, RegexSet, RegexSetBuilder};
use unstuck_app::actions::Explainer;
use unstuck_app::{Lang, Library, Overlays, actions};
use unstuck_canon::{CompiledPattern, Pattern};
use unstuck_diagnosis::{Diagnoser, Diagnosis, Scanner};

#[path = "../examples/make_log.rs"]
#[expect(dead_code, reason = "only the program has a use for its command line")]
mod make_log;

/// Bytes of a log as people paste it.
const SHORT: usize = 50_000;
/// Bytes of the log of a long job.
const LONG: usize = 20_000_000;
/// Bytes of the log for what would take minutes on the long one.
const SLICE: usize = 200_000;
/// Bytes that come at a time, as from a file.
const CHUNK: usize = 64 * 1024;

fn canon() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../canon")
}

fn log(bytes: usize) -> Vec<u8> {
    let mut log = Vec::with_capacity(bytes + CHUNK);
    make_log::Sources::read(&canon().join("ordinary"), &canon()).unwrap().write(bytes as u64, &mut log).unwrap();
    log.truncate(bytes);
    log
}

fn library() -> Library {
    Library::open(&Overlays::default()).unwrap()
}

fn diagnose(library: &Library, scanner: &Scanner<'_>, log: &[u8]) -> Diagnosis {
    let mut diagnoser = Diagnoser::new(library.index(), scanner);
    log.chunks(CHUNK).for_each(|chunk| diagnoser.push(chunk));
    diagnoser.finish()
}

/// What happens between the start of a process and its first diagnosis.
fn start(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("start");
    group.bench_function("Library::open", |bencher| bencher.iter(library));
    let opened = library();
    group.bench_function("Library::scanner", |bencher| bencher.iter(|| opened.scanner().unwrap()));
    let log = log(SHORT);
    group.bench_function("explain 50 kB from nothing", |bencher| {
        bencher.iter(|| Explainer::new(&library(), Lang::En).unwrap().text("log", &log).unwrap());
    });
    group.finish();
}

/// A pass over a log: ours, and what could stand in its place or bounds it from above.
fn scan(criterion: &mut Criterion) {
    let library = library();
    let failures = library.index().failures();
    let patterns: Vec<&CompiledPattern> = failures.iter().flat_map(|failure| &failure.patterns).collect();
    let log = log(LONG);
    let slice = &log[..SLICE];
    let mut group = criterion.benchmark_group("scan");

    // As a process does it: patterns are compiled and the quicker automaton is built on the way.
    pass(&mut group, "engine", &log, |log| diagnose(&library, &library.scanner().unwrap(), log));
    let scanner = library.scanner().unwrap();
    pass(&mut group, "engine, warm", &log, |log| diagnose(&library, &scanner, log));
    pass(&mut group, "engine, 200 kB", slice, |log| diagnose(&library, &library.scanner().unwrap(), log));
    pass(&mut group, "line feeds by memchr", &log, |log| memchr::memchr_iter(b'\n', log).count());

    let taken = patterns.iter().map(|pattern| Pattern::new(&pattern.regex).unwrap());
    let literals: Vec<_> = taken.flat_map(|pattern| pattern.literals).collect();
    let automaton =
        AhoCorasick::builder().kind(Some(AhoCorasickKind::DFA)).ascii_case_insensitive(true).build(literals).unwrap();
    pass(&mut group, "literals by a DFA, nothing tried", &log, |log| automaton.find_overlapping_iter(log).count());

    let single: Vec<Regex> = patterns.iter().map(|pattern| Pattern::compile(&pattern.regex).unwrap()).collect();
    pass(&mut group, "reference: every regex on every line, 200 kB", slice, |log| {
        let tried = |line: &[u8]| single.iter().filter(|one| one.is_match(line)).count();
        log.split(|byte| *byte == b'\n').map(tried).sum::<usize>()
    });
    let set: RegexSet = RegexSetBuilder::new(patterns.iter().map(|pattern| &pattern.regex))
        .unicode(false)
        .size_limit(1 << 30)
        .build()
        .unwrap();
    pass(&mut group, "RegexSet on every line, 200 kB", slice, |log| {
        log.split(|byte| *byte == b'\n').map(|line| set.matches(line).iter().count()).sum::<usize>()
    });
    group.finish();
}

fn pass<T>(group: &mut BenchmarkGroup<'_, WallTime>, name: &str, log: &[u8], mut run: impl FnMut(&[u8]) -> T) {
    group.throughput(Throughput::Bytes(log.len() as u64));
    group.bench_function(name, |bencher| bencher.iter(|| run(black_box(log))));
}

/// Every rule on every entry.
fn check(criterion: &mut Criterion) {
    let folders = [canon()];
    let mut group = criterion.benchmark_group("check");
    group.bench_function("the whole canon", |bencher| bencher.iter(|| actions::check(&folders).unwrap()));
    group.finish();
}

/// Few and short samples: the machine may have other work, and the medians stand still after ten.
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
    targets = start, scan, check
}
criterion_main!(benches);
