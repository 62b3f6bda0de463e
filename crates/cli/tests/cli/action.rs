//! `action.yml`: its script as a runner runs it. The build itself is cargo's, which is stood in for by one that records how it
//! was called.

use std::fs;
use std::path::{Path, PathBuf};

use crate::tool::{Home, Ran};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// The scripts of the action's steps: the one that puts the tool on the path, and the one that reports.
pub(crate) fn scripts() -> [String; 2] {
    let text = fs::read_to_string(root().join("action.yml")).unwrap();
    let scripts = text.split("      run: |\n").skip(1).map(|script| {
        let lines = script.lines().map_while(|line| line.strip_prefix("        "));
        lines.fold(String::new(), |script, line| script + line + "\n")
    });
    let scripts: Vec<String> = scripts.collect();
    assert!(scripts.iter().all(|script| script.starts_with("set -euo pipefail\n") && script.lines().count() > 2));
    scripts.try_into().unwrap()
}

/// Runs the script with what a runner sets.
fn act(home: &Home, binary: &str, path: &str) -> Ran {
    home.write("action.sh", &scripts()[0]);
    fs::create_dir_all(home.path().join("temp")).unwrap();
    let bash = home.program("/bin/bash").args(["--noprofile", "--norc", "-eo", "pipefail", "action.sh"]);
    let bash = bash.env("BINARY", binary).env("SOURCE", root()).env("PATH", path);
    bash.env("RUNNER_TEMP", home.path().join("temp")).env("GITHUB_PATH", home.path().join("github-path")).run()
}

#[test]
fn a_step_with_our_shell_is_annotated_and_summarised() {
    let home = Home::new();
    act(&home, env!("CARGO_BIN_EXE_unstuck"), "/usr/bin:/bin").code(0);
    let added = home.read("github-path").trim().to_owned();
    // As the runner replaces {0}, in the shell of docs/guide/ci.md.
    let guide = fs::read_to_string(root().join("docs/guide/ci.md")).unwrap();
    let shell = guide.lines().find_map(|line| line.trim().strip_prefix("shell: ")).unwrap();
    home.write("step.sh", "echo \"error: src refspec main does not match any\" >&2\nfalse\necho never\n");
    let words: Vec<String> = shell.split(' ').map(|word| word.replace("{0}", "step.sh")).collect();
    let step = home.program(Path::new(&added).join(&words[0])).args(&words[1..]);
    let step = step.env("GITHUB_ACTIONS", "true").env("GITHUB_STEP_SUMMARY", home.path().join("summary.md"));
    let ran = step.run().code(1).complains(&["::error title=", "Will not help"]);
    assert!(!ran.out().contains("never"));
    assert!(home.read("summary.md").contains("git/src-refspec-does-not-match"));
}

#[test]
fn without_a_binary_it_is_built_from_the_source_of_the_action() {
    let home = Home::new();
    let unstuck = env!("CARGO_BIN_EXE_unstuck");
    let cargo = format!(
        "#!/bin/sh\necho \"$@\" >cargo-called\nmkdir -p temp/unstuck/bin\nln -s {unstuck} temp/unstuck/bin/unstuck\n"
    );
    let bin = home.write("bin/cargo", cargo).parent().unwrap().to_owned();
    home.program("chmod").args(["+x", "bin/cargo"]).run().code(0);
    act(&home, "", &format!("{}:/usr/bin:/bin", bin.display())).code(0);
    let (source, temp) = (root(), home.path().join("temp/unstuck"));
    let called = format!("install --locked --path {}/crates/cli --root {}\n", source.display(), temp.display());
    assert_eq!(home.read("cargo-called"), called);
    assert_eq!(home.read("github-path"), format!("{}/bin\n", temp.display()));
}

#[test]
fn without_rust_it_says_what_is_missing() {
    let home = Home::new();
    // A machine with nothing but what the script needs.
    fs::create_dir(home.path().join("bin")).unwrap();
    let sed = home.program("/bin/bash").args(["-c", "command -v sed"]).run().code(0).out().trim().to_owned();
    std::os::unix::fs::symlink(sed, home.path().join("bin/sed")).unwrap();
    let ran = act(&home, "", &home.path().join("bin").display().to_string()).code(1);
    assert!(ran.out().contains("::error title=unstuck::building unstuck needs Rust 1.95"), "{}", ran.out());
}
