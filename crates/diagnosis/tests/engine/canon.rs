//! Makes small canons, and runs logs through them.

use unstuck_canon::{Index, Known, Layer, Retired, SourceEntry, SourceFile, check, compile, parse};
use unstuck_diagnosis::{Diagnoser, Diagnosis, Scanner};

/// An index of failures: each an id and the lines of its TOML block that matter here.
pub(crate) fn index(failures: &[(&str, &str)]) -> Index<'static> {
    let entries = failures.iter().map(|(id, toml)| {
        let text = format!(
            "```toml\nschema = 1\nsignature = \"{id} message\"\ncategory = \"build_error\"\nstatus = \"unconfirmed\"\nprovenance = \"human\"\n{toml}\n```\n\n\
             # {id}\n\nSummary.\n\n## Root cause\n\nCause.\n"
        );
        let source = SourceEntry {
            id: (*id).to_owned(),
            entry: SourceFile { path: "entry.md".to_owned(), bytes: text.into_bytes() },
            zh: None,
            hits: Vec::new(),
            misses: Vec::new(), outcomes: None
        };
        parse(source).unwrap()
    });
    let (checked, _) = check(entries.collect(), &Known::default());
    assert_eq!(checked.len(), failures.len(), "an entry of the test has an error");
    compile(checked, Retired::default(), Layer::Given)
}

/// Runs a log through an index.
pub(crate) fn diagnose(index: &Index<'_>, log: impl AsRef<[u8]>) -> Diagnosis {
    diagnose_chunks(index, [log.as_ref()])
}

/// Runs a log through an index, chunk by chunk.
pub(crate) fn diagnose_chunks<'a>(index: &Index<'_>, chunks: impl IntoIterator<Item = &'a [u8]>) -> Diagnosis {
    let scanner = Scanner::new(index).unwrap();
    let mut diagnoser = Diagnoser::new(index, &scanner);
    chunks.into_iter().for_each(|chunk| diagnoser.push(chunk));
    diagnoser.finish()
}

/// The ids that were found, in their order, with line and count.
pub(crate) fn found(index: &Index<'_>, diagnosis: &Diagnosis) -> Vec<(String, u64, u64)> {
    let row = |sighting: &unstuck_diagnosis::Sighting| {
        (index.failures()[sighting.failure].id.to_string(), sighting.seen.line, sighting.seen.count)
    };
    diagnosis.sightings.iter().map(row).collect()
}
