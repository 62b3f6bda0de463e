//! Proofs that break a rule: told with the file and what is wanted.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use unstuck_proof::{Error, Plan};

use crate::lab::{Lab, TOML};

fn told(lab: &Lab) -> String {
    let error = lab.plan().unwrap_err();
    let source = std::error::Error::source(&error).map(ToString::to_string).unwrap_or_default();
    format!("{error}: {source}").replace(&lab.root().display().to_string(), "")
}

#[test]
fn mistakes_are_told_with_their_place() {
    let cases = [
        ("schema = 2\ntools = []\n[environment]\na = \"b\"", "schema is 2"),
        ("schema = 1\ntools = []\n[environment]", "[environment] is empty"),
        ("schema = 1\ntools = []\n[environment]\nos = \"uname\"", "`os` is filled in"),
        ("schema = 1\n[environment]\na = \"b\"", "missing field `tools`"),
        ("schema = 1\ntools = []\ntimeuot = 3\n[environment]\na = \"b\"", "unknown field `timeuot`"),
        ("schema = 1\ntools = [\n", "line 2"),
        ("schema = 1\ntools = []\nfixtures = [\"none\"]\n[environment]\na = \"b\"", "fixture `none`"),
    ];
    for (toml, wanted) in cases {
        let told = told(&Lab::new().toml(toml));
        assert!(told.contains(wanted) && told.contains("/lab/missing/proof/proof.toml"), "{toml}\n{told}");
    }
    let twice = format!("{TOML}[[variant]]\nname = \"a\"\n[[variant]]\nname = \"a\"\n");
    assert!(told(&Lab::new().toml(&twice)).contains("variant `a` is there twice"));
    let unknown = format!("{TOML}[[variant]]\nname = \"a\"\nonly = [\"other\"]\n");
    assert!(told(&Lab::new().toml(&unknown)).contains("there is no try/other"));
}

#[test]
fn scripts_must_be_there_and_executable() {
    let lab = Lab::new();
    fs::set_permissions(lab.file("trigger"), fs::Permissions::from_mode(0o644)).unwrap();
    assert!(told(&lab).contains("proof/trigger: is not executable"));
    fs::remove_file(lab.file("trigger")).unwrap();
    assert!(told(&lab).contains("cannot read /lab/missing/proof/trigger"));
    let lab = Lab::new();
    fs::rename(lab.file("try/approach"), lab.file("try/No_Id")).unwrap();
    assert!(told(&lab).contains("`No_Id` is not an approach id"));
    fs::remove_file(lab.file("try/No_Id")).unwrap();
    assert!(told(&lab).contains("there is nothing to try"));
}

#[test]
fn any_change_is_another_experiment() {
    let lab = Lab::new();
    let digest = |lab: &Lab| lab.plan().unwrap().experiment;
    let first = digest(&lab);
    assert_eq!(first, digest(&lab));
    let lab = lab.approach("echo other >/work/file");
    let second = digest(&lab);
    assert_ne!(first, second);
    fs::write(lab.file("data"), "").unwrap();
    let third = digest(&lab);
    assert_ne!(second, third);
    fs::rename(lab.file("data"), lab.file("date")).unwrap();
    assert_ne!(third, digest(&lab));
}

#[test]
fn an_entry_without_proof_has_no_plan() {
    let folder = tempfile::tempdir().unwrap();
    let read = Plan::read(folder.path(), folder.path(), &"lab/missing".parse().unwrap());
    assert!(matches!(read, Ok(None)), "{read:?}");
    assert!(!matches!(read, Err(Error::Read { .. })));
}
