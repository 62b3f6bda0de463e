//! `--format sarif`: one log in SARIF 2.1.0, however many files were read.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

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

/// The validator of the format's authors, with its rules of the standard and those of GitHub's code scanning.
#[test]
fn the_official_validator_finds_no_error_in_any_log() {
    let home = Home::new();
    home.write("a build.log", BUILD_LOG);
    home.write("entries/git/Bad Name/entry.md", "no block\n");
    home.write(".github/workflows/deploy.yml", DEPLOY);
    let whole = home.path().join("a build.log");
    let whole = whole.to_str().unwrap();
    let logs = [
        ("explain", home.unstuck(["explain", "--format", "sarif", "a build.log", whole]).run().stdout),
        ("explain-zh", home.unstuck(["explain", "--lang", "zh", "--format", "sarif", "a build.log"]).run().stdout),
        ("nothing", home.unstuck(["explain", "--format", "sarif"]).input("fine\n").run().stdout),
        ("check", home.unstuck(["check", "--format", "sarif", "entries"]).run().stdout),
        ("oidc", home.unstuck(["oidc", "check", "--repo", "o/r", "--format", "sarif"]).run().stdout),
    ];
    let mut validator = validator();
    // Without a rule's help GitHub takes no log: it must tell that one from ours.
    let broken = String::from_utf8_lossy(&logs[0].1).replace("\"help\"", "\"properties\"");
    validator.arg("validate").arg(home.write("broken.sarif", broken));
    for (name, log) in &logs {
        let kinds: Value = serde_json::from_slice(log).unwrap();
        assert_eq!(results(&kinds).is_empty(), *name == "nothing", "{name}");
        home.write(&format!("{name}.sarif"), log);
        validator.arg(home.path().join(format!("{name}.sarif")));
    }
    let report = home.path().join("report.sarif");
    validator.args(["--rule-kind", "Sarif;Gh", "--level", "Error", "--kind", "Fail", "--output"]).arg(&report);
    let ran = validator.output().unwrap();
    let report: Value = serde_json::from_slice(&std::fs::read(report).unwrap()).unwrap();
    assert_eq!(report["runs"][0]["invocations"][0]["executionSuccessful"], true, "{ran:?}");
    let said = String::from_utf8_lossy(&ran.stdout);
    assert!(said.contains(&format!("{} files scanned", logs.len() + 1)), "{said}");
    let found = report["runs"][0]["results"].as_array().unwrap();
    let (of_broken, others): (Vec<_>, Vec<_>) =
        found.iter().partition(|result| result.to_string().contains("broken.sarif"));
    assert_eq!(others, Vec::<&Value>::new());
    assert!(!of_broken.is_empty(), "{said}");
}

fn validator() -> Command {
    let peers = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/peers");
    let program = peers.join("node_modules/@microsoft/sarif-multitool-linux/Sarif.Multitool");
    assert!(program.exists(), "scripts/peers has not run: {} is missing", program.display());
    let mut validator = Command::new(program);
    validator.env("DOTNET_SYSTEM_GLOBALIZATION_INVARIANT", "1");
    validator
}

/// A job that asks for a token and is not given one.
const DEPLOY: &str = "on: push
jobs:
  deploy:
    runs-on: ubuntu-latest
    steps:
      - uses: aws-actions/configure-aws-credentials@v4
        with:
          role-to-assume: arn:aws:iam::111122223333:role/deploy
          aws-region: eu-west-1
";
