//! The rooms and the arrows between them, and how large a file may be.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::root;

/// What may depend on what, of ours. A room that is not named here does not exist.
const EDGES: &[(&str, &[&str])] = &[
    ("unstuck-canon", &[]),
    ("unstuck-diagnosis", &["unstuck-canon"]),
    ("unstuck-ledger", &["unstuck-canon"]),
    ("unstuck-proof", &["unstuck-canon", "unstuck-diagnosis", "unstuck-ledger"]),
    ("unstuck-trust", &[]),
    ("unstuck-emulator", &["unstuck-trust"]),
    (
        "unstuck-app",
        &["unstuck-canon", "unstuck-diagnosis", "unstuck-ledger", "unstuck-proof", "unstuck-trust", "unstuck-emulator"],
    ),
    ("unstuck-serve", &["unstuck-app"]),
    ("unstuck-mcp", &["unstuck-app"]),
    ("unstuck", &["unstuck-app", "unstuck-mcp", "unstuck-serve"]),
];

#[test]
fn only_the_allowed_edges_exist() {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--format-version", "1", "--offline"])
        .current_dir(root())
        .output()
        .unwrap();
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    let names: BTreeSet<&str> = packages.iter().filter_map(|package| package["name"].as_str()).collect();
    let allowed: BTreeMap<&str, &[&str]> = EDGES.iter().copied().collect();
    assert_eq!(names, allowed.keys().copied().collect());
    for package in packages {
        let name = package["name"].as_str().unwrap();
        for dependency in package["dependencies"].as_array().unwrap() {
            let to = dependency["name"].as_str().unwrap();
            assert!(!names.contains(to) || allowed[name].contains(&to), "{name} must not depend on {to}");
        }
    }
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && path.file_name().is_some_and(|name| name != "target") {
            sources(&path, found);
        } else if path.extension().is_some_and(|end| end == "rs") {
            found.push(path);
        }
    }
}

#[test]
fn files_stay_small_and_well_named() {
    let mut found = Vec::new();
    sources(&root().join("crates"), &mut found);
    sources(&root().join("fuzz"), &mut found);
    assert!(found.len() > 50, "{} files", found.len());
    for path in found {
        let lines = std::fs::read_to_string(&path).unwrap().lines().count();
        assert!(lines <= 500, "{} has {lines} lines: split it, or give a reason here", path.display());
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let forbidden = ["mod", "utils", "util", "helpers", "common", "manager", "types", "prelude"];
        assert!(!forbidden.contains(&name.as_str()), "{}", path.display());
    }
}

/// The one file whose argument for it stands where it is used.
const UNSAFE: &str = "crates/app/src/mapped.rs";

#[test]
fn one_file_is_not_safe_rust() {
    let mut found = Vec::new();
    sources(&root().join("crates"), &mut found);
    let lifted = |path: &&PathBuf| {
        let text = std::fs::read_to_string(path).unwrap();
        text.lines().any(|line| line.trim_start().starts_with("#") && line.contains("unsafe_code"))
    };
    let found: Vec<_> = found.iter().filter(lifted).map(|path| path.strip_prefix(root()).unwrap()).collect();
    assert_eq!(found, [Path::new(UNSAFE)]);
}
