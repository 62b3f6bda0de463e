//! Any bytes as a log, in chunks of any size: no panic, the same answer as in one piece, and quotes that are in the input.
#![no_main]

use std::path::Path;
use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use unstuck_canon::{Index, Known, Layer, Retired, check, compile, load, parse};
use unstuck_diagnosis::{Diagnoser, Diagnosis, Scanner};

static INDEX: LazyLock<Index<'static>> = LazyLock::new(|| {
    let folder = load::load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../canon")).expect("the canon is there");
    let entries = folder.entries.into_iter().map(|source| parse(source).expect("the canon parses")).collect();
    compile(check(entries, &Known::default()).0, Retired::default(), Layer::Bundled)
});

thread_local! {
    static SCANNER: Scanner<'static> = Scanner::new(&INDEX).expect("the canon's literals fit");
}

fn diagnose(chunks: &mut dyn Iterator<Item = &[u8]>) -> Diagnosis {
    SCANNER.with(|scanner| {
        let mut diagnoser = Diagnoser::new(&INDEX, scanner);
        chunks.for_each(|chunk| diagnoser.push(chunk));
        diagnoser.finish()
    })
}

fuzz_target!(|input: (u8, Vec<u8>)| {
    let (size, log) = input;
    let whole = diagnose(&mut std::iter::once(&log[..]));
    let pieces = diagnose(&mut log.chunks(usize::from(size) + 1));
    assert_eq!(whole, pieces);
    let text = String::from_utf8_lossy(&log);
    for sighting in &whole.sightings {
        // What may be UTF-16 is quoted as what it says.
        let maybe_wide =
            log.starts_with(b"\xFF\xFE") || log.starts_with(b"\xFE\xFF") || log[..log.len().min(8)].contains(&0);
        if !maybe_wide && !sighting.seen.text.contains('\u{fffd}') {
            assert!(text.contains(sighting.seen.text.lines().next().unwrap_or_default()));
        }
    }
});
