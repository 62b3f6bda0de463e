//! Which of their expressions may stay patterns.

use std::collections::BTreeMap;

use unstuck_canon::{
    Entry, Finding, Index, Known, Layer, Pattern, Rarity, Retired, SHORTEST_LITERAL, SourceEntry, SourceFile, check,
    compile, parse,
};
use unstuck_diagnosis::check::{Trial, check as tried_by_engine};
use unstuck_diagnosis::{Diagnoser, Scanner};

use super::{Id, Theirs, written};
use crate::Error;

/// An entry that can be taken over, with or without its pattern.
#[derive(Debug)]
pub(crate) struct Candidate {
    pub(crate) id: Id,
    pub(crate) theirs: Theirs,
    /// The expression in our dialect, as long as nothing speaks against it.
    pub(crate) pattern: Option<String>,
    /// Why it has none.
    pub(crate) refused: Option<Refused>,
}

/// Why an expression is no pattern of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Refused {
    /// There is none.
    Missing,
    /// It is not of our dialect: look-around, back-references, or no expression at all.
    Dialect,
    /// No fixed words of five bytes stand in every match.
    Literal,
    /// It does not match the message of its own entry.
    Signature,
    /// It fires on output of commands that went well.
    Green,
    /// It fires on a hit of an entry of ours.
    Hits,
    /// Its fixed words stand in ordinary output too often.
    Common,
}

impl Refused {
    /// The name in reports.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Missing => "no-expression",
            Self::Dialect => "not-of-our-dialect",
            Self::Literal => "no-fixed-words",
            Self::Signature => "silent-on-its-own-message",
            Self::Green => "fires-on-output-that-went-well",
            Self::Hits => "fires-on-hits-of-our-entries",
            Self::Common => "words-too-common",
        }
    }
}

impl Candidate {
    /// What the expression alone says.
    pub(crate) fn new(id: Id, theirs: Theirs) -> Self {
        let pattern = theirs.error.regex.as_ref().map(|regex| format!("(?i){regex}"));
        let refused = match &pattern {
            None => Some(Refused::Missing),
            Some(text) => alone(text, &theirs.error.signature),
        };
        Self { id, theirs, pattern: pattern.filter(|_| refused.is_none()), refused }
    }

    fn refuse(&mut self, why: Refused) {
        self.pattern = None;
        self.refused.get_or_insert(why);
    }

    /// The entry as it would lie on disk.
    fn source(&self, day: &str) -> SourceEntry {
        let text = written(&self.theirs, self.pattern.as_deref(), day);
        let path = format!("{}/entry.md", self.id);
        SourceEntry {
            id: self.id.to_string(),
            entry: SourceFile { path, bytes: text.into_bytes() },
            zh: None,
            hits: Vec::new(),
            misses: Vec::new(),
            outcomes: None,
        }
    }
}

fn alone(text: &str, signature: &str) -> Option<Refused> {
    let Ok(pattern) = Pattern::new(text) else { return Some(Refused::Dialect) };
    if pattern.shortest_literal() < SHORTEST_LITERAL {
        return Some(Refused::Literal);
    }
    let matches = Pattern::compile(text).is_ok_and(|regex| regex.is_match(signature.as_bytes()));
    (!matches).then_some(Refused::Signature)
}

/// Tries the patterns of all candidates together on text in which they must stay silent, and takes those off that do not.
/// Gives what still keeps an entry from being used, by id.
///
/// # Errors
/// Only for an index that `check` would have refused.
pub(crate) fn tried(
    candidates: &mut [Candidate],
    green: &[SourceFile],
    hits: &[(String, Vec<SourceFile>)],
    rarity: &Rarity,
    day: &str,
) -> Result<BTreeMap<Id, String>, Error> {
    let (entries, findings): (Vec<_>, Vec<_>) =
        candidates.iter().map(|own| parse(own.source(day))).partition(Result::is_ok);
    let entries: Vec<Entry> = entries.into_iter().filter_map(Result::ok).collect();
    let ids = entries.iter().map(|entry| entry.id.to_string()).collect();
    let (mut checked, more) = check(entries, &Known { ids, retired: Retired::default() });
    let mut broken = BTreeMap::new();
    for finding in findings.into_iter().filter_map(Result::err).chain(more) {
        if let Some(id) = of(&finding) {
            let line = finding.place.line;
            let why = format!("line {line} of entry.md: {} [{}]", finding.message, finding.rule.code);
            broken.entry(id).or_insert(why);
        }
    }
    checked.retain(|entry| !entry.entry().head.patterns.is_empty());
    loop {
        let index = compile(checked.clone(), Retired::default(), Layer::Given);
        let mut refused = fired(&index, rarity, green.iter(), Refused::Green)?;
        refused.extend(fired(&index, rarity, hits.iter().flat_map(|(_, hits)| hits), Refused::Hits)?);
        if refused.is_empty() {
            let trial = Trial { entries: &checked, index: &index, others: &[], ordinary: green };
            let findings = tried_by_engine(&trial).map_err(|error| Error::Patterns(error.to_string()))?;
            refused.extend(findings.iter().filter_map(of).map(|id| (id, Refused::Common)));
        }
        if refused.is_empty() {
            return Ok(broken);
        }
        for own in candidates.iter_mut() {
            if let Some(why) = refused.get(&own.id) {
                own.refuse(*why);
            }
        }
        // Again without them, because a pattern that went may have hidden a less specific one.
        checked.retain(|entry| !refused.contains_key(&entry.entry().id));
    }
}

/// The entry that a finding is about.
fn of(finding: &Finding) -> Option<Id> {
    finding.place.path.trim_end_matches("/entry.md").parse().ok()
}

/// The failures that are seen in any of the texts.
fn fired<'t>(
    index: &Index<'_>,
    rarity: &Rarity,
    texts: impl Iterator<Item = &'t SourceFile>,
    why: Refused,
) -> Result<BTreeMap<Id, Refused>, Error> {
    let scanner = Scanner::measured(index, rarity).map_err(|error| Error::Patterns(error.to_string()))?;
    let mut fired = BTreeMap::new();
    for text in texts {
        let mut diagnoser = Diagnoser::new(index, &scanner);
        diagnoser.push(&text.bytes);
        for sighting in diagnoser.finish().sightings {
            fired.entry(index.failures()[sighting.failure].id.clone()).or_insert(why);
        }
    }
    Ok(fired)
}
