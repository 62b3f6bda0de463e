//! `check`: hold entries to the rules.

use serde_json::Value;

use crate::tool::{Home, canon};

/// A home with an entry in which three things are wrong.
fn broken() -> Home {
    let home = Home::new();
    home.unstuck(["new", "gizmo/x", "--dir", "entries"]).run().code(0);
    let text = home.read("entries/gizmo/x/entry.md");
    let text = text.replace("schema = 1", "schema = 1\nsurplus = true").replace("config_error", "no_such_kind");
    home.write("entries/gizmo/x/entry.md", text.replace("## Root cause", "## Whatever"));
    home.unstuck(["new", "gizmo/good", "--dir", "entries"]).run().code(0);
    home
}

#[test]
fn the_canon_of_this_repository() {
    let ran = Home::new().unstuck(["check"]).arg(canon()).run().code(0).quiet();
    assert!(ran.out().contains(" entries, 0 errors, 0 warnings"), "{}", ran.out());
    let entries: usize = ran.out().split(' ').next().unwrap().parse().unwrap();
    assert!(entries > 50, "{entries}");
}

#[test]
fn for_people_with_place_and_help() {
    let ran = broken().unstuck(["check", "entries"]).run().code(1).quiet();
    for part in ["error[bad-toml]", "entries/gizmo/x/entry.md:5:", "no_such_kind", "= help: ", "2 entries, "] {
        assert!(ran.out().contains(part), "{part} is missing: {}", ran.out());
    }
}

#[test]
fn for_programs() {
    let answer: Value = broken().unstuck(["check", "--format", "json", "entries"]).run().code(1).quiet().json();
    assert_eq!(answer["schema"], "unstuck/check/1");
    assert_eq!(answer["entries"], 2);
    let findings = answer["findings"].as_array().unwrap();
    let found = findings.iter().find(|finding| finding["code"] == "bad-toml").unwrap();
    assert_eq!(found["level"], "error");
    assert_eq!(found["path"], "entries/gizmo/x/entry.md");
    assert_eq!(found["line"], 5);
    for key in ["message", "help"] {
        assert!(!found[key].as_str().unwrap().is_empty());
    }
}

#[test]
fn for_code_scanning_and_annotations_and_pull_requests() {
    let home = broken();
    let log = home.unstuck(["check", "--format", "sarif", "entries"]).run().code(1).quiet().json();
    let result = &log["runs"][0]["results"][0];
    assert_eq!(log["version"], "2.1.0");
    assert_eq!(result["ruleId"], "bad-toml");
    let place = &result["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "entries/gizmo/x/entry.md");
    assert_eq!(place["region"]["startLine"], 5);
    assert!(log["runs"][0]["tool"]["driver"]["rules"][0]["help"]["text"].is_string());

    let github = home.unstuck(["check", "--format", "github", "entries"]).run().code(1).quiet();
    assert!(github.out().starts_with("::error file=entries/gizmo/x/entry.md,line=5,col="), "{}", github.out());
    assert!(github.out().contains("title=bad-toml::"), "{}", github.out());

    let markdown = home.unstuck(["check", "--format", "markdown", "entries"]).run().code(1).quiet();
    for part in ["bad-toml", "entries/gizmo/x/entry.md:5", "schema.json"] {
        assert!(markdown.out().contains(part), "{part} is missing: {}", markdown.out());
    }
}

#[test]
fn several_folders_and_single_entries() {
    let home = broken();
    home.unstuck(["check", "entries/gizmo/good"]).run().code(0).quiet();
    home.unstuck(["check", "entries/gizmo/good", "entries/gizmo/x"]).run().code(1).quiet();
    let inside = home.unstuck(["check", "."]).within(&home.path().join("entries/gizmo/good")).run().code(0).quiet();
    assert!(inside.out().contains("1 entry"), "{}", inside.out());
}

#[test]
fn the_folder_of_this_place() {
    let home = Home::new();
    home.unstuck(["check"]).run().code(2).complains(&["there is no .unstuck/ and no canon/ here", "help: "]);
    home.unstuck(["new", "gizmo/x"]).run().code(0);
    let ran = home.unstuck(["check"]).run().code(0).quiet();
    assert!(ran.out().contains("1 entry, 0 errors, 0 warnings"), "{}", ran.out());
    home.unstuck(["check", "nowhere"]).run().code(2).complains(&["cannot read nowhere"]);
}

#[test]
fn the_rules() {
    let ran = Home::new().unstuck(["check", "--rules"]).run().code(0).quiet();
    assert!(ran.out().lines().filter(|line| line.starts_with("| `")).count() > 30, "{}", ran.out());
}
