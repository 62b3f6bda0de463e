//! `stats`: figures of the canon.

use serde_json::Value;

use crate::tool::{Home, canon};

#[test]
fn figures_fit_each_other_and_the_folder() {
    let home = Home::new();
    let stats = home.unstuck(["stats", "--format", "json"]).run().code(0).quiet().json();
    assert_eq!(stats["schema"], "unstuck/stats/1");
    let number = |key: &str| stats[key].as_u64().unwrap_or_else(|| panic!("{key}: {stats}"));
    let domains = stats["domains"].as_object().unwrap();
    assert_eq!(domains.values().map(|count| count.as_u64().unwrap()).sum::<u64>(), number("failures"));
    assert_eq!(number("workarounds") + number("dead_ends"), number("approaches"));
    assert!(number("confirmed") <= number("failures"));
    assert_eq!(number("overlaid"), 0);
    for domain in domains.keys() {
        assert!(canon().join(domain).is_dir(), "{domain}");
    }
    let rows = home.unstuck(["list", "--format", "json"]).run().code(0).json();
    assert_eq!(number("failures"), rows["failures"].as_array().map(|rows| rows.len() as u64).unwrap());
}

#[test]
fn no_rate_is_counted_without_outcomes() {
    let stats: Value = Home::new().unstuck(["stats", "--format", "json"]).run().code(0).json();
    assert!(stats["outcomes"].as_u64() >= stats["approaches_measured"].as_u64());
}

#[test]
fn for_people() {
    let ran = Home::new().unstuck(["stats"]).run().code(0).quiet();
    for row in ["failures", "domains", "approaches", "dead ends", "citations", "git "] {
        assert!(ran.out().contains(row), "{row} is missing: {}", ran.out());
    }
}
