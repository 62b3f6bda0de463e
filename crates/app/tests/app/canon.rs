//! The canon that is shipped keeps its own rules.

use std::collections::BTreeSet;

use unstuck_app::{Library, Overlays, actions};

use crate::root;

#[test]
fn the_whole_canon_breaks_no_rule() {
    let checkup = actions::check(&[root().join("canon")]).unwrap();
    let findings: Vec<_> = checkup
        .findings
        .iter()
        .map(|told| format!("{}:{}: {} [{}]", told.place.path, told.place.line, told.message, told.code))
        .collect();
    assert!(findings.is_empty(), "{}", findings.join("\n"));
    assert!(checkup.entries >= 80, "{} entries", checkup.entries);
}

#[test]
fn what_is_bundled_is_what_is_there() {
    let library = Library::open(&Overlays::default()).unwrap();
    let bundled: BTreeSet<String> = library.index().failures().iter().map(|failure| failure.id.to_string()).collect();
    let folder = unstuck_canon::load::load(&root().join("canon")).unwrap();
    let there: BTreeSet<String> = folder.entries.into_iter().map(|entry| entry.id).collect();
    assert_eq!(bundled, there);
    assert!(library.left_out().is_empty());
}

#[test]
fn breadth_is_what_the_changelog_says() {
    let stats = actions::stats(&Library::open(&Overlays::default()).unwrap()).unwrap();
    assert!(stats.failures >= 80 && stats.domains.len() >= 14, "{stats:?}");
    assert!(stats.domains["oidc"] >= 25, "{stats:?}");
    assert_eq!(stats.chinese, stats.failures);
}

/// Double entry: what the generated page claims, written down by hand.
#[test]
fn the_seed_is_there_with_its_claims_kept_as_claims() {
    let library = Library::open(&Overlays::default()).unwrap();
    let id = "policy/github-actions-oidc-token-permission-denied";
    let view = serde_json::to_value(actions::show(&library, id, unstuck_app::Lang::En).unwrap()).unwrap();
    assert_eq!(view["code"], "403");
    assert_eq!(view["category"], "auth_error");
    assert_eq!(view["provenance"], "ai_generated");
    assert_eq!(view["status"], "unconfirmed");
    assert_eq!(view["first_seen"], "2024-01-20");
    assert_eq!(view["fix_rate"]["claimed"], 0.78);
    assert_eq!(view["fix_rate"]["mean"], serde_json::Value::Null);
    assert_eq!(view["claimed_confidence"], 0.87);
    assert_eq!(view["confidence"], serde_json::Value::Null);
    assert_eq!(view["evidence"], 0);
    let claims = |list: &str, at: &str| -> Vec<f64> {
        let items = view[list].as_array().unwrap().iter();
        items.filter_map(|item| item.pointer(at).and_then(serde_json::Value::as_f64)).collect()
    };
    assert_eq!(claims("workarounds", "/rate/claimed"), [0.85, 0.90, 0.75]);
    assert_eq!(claims("dead_ends", "/claimed_fail"), [1.00, 0.95, 0.90]);
    assert_eq!(claims("dead_ends", "/rate/claimed"), [0.00, 0.05, 0.10]);
    let versions: Vec<_> =
        view["versions"].as_array().unwrap().iter().map(|version| version["product"].as_str().unwrap()).collect();
    assert_eq!(versions, ["GitHub Actions", "GitHub Enterprise Server"]);
}

#[test]
fn every_failure_can_be_shown_in_both_languages() {
    let library = Library::open(&Overlays::default()).unwrap();
    let mut shown = 0;
    for failure in library.index().failures() {
        for lang in unstuck_app::Lang::ALL {
            let view = actions::show(&library, failure.id.as_str(), lang).unwrap();
            assert!(!view.failure.root_cause.is_empty() && !view.failure.title.is_empty(), "{}", failure.id);
            let advice = view.failure.workarounds.len() + view.failure.dead_ends.len();
            assert_eq!(advice, failure.approaches, "{}", failure.id);
            shown += 1;
        }
    }
    assert!(shown >= 160);
}

#[test]
fn search_finds_by_words_of_both_languages() {
    let library = Library::open(&Overlays::default()).unwrap();
    let first = |words: &str| {
        actions::search(&library, words, unstuck_app::Lang::En).unwrap().failures.first().map(|row| row.id.clone())
    };
    assert_eq!(first("dubious ownership").as_deref(), Some("git/dubious-ownership"));
    assert_eq!(first("E0382").as_deref(), Some("cargo/use-of-moved-value"));
    assert_eq!(first("状态锁").as_deref(), Some("terraform/state-lock"));
    assert_eq!(first("qqqqqq"), None);
}
