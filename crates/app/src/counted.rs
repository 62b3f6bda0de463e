//! What the canon's own outcomes come to, counted once when the program is built: the build script compiles this file too.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use unstuck_canon::{Date, Entry, Kind};
use unstuck_ledger::{BadOutcome, Outcome, Pool, Seen, Source, Weighted};

/// What the outcomes of a whole canon come to. Rates take their prior from here, so that an approach has the same rate
/// whichever failures are asked for beside it, and on every machine.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Counted {
    /// Weighted trials and fixed of all workarounds.
    pub(crate) workarounds: (f64, f64),
    /// Weighted trials and fixed of all dead ends.
    pub(crate) dead_ends: (f64, f64),
    /// By failure: those of which some outcome became it.
    pub(crate) before: BTreeMap<String, BTreeSet<String>>,
    /// By tool, as [`versions`] names it: the newest version with which anything was proved.
    pub(crate) newest: BTreeMap<String, Vec<u64>>,
}

impl Counted {
    /// All approaches of a kind together.
    pub(crate) fn pool(&self, kind: Kind) -> Pool {
        let (trials, fixed) = match kind {
            Kind::Workaround => self.workarounds,
            Kind::DeadEnd => self.dead_ends,
        };
        Pool::from_weighted(Weighted { trials, fixed })
    }

    /// The failures of which some outcome became that one.
    pub(crate) fn before(&self, failure: &str) -> impl Iterator<Item = &str> {
        self.before.get(failure).into_iter().flatten().map(String::as_str)
    }

    /// Whether a proof used an older version of a tool than the newest one with which anything was proved.
    pub(crate) fn dated(&self, outcome: &Outcome) -> bool {
        versions(outcome).any(|(tool, version)| self.newest.get(&tool).is_some_and(|newest| version < *newest))
    }
}

/// The outcomes that an entry carries: those of its proofs, and those that its citations report.
///
/// # Errors
/// At the first recorded line that is no outcome.
pub(crate) fn carried(entry: &Entry, recorded: &[u8]) -> Result<Vec<Outcome>, BadOutcome> {
    let mut outcomes = Outcome::read_lines(&String::from_utf8_lossy(recorded))?;
    for citation in &entry.head.citations {
        let approach = citation.establishes.as_ref().and_then(|id| id.get_ref().parse().ok());
        if let (Some(approach), Some(seen)) = (approach, citation.outcome) {
            outcomes.push(Outcome {
                failure: entry.id.clone(),
                approach,
                seen: match seen {
                    unstuck_canon::Outcome::Fixed => Seen::Fixed,
                    unstuck_canon::Outcome::Same => Seen::Same,
                },
                source: Source::Citation,
                voice: citation.url.get_ref().clone(),
                environment: BTreeMap::new(),
                experiment: None,
                at: midnight(citation.opened),
            });
        }
    }
    Ok(outcomes)
}

fn midnight(day: Date) -> Timestamp {
    // Every day that TOML can say is one.
    format!("{day}T00:00:00Z").parse().unwrap_or_default()
}

/// The versions that a proof's environment names, by tool: the fact, and what is printed before the version. Two tools
/// may stand behind one fact (`server = "Python 3.11.2"` here, `server = "node v20.20.2"` there), and neither is older
/// than the other.
pub(crate) fn versions(outcome: &Outcome) -> impl Iterator<Item = (String, Vec<u64>)> {
    let facts = outcome.environment.iter().filter(|(fact, _)| *fact != "variant");
    facts.filter_map(|(fact, value)| {
        let (name, version) = version(value)?;
        Some((format!("{fact}: {name}"), version))
    })
}

/// The first number with a point in it, and what stands before it: `git version `, 2.39.5 of `git version 2.39.5`.
fn version(value: &str) -> Option<(&str, Vec<u64>)> {
    let other = |char: char| !char.is_ascii_digit() && char != '.';
    let number = value.split(other).map(|number| number.trim_matches('.')).find(|number| number.contains('.'))?;
    // It is the first, so that it does not stand any earlier.
    let (name, _) = value.split_once(number)?;
    Some((name, number.split('.').map(|part| part.parse().ok()).collect::<Option<_>>()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_the_first_number_with_a_point() {
        for (value, name, wanted) in [
            ("git version 2.39.5", "git version ", &[2, 39, 5][..]),
            ("OpenSSH_9.2p1 Debian-2+deb12u7, OpenSSL 3.0.17 1 Jul 2025", "OpenSSH_", &[9, 2]),
            ("v18.20.4", "v", &[18, 20, 4]),
            ("openjdk 17.0.16 2025-07-15", "openjdk ", &[17, 0, 16]),
            ("psql (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)", "psql (PostgreSQL) ", &[15, 14]),
        ] {
            assert_eq!(version(value), Some((name, wanted.to_vec())), "{value}");
        }
        for value in ["yes", "2025-07-15", "a..b 1..2"] {
            assert_eq!(version(value), None, "{value}");
        }
        assert!(version("git 2.9") < version("git 2.10"));
    }

    #[test]
    fn a_proof_is_dated_by_a_newer_version_of_the_same_tool() {
        let proof = |fact: &str, value: &str| Outcome {
            failure: "git/a".parse().unwrap(),
            approach: "b".parse().unwrap(),
            seen: Seen::Fixed,
            source: Source::Proof,
            voice: String::new(),
            environment: BTreeMap::from([(fact.to_owned(), value.to_owned())]),
            experiment: None,
            at: Timestamp::UNIX_EPOCH,
        };
        let newest = versions(&proof("server", "node v20.20.2")).collect();
        let counted = Counted { newest, ..Counted::default() };
        for (fact, value, dated) in [
            ("server", "node v20.20.2", false),
            ("server", "node v20.9.9", true),
            ("server", "node v21.0.0", false),
            ("server", "Python 3.11.2", false),
            ("node", "node v18.0.0", false),
            ("variant", "node v18.0.0", false),
        ] {
            assert_eq!(counted.dated(&proof(fact, value)), dated, "{fact}: {value}");
        }
    }
}
