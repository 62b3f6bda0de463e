//! Patterns are silent on the output of commands that went well, and their literals are rare there.

use std::collections::{BTreeMap, HashMap};

use unstuck_canon::{Entry, Finding, Level, Pattern, Place, Rarity, Rule, SHORTEST_LITERAL};

use super::{Samples, Trial};

pub(super) const RULES: &[&Rule] = &[&FIRES_ON_ORDINARY, &COMMON_LITERAL];

static FIRES_ON_ORDINARY: Rule = Rule {
    code: "fires-on-ordinary",
    level: Level::Warning,
    asks: "No pattern matches the ordinary logs: output of commands that went well.",
    help: "make the pattern more specific",
};
static COMMON_LITERAL: Rule = Rule {
    code: "common-literal",
    level: Level::Warning,
    asks: "The literals of a pattern occur at most 40 times in a megabyte of ordinary logs.",
    help: "use rarer fixed words of the message: each occurrence costs a trial of the pattern",
};

/// Most occurrences of a pattern's literals in a megabyte of ordinary logs.
const MOST_PER_MEGABYTE: f64 = 40.0;

pub(super) fn run(trial: &Trial<'_, '_>, samples: &Samples<'_>, findings: &mut Vec<Finding>) {
    for sample in &samples.ordinary {
        for sighting in &sample.sightings {
            let failure = &trial.index.failures()[sighting.failure];
            if !trial.checks(failure.id.as_str()) {
                continue;
            }
            let line = usize::try_from(sighting.seen.line).unwrap_or(1);
            let place = Place::line(&sample.file.path, &sample.file.bytes, line);
            let message = format!("`{}` fires on a command that went well", failure.id);
            findings.push(Finding::new(&FIRES_ON_ORDINARY, place, message));
        }
    }
    literals(trial, findings);
}

fn literals(trial: &Trial<'_, '_>, findings: &mut Vec<Finding>) {
    let text: Vec<u8> = trial.ordinary.iter().flat_map(|file| file.bytes.to_ascii_lowercase()).collect();
    if text.is_empty() {
        return;
    }
    let rarity = Rarity::measure([&text[..]]);
    let sources = trial.entries.iter().map(unstuck_canon::Checked::entry);
    let sources = sources.flat_map(|entry| entry.head.patterns.iter().map(move |source| (entry, source)));
    let patterns: Vec<_> = sources
        .filter_map(|(entry, source)| {
            let pattern = Pattern::rarest(source.first.get_ref(), &rarity).ok()?;
            Some((entry, source, pattern.literals))
        })
        .collect();
    let times = occurrences(&text, patterns.iter().flat_map(|(.., literals)| literals));
    #[expect(clippy::cast_precision_loss, reason = "sizes far below 2^52")]
    let megabytes = text.len() as f64 / 1e6;
    for (entry, source, literals) in &patterns {
        #[expect(clippy::cast_precision_loss, reason = "counts far below 2^52")]
        let rate = literals.iter().map(|literal| times[&literal[..]]).sum::<usize>() as f64 / megabytes;
        if rate > MOST_PER_MEGABYTE {
            let place = Place::span(&entry.entry.path, &entry.entry.text(), source.first.span());
            let rarer = rarest_words(entry, &rarity)
                .map_or(String::new(), |words| format!("; the rarest words of the message in the hits are `{words}`"));
            let message =
                format!("the literals of this pattern occur {rate:.0} times in a megabyte of ordinary logs{rarer}");
            findings.push(Finding::new(&COMMON_LITERAL, place, message));
        }
    }
}

/// How often each of the literals stands in the text. None is shorter than [`SHORTEST_LITERAL`]: the entries are checked.
fn occurrences<'a>(text: &[u8], literals: impl Iterator<Item = &'a Vec<u8>>) -> BTreeMap<&'a [u8], usize> {
    let mut times: BTreeMap<&[u8], usize> = literals.map(|literal| (&literal[..], 0)).collect();
    let mut by_start: HashMap<&[u8], Vec<&[u8]>> = HashMap::new();
    for literal in times.keys() {
        by_start.entry(&literal[..SHORTEST_LITERAL.min(literal.len())]).or_default().push(literal);
    }
    for (at, start) in text.windows(SHORTEST_LITERAL).enumerate() {
        for literal in by_start.get(start).into_iter().flatten() {
            if text[at..].starts_with(literal) {
                *times.entry(literal).or_default() += 1;
            }
        }
    }
    times
}

/// Of the lines that must match, the two neighbouring words that ordinary logs hit least. Words with digits vary from case
/// to case and are no good.
fn rarest_words(entry: &Entry, rarity: &Rarity) -> Option<String> {
    let mut pairs = Vec::new();
    for hit in &entry.head.hits {
        let file = entry.hits.iter().find(|file| file.path.rsplit('/').next() == Some(hit.file.get_ref()));
        let text = file.map(unstuck_canon::SourceFile::text).unwrap_or_default();
        let line = text.lines().nth(hit.line.saturating_sub(1)).unwrap_or_default();
        let words: Vec<&str> = line.split(' ').collect();
        let fixed = |word: &&str| !word.is_empty() && !word.bytes().any(|byte| byte.is_ascii_digit());
        pairs.extend(words.windows(2).filter(|pair| pair.iter().all(fixed)).map(|pair| pair.join(" ")));
    }
    let rate = |words: &String| rarity.of_literal(words.as_bytes());
    pairs.retain(|words| words.len() >= SHORTEST_LITERAL);
    pairs.into_iter().min_by(|a, b| rate(a).total_cmp(&rate(b)))
}
