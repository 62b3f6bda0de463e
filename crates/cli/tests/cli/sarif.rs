//! `--format sarif`: one log in SARIF 2.1.0, however many files were read.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::tool::{BUILD_LOG, Home, hits};

/// Holds a log to what every reader of SARIF relies on, and gives its results.
#[track_caller]
fn results(log: &Value) -> Vec<Value> {
    assert_eq!(log["version"], "2.1.0");
    assert!(log["$schema"].as_str().unwrap().contains("sarif-2.1.0"));
    let mut all = Vec::new();
    for run in log["runs"].as_array().unwrap() {
        assert_eq!(run["tool"]["driver"]["name"], "unstuck");
        let rules: Vec<&str> = run["tool"]["driver"]["rules"]
            .as_array()
            .unwrap()
            .iter()
            .map(|rule| rule["id"].as_str().unwrap())
            .collect();
        let distinct: BTreeSet<_> = rules.iter().collect();
        assert_eq!(distinct.len(), rules.len(), "a rule stands once: {rules:?}");
        for result in run["results"].as_array().unwrap() {
            assert!(rules.contains(&result["ruleId"].as_str().unwrap()), "{result}");
            assert!(["error", "warning", "note"].contains(&result["level"].as_str().unwrap()));
            assert!(!result["message"]["text"].as_str().unwrap().is_empty());
            let place = &result["locations"][0]["physicalLocation"];
            assert!(!place["artifactLocation"]["uri"].as_str().unwrap().contains(' '));
            assert!(place["region"]["startLine"].as_u64().unwrap() >= 1);
            all.push(result.clone());
        }
    }
    all
}

#[test]
fn a_diagnosis() {
    let home = Home::new();
    home.write("a build.log", BUILD_LOG);
    let log = home.unstuck(["explain", "--format", "sarif", "a build.log"]).run().code(0).quiet().json();
    let results = results(&log);
    assert_eq!(results[0]["ruleId"], "git/index-lock-exists");
    assert_eq!(results[0]["level"], "error");
    let place = &results[0]["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "a%20build.log");
    assert_eq!(place["region"]["startLine"], 3);
    assert_eq!(results.iter().filter(|result| result["level"] == "error").count(), 1);
}

#[test]
fn nothing_known_is_a_log_without_results() {
    let log = Home::new().unstuck(["explain", "--format", "sarif"]).input("fine\n").run().code(1).quiet().json();
    assert_eq!(results(&log), Vec::<Value>::new());
}

#[test]
fn several_files_are_one_log() {
    let home = Home::new();
    let files = hits();
    let log = home.unstuck(["explain", "--format", "sarif"]).args(&files).run().quiet().json();
    let results = results(&log);
    let uris: BTreeSet<_> = results
        .iter()
        .map(|result| &result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"])
        .map(Value::to_string)
        .collect();
    assert!(uris.len() * 10 > files.len() * 9, "{} of {}", uris.len(), files.len());
}

#[test]
fn findings_of_a_check() {
    let home = Home::new();
    home.write("entries/git/Bad Name/entry.md", "no block\n");
    let log = home.unstuck(["check", "--format", "sarif", "entries"]).run().code(1).quiet().json();
    let results = results(&log);
    assert!(!results.is_empty());
    let uri = &results[0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
    assert_eq!(uri, "entries/git/Bad%20Name/entry.md");
}
