//! On GitHub Actions: annotations, the job summary, and `run` as a step's shell.

use crate::tool::{BUILD_LOG, Call, Home, LOCKED};

fn on_actions(home: &Home, call: Call) -> Call {
    call.env("GITHUB_ACTIONS", "true").env("GITHUB_STEP_SUMMARY", home.path().join("summary.md"))
}

/// The annotations among the lines of a text.
fn annotations(text: &str) -> Vec<&str> {
    text.lines().filter(|line| line.starts_with("::")).collect()
}

#[test]
fn the_format_of_annotations() {
    let home = Home::new();
    let ran = home.unstuck(["explain", "--format", "github"]).input(BUILD_LOG).run().code(0).quiet();
    let lines: Vec<&str> = ran.out().lines().collect();
    assert!(lines[0].starts_with("::error title="), "{}", ran.out());
    assert!(lines[0].contains("(line 3, git/index-lock-exists)"), "{}", ran.out());
    assert!(lines[0].contains("%0A"), "{}", ran.out());
    assert!(lines[1..].iter().all(|line| line.starts_with("::notice title=")), "{}", ran.out());
}

#[test]
fn what_is_special_in_a_command_is_escaped() {
    let home = Home::new();
    let title = "100% bad: a, b";
    home.write(
        ".unstuck/gizmo/x/entry.md",
        format!(
            "```toml\nschema = 1\nsignature = \"the gizmo cannot be aligned\"\ncategory = \"config_error\"\n\
             status = \"unconfirmed\"\nprovenance = \"human\"\n\n[[pattern]]\nmatch = '''gizmo cannot be aligned'''\n\n\
             [[approach]]\nid = \"turn-it\"\nkind = \"workaround\"\n```\n\n# {title}\n\nSummary.\n\n## Root cause\n\n\
             It is 5%\n::error::injected\n\n## turn-it: Turn it\n\nTurn it.\n"
        ),
    );
    let text = "the gizmo cannot be aligned";
    let ran = home.unstuck(["explain", "--format", "github", "--text", text]).run().code(0).quiet();
    assert!(ran.out().starts_with("::error title=100%25 bad%3A a%2C b::It is 5%25"), "{}", ran.out());
    assert_eq!(ran.out().lines().count(), 1, "{}", ran.out());
}

#[test]
fn explain_annotates_and_summarises() {
    let home = Home::new();
    let ran = on_actions(&home, home.unstuck(["explain"])).input(BUILD_LOG).run().code(0).quiet();
    assert!(ran.out().contains("Will not help"), "{}", ran.out());
    assert!(annotations(ran.out())[0].starts_with("::error title="), "{}", ran.out());
    let summary = home.read("summary.md");
    assert!(summary.starts_with("# ") && summary.contains("git/index-lock-exists"), "{summary}");
    // A second one is written behind it.
    on_actions(&home, home.unstuck(["explain"])).input(BUILD_LOG).run().code(0);
    assert_eq!(home.read("summary.md"), summary.repeat(2));
}

#[test]
fn answers_for_programs_stay_whole() {
    let home = Home::new();
    for format in ["json", "sarif"] {
        on_actions(&home, home.unstuck(["explain", "--format", format])).input(BUILD_LOG).run().code(0).quiet().json();
    }
    let ran = on_actions(&home, home.unstuck(["explain", "--format", "github"])).input(BUILD_LOG).run().code(0).quiet();
    assert_eq!(annotations(ran.out()).iter().filter(|line| line.starts_with("::error")).count(), 1, "{}", ran.out());
}

#[test]
fn nothing_known_is_no_annotation() {
    let home = Home::new();
    let ran = on_actions(&home, home.unstuck(["explain"])).input("error: gizmo failed\n").run().code(1).quiet();
    assert!(annotations(ran.out()).is_empty(), "{}", ran.out());
    assert!(!home.path().join("summary.md").exists());
}

#[test]
fn elsewhere_there_is_none() {
    let home = Home::new();
    for value in ["", "false"] {
        let call =
            home.unstuck(["explain"]).env("GITHUB_ACTIONS", value).env("GITHUB_STEP_SUMMARY", home.path().join("s"));
        let ran = call.input(BUILD_LOG).run().code(0).quiet();
        assert!(annotations(ran.out()).is_empty(), "{}", ran.out());
        assert!(!home.path().join("s").exists());
    }
}

#[test]
fn run_annotates_beside_the_output() {
    let home = Home::new();
    let script = format!("echo one; echo \"{LOCKED}\" >&2; exit 3");
    let ran = on_actions(&home, home.unstuck(["run", "--", "sh", "-c", &script])).run().code(3);
    assert_eq!(ran.out(), "one\n");
    assert_eq!(annotations(&ran.err()).len(), 1, "{}", ran.err());
    assert!(home.read("summary.md").contains("git/index-lock-exists"));
    let good = on_actions(&home, home.unstuck(["run", "--", "sh", "-c", "echo fine"])).run().code(0).quiet();
    assert_eq!(good.out(), "fine\n");
}

#[test]
fn a_summary_that_cannot_be_written_does_not_change_the_exit_code() {
    let home = Home::new();
    let call = home.unstuck(["run", "--", "sh", "-c", &format!("echo \"{LOCKED}\"; exit 3")]);
    let call = call.env("GITHUB_ACTIONS", "true").env("GITHUB_STEP_SUMMARY", home.path());
    call.run().code(3).complains(&["git/index-lock-exists", "cannot write"]);
    let call = home.unstuck(["explain"]).env("GITHUB_ACTIONS", "true").env("GITHUB_STEP_SUMMARY", home.path());
    call.input(BUILD_LOG).run().code(2).complains(&["cannot write"]);
}

/// `shell: unstuck run -- bash -eo pipefail {0}`
#[test]
fn as_the_shell_of_a_step() {
    let home = Home::new();
    let step = |script: &str| {
        let path = home.write("step.sh", script);
        on_actions(&home, home.unstuck(["run", "--", "bash", "-eo", "pipefail"])).arg(path).run()
    };
    let ran = step("echo '::group::build'\nexport NAME=world\necho \"hello $NAME\" | cat\n").code(0).quiet();
    assert_eq!(ran.out(), "::group::build\nhello world\n");
    let ran = step(&format!("echo one\necho \"{LOCKED}\" >&2\nfalse | cat\necho never\n")).code(1);
    assert_eq!(ran.out(), "one\n");
    ran.complains(&["git/index-lock-exists", "::error title="]);
}
