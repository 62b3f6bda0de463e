//! `prove`: the canon's own proofs, made to happen again here.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::tool::{Home, Ran, Screen, canon};

/// Failures whose proofs are quick and need nothing but what every test machine has: the recorded outcomes still hold.
/// `unstuck prove --all --check --dir canon` does the same with all of them.
const SAMPLE: [&str; 3] = ["git/src-refspec-does-not-match", "git/remote-ref-missing", "git/author-identity-unknown"];

fn prove(home: &Home, args: &[&str]) -> crate::tool::Ran {
    home.unstuck(["prove", "--dir"]).arg(canon()).args(args).run()
}

#[test]
fn the_recorded_outcomes_of_a_sample_still_hold() {
    let home = Home::new();
    let proved = prove(&home, &[&SAMPLE[..], &["--check", "--format", "json"]].concat()).code(0).json();
    assert_eq!(proved["schema"], "unstuck/proofs/1");
    assert_eq!(proved["failures"], SAMPLE.len());
    let trials = proved["trials"].as_array().unwrap();
    assert!(trials.len() >= 20, "{} trials", trials.len());
    for trial in trials {
        assert_eq!(trial["recorded"], "holds", "{trial}");
        assert!(!trial["environment"]["git"].as_str().unwrap().is_empty());
    }
}

#[test]
fn a_table_for_people() {
    let home = Home::new();
    let ran = prove(&home, &[&SAMPLE[..1], &["--only", "force-push", "--check"]].concat()).code(0).quiet();
    let mut lines = ran.out().lines();
    let words = |line: Option<&str>| line.unwrap().split_whitespace().map(str::to_owned).collect::<Vec<_>>().join(" ");
    assert_eq!(words(lines.next()), "approach outcome expected time");
    assert_eq!(words(lines.next()), SAMPLE[0]);
    for variant in ["branch-has-another-name", "no-commit-yet"] {
        assert_eq!(words(lines.next()), format!("in {variant}"));
        let row = words(lines.next());
        assert!(row.starts_with("force-push same not fixed ") && row.ends_with(" s"), "{row}");
    }
    assert_eq!(lines.next().unwrap(), "1 failures, 1 approaches in 2 variants: 2 outcomes,");
    assert_eq!(lines.next().unwrap(), "2 as labelled, 0 not, 0 could not run here");
    assert!(ran.out().lines().all(|line| line.chars().count() <= 80), "{}", ran.out());
}

/// Each trial is told as it ends, where somebody looks on.
#[test]
fn progress_on_a_terminal() {
    let home = Home::new();
    let folder = canon();
    let args = ["prove", SAMPLE[0], "--only", "force-push", "--jobs", "1", "--dir", folder.to_str().unwrap()];
    let mut screen = Screen::start(&home, args);
    screen.wait_for("1/2 git/src-refspec-does-not-match#force-push [branch-has-another-name] same");
    screen.wait_for("2/2 git/src-refspec-does-not-match#force-push [no-commit-yet] same");
    screen.wait_for("2 as labelled, 0 not");
}

#[test]
fn what_is_not_there_is_told() {
    let home = Home::new();
    prove(&home, &["git/no-such-failure"]).code(2).complains(&["there is no failure `git/no-such-failure`"]);
    prove(&home, &["policy/github-actions-oidc-token-permission-denied"]).code(2).complains(&["there is no proof of"]);
    prove(&home, &[SAMPLE[0], "--only", "pray"]).code(2).complains(&["there is no proof of approach `pray`"]);
    prove(&home, &["--all", "--shard", "3/2"]).code(2).complains(&["wanted I/N"]);
    home.unstuck(["prove"]).run().code(2).complains(&["--all"]);
}

/// Without a sandbox nothing is run: it is never done "just this once" without one.
#[test]
fn without_bubblewrap_it_refuses() {
    let home = Home::new();
    let ran = home.unstuck(["prove", SAMPLE[0], "--dir"]).arg(canon()).env("PATH", "/nowhere").run().code(2);
    ran.complains(&["bubblewrap", "help: "]);
}

/// A machine to throw away: a file system of its own, with the system's programs, this one and the canon.
fn machine(home: &Home, script: &str) -> Ran {
    let mut call = home.program("bwrap").args(["--unshare-all", "--uid", "1000", "--gid", "1000", "--tmpfs", "/"]);
    for folder in ["/usr", "/etc"] {
        call = call.args(["--ro-bind", folder, folder]);
    }
    for link in ["bin", "sbin", "lib", "lib64"] {
        call = call.args(["--symlink", &format!("usr/{link}"), &format!("/{link}")]);
    }
    call = call.args(["--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp"]);
    call = call.arg("--ro-bind").arg(env!("CARGO_BIN_EXE_unstuck")).arg("/unstuck");
    call = call.arg("--ro-bind").arg(canon()).arg("/canon");
    call.args(["sh", "-c", script]).run()
}

#[test]
fn without_a_sandbox_only_when_told_so_and_on_a_machine_to_throw_away() {
    let home = Home::new();
    let prove = format!("/unstuck prove {} --dir /canon --unsandboxed", SAMPLE[0]);
    let look =
        "ls -d /work /proof /out /fixtures /home 2>/dev/null; ps -e -o comm= | grep -v -E '^(bwrap|sh|ps|grep)$'";
    let ran = machine(&home, &format!("export PATH=/bin; {prove} --check; echo ended $?; {look}")).quiet();
    assert!(ran.out().ends_with("\n7 as labelled, 0 not, 0 could not run here\nended 0\n"), "{}", ran.out());

    let ran = machine(&home, &format!("mkdir /work; echo mine >/work/file; {prove}; echo ended $?; cat /work/file"));
    assert!(ran.out().ends_with("ended 2\nmine\n"), "{}", ran.out());
    ran.complains(&["/work is there already", "help: ", "thrown away"]);
    home.unstuck(["prove", SAMPLE[0], "--unsandboxed", "--record"]).run().code(2).complains(&["cannot be used with"]);
}

/// What a proof starts and leaves behind ends with it.
#[test]
fn without_a_sandbox_nothing_goes_on_running() {
    let home = Home::new();
    let entry = "/tmp/canon/git/src-refspec-does-not-match";
    let script = format!(
        "cp -r /canon /tmp/canon; printf '#!/bin/sh\\nsetsid sleep 31.4159 >/dev/null 2>&1 &\\n' >{entry}/proof/try/force-push
        /unstuck prove {} --dir /tmp/canon --unsandboxed --only force-push; echo ended $?; pgrep -x sleep",
        SAMPLE[0]
    );
    let ran = machine(&home, &script).code(1);
    assert!(ran.out().ends_with("ended 0\n"), "{}", ran.out());
}

/// A copy of one entry with its proof, in a canon of its own.
fn copy(home: &Home, id: &str) {
    fn deep(from: &Path, to: &Path) {
        fs::create_dir_all(to).unwrap();
        for file in fs::read_dir(from).unwrap() {
            let path = file.unwrap().path();
            let to = to.join(path.file_name().unwrap());
            if path.is_dir() {
                deep(&path, &to);
            } else {
                fs::copy(&path, &to).unwrap();
            }
        }
    }
    deep(&canon().join(id), &home.path().join("canon").join(id));
}

#[test]
fn outcomes_are_recorded_once_and_shown_as_rates() {
    let home = Home::new();
    copy(&home, SAMPLE[0]);
    let recorded = home.path().join("canon").join(SAMPLE[0]).join("outcomes.jsonl");
    drop(fs::remove_file(&recorded));
    let json = |args: &[&str]| home.unstuck(args).args(["--format", "json"]).run().code(0).json();
    let first = json(&["prove", SAMPLE[0], "--record"]);
    assert_eq!(first["recorded"], first["outcomes"]);
    let lines = fs::read_to_string(&recorded).unwrap();
    assert_eq!(lines.lines().count() as u64, first["outcomes"].as_u64().unwrap());
    let again = json(&["prove", SAMPLE[0], "--record"]);
    assert_eq!(again["recorded"], 0);
    assert_eq!(fs::read_to_string(&recorded).unwrap(), lines);
    let shown = json(&["show", SAMPLE[0], "--canon", "canon"]);
    let counted = |list: &str| -> u64 {
        let own = shown[list].as_array().unwrap().iter();
        own.filter_map(|own| own["rate"]["sources"]["proof"]["trials"].as_u64()).sum()
    };
    assert_eq!(counted("workarounds") + counted("dead_ends"), first["outcomes"].as_u64().unwrap());
    // A changed proof is another experiment: nothing is recorded of it.
    home.write(&format!("canon/{}/proof/note", SAMPLE[0]), "changed\n");
    let changed = home.unstuck(["prove", SAMPLE[0], "--check", "--format", "json"]).run().code(1).json();
    assert!(changed["trials"].as_array().unwrap().iter().all(|trial| trial["recorded"] == "missing"));
    // A damaged line is told, and stays as it is.
    fs::write(&recorded, format!("{lines}not an outcome\n")).unwrap();
    home.unstuck(["prove", SAMPLE[0], "--record"]).run().code(2).complains(&["outcomes.jsonl"]);
    assert!(fs::read_to_string(&recorded).unwrap().ends_with("not an outcome\n"));
    home.unstuck(["show", SAMPLE[0], "--canon", "canon"]).run().code(2).complains(&["line", "is no outcome"]);
}

/// 0: all as labelled. 1: some not. 3: some could not run, and none of the others disagrees.
#[test]
fn exit_codes_tell_what_came_of_it() {
    let home = Home::new();
    copy(&home, SAMPLE[0]);
    let proof = format!("canon/{}/proof", SAMPLE[0]);
    let run = || home.unstuck(["prove", "--all", "--format", "json", "--only", "force-push"]).run();
    let told = |ran: Ran| {
        ["as_labelled", "not_as_labelled", "not_run", "outcomes"].map(|key| ran.json()[key].as_u64().unwrap())
    };
    assert_eq!(told(run().code(0)), [2, 0, 0, 2]);
    let toml = home.read(&format!("{proof}/proof.toml"));
    home.write(&format!("{proof}/proof.toml"), toml.replace("[\"git\"]", "[\"git\", \"no-such-program\"]"));
    let ran = run().code(3);
    assert_eq!(ran.json()["trials"][0]["reason"], "`no-such-program` is not installed");
    assert_eq!(told(ran), [0, 0, 2, 0]);
    home.write(&format!("{proof}/proof.toml"), toml);
    // A dead end that works: the entry is wrong.
    home.write(&format!("{proof}/try/force-push"), "#!/bin/sh\necho true >/work/command\n");
    assert_eq!(told(run().code(1)), [0, 2, 0, 2]);
    // A trigger that fails with something else gives no outcome.
    home.write(&format!("{proof}/trigger"), "#!/bin/sh\nexit 9\n");
    assert_eq!(told(run().code(1)), [0, 2, 0, 0]);
}

#[test]
fn shards_are_a_partition() {
    let home = Home::new();
    for id in SAMPLE {
        copy(&home, id);
    }
    let failures = |shard: &str| -> BTreeSet<String> {
        let args = ["prove", "--all", "--shard", shard, "--format", "json"];
        let proved: Value = home.unstuck(args).run().code(0).json();
        let trials = proved["trials"].as_array().unwrap().iter();
        trials.map(|trial| trial["failure"].as_str().unwrap().to_owned()).collect()
    };
    let (one, two) = (failures("1/2"), failures("2/2"));
    assert!(one.is_disjoint(&two));
    assert_eq!(one.union(&two).count(), SAMPLE.len());
    assert!(!one.is_empty() && !two.is_empty());
}
