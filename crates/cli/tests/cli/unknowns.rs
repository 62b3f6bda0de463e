//! `unknowns`, and what `run` keeps of runs that went well: hashes, never text.

use std::fs;

use serde_json::Value;

use crate::tool::{Home, LOCKED, Ran};

fn build(home: &Home, script: &str) -> Ran {
    home.write("build", script);
    home.unstuck(["run", "--", "sh", "build"]).run()
}

/// A home in which something is remembered already.
fn home() -> Home {
    let home = Home::new();
    build(&home, &format!("echo \"{LOCKED}\"; exit 1\n")).code(1);
    home
}

fn listed(home: &Home, args: &[&str]) -> Value {
    home.unstuck(["unknowns", "--format", "json"]).args(args).run().code(0).quiet().json()
}

#[test]
fn the_most_frequent_come_first_and_no_text_is_kept() {
    let home = home();
    home.unstuck(["unknowns"]).run().code(1);
    for number in [17, 4242] {
        build(&home, &format!("echo 'error: the SECRETGIZMO {number} cannot be aligned'; exit 1\n")).code(1);
    }
    build(&home, "echo 'error: another one is lost'; exit 1\n").code(1);
    let rows = listed(&home, &[])["unknowns"].clone();
    assert_eq!(rows.as_array().unwrap().len(), 2, "{rows}");
    assert_eq!((&rows[0]["count"], &rows[1]["count"]), (&Value::from(2), &Value::from(1)));
    // The name is that which `explain` gives, whatever the number and the folder.
    let text = "error: the SECRETGIZMO 5 cannot be aligned";
    let explained = home.unstuck(["explain", "--format", "json", "--text", text]).run().code(1).json();
    assert_eq!(explained["unknown"][0]["fingerprint"], rows[0]["fingerprint"]);
    assert!(rows[0]["fingerprint"].as_str().unwrap().starts_with("u1-"), "{rows}");
    let people = home.unstuck(["unknowns"]).run().code(0).quiet();
    assert!(people.out().contains(rows[0]["fingerprint"].as_str().unwrap()), "{}", people.out());
    let mut pending = vec![home.path().join(".local/share/unstuck")];
    let mut read = 0;
    while let Some(folder) = pending.pop() {
        for file in fs::read_dir(folder).unwrap() {
            let path = file.unwrap().path();
            if path.is_dir() {
                pending.push(path);
                continue;
            }
            let bytes = fs::read(&path).unwrap();
            read += bytes.len();
            assert!(!String::from_utf8_lossy(&bytes).contains("SECRETGIZMO"), "{}", path.display());
        }
    }
    assert!(read > 100, "{read} bytes");
}

#[test]
fn files_of_colleagues_are_added_up() {
    let home = home();
    build(&home, "echo 'error: the gizmo cannot be aligned'; exit 1\n").code(1);
    let path = home.unstuck(["unknowns", "--path"]).run().code(0).quiet().out().trim().to_owned();
    fs::copy(path, home.path().join("colleague")).unwrap();
    home.write("old", "u0-0123456789abcdef 3 2026-01-01\nnonsense\n");
    let told = listed(&home, &["colleague", "old"]);
    assert_eq!(told["unknowns"][0]["count"], 2);
    assert_eq!(told["passed_over"], 2);
    home.unstuck(["unknowns", "gone"]).run().code(2).complains(&["cannot read gone"]);
}

#[test]
fn a_first_failure_leaves_no_trace() {
    let home = Home::new();
    build(&home, "echo 'error: the gizmo cannot be aligned'; exit 1\n").code(1);
    assert!(!home.path().join(".local").exists());
}

/// What the command says when it goes well, too, is not what it failed with.
#[test]
fn lines_of_the_last_successful_run_are_not_told() {
    let home = home();
    let noise = "echo 'error: cannot find the optional gizmo 17, going on'\n";
    build(&home, &format!("{noise}echo 'SECRETGIZMO'\n")).code(0).quiet();
    let ran = build(&home, &format!("{noise}echo 'error: the frame is lost'; exit 1\n")).code(1);
    let ran = ran.complains(&["the frame is lost"]);
    // It stands in the command's own output, and not in the answer.
    assert!(!ran.err().contains("optional gizmo"), "{}", ran.err());
    // Another command has another memory.
    home.write("other", format!("{noise}echo 'error: the frame is lost'; exit 1\n"));
    home.unstuck(["run", "--", "sh", "other"]).run().code(1).complains(&["optional gizmo", "the frame is lost"]);
    let kept = home.path().join(".local/share/unstuck/familiar");
    let files: Vec<_> = fs::read_dir(&kept).unwrap().map(|file| file.unwrap().path()).collect();
    assert_eq!(files.len(), 1);
    let bytes = fs::read(&files[0]).unwrap();
    assert!(bytes.len() < 100 && !String::from_utf8_lossy(&bytes).contains("SECRETGIZMO"), "{} bytes", bytes.len());
    // A damaged file knows nothing, and is no trouble.
    fs::write(&files[0], "damaged").unwrap();
    build(&home, &format!("{noise}exit 1\n")).code(1).complains(&["optional gizmo"]);
}

#[test]
fn what_is_kept_of_a_long_run_is_bounded() {
    let home = home();
    build(&home, "seq 1 30000 | tr '0123456789' 'abcdefghij'\n").code(0);
    let kept = home.path().join(".local/share/unstuck/familiar");
    let file = fs::read_dir(&kept).unwrap().next().unwrap().unwrap();
    let size = file.metadata().unwrap().len();
    assert!((70_000..81_000).contains(&size), "{size} bytes");
}
