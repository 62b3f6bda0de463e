//! `run`, `try`, `report`, `ledger` and `evidence`: what happens to a user is counted, and nothing else is.

use std::fs;
use std::thread;
use std::time::Duration;

use serde_json::Value;

use crate::tool::{Home, LOCKED, Ran};

const FAILURE: &str = "git/index-lock-exists";

/// A home whose command `sh build` does what `build` says.
fn home(build: &str) -> Home {
    let home = Home::new();
    home.write("build", build);
    home
}

fn locked() -> String {
    format!("echo \"{LOCKED}\" >&2; exit 128\n")
}

fn build(home: &Home) -> Ran {
    home.unstuck(["run", "--", "sh", "build"]).run()
}

fn attempt(home: &Home, approach: &str) -> Ran {
    home.unstuck(["try", &format!("{FAILURE}#{approach}")]).run()
}

/// Every outcome in the user's own ledger.
fn outcomes(home: &Home) -> Vec<Value> {
    let lines = home.unstuck(["ledger", "export", "-q"]).run().code(0).quiet();
    lines.out().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The real git, a real failure, and the approach that ends it.
#[test]
fn what_is_tried_and_works_is_fixed() {
    let home = Home::new();
    fs::remove_dir(home.path().join(".git")).unwrap();
    home.program("git").args(["init", "-q", "-b", "main"]).run().code(0);
    let commit =
        ["run", "--", "git", "-c", "user.name=a", "-c", "user.email=a@b.c", "commit", "-q", "--allow-empty", "-m", "x"];
    home.write(".git/index.lock", "");
    home.unstuck(commit).run().code(128).complains(&[FAILURE]);
    let all = home.unstuck(["show", FAILURE, "--format", "json"]).run().code(0).json();
    let approach = all["workarounds"][0]["id"].as_str().unwrap().to_owned();
    let before = all["workarounds"][0]["rate"]["sources"]["field"].clone();
    assert_eq!(before, Value::Null);
    assert!(attempt(&home, &approach).code(0).quiet().out().contains("the next `unstuck run`"));
    fs::remove_file(home.path().join(".git/index.lock")).unwrap();
    home.unstuck(commit).run().code(0).complains(&[&format!("recorded: {FAILURE}#{approach} fixed")]);
    let after = home.unstuck(["show", FAILURE, "--format", "json"]).run().code(0).json();
    let same = |own: &&Value| own["id"] == approach.as_str();
    let own = after["workarounds"].as_array().unwrap().iter().find(same).unwrap();
    assert_eq!(own["rate"]["sources"]["field"], serde_json::json!({"trials": 1, "fixed": 1}));
    assert_eq!(after["evidence"].as_u64(), all["evidence"].as_u64().map(|evidence| evidence + 1));
    // It is settled: what comes later says nothing of it.
    home.unstuck(commit).run().code(0).quiet();
    assert_eq!(outcomes(&home).len(), 1);
}

#[test]
fn without_try_nothing_is_attributed() {
    let home = home(&locked());
    build(&home).code(128);
    home.write("build", "exit 0\n");
    build(&home).code(0).quiet();
    assert_eq!(outcomes(&home).len(), 0);
    attempt(&home, "wait-for-the-other-git").code(2).complains(&["no approach", "it has "]);
}

#[test]
fn the_same_failure_another_one_and_an_unknown_one() {
    let home = home(&locked());
    let whole = home.unstuck(["show", FAILURE, "--format", "json"]).run().code(0).json();
    let approach = whole["dead_ends"][0]["id"].as_str().unwrap().to_owned();
    build(&home).code(128);
    attempt(&home, &approach).code(0);
    build(&home).code(128).complains(&[&format!("recorded: {FAILURE}#{approach} same")]);
    attempt(&home, &approach).code(0);
    home.write("build", "echo 'error: gizmo failed' >&2; exit 1\n");
    build(&home).code(1).complains(&["not recorded", "does not know"]);
    // The unknown failure is the last word: what was there before is no longer what the command fails with.
    attempt(&home, &approach).code(2).complains(&["no command is remembered", "unstuck run"]);
    home.write("build", locked());
    build(&home).code(128);
    attempt(&home, &approach).code(0);
    // Outcomes are told apart by the second.
    thread::sleep(Duration::from_secs(1));
    home.write("build", "echo 'fatal: not a git repository (or any of the parent directories): .git' >&2; exit 128\n");
    build(&home).code(128).complains(&[&format!("recorded: {FAILURE}#{approach} became git/not-a-git-repository")]);
    let seen: Vec<Value> = outcomes(&home).into_iter().map(|outcome| outcome["seen"].clone()).collect();
    assert_eq!(seen.len(), 2);
    assert!(seen.contains(&Value::from("same")));
    assert!(seen.contains(&serde_json::json!({"became": "git/not-a-git-repository"})));
    // One project and one day is one voice, and its last word is the arrow: it is there from both ends.
    let arrow = |id: &str| serde_json::json!([{"id": id, "via": approach, "trials": 1}]);
    let after = home.unstuck(["show", FAILURE, "--format", "json"]).run().code(0).json();
    let arrows: Vec<&Value> =
        after["leads_to"].as_array().unwrap().iter().filter(|to| to["via"] == approach.as_str()).collect();
    assert_eq!(serde_json::json!(arrows), arrow("git/not-a-git-repository"));
    let from = home.unstuck(["show", "git/not-a-git-repository", "--format", "json"]).run().code(0).json();
    assert!(from["preceded_by"].as_array().unwrap().contains(&arrow(FAILURE)[0]), "{from}");
    let shown = home.unstuck(["show", FAILURE]).run().code(0);
    assert!(shown.out().contains("What it turned into\n  git/not-a-git-repository "), "{}", shown.out());
}

#[test]
fn another_command_settles_nothing() {
    let home = home(&locked());
    build(&home).code(128);
    let whole = home.unstuck(["show", FAILURE, "--format", "json"]).run().code(0).json();
    attempt(&home, whole["workarounds"][0]["id"].as_str().unwrap()).code(0);
    home.unstuck(["run", "--", "true"]).run().code(0).quiet();
    home.unstuck(["run", "--", "sh", "-c", "kill -INT $$"]).run().code(130);
    assert_eq!(outcomes(&home).len(), 0);
}

/// Whoever interrupts the command did not see how it ends.
#[test]
fn an_interrupted_run_settles_nothing() {
    let home = home(&locked());
    build(&home).code(128);
    let whole = home.unstuck(["show", FAILURE, "--format", "json"]).run().code(0).json();
    let approach = whole["workarounds"][0]["id"].as_str().unwrap().to_owned();
    attempt(&home, &approach).code(0);
    home.write("build", "kill -INT $$\n");
    build(&home).code(130);
    home.write("build", "exit 0\n");
    build(&home).code(0).complains(&[&format!("{approach} fixed")]);
}

#[test]
fn nothing_of_the_log_or_the_project_is_stored() {
    let home = home(&locked());
    home.write(
        "build",
        "echo SECRET-WORD; echo \"fatal: Unable to create '/x/.git/index.lock': File exists.\" >&2; exit 1\n",
    );
    build(&home).code(1);
    let whole = home.unstuck(["show", FAILURE, "--format", "json"]).run().code(0).json();
    attempt(&home, whole["workarounds"][0]["id"].as_str().unwrap()).code(0);
    home.write("build", "exit 0\n");
    build(&home).code(0);
    let folder = home.path().join(".local/share/unstuck");
    let project = home.path().file_name().unwrap().to_string_lossy().into_owned();
    let mut read = 0;
    let paths = |folder: &std::path::Path| -> Vec<std::path::PathBuf> {
        fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect()
    };
    let familiar = paths(&folder.join("familiar"));
    assert_eq!(familiar.len(), 1);
    for file in paths(&folder).into_iter().filter(|path| path.is_file()).chain(familiar) {
        let bytes = fs::read(file).unwrap();
        read += bytes.len();
        let text = String::from_utf8_lossy(&bytes);
        for secret in ["SECRET-WORD", "index.lock'", project.as_str(), "sh build", "build\0"] {
            assert!(!text.contains(secret), "{secret}");
        }
    }
    assert!(read > 4096, "{read} bytes");
    let mode = std::os::unix::fs::PermissionsExt::mode(&fs::metadata(folder.join("key")).unwrap().permissions());
    assert_eq!(mode & 0o777, 0o600);
}

/// The outcome goes to the ledger that was named, and what is remembered until there is one does not.
#[test]
fn what_is_remembered_stays_on_the_machine() {
    let home = home(&locked());
    let team = |args: &[&str]| home.unstuck(["--ledger", "sqlite:team.db"]).args(args).run();
    let build = ["run", "--", "sh", "build"];
    let approach = home.unstuck(["show", FAILURE, "--format", "json"]).run().code(0).json()["workarounds"][0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    team(&build).code(128);
    team(&["try", &format!("{FAILURE}#{approach}")]).code(0);
    assert!(!home.path().join("team.db").exists(), "there is nothing to be told yet");
    home.write("build", "exit 0\n");
    team(&build).code(0).complains(&["recorded: "]);
    assert_eq!(outcomes(&home).len(), 0);
    let lines = team(&["ledger", "export", "-q"]).code(0).quiet();
    let told: Value = serde_json::from_str(lines.out().trim()).unwrap();
    assert_eq!((&told["failure"], &told["approach"]), (&Value::from(FAILURE), &Value::from(approach)));
}

#[test]
fn a_reporter_has_one_voice() {
    let home = Home::new();
    let whole = home.unstuck(["show", FAILURE, "--format", "json"]).run().code(0).json();
    let approach = whole["workarounds"][0]["id"].as_str().unwrap();
    let target = format!("{FAILURE}#{approach}");
    home.unstuck(["report", &target, "fixed", "--reporter", "ann"]).run().code(0).quiet();
    home.unstuck(["report", &target, "same"]).run().code(0);
    home.unstuck(["report", &target, "same", "--reporter", "ann"]).run().code(0);
    home.unstuck(["report", &target, "perhaps"]).run().code(2).complains(&["fixed, same"]);
    home.unstuck(["report", "git/no-such#x", "same"]).run().code(2).complains(&["no failure"]);
    let evidence = home.unstuck(["evidence", &target, "--format", "json"]).run().code(0).json();
    let own = &evidence["approaches"][0];
    let counts = own["rate"]["sources"]["report"].clone();
    assert_eq!(counts["trials"], 2);
    let reports: Vec<&Value> =
        own["outcomes"].as_array().unwrap().iter().filter(|outcome| outcome["source"] == "report").collect();
    assert_eq!(reports.len(), 3);
    let ann: Vec<bool> = reports.iter().filter(|own| own["voice"] == "ann").map(|own| own["counts"] == true).collect();
    assert_eq!(ann.iter().filter(|counts| **counts).count(), 1, "{reports:?}");
}

/// `evidence` adds up: by hand from its own counts to its own rate.
#[test]
fn evidence_is_a_derivation() {
    let home = Home::new();
    let target = format!("{FAILURE}#remove-the-stale-lock");
    let view = home.unstuck(["evidence", FAILURE, "--format", "json"]).run().code(0).quiet().json();
    assert_eq!(view["schema"], "unstuck/evidence/1");
    let mut derived = 0;
    for own in view["approaches"].as_array().unwrap() {
        let Some(from) = own["derivation"].as_object() else { continue };
        derived += 1;
        let number = |value: &Value| value.as_f64().unwrap();
        let sum = |key: &str| -> f64 {
            let sources = from["sources"].as_array().unwrap().iter();
            sources.map(|source| number(&source[key]) * number(&source["weight"])).sum()
        };
        assert!((sum("fixed") - number(&from["fixed"])).abs() < 1e-9);
        assert!((sum("trials") - number(&from["trials"])).abs() < 1e-9);
        let share = ((number(&from["pool_fixed"]) + 1.0) / (number(&from["pool_trials"]) + 2.0)).clamp(0.25, 0.75);
        assert!((number(&from["prior"][0]) - 2.0 * share).abs() < 1e-3, "{from:?}");
        assert!((number(&from["prior"][0]) + number(&from["prior"][1]) - 2.0).abs() < 1e-3, "{from:?}");
        let (a, b) = (number(&from["posterior"][0]), number(&from["posterior"][1]));
        assert!((a - number(&from["prior"][0]) - sum("fixed")).abs() < 1e-3, "{from:?}");
        assert!((number(&own["rate"]["mean"]) - a / (a + b)).abs() < 1e-3, "{own}");
        let counted = own["outcomes"].as_array().unwrap().iter().filter(|outcome| outcome["counts"] == true).count();
        assert_eq!(own["rate"]["trials"].as_u64(), Some(counted as u64));
    }
    assert!(derived > 0, "{view}");
    let first = view["approaches"][0]["id"].as_str().unwrap();
    let shown = home.unstuck(["evidence", &format!("{FAILURE}#{first}")]).run().code(0).quiet();
    for part in ["Derivation", "K, N", "prior", "posterior", "Beta(", "interval", "verdict", "Outcomes"] {
        assert!(shown.out().contains(part), "{part} is missing: {}", shown.out());
    }
    assert!(shown.out().lines().all(|line| line.chars().count() <= 80), "{}", shown.out());
    home.unstuck(["evidence", &format!("{target}-not")]).run().code(2).complains(&["no approach"]);
    let markdown = home.unstuck(["evidence", FAILURE, "--format", "markdown"]).run().code(0);
    assert!(markdown.out().contains(&format!("| `{first}` |")), "{}", markdown.out());
}

#[test]
fn ledgers_are_carried_as_lines_and_merge_by_union() {
    let home = Home::new();
    let whole = home.unstuck(["show", FAILURE, "--format", "json"]).run().code(0).json();
    let target = format!("{FAILURE}#{}", whole["workarounds"][0]["id"].as_str().unwrap());
    let here = ["--ledger", "sqlite:one.db"];
    let there = ["--ledger", "sqlite:two.db"];
    home.unstuck(here).args(["report", &target, "fixed", "--reporter", "ann"]).run().code(0);
    home.unstuck(there).args(["report", &target, "same", "--reporter", "bob"]).run().code(0);
    home.unstuck(here).args(["ledger", "export", "one.jsonl"]).run().code(0).complains(&["1 outcomes written"]);
    let mut import = home.unstuck(there);
    import = import.args(["ledger", "import", "-"]).input(home.read("one.jsonl"));
    import.run().code(0).complains(&["1 outcomes added, 0 were there"]);
    home.unstuck(there)
        .args(["ledger", "import", "one.jsonl"])
        .run()
        .code(0)
        .complains(&["0 outcomes added, 1 were there"]);
    home.unstuck(there).args(["ledger", "export", "two.jsonl"]).run().code(0);
    assert_eq!(home.read("two.jsonl").lines().count(), 2);
    home.write("bad.jsonl", format!("{}not an outcome\n", home.read("two.jsonl")));
    let bad = home.unstuck(here).args(["ledger", "import", "bad.jsonl"]).run().code(2);
    bad.complains(&["line 3 is no outcome", "help: mend that line"]);
    // What stood before the bad line is there.
    let both = home.unstuck(here).args(["evidence", &target, "--format", "json"]).run().code(0).json();
    assert_eq!(both["approaches"][0]["rate"]["sources"]["report"], serde_json::json!({"trials": 2, "fixed": 1}));
    assert!(!home.path().join(".local").join("share/unstuck/ledger.db").exists());
}

#[test]
fn a_ledger_that_cannot_be_used() {
    let home = Home::new();
    home.write("bad.db", [7; 9000]);
    home.unstuck(["--ledger", "sqlite:bad.db", "show", FAILURE]).run().code(2).complains(&["is damaged", "help: "]);
    home.unstuck(["--ledger", "mysql:x", "show", FAILURE]).run().code(2).complains(&["`mysql:x` is no ledger's URL"]);
    let secret = "postgres://me:hush@127.0.0.1:9/x";
    let text = ["explain", "--text", LOCKED];
    let alone = home.unstuck(text).run().code(0);
    for asked in [&["show", FAILURE][..], &text] {
        let gone = home.unstuck(["--ledger", secret]).args(asked).run().code(0);
        assert!(!gone.err().contains("hush"), "{}", gone.err());
        assert_eq!(gone.out(), home.unstuck(asked).run().code(0).out());
        gone.complains(&["warning: cannot reach the ledger", "what that ledger holds is missing"]);
    }
    assert!(alone.out().contains(FAILURE));
    let named = home.unstuck(text).env("UNSTUCK_LEDGER", secret).run().code(0);
    assert_eq!(named.out(), alone.out());
    named.complains(&["what that ledger holds is missing"]);
    // What is about the ledger itself, or is kept as it was written, is not answered without it.
    for asked in [&["evidence", FAILURE][..], &["export", "site"], &["ledger", "export"]] {
        let gone = home.unstuck(["--ledger", secret]).args(asked).run().code(2);
        assert!(gone.out().is_empty() && !gone.err().contains("hush"), "{}", gone.err());
        gone.complains(&["error: cannot reach the ledger"]);
    }
    assert!(!home.path().join("site").exists());
    // The user's own: diagnosing goes on without it, and says so; writing to it does not.
    home.write(".local/share/unstuck/ledger.db", [7; 9000]);
    let shown = home.unstuck(["explain", "--text", LOCKED]).run().code(0);
    assert!(shown.out().contains(FAILURE));
    shown.complains(&["warning: ", "is damaged", "help: "]);
    home.write("build", locked());
    build(&home).code(128).complains(&["warning: ", "is damaged", FAILURE]);
    home.unstuck(["report", &format!("{FAILURE}#x"), "same"]).run().code(2);
    assert_eq!(fs::read(home.path().join(".local/share/unstuck/ledger.db")).unwrap(), [7; 9000]);
}
