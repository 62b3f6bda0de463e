//! The engines, each run over a log in memory.

use std::error::Error;
use std::fs;
use std::hint::black_box;
use std::io::{Read, Write};
use std::time::Instant;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use daachorse::DoubleArrayAhoCorasick;
use memchr::{memchr, memchr_iter};
use regex::bytes::{Regex, RegexSetBuilder};
use unstuck_canon::Pattern;
use unstuck_diagnosis::scan::{Also, Engine, Prepared, Source, build};

use crate::canon::{rarity, read};
use crate::measure::{Clock, Pairs, report};

/// Bytes that come at a time, as from a pipe.
const CHUNK: usize = 64 * 1024;

type Result<T = ()> = std::result::Result<T, Box<dyn Error>>;
type Run = fn(&Bench) -> Result<Box<dyn FnMut() -> Pairs + '_>>;

/// Every engine. `find` gives all pairs; `literals` only sees where a literal stands.
const ENGINES: [(&str, Run); 15] = [
    ("unstuck: find", |bench| Ok(Box::new(|| ours(bench)))),
    ("unstuck: literals", |bench| Ok(Box::new(|| our_literals(bench)))),
    ("memchr: count line feeds", |bench| Ok(Box::new(|| counted(memchr_iter(b'\n', &bench.log).count())))),
    ("fold a copy", |bench| Ok(Box::new(|| folded(bench)))),
    ("daachorse: literals", |bench| daachorse(bench, false)),
    ("daachorse: find, with our check", |bench| daachorse(bench, true)),
    ("aho-corasick DFA: literals", |bench| automaton(bench, AhoCorasickKind::DFA, false)),
    ("aho-corasick DFA: find, with our check", |bench| automaton(bench, AhoCorasickKind::DFA, true)),
    ("aho-corasick contiguous NFA: literals", |bench| automaton(bench, AhoCorasickKind::ContiguousNFA, false)),
    ("aho-corasick contiguous NFA: find, with our check", |bench| {
        automaton(bench, AhoCorasickKind::ContiguousNFA, true)
    }),
    ("regex: every pattern on every line", every),
    ("regex: RegexSet on every line", |bench| set(bench, 10 << 20)),
    ("regex: RegexSet on every line, 2 GiB for its DFA", |bench| set(bench, 2 << 30)),
    ("unstuck: find, two threads", |bench| Ok(Box::new(|| threaded(bench)))),
    ("unstuck: find, opened anew", |bench| Ok(Box::new(|| opened(bench)))),
];

/// The names of all engines.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    ENGINES.iter().map(|(name, _)| *name)
}

struct Bench {
    patterns: Vec<String>,
    engine: Engine<'static>,
    log: Vec<u8>,
}

/// Makes our index of a canon.
pub(crate) fn index(patterns: &[String]) -> Result<Vec<u8>> {
    let rarity = rarity()?;
    let start = Instant::now();
    let sources = patterns.iter().enumerate().map(|(failure, expression)| Source { failure, nth: 0, expression });
    let bytes = build(sources, &rarity, Also::Nothing)?;
    let seconds = start.elapsed().as_secs_f64();
    let taken =
        patterns.iter().map(|text| Pattern::rarest(text, &rarity)).collect::<std::result::Result<Vec<_>, _>>()?;
    let pure = taken.iter().filter(|pattern| pattern.branches.iter().all(|branch| branch.exact)).count();
    let literals: usize = taken.iter().map(|pattern| pattern.literals.len()).sum();
    let each = bytes.len() / patterns.len().max(1);
    #[expect(clippy::print_stderr, reason = "the table of the run takes it from there")]
    {
        eprintln!(
            "index\t{} patterns\t{literals} literals\t{pure} without classes\t{} bytes\t{each} a pattern\t{seconds:.2} s",
            patterns.len(),
            bytes.len()
        );
        eprintln!("index\t{}", Prepared::open(&bytes[..])?.shape());
    }
    Ok(bytes)
}

/// One engine over one log.
pub(crate) fn run(engine: &str, canon: &str, index: &str, log: &str, runs: usize, out: &mut impl Write) -> Result {
    let prepared = Prepared::open(fs::read(index)?)?;
    let bench = Bench { patterns: read(canon)?, engine: Engine::new(prepared), log: fs::read(log)? };
    let (name, prepare) = ENGINES.iter().find(|(name, _)| *name == engine).ok_or("no such engine")?;
    let mut run = prepare(&bench)?;
    // Only what works on one thread can be timed by what that thread has had.
    let clock = if name.contains("thread") { Clock::Wall } else { Clock::Thread };
    Ok(report(name, bench.log.len(), runs, clock, out, &mut *run)?)
}

/// From an index in a file, which is mapped as the program maps its own, to the pairs of a log, in wall time.
pub(crate) fn cold(index: &str, log: &str, out: &mut impl Write) -> Result {
    let log = fs::read(log)?;
    let start = Instant::now();
    // SAFETY: nobody changes the file while this process lives.
    let mapped = unsafe { memmap2::Mmap::map(&fs::File::open(index)?) }?;
    let engine = Engine::new(Prepared::open(&mapped[..])?);
    let opened = start.elapsed();
    let found = pairs(&engine, &log);
    let found_after = start.elapsed();
    Ok(writeln!(out, "{:.3} ms opened\t{:.3} ms found\t{} pairs", ms(opened), ms(found_after), found.count)?)
}

fn ms(time: std::time::Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

fn pairs(engine: &Engine<'_>, log: &[u8]) -> Pairs {
    let mut found = Pairs::default();
    let mut run = unstuck_diagnosis::scan::Pairs::new(engine);
    log.chunks(CHUNK).for_each(|chunk| run.push(chunk, &mut |line, pattern| found.add(line, pattern)));
    run.finish(&mut |line, pattern| found.add(line, pattern));
    found
}

fn ours(bench: &Bench) -> Pairs {
    pairs(&bench.engine, &bench.log)
}

fn threaded(bench: &Bench) -> Pairs {
    let mut found = Pairs::default();
    let mut run = unstuck_diagnosis::scan::Pairs::new(&bench.engine);
    let mut log = bench.log.as_slice();
    let mut keep = |line, pattern| found.add(line, pattern);
    if run.read(2, |chunk| log.read(chunk), &mut keep).is_err() {
        return Pairs::default();
    }
    run.finish(&mut keep);
    found
}

fn opened(bench: &Bench) -> Pairs {
    let bytes = bench.engine.prepared().as_bytes();
    Prepared::open(bytes).map_or(Pairs::default(), |prepared| pairs(&Engine::new(prepared), &bench.log))
}

fn our_literals(bench: &Bench) -> Pairs {
    let mut count = 0;
    bench.log.chunks(CHUNK).for_each(|chunk| bench.engine.literals(chunk, &mut |_, _| count += 1));
    counted(count)
}

fn counted(count: usize) -> Pairs {
    Pairs { count: black_box(count) as u64, digest: 0 }
}

fn folded(bench: &Bench) -> Pairs {
    let mut copy = Vec::with_capacity(CHUNK);
    for chunk in bench.log.chunks(CHUNK) {
        copy.clear();
        copy.extend_from_slice(chunk);
        copy.make_ascii_lowercase();
        black_box(&copy);
    }
    counted(bench.log.len())
}

/// Literals found by somebody else, looked at by our check.
fn by_line(bench: &Bench, check: bool, mut literals: impl FnMut(&[u8], &mut dyn FnMut(usize, u32))) -> Pairs {
    let mut found = Pairs::default();
    let prepared = bench.engine.prepared();
    let mut folded = Vec::new();
    let mut number = 1;
    let mut rest = &bench.log[..];
    let (mut hits, mut candidates, mut matching) = (Vec::new(), Vec::new(), Vec::new());
    while !rest.is_empty() {
        // Whole lines, about a chunk of them.
        let reach = rest.len().min(CHUNK);
        let end =
            memchr::memrchr(b'\n', &rest[..reach]).or_else(|| memchr(b'\n', rest)).map_or(rest.len(), |at| at + 1);
        let (text, after) = rest.split_at(end);
        rest = after;
        folded.clear();
        folded.extend_from_slice(text);
        folded.make_ascii_lowercase();
        hits.clear();
        literals(&folded, &mut |at, literal| hits.push((at, literal)));
        if !check {
            found.count += hits.len() as u64;
            continue;
        }
        let mut at = 0;
        let mut hits = hits.iter().peekable();
        while let Some((place, _)) = hits.peek() {
            let start = memchr::memrchr(b'\n', &text[..*place]).map_or(0, |feed| feed + 1);
            let end = start + memchr(b'\n', &text[start..]).unwrap_or(text.len() - start);
            number += memchr_iter(b'\n', &text[at..start]).count() as u64;
            at = start;
            candidates.clear();
            while let Some((_, literal)) = hits.next_if(|(place, _)| *place < end) {
                candidates.extend(prepared.patterns_of(*literal));
            }
            candidates.sort_unstable();
            candidates.dedup();
            bench.engine.matching(&text[start..end], &candidates, &mut matching);
            matching.iter().for_each(|pattern| found.add(number, *pattern));
        }
        number += memchr_iter(b'\n', &text[at..]).count() as u64;
    }
    found
}

fn daachorse(bench: &Bench, check: bool) -> Result<Box<dyn FnMut() -> Pairs + '_>> {
    let literals: Vec<&[u8]> = bench.engine.prepared().literals().collect();
    let automaton = DoubleArrayAhoCorasick::<u32>::new(literals).map_err(|error| error.to_string())?;
    Ok(Box::new(move || {
        by_line(bench, check, |text, hit| {
            automaton.find_overlapping_iter(text).for_each(|found| hit(found.start(), found.value()));
        })
    }))
}

fn automaton(bench: &Bench, kind: AhoCorasickKind, check: bool) -> Result<Box<dyn FnMut() -> Pairs + '_>> {
    let literals = bench.engine.prepared().literals();
    let automaton = AhoCorasick::builder().kind(Some(kind)).match_kind(MatchKind::Standard).build(literals)?;
    Ok(Box::new(move || {
        by_line(bench, check, |text, hit| {
            automaton.find_overlapping_iter(text).for_each(|found| hit(found.start(), found.pattern().as_u32()));
        })
    }))
}

/// The reference.
fn every(bench: &Bench) -> Result<Box<dyn FnMut() -> Pairs + '_>> {
    let all =
        bench.patterns.iter().map(|text| Pattern::compile(text)).collect::<std::result::Result<Vec<Regex>, _>>()?;
    Ok(Box::new(move || {
        let mut found = Pairs::default();
        for (line, number) in lines(&bench.log).zip(1..) {
            let hits = all.iter().zip(0..).filter(|(regex, _)| regex.is_match(line));
            hits.for_each(|(_, pattern)| found.add(number, pattern));
        }
        found
    }))
}

fn set(bench: &Bench, dfa: usize) -> Result<Box<dyn FnMut() -> Pairs + '_>> {
    let set = RegexSetBuilder::new(&bench.patterns).unicode(false).size_limit(4 << 30).dfa_size_limit(dfa).build()?;
    Ok(Box::new(move || {
        let mut found = Pairs::default();
        for (line, number) in lines(&bench.log).zip(1..) {
            set.matches(line).iter().for_each(|pattern| found.add(number, u32::try_from(pattern).unwrap_or(u32::MAX)));
        }
        found
    }))
}

fn lines(log: &[u8]) -> impl Iterator<Item = &[u8]> {
    log.strip_suffix(b"\n").unwrap_or(log).split(|byte| *byte == b'\n')
}
