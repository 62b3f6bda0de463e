//! A reader that has seen enough is not an error.

use std::io::{Write, pipe};
use std::process::Stdio;

use crate::tool::{BUILD_LOG, Home, Ran, canon, finish};

/// Runs the tool with an output that nobody will ever read: the first write fails.
fn unread(home: &Home, args: &[&str], input: &[u8]) -> Ran {
    let (reader, writer) = pipe().unwrap();
    drop(reader);
    let mut call = home.unstuck(args);
    let mut child = call.command.stdin(Stdio::piped()).stdout(writer).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(input).unwrap();
    finish(child)
}

#[test]
fn every_command_that_prints() {
    let home = Home::new();
    for args in [
        &["list"][..],
        &["list", "--format", "json"],
        &["show", "git/index-lock-exists"],
        &["search", "lock"],
        &["stats"],
        &["man"],
        &["completions", "zsh"],
        &["check", "--rules"],
        &["--help"],
    ] {
        unread(&home, args, b"").code(0).quiet();
    }
    unread(&home, &["explain"], BUILD_LOG).code(0).quiet();
    for args in [
        &["report", "git/index-lock-exists#remove-a-stale-lock", "fixed"][..],
        &["evidence", "git/index-lock-exists"],
        &["ledger", "export"],
        &["prove", "git/src-refspec-does-not-match", "--only", "force-push", "--dir", canon().to_str().unwrap()],
    ] {
        unread(&home, args, b"").code(0).quiet();
    }
}

#[test]
fn the_first_line_of_a_long_list() {
    let home = Home::new();
    let script = "set -o pipefail; \"$0\" list | head -n 1";
    let ran = home.program("bash").args(["-c", script, env!("CARGO_BIN_EXE_unstuck")]).run().code(0).quiet();
    assert_eq!(ran.out().lines().count(), 1);
}

#[test]
fn a_command_notices_as_it_would_without_us() {
    // `yes` ends by SIGPIPE. That the reader left is nothing to explain.
    let home = Home::new();
    let script = "\"$0\" run -- yes | head -n 1; echo \"${PIPESTATUS[0]}\"";
    let ran = home.program("bash").args(["-c", script, env!("CARGO_BIN_EXE_unstuck")]).run().code(0).quiet();
    assert_eq!(ran.out(), "y\n141\n");
}
