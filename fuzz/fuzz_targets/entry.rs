//! Any text as an entry: parsed, checked and compiled without a panic.
#![no_main]

use libfuzzer_sys::fuzz_target;
use unstuck_canon::{Known, Layer, Retired, SourceEntry, SourceFile, check, compile, parse};

fuzz_target!(|input: (&[u8], &[u8], &str)| {
    let (entry, zh, id) = input;
    let file = |path: &str, bytes: &[u8]| SourceFile { path: path.to_owned(), bytes: bytes.to_vec() };
    let source = SourceEntry {
        id: id.to_owned(),
        entry: file("entry.md", entry),
        zh: Some(file("zh.md", zh)),
        hits: vec![file("hit/a.log", zh)],
        misses: Vec::new(),
        outcomes: None,
    };
    if let Ok(entry) = parse(source) {
        let (checked, _) = check(vec![entry], &Known::default());
        let index = compile(checked, Retired::default(), Layer::Given);
        for failure in index.failures() {
            failure.read().expect("what was parsed once is parsed again");
        }
    }
});
