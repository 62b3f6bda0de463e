//! README.md and the guide: what they show is what happens, and the commands they name exist.

use std::fs;
use std::path::{Path, PathBuf};

use crate::tool::Home;

fn readme() -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../README.md")).unwrap()
}

/// Lines of a block of that kind.
pub(crate) fn blocks(text: &str, kind: &str) -> Vec<Vec<String>> {
    let mut rest = text.split("```").skip(1).step_by(2).filter_map(|block| block.strip_prefix(kind));
    let mut found = Vec::new();
    for block in rest.by_ref() {
        found.push(block.trim_matches('\n').lines().map(str::to_owned).collect());
    }
    assert!(!found.is_empty(), "no block of {kind}");
    found
}

/// Every line of the block stands in the output, in this order; `...` stands for any number of lines.
pub(crate) fn is_shown(shown: &[String], output: &str) -> Result<(), String> {
    let mut rest = output.lines();
    let mut free = false;
    for line in shown {
        if line == "..." {
            free = true;
        } else if free {
            rest.by_ref().find(|real| real == line).ok_or(format!("never says {line:?}"))?;
            free = false;
        } else if rest.next() != Some(line) {
            return Err(format!("does not go on with {line:?}"));
        }
    }
    if free || rest.next().is_none() { Ok(()) } else { Err("goes on".to_owned()) }
}

/// README.md and every page of the guide.
fn documents() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut found = vec![root.join("README.md")];
    found.extend(fs::read_dir(root.join("docs/guide")).unwrap().map(|file| file.unwrap().path()));
    assert!(found.len() > 2, "{found:?}");
    found
}

/// The words of a command, with those in double quotes as one.
fn words(command: &str) -> Vec<String> {
    let quoted = command.split('"').enumerate();
    let words = quoted.flat_map(|(at, part)| if at % 2 == 1 { vec![part] } else { part.split_whitespace().collect() });
    words.map(ToOwned::to_owned).collect()
}

#[test]
fn the_examples_are_the_real_output() {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
    let home = Home::new();
    for file in fs::read_dir(&examples).unwrap() {
        let path = file.unwrap().path();
        if path.is_dir() {
            continue;
        }
        home.write(&format!("examples/{}", path.file_name().unwrap().to_string_lossy()), fs::read(&path).unwrap());
    }
    let mut run = 0;
    for document in documents() {
        let text = fs::read_to_string(&document).unwrap();
        // The guide to OIDC is about a repository of its own: `guide.rs` runs it there.
        if !text.contains("```console") || document.ends_with("oidc.md") {
            continue;
        }
        for block in blocks(&text, "console") {
            let command = block[0].strip_prefix("$ unstuck ").unwrap();
            let ran = home.unstuck(words(command)).run().code(0).quiet();
            if let Err(error) = is_shown(&block[1..], ran.out()) {
                panic!("{}: {command} {error}; it says:\n{}", document.display(), ran.out());
            }
            run += 1;
        }
    }
    assert!(run > 2, "{run} examples");
}

/// Both promises of "Try it": the first is the example above, built by cargo; the second is what CI runs.
#[test]
fn the_two_commands_are_the_ones_that_ci_knows() {
    let commands: Vec<String> = blocks(&readme(), "sh").concat();
    assert_eq!(commands, ["cargo run --release -- explain examples/npm-install.log", "scripts/test"]);
    let ci = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../.ci/run")).unwrap();
    assert!(ci.contains("scripts/test"));
}

#[test]
fn every_command_that_is_named_exists() {
    let home = Home::new();
    let mut named = 0;
    for document in documents() {
        let text = fs::read_to_string(document).unwrap();
        let spans = text.split('`').skip(1).step_by(2);
        let calls = spans.filter_map(|span| span.split("unstuck ").nth(1));
        let commands = calls.filter_map(|rest| rest.split_whitespace().next());
        // `install unstuck /usr/local/bin` is no call of it.
        for command in commands.filter(|word| word.bytes().all(|byte| byte.is_ascii_lowercase())) {
            home.unstuck([command, "--help"]).run().code(0);
            named += 1;
        }
    }
    assert!(named > 10, "{named} commands");
}
