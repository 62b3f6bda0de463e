//! Any patterns on any text: the scanner finds what every pattern by itself finds.
#![no_main]

use libfuzzer_sys::fuzz_target;
use unstuck_canon::{Pattern, Rarity, SHORTEST_LITERAL};
use unstuck_diagnosis::log::{Lines, PIECE, Raw, clean};
use unstuck_diagnosis::scan::{Also, Engine, Pairs, Prepared, Source, build};

fuzz_target!(|input: (Vec<String>, Vec<u8>, u8)| {
    let (texts, log, size) = input;
    // A byte order mark changes how everything is read, and the pieces of a long line are the business of other tests.
    if texts.len() > 16 || log.len() > PIECE || log.starts_with(b"\xFF\xFE") || log.starts_with(b"\xFE\xFF") {
        return;
    }
    let log = log.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&log);
    let rarity = Rarity::measure([log]);
    let long = |text: &&String| Pattern::rarest(text, &rarity).is_ok_and(|taken| taken.shortest_literal() >= SHORTEST_LITERAL);
    let taken: Vec<&String> = texts.iter().filter(|text| Pattern::new(text).is_ok()).filter(long).collect();
    let sources = taken.iter().enumerate().map(|(failure, expression)| Source { failure, nth: 0, expression });
    let index = build(sources, &rarity, Also::Signs).expect("every pattern has a literal");
    let engine = Engine::new(Prepared::open(index).expect("what was built can be opened"));
    let mut found = Vec::new();
    let mut run = Pairs::new(&engine);
    log.chunks(usize::from(size) + 1).for_each(|chunk| run.push(chunk, &mut |line, pattern| found.push((line, pattern))));
    run.finish(&mut |line, pattern| found.push((line, pattern)));
    found.sort_unstable();

    let regexes: Vec<_> = taken.iter().map(|text| Pattern::compile(text).expect("it is a pattern")).collect();
    let mut expected = Vec::new();
    let mut see = |raw: Raw<'_>| {
        let line = clean(raw);
        for (regex, at) in regexes.iter().zip(0..) {
            if line.text.split(|byte| *byte == b'\r').any(|segment| regex.is_match(segment)) {
                expected.push((raw.number, at));
            }
        }
    };
    let mut lines = Lines::default();
    lines.push(log, &mut see);
    lines.finish(&mut see);
    assert_eq!(found, expected);
});
