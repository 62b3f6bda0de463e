//! Rates as people and programs see them, of an entry whose outcomes are made up.

use serde_json::{Value, json};

use crate::tool::Home;

const ID: &str = "gizmo/not-aligned";
const TEXT: &str = "the gizmo cannot be aligned";

/// Kinds and names, in the order of the entry: the ranking has to turn it round.
const APPROACHES: [(&str, &str); 5] = [
    ("workaround", "never-works"),
    ("workaround", "nobody-tried"),
    ("workaround", "works"),
    ("dead_end", "works-after-all"),
    ("dead_end", "fails"),
];

/// Outcomes of a proof in as many environments.
fn proofs(approach: &str, seen: &str, times: u32, fact: &str, version: &str) -> String {
    let one = |number: u32| {
        let environment = json!({fact: version, "variant": number.to_string()});
        let outcome = json!({
            "failure": ID, "approach": approach, "seen": seen, "source": "proof",
            "environment": environment, "experiment": "ab", "at": "2026-01-01T00:00:00Z",
        });
        format!("{outcome}\n")
    };
    (0..times).map(one).collect()
}

/// A canon with the entry. One of its approaches was proved with a git that is older than that of the bundled proofs.
fn home() -> Home {
    let home = Home::new();
    let mut head = format!(
        "```toml\nschema = 1\nsignature = \"{TEXT}\"\ncategory = \"config_error\"\nstatus = \"unconfirmed\"\n\
         provenance = \"human\"\n\n[[pattern]]\nmatch = '''{TEXT}'''\n"
    );
    let mut prose = "```\n\n# Gizmo\n\nIt is not in line.\n\n## Root cause\n\nIt was turned.\n".to_owned();
    for (kind, id) in APPROACHES {
        head += &format!("\n[[approach]]\nid = \"{id}\"\nkind = \"{kind}\"\n");
        prose += &format!("\n## {id}: Do {id}\n\nDo it.\n\n**Why:** So.\n");
    }
    home.write(&format!("canon/{ID}/entry.md"), head + &prose);
    let outcomes = [
        proofs("never-works", "same", 8, "gizmo", "gizmo 1.2"),
        proofs("works", "fixed", 12, "git", "git version 0.9.1"),
        proofs("works-after-all", "fixed", 8, "gizmo", "gizmo 1.2"),
        proofs("fails", "same", 3, "gizmo", "gizmo 1.2"),
    ];
    home.write(&format!("canon/{ID}/outcomes.jsonl"), outcomes.concat());
    home
}

fn ids(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|own| own["id"].as_str().unwrap()).collect()
}

#[test]
fn approaches_are_ranked_and_labels_marked_where_they_are_wrong() {
    let home = home();
    let ask = |args: &[&str]| home.unstuck(args).args(["--canon", "canon"]).run().code(0);
    let shown = ask(&["show", ID, "--format", "json"]).json();
    assert_eq!(ids(&shown["workarounds"]), ["works", "nobody-tried", "never-works"]);
    assert_eq!(ids(&shown["dead_ends"]), ["fails", "works-after-all"]);
    let rates = |list: &str, key: &str| -> Vec<Value> {
        shown[list].as_array().unwrap().iter().map(|own| own["rate"][key].clone()).collect()
    };
    assert_eq!(rates("workarounds", "verdict"), ["supported", "unmeasured", "refuted"]);
    assert_eq!(rates("dead_ends", "verdict"), ["supported", "refuted"]);
    assert_eq!(rates("workarounds", "dated"), [true, false, false]);
    for args in [&["show", ID][..], &["explain", "--text", TEXT]] {
        let ran = ask(args);
        let text = ran.out().split_whitespace().collect::<Vec<_>>().join(" ");
        let counted = ["12 of 12 worked (", "not measured", "0 of 8 worked ("];
        let places = counted.map(|words| text.find(words).unwrap_or_else(|| panic!("{words}: {text}")));
        assert!(places.is_sorted(), "{text}");
        assert!(text.contains("-100%), proved · dated"), "{text}");
        for wrong in ["0 of 8 worked (", "0 of 8 failed ("] {
            let from = text.find(wrong).unwrap_or_else(|| panic!("{wrong}: {text}"));
            let told: String = text[from..].chars().take(80).collect();
            assert!(told.contains("%), proved · REFUTED: what was counted says otherwise"), "{told}");
        }
    }
    let evidence = ask(&["evidence", &format!("{ID}#never-works")]);
    assert!(evidence.out().contains("refuted") && evidence.out().contains("0 of 8"), "{}", evidence.out());
    let found = ask(&["search", "gizmo"]);
    assert!(found.out().contains("12 of 12 worked"), "{}", found.out());
}

#[test]
fn stats_count_what_is_dated_and_refuted() {
    let home = home();
    let stats = |args: &[&str]| home.unstuck(["stats", "--format", "json"]).args(args).run().code(0).json();
    let (without, with) = (stats(&[]), stats(&["--canon", "canon"]));
    let more = |key: &str| with[key].as_u64().unwrap() - without[key].as_u64().unwrap();
    let counted =
        ["failures", "proved", "approaches", "approaches_measured", "outcomes", "refuted", "supported", "dated"];
    assert_eq!(counted.map(more), [1, 1, 5, 4, 31, 2, 2, 12]);
    assert!(with["claimed_only"].as_u64() >= Some(6), "{with}");
}
