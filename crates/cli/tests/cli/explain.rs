//! `explain`: where the text comes from, and the exit code.

use crate::tool::{BUILD_LOG, Home, LOCKED};

#[test]
fn a_file() {
    let home = Home::new();
    home.write("build.log", BUILD_LOG);
    let ran = home.unstuck(["explain", "build.log"]).run().code(0).quiet();
    assert!(ran.out().contains("build.log:3:"), "{}", ran.out());
    assert!(ran.out().contains("git/index-lock-exists"), "{}", ran.out());
}

#[test]
fn standard_input_by_dash_and_by_default() {
    for args in [vec!["explain"], vec!["explain", "-"]] {
        let ran = Home::new().unstuck(args).input(BUILD_LOG).run().code(0).quiet();
        assert!(ran.out().contains("standard input:3:"), "{}", ran.out());
    }
}

#[test]
fn a_text() {
    let ran = Home::new().unstuck(["explain", "--text", LOCKED]).run().code(0).quiet();
    assert!(ran.out().contains("--text:1:"), "{}", ran.out());
    let dashed = format!("-- {LOCKED}");
    Home::new().unstuck(["explain", "--text", &dashed]).run().code(0).quiet();
}

#[test]
fn several_files_each_with_its_answer() {
    let home = Home::new();
    home.write("one.log", BUILD_LOG);
    home.write("two.log", "all is well\n");
    let ran = home.unstuck(["explain", "two.log", "one.log", "-"]).input(LOCKED).run().code(0).quiet();
    let out = ran.out();
    let at = |text: &str| out.find(text).unwrap_or_else(|| panic!("{text:?} is missing: {out}"));
    assert!(at("Nothing in the canon matches") < at("one.log:3:"));
    assert!(at("one.log:3:") < at("standard input:1:"));
}

#[test]
fn nothing_known_is_one() {
    let home = Home::new();
    let ran = home.unstuck(["explain"]).input("frobnicator error: cannot align the gizmo\n").run().code(1).quiet();
    assert!(ran.out().contains("Nothing in the canon matches."), "{}", ran.out());
    assert!(ran.out().contains("1: frobnicator error: cannot align the gizmo"), "{}", ran.out());
    home.unstuck(["explain", "--text", "all is well"]).run().code(1).quiet();
    home.unstuck(["explain", "--text", ""]).run().code(1).quiet();
}

#[test]
fn wrong_usage_is_two() {
    let home = Home::new();
    home.write("build.log", BUILD_LOG);
    for args in [vec!["explain", "build.log", "--text", "x"], vec!["explain", "--format", "xml"], vec!["explian"]] {
        home.unstuck(&args).run().code(2).complains(&["error: ", "try '--help'"]);
    }
    home.unstuck(["--help"]).run().code(0).quiet();
    home.unstuck(["--version"]).run().code(0).quiet();
}

#[test]
fn a_file_that_cannot_be_read_does_not_hide_the_others() {
    let home = Home::new();
    home.write("build.log", BUILD_LOG);
    let ran = home.unstuck(["explain", "gone.log", "build.log"]).run().code(2).complains(&["gone.log"]);
    assert!(ran.out().contains("build.log:3:"), "{}", ran.out());
}

#[test]
fn names_that_are_not_utf8() {
    use std::os::unix::ffi::OsStrExt;
    let home = Home::new();
    let name = std::ffi::OsStr::from_bytes(b"b\xFFild.log");
    std::fs::write(home.path().join(name), BUILD_LOG).unwrap();
    let ran = home.unstuck([std::ffi::OsStr::new("explain"), name]).run().code(0).quiet();
    assert!(ran.out().contains("ild.log:3:"), "{}", ran.out());
}
