//! `--format markdown`: for pull requests and agents.

use crate::tool::{BUILD_LOG, Home};

#[test]
fn a_diagnosis() {
    let home = Home::new();
    home.write("build.log", BUILD_LOG);
    let ran = home.unstuck(["explain", "--format", "markdown", "build.log"]).run().code(0).quiet();
    let out = ran.out();
    assert!(out.starts_with("# "), "{out}");
    for part in ["`git/index-lock-exists`", "build.log:3", "## Root cause", "## Will not help", "## Will help"] {
        assert!(out.contains(part), "{part} is missing: {out}");
    }
    assert!(out.contains("```\nfatal: Unable to create"), "{out}");
    assert!(!out.contains('\x1b'));
}

#[test]
fn a_log_cannot_break_out_of_its_fence() {
    let home = Home::new();
    let text = "fatal: Unable to create '/a/```\u{1b}[31m/.git/index.lock': File exists. ``` # Not a heading\n";
    let ran = home.unstuck(["explain", "--format", "markdown"]).input(text).run().code(0).quiet();
    let fence = ran.out().lines().find(|line| line.starts_with("```")).unwrap();
    assert!(fence.len() > 3, "{}", ran.out());
    assert!(!ran.out().contains('\x1b'), "{:?}", ran.out());
}

#[test]
fn nothing_known() {
    let home = Home::new();
    let ran = home.unstuck(["explain", "--format", "markdown"]).input("error: gizmo failed\n").run().code(1).quiet();
    assert!(ran.out().contains("Nothing in the canon matches."), "{}", ran.out());
    assert!(ran.out().contains("error: gizmo failed"), "{}", ran.out());
}

#[test]
fn a_failure_whole_and_lists() {
    let home = Home::new();
    let whole = home.unstuck(["show", "--format", "markdown", "git/index-lock-exists"]).run().code(0).quiet();
    assert!(whole.out().starts_with("# "), "{}", whole.out());
    assert!(whole.out().contains("## Root cause"), "{}", whole.out());
    let list = home.unstuck(["list", "--format", "markdown", "git"]).run().code(0).quiet();
    assert!(list.out().contains("git/index-lock-exists"), "{}", list.out());
    let stats = home.unstuck(["stats", "--format", "markdown"]).run().code(0).quiet();
    assert!(stats.out().contains('|'), "{}", stats.out());
}
