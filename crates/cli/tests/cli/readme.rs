//! README.md: what it shows is what happens, and the commands it names exist.

use std::fs;
use std::path::Path;

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

#[test]
fn the_example_is_the_real_output() {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
    let home = Home::new();
    let mut run = 0;
    for block in blocks(&readme(), "console") {
        let command = block[0].strip_prefix("$ unstuck ").unwrap();
        for file in fs::read_dir(&examples).unwrap() {
            let path = file.unwrap().path();
            if path.is_dir() {
                continue;
            }
            home.write(&format!("examples/{}", path.file_name().unwrap().to_string_lossy()), fs::read(&path).unwrap());
        }
        let ran = home.unstuck(command.split(' ')).run().code(0).quiet();
        if let Err(error) = is_shown(&block[1..], ran.out()) {
            panic!("{command} {error}; it says:\n{}", ran.out());
        }
        run += 1;
    }
    assert!(run > 0);
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
    let text = readme();
    let named = text.split('`').skip(1).step_by(2).filter_map(|span| span.split("unstuck ").nth(1));
    let commands: Vec<&str> = named.filter_map(|rest| rest.split_whitespace().next()).collect();
    assert!(commands.len() > 6, "{commands:?}");
    let home = Home::new();
    for command in commands {
        home.unstuck([command, "--help"]).run().code(0);
    }
}
