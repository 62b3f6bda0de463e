//! `list`: every failure, or those of a domain.

use crate::tool::{Home, Screen};

fn ids(home: &Home, args: &[&str]) -> Vec<String> {
    let answer = home.unstuck(["list", "--format", "json"]).args(args).run().code(0).quiet().json();
    assert_eq!(answer["schema"], "unstuck/list/1");
    let rows = answer["failures"].as_array().unwrap().iter();
    rows.map(|row| row["id"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn all_in_order_and_those_of_a_domain() {
    let home = Home::new();
    let all = ids(&home, &[]);
    assert!(all.len() > 50, "{}", all.len());
    assert!(all.is_sorted());
    let git = ids(&home, &["git"]);
    let own: Vec<_> = all.into_iter().filter(|id| id.starts_with("git/")).collect();
    assert_eq!(git, own);
    assert!(git.iter().any(|id| id == "git/index-lock-exists"));
}

#[test]
fn every_id_with_its_title() {
    let home = Home::new();
    let ran = home.unstuck(["list", "git"]).run().code(0).quiet();
    for id in ids(&home, &["git"]) {
        assert!(ran.out().contains(&format!("{id}\n    ")), "{id}: {}", ran.out());
    }
}

#[test]
fn none_is_one() {
    let home = Home::new();
    let ran = home.unstuck(["list", "gizmo"]).run().code(1).quiet();
    assert_eq!(ran.out(), "");
    let answer = home.unstuck(["list", "gizmo", "--format", "json"]).run().code(1).quiet().json();
    assert_eq!(answer["failures"], serde_json::json!([]));
}

#[test]
fn a_person_is_told_why_there_is_none() {
    let home = Home::new();
    let ran = Screen::start(&home, ["list", "kubernets"]).end().code(1);
    assert_eq!(ran.out(), "there is no domain `kubernets`\r\n  help: did you mean kubernetes?\r\n");
    let ran = Screen::start(&home, ["list", "xyzzy"]).end().code(1);
    assert_eq!(ran.out(), "there is no domain `xyzzy`\r\n");
    let ran = Screen::start(&home, ["search", "qqqqzzzz"]).end().code(1);
    assert_eq!(ran.out(), "nothing in the canon has these words\r\n");
}
