//! `import deadends`: entries of that project as an overlay, as what they are.

use std::fs;

use serde_json::{Value, json};

use crate::tool::Home;

/// An entry in their format, with made-up content.
fn entry(id: &str, signature: &str, regex: &str) -> Value {
    json!({
        "schema_version": "1.0.0",
        "id": id,
        "url": format!("https://deadends.dev/{id}"),
        "error": {"signature": signature, "regex": regex, "domain": "gizmo", "category": "config_error", "first_seen": "2023-01-01"},
        "environment": {"os": "linux"},
        "verdict": {"resolvable": "true", "fix_success_rate": 0.9, "confidence": 0.8, "summary": "# The gizmo [is](not) aligned.\n## Root cause\nNone."},
        "dead_ends": [{"action": "Hit it", "why_fails": "It does not help.\n```", "fail_rate": 0.75, "sources": ["https://example.com/a", "javascript:x"], "condition": ""}],
        "workarounds": [
            {"action": "Align the gizmo", "success_rate": 0.95, "how": "# align\n```sh\ngizmo[0](align)\n```\n## not a heading", "sources": [], "condition": "it is\nloose"},
            {"action": "Align the gizmo", "success_rate": 1.7, "sources": []},
        ],
        "metadata": {"generated_by": "bulk.py", "review_status": "auto_generated", "evidence_count": 50},
    })
}

/// A checkout with entries of every kind.
fn checkout(home: &Home) {
    let put = |name: &str, entry: &Value| {
        home.write(&format!("theirs/data/canons/{name}.json"), entry.to_string());
    };
    put(
        "gizmo/a",
        &entry("gizmo/not_aligned/linux", "gizmo error: frame is not aligned", "gizmo error: \\w+ is not aligned"),
    );
    put("gizmo/b", &entry("gizmo/look-behind/linux", "gizmo: one", "(?<=gizmo): one"));
    put("gizmo/c", &entry("gizmo/short/linux", "gizmo 12", "\\w+ \\d+"));
    put("gizmo/d", &entry("gizmo/other/linux", "gizmo is lost", "widget is lost"));
    put("gizmo/e", &entry("gizmo/lock/linux", "index.lock: File exists", "index\\.lock.{0,3}: File exists"));
    put("gizmo/f", &entry("gizmo/green/linux", "0 errors in gizmo", "0 errors in gizmo"));
    // Another environment of the first.
    put(
        "gizmo/g",
        &entry("gizmo/not-aligned/linux", "gizmo error: base is not aligned", "gizmo error: base is not aligned"),
    );
    home.write("theirs/data/canons/gizmo/broken.json", "{\"id\": \"gizmo/x/y\",\n  \"url\": }");
    home.write("theirs/data/canons/gizmo/other.json", "{\"id\": \"gizmo/x/y\"}");
    home.write("theirs/data/canons/gizmo/notes.txt", "not an entry");
    home.write("green.log", "building\n0 errors in gizmo\n");
}

fn import(home: &Home) -> Value {
    let call =
        home.unstuck(["import", "deadends", "theirs", "--to", "overlay", "--green", "green.log", "--format", "json"]);
    call.run().code(0).quiet().json()
}

#[test]
fn what_passes_is_a_pattern_and_the_rest_is_found_by_search() {
    let home = Home::new();
    checkout(&home);
    let told = import(&home);
    assert_eq!((&told["read"], &told["imported"], &told["patterns"]), (&json!(9), &json!(7), &json!(2)), "{told}");
    let refused = json!({"fires-on-hits-of-our-entries": 1, "fires-on-output-that-went-well": 1, "no-fixed-words": 1,
        "not-of-our-dialect": 1, "silent-on-its-own-message": 1});
    assert_eq!(told["refused"], refused);
    let left_out: Vec<(&str, &Value)> = told["left_out"]
        .as_array()
        .unwrap()
        .iter()
        .map(|left_out| (left_out["file"].as_str().unwrap(), &left_out["line"]))
        .collect();
    assert_eq!(
        left_out,
        [("theirs/data/canons/gizmo/broken.json", &json!(2)), ("theirs/data/canons/gizmo/other.json", &json!(1))]
    );
    // The overlay keeps every rule.
    home.unstuck(["check", "overlay"]).run().code(0).quiet();
    let canon = |args: &[&str]| home.unstuck(["--canon", "overlay", "--format", "json"]).args(args).run().quiet();
    let found = canon(&["explain", "--text", "GIZMO error: base is not aligned"]).code(0).json();
    assert_eq!(found["diagnoses"][0]["id"], "gizmo/not-aligned-linux-2");
    assert_eq!(found["diagnoses"][0]["provenance"], "imported");
    assert_eq!(found["diagnoses"][0]["status"], "unconfirmed");
    canon(&["explain", "--text", "0 errors in gizmo"]).code(1);
    let listed = canon(&["search", "gizmo", "lost"]).code(0).json();
    assert_eq!(listed["failures"][0]["id"], "gizmo/other-linux");
}

/// A number that nobody counted stays a claim, and one that is no share is not even that.
#[test]
fn every_rate_is_a_claim() {
    let home = Home::new();
    checkout(&home);
    import(&home);
    let shown = home
        .unstuck(["--canon", "overlay", "show", "gizmo/not-aligned-linux", "--format", "json"])
        .run()
        .code(0)
        .quiet();
    let shown = shown.json();
    assert_eq!(shown["fix_rate"]["claimed"], 0.9);
    assert_eq!(shown["fix_rate"]["mean"], Value::Null);
    assert_eq!(shown["evidence"], 0);
    let workarounds = shown["workarounds"].as_array().unwrap();
    assert_eq!(workarounds.len(), 2);
    let claims: Vec<&Value> = workarounds.iter().map(|own| &own["rate"]["claimed"]).collect();
    assert_eq!(claims, [&json!(0.95), &Value::Null]);
    assert_eq!(shown["dead_ends"][0]["claimed_fail"], 0.75);
    assert_eq!(shown["dead_ends"][0]["rate"]["mean"], Value::Null);
    let people = home.unstuck(["--canon", "overlay", "show", "gizmo/not-aligned-linux"]).run().code(0).quiet();
    assert!(people.out().contains("claimed") && people.out().contains("not measured"), "{}", people.out());
}

#[test]
fn a_second_import_replaces_the_first_and_nothing_else() {
    let home = Home::new();
    checkout(&home);
    home.write("overlay/gizmo/other-linux/entry.md", "mine");
    let told = import(&home);
    assert_eq!(told["imported"], 6);
    assert!(told.to_string().contains("gizmo/other-linux is there already and was not imported"), "{told}");
    assert_eq!(home.read("overlay/gizmo/other-linux/entry.md"), "mine");
    let first = home.read("overlay/gizmo/lock-linux/entry.md");
    assert_eq!(import(&home)["imported"], 6);
    assert_eq!(home.read("overlay/gizmo/lock-linux/entry.md"), first);
}

#[test]
fn by_default_it_becomes_the_users_own() {
    let home = Home::new();
    checkout(&home);
    let ran = home.unstuck(["import", "deadends", "theirs"]).run().code(0).quiet();
    for row in ["files read", "entries written", "not-of-our-dialect", "broken.json:2: ", "overlay: "] {
        assert!(ran.out().contains(row), "{row}: {}", ran.out());
    }
    assert!(home.path().join(".local/share/unstuck/canon/gizmo/lock-linux/entry.md").is_file());
    home.unstuck(["show", "gizmo/not-aligned-linux"]).run().code(0).quiet();
}

#[test]
fn a_folder_without_entries() {
    let home = Home::new();
    fs::create_dir(home.path().join("empty")).unwrap();
    let ran = home.unstuck(["import", "deadends", "empty"]).run().code(2);
    ran.complains(&["there are no entries of deadends.dev in empty", "help: name a checkout"]);
    home.unstuck(["import", "deadends", "gone"]).run().code(2).complains(&["cannot read gone"]);
}
