//! Patterns are silent on the output of commands that went well, and their literals are rare there.

use unstuck_canon::{Entry, Finding, Level, Pattern, Place, Rarity, Rule, SHORTEST_LITERAL};

use super::Trial;
use crate::{Diagnoser, Scanner};

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

pub(super) fn run(trial: &Trial<'_, '_>, scanner: &Scanner<'_>, findings: &mut Vec<Finding>) {
    for file in trial.ordinary {
        let mut diagnoser = Diagnoser::new(trial.index, scanner);
        diagnoser.push(&file.bytes);
        for sighting in diagnoser.sightings() {
            let failure = &trial.index.failures()[sighting.failure];
            if !trial.checks(failure.id.as_str()) {
                continue;
            }
            let line = usize::try_from(sighting.seen.line).unwrap_or(1);
            let message = format!("`{}` fires on a command that went well", failure.id);
            findings.push(Finding::new(&FIRES_ON_ORDINARY, Place::line(&file.path, &file.bytes, line), message));
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
    #[expect(clippy::cast_precision_loss, reason = "sizes far below 2^52")]
    let megabytes = text.len() as f64 / 1e6;
    for entry in trial.entries.iter().map(unstuck_canon::Checked::entry) {
        for source in &entry.head.patterns {
            let Ok(pattern) = Pattern::rarest(source.first.get_ref(), &rarity) else { continue };
            let hits: usize =
                pattern.literals.iter().map(|literal| memchr::memmem::find_iter(&text, literal).count()).sum();
            #[expect(clippy::cast_precision_loss, reason = "counts far below 2^52")]
            let rate = hits as f64 / megabytes;
            if rate > MOST_PER_MEGABYTE {
                let place = Place::span(&entry.entry.path, &entry.entry.text(), source.first.span());
                let rarer = rarest_words(entry, &rarity).map_or(String::new(), |words| {
                    format!("; the rarest words of the message in the hits are `{words}`")
                });
                let message =
                    format!("the literals of this pattern occur {rate:.0} times in a megabyte of ordinary logs{rarer}");
                findings.push(Finding::new(&COMMON_LITERAL, place, message));
            }
        }
    }
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
