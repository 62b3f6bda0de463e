//! What may be concluded from a trial, and what may not.

use std::fs;
use std::sync::atomic::AtomicBool;

use unstuck_canon::Kind;
use unstuck_ledger::{Seen, Source};
use unstuck_proof::{Ended, Why};

use crate::lab::{Lab, TOML, id};

#[test]
fn what_trigger_does_after_the_approach_decides() {
    let lab = Lab::new();
    assert_eq!(lab.ended(), Ended::Seen(Seen::Fixed));
    assert_eq!(lab.approach("exit 0").ended(), Ended::Seen(Seen::Same));
    let became = Ended::Seen(Seen::Became("lab/folder".parse().unwrap()));
    assert_eq!(Lab::new().approach("mkdir /work/file").ended(), became);
}

#[test]
fn the_approachs_own_exit_code_does_not_decide() {
    assert_eq!(Lab::new().approach("echo text >/work/file; exit 9").ended(), Ended::Seen(Seen::Fixed));
}

#[test]
fn a_failure_that_the_canon_does_not_know_is_no_outcome() {
    assert_eq!(Lab::new().approach("touch /work/file; chmod 0 /work/file").broken(), Why::Unexplained(1));
}

#[test]
fn the_failure_must_have_happened_first() {
    assert_eq!(Lab::new().script("setup", "touch /work/file").broken(), Why::Works);
    assert_eq!(Lab::new().script("setup", "mkdir /work/file").broken(), Why::Other("lab/folder".to_owned()));
    let Why::Other(said) = Lab::new().script("trigger", "exit 3").broken() else { panic!() };
    assert_eq!(said, "exit code 3 and nothing that the canon knows");
    // The words without the failure: the exit code says that nothing failed.
    assert_eq!(Lab::new().script("trigger", "cat /work/file; true").broken(), Why::Works);
    assert_eq!(Lab::new().script("setup", "exit 7").broken(), Why::Setup(7));
}

#[test]
fn the_environment_is_read_from_the_tools() {
    let tried = Lab::new().run().remove(0);
    let environment = &tried.environment;
    let names: Vec<_> = environment.keys().map(String::as_str).collect();
    assert_eq!(names, ["arch", "cat", "os", "variant"]);
    assert!(environment["cat"].starts_with("cat (GNU coreutils) "), "{environment:?}");
    assert_eq!(environment["variant"], "default");
    assert_eq!(environment["arch"], std::env::consts::ARCH);
    let outcome = tried.outcome().unwrap();
    assert_eq!((outcome.source, outcome.seen, outcome.approach), (Source::Proof, Seen::Fixed, id("approach")));
    assert_eq!(outcome.experiment.unwrap().len(), 64);
    let silent = Lab::new().toml("schema = 1\ntools = []\n[environment]\nnothing = \"true\"\n");
    assert_eq!(silent.broken(), Why::Fact("nothing".to_owned()));
}

#[test]
fn the_tools_are_asked_once_a_variant() {
    let toml = "schema = 1\ntools = [\"cat\"]\n[environment]\nnow = \"echo $VARIANT $(date +%s%N)\"\n\
                [[variant]]\nname = \"one\"\n[[variant]]\nname = \"two\"\n";
    let mut lab = Lab::new().toml(toml);
    for name in ["b", "c", "d", "e"] {
        lab = lab.script(&format!("try/{name}"), "sleep 0.1; echo text >/work/file");
    }
    let tried = lab.run();
    assert_eq!(tried.len(), 10);
    for variant in ["one", "two"] {
        let told = tried.iter().filter(|tried| tried.variant == variant).map(|tried| &tried.environment["now"]);
        let told: Vec<_> = told.inspect(|now| assert!(now.starts_with(variant), "{now}")).collect();
        let different: std::collections::BTreeSet<_> = told.iter().collect();
        // Two trials run at a time, so two may ask before either knows.
        assert!(told.len() == 5 && different.len() <= 2, "{told:?}");
    }
}

#[test]
fn each_variant_is_a_trial_with_its_settings() {
    let toml = format!(
        "{TOML}[[variant]]\nname = \"one\"\nenv = {{ MODE = \"touch\" }}\n[[variant]]\nname = \"two\"\nenv = {{ MODE = \"mkdir\" }}\n\
         only = [\"approach\"]\n"
    );
    let lab = Lab::new().toml(&toml).approach("$MODE /work/file").script("try/other", "exit 0");
    let seen: Vec<_> = lab.run().into_iter().map(|tried| (tried.variant, tried.approach, tried.ended)).collect();
    let folder = Seen::Became("lab/folder".parse().unwrap());
    assert_eq!(
        seen,
        [
            ("one".to_owned(), id("approach"), Ended::Seen(Seen::Fixed)),
            ("one".to_owned(), id("other"), Ended::Seen(Seen::Same)),
            ("two".to_owned(), id("approach"), Ended::Seen(folder)),
            ("two".to_owned(), id("other"), Ended::Seen(Seen::Same)),
        ]
    );
}

#[test]
fn a_label_is_held_against_what_was_seen() {
    let mut tried = Lab::new().run().remove(0);
    assert!(tried.as_labelled());
    tried.kind = Kind::DeadEnd;
    assert!(!tried.as_labelled(), "a dead end that fixes is not as labelled");
    let mut tried = Lab::new().approach("exit 0").run().remove(0);
    assert!(!tried.as_labelled());
    tried.kind = Kind::DeadEnd;
    assert!(tried.as_labelled());
}

#[test]
fn a_server_that_setup_starts_is_there_until_the_end() {
    let lab = Lab::new()
        .script(
            "setup",
            "mkfifo /work/pipe; (while read -r line; do echo \"$line\" >/work/file; done <>/work/pipe) &>/dev/null &",
        )
        .approach("echo hello >/work/pipe; until [ -s /work/file ]; do sleep 0.05; done");
    assert_eq!(lab.ended(), Ended::Seen(Seen::Fixed));
}

#[test]
fn what_cannot_run_here_is_told_and_never_passed() {
    let lab = Lab::new().toml("schema = 1\ntools = [\"no-such-program\"]\n[environment]\ncat = \"cat --version\"\n");
    let tried = lab.run().remove(0);
    assert_eq!(tried.ended, Ended::NotRun(Why::Tool("no-such-program".to_owned())));
    assert!(!tried.as_labelled());
    assert_eq!(tried.outcome(), None);
    let tried = Lab::new().run_with(None, &AtomicBool::new(true)).remove(0);
    assert_eq!(tried.ended, Ended::NotRun(Why::Stopped));
}

#[test]
fn a_fixture_is_built_once_and_seen_read_only() {
    let toml =
        "schema = 1\ntools = [\"cat\", \"own-tool\"]\nfixtures = [\"thing\"]\n[environment]\ncat = \"cat --version\"\n";
    let lab = Lab::new().toml(toml).approach("cp /fixtures/thing/bin/own-tool /work/file; rm -rf /fixtures/thing/*");
    let recipe = lab.root().join("fixtures/thing");
    fs::create_dir_all(&recipe).unwrap();
    fs::write(recipe.join("build"), "#!/bin/sh\nmkdir bin && date +%N >bin/own-tool\n").unwrap();
    let lab = lab.script("../../../fixtures/thing/build", "mkdir bin && date +%N >bin/own-tool");
    let first = lab.run().remove(0);
    assert_eq!(first.ended, Ended::Seen(Seen::Fixed));
    let printed = |tried: &unstuck_proof::Tried| tried.steps[3].output.clone();
    assert_eq!(printed(&lab.run().remove(0)), printed(&first), "it was built again");
    assert_eq!(*lab.built.lock().unwrap(), ["thing"]);

    let lab = lab.script("../../../fixtures/thing/build", "echo no such wheel >&2; exit 1");
    let Ended::NotRun(Why::Fixture(said)) = lab.ended() else { panic!() };
    assert!(said.contains("no such wheel"), "{said}");
}

#[test]
fn the_inside_of_what_went_wrong_can_be_kept() {
    let keep = tempfile::tempdir().unwrap();
    fs::set_permissions(keep.path(), std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    let lab = Lab::new().approach("echo tried; echo left >/work/trace");
    let tried = lab.run_with(Some(keep.path()), &AtomicBool::new(false)).remove(0);
    let kept = tried.kept.unwrap();
    let archive = std::process::Command::new("tar").arg("-xOf").arg(kept.join("inside.tar")).arg("work/trace").output();
    assert_eq!(String::from_utf8(archive.unwrap().stdout).unwrap(), "left\n");
    assert_eq!(fs::read_to_string(kept.join("3-approach.log")).unwrap(), "tried\n");
    let lab = Lab::new();
    assert_eq!(lab.run_with(Some(keep.path()), &AtomicBool::new(false)).remove(0).kept, None);
}
