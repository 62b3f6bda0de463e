//! What the Markdown files say is there is there.

use std::path::PathBuf;

use unstuck_app::{actions, answers};

use crate::root;

/// The documents people read; the canon's entries are checked by their own rules.
fn documents() -> Vec<PathBuf> {
    let root = root();
    let mut found: Vec<PathBuf> = Vec::new();
    for folder in [root.clone(), root.join("docs"), root.join("docs/guide")] {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|end| end == "md") {
                found.push(path);
            }
        }
    }
    assert!(found.len() >= 5, "{found:?}");
    found
}

/// Words that stand for a name in a path.
const PLACEHOLDERS: [&str; 3] = ["DOMAIN", "SLUG", "NAME"];

/// Code spans and link targets that look like paths of this repository.
fn paths(text: &str) -> Vec<String> {
    let spans = text.split('`').skip(1).step_by(2).map(str::to_owned);
    let links = text.split("](").skip(1).filter_map(|rest| rest.split(')').next()).map(str::to_owned);
    let tops = ["crates/", "canon/", "docs/", "scripts/", "fuzz/", "examples/", ".ci/"];
    let is_path = |text: &String| {
        tops.iter().any(|top| text.starts_with(top))
            && !text.contains([' ', '<', '*', '{', '…', '\n'])
            && !PLACEHOLDERS.iter().any(|word| text.contains(word))
    };
    spans.chain(links).filter(is_path).map(|path| path.split('#').next().unwrap_or_default().to_owned()).collect()
}

#[test]
fn every_path_that_is_named_exists() {
    let mut named = 0;
    for document in documents() {
        let text = std::fs::read_to_string(&document).unwrap();
        for path in paths(&text) {
            named += 1;
            assert!(root().join(&path).exists(), "{} names {path}", document.display());
        }
    }
    assert!(named > 20, "{named} paths");
}

/// `docs/rules.md` is generated: `UPDATE=1 cargo test -p unstuck-app rules` writes it anew.
#[test]
fn the_reference_of_the_rules_is_fresh() {
    let path = root().join("docs/rules.md");
    let text = answers::markdown::rules(&actions::rules());
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &text).unwrap();
    }
    let stored = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(stored == text, "docs/rules.md is stale; write it anew with UPDATE=1 cargo test -p unstuck-app rules");
}

#[test]
fn no_document_names_a_path_of_one_machine() {
    for document in documents() {
        let text = std::fs::read_to_string(&document).unwrap();
        for machine in ["/root/", "/home/", "/work/"] {
            assert!(!text.contains(machine), "{} names {machine}", document.display());
        }
    }
}
