//! Holds entries to the rules: one file a check, each with the rules that it enforces.
//!
//! A check looks at one entry, with what is known of the others. Checks that need the engine (does a hit match, is a
//! pattern silent on ordinary output) are in the `diagnosis` crate.

use std::collections::BTreeSet;
use std::ops::Range;

use rayon::prelude::*;

use crate::{Entry, Finding, Level, Place, Retired, Rule, SourceFile};

mod approaches;
mod citations;
mod claims;
mod keys;
mod links;
mod patterns;
mod prose;
mod relations;
mod retired;
mod samples;
mod translation;

/// One check: the rules that it enforces, and the function that looks.
struct Check {
    rules: &'static [&'static Rule],
    run: fn(&Entry, &Known, &mut Report<'_>),
}

/// Every check. A new one is a file in `check/` and a row here.
const CHECKS: &[Check] = &[
    Check { rules: keys::RULES, run: keys::run },
    Check { rules: patterns::RULES, run: patterns::run },
    Check { rules: samples::RULES, run: samples::run },
    Check { rules: approaches::RULES, run: approaches::run },
    Check { rules: claims::RULES, run: claims::run },
    Check { rules: citations::RULES, run: citations::run },
    Check { rules: relations::RULES, run: relations::run },
    Check { rules: retired::RULES, run: retired::run },
    Check { rules: prose::RULES, run: prose::run },
    Check { rules: translation::RULES, run: translation::run },
    Check { rules: links::RULES, run: links::run },
];

/// Every rule of this crate, in the order in which an entry meets them.
#[must_use]
pub fn rules() -> Vec<&'static Rule> {
    let parsing = crate::parse::RULES.iter().chain(crate::retired::RULES);
    parsing.chain(CHECKS.iter().flat_map(|check| check.rules)).copied().collect()
}

/// What is known of the other entries while one is checked.
#[derive(Debug, Default)]
pub struct Known {
    /// Ids of every failure in reach: this layer's and those below.
    pub ids: BTreeSet<String>,
    /// Ids that are no longer used.
    pub retired: Retired,
}

/// An entry that may be compiled: no check found an error in it.
#[derive(Debug, Clone)]
pub struct Checked(Entry);

impl Checked {
    /// The entry.
    #[must_use]
    pub fn entry(&self) -> &Entry {
        &self.0
    }

    pub(crate) fn into_entry(self) -> Entry {
        self.0
    }
}

/// Collects what the checks find in one entry.
struct Report<'a> {
    text: &'a str,
    path: &'a str,
    findings: &'a mut Vec<Finding>,
}

impl Report<'_> {
    /// A finding at a span of `entry.md`.
    fn at(&mut self, rule: &'static Rule, span: Range<usize>, message: impl Into<String>) {
        self.findings.push(Finding::new(rule, Place::span(self.path, self.text, span), message));
    }

    /// A finding about `entry.md` as a whole.
    fn whole(&mut self, rule: &'static Rule, message: impl Into<String>) {
        self.findings.push(Finding::new(rule, Place::file(self.path), message));
    }

    /// A finding in another file of the entry.
    fn other(
        &mut self,
        rule: &'static Rule,
        file: &SourceFile,
        span: Option<Range<usize>>,
        message: impl Into<String>,
    ) {
        let place = span.map_or_else(|| Place::file(&file.path), |span| Place::span(&file.path, &file.text(), span));
        self.findings.push(Finding::new(rule, place, message));
    }
}

/// Runs every check over the entries of one layer. Entries with an error are left out; all findings are given.
#[must_use]
pub fn check(entries: Vec<Entry>, known: &Known) -> (Vec<Checked>, Vec<Finding>) {
    let reported: Vec<_> = entries.into_par_iter().map(|entry| (of_entry(&entry, known), entry)).collect();
    let mut findings = Vec::new();
    let mut checked = Vec::new();
    for (mut of_entry, entry) in reported {
        if of_entry.iter().all(|finding| finding.rule.level < Level::Error) {
            checked.push(Checked(entry));
        }
        findings.append(&mut of_entry);
    }
    (checked, findings)
}

fn of_entry(entry: &Entry, known: &Known) -> Vec<Finding> {
    let mut findings = Vec::new();
    let text = entry.entry.text();
    let mut report = Report { text: &text, path: &entry.entry.path, findings: &mut findings };
    for check in CHECKS {
        (check.run)(entry, known, &mut report);
    }
    findings
}

/// The values that occurred before, each with its later place.
fn repeated<K: Ord + Clone>(items: impl Iterator<Item = (K, Range<usize>)>) -> Vec<(K, Range<usize>)> {
    let mut seen = BTreeSet::new();
    items.filter(|(key, _)| !seen.insert(key.clone())).collect()
}
