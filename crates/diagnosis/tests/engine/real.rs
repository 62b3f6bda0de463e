//! The real canon: the literals by which lines are chosen lose no match.

use std::collections::BTreeSet;
use std::path::Path;

use rayon::prelude::*;
use regex::bytes::Regex;
use unstuck_canon::load::{Folder, load};
use unstuck_canon::{Index, Known, Layer, Pattern, Retired, check, compile, parse};
use unstuck_diagnosis::log::{Lines, clean};

use crate::canon::{diagnose, found};

fn canon() -> (Index<'static>, Folder) {
    let folder = load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../canon")).unwrap();
    let entries: Vec<_> = folder.entries.iter().cloned().map(|source| parse(source).unwrap()).collect();
    let ids = entries.iter().map(|entry| entry.id.to_string()).collect();
    let (checked, _) = check(entries, &Known { ids, retired: Retired::default() });
    (compile(checked, Retired::default(), Layer::Bundled), folder)
}

fn compiled(expression: Option<&String>) -> Option<Regex> {
    expression.map(|text| Pattern::compile(text).unwrap())
}

/// The failures whose one-line pattern matches a line of the text, tried one by one without any literal.
fn reference(index: &Index<'_>, text: &[u8]) -> BTreeSet<String> {
    let patterns: Vec<_> = index
        .failures()
        .iter()
        .flat_map(|failure| failure.patterns.iter().map(move |pattern| (&failure.id, pattern)))
        .filter(|(_, pattern)| pattern.then.is_none())
        .map(|(id, pattern)| (id, [Some(&pattern.regex), pattern.unless.as_ref()].map(compiled)))
        .collect();
    let mut said = Vec::new();
    let mut lines = Lines::default();
    lines.push(text, &mut |raw| said.push(clean(raw).text.into_owned()));
    lines.finish(&mut |raw| said.push(clean(raw).text.into_owned()));
    let says = |regex: &Option<Regex>, segment: &[u8]| regex.as_ref().is_some_and(|regex| regex.is_match(segment));
    let matches = |[first, unless]: &[Option<Regex>; 2]| {
        let mut segments = said.iter().flat_map(|line| line.split(|byte| *byte == b'\r'));
        segments.any(|segment| says(first, segment) && !says(unless, segment))
    };
    patterns.par_iter().filter(|(_, expressions)| matches(expressions)).map(|(id, _)| id.to_string()).collect()
}

#[test]
fn the_engine_finds_what_trying_every_pattern_finds() {
    let (index, folder) = canon();
    let mut texts = 0;
    let mut text = Vec::new();
    for entry in &folder.entries {
        for file in entry.hits.iter().chain(&entry.misses) {
            text.extend_from_slice(&file.bytes);
            text.push(b'\n');
            texts += 1;
        }
    }
    assert!(texts > 300, "{texts} samples");
    let expected = reference(&index, &text);
    let engine: BTreeSet<String> = found(&index, &diagnose(&index, &text)).into_iter().map(|(id, ..)| id).collect();
    // A match that a more specific one displaces everywhere is missing from the engine's answer, and only that.
    let lost: Vec<_> = expected.difference(&engine).collect();
    assert_eq!(lost, Vec::<&String>::new());
    let two_line = |id: &String| index.get(id).unwrap().patterns.iter().any(|pattern| pattern.then.is_some());
    let gained: Vec<_> = engine.difference(&expected).filter(|id| !two_line(id)).collect();
    assert_eq!(gained, Vec::<&String>::new());
}
