//! Rates: what is printed is what the files say, counted another way.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use unstuck_app::{Lang, Library, Overlays, actions};

use crate::root;

/// By approach of a failure: distinct units, and those that ended well, counted from the raw files. The files are written
/// in the order of time, so that the last of a unit stands.
type Units = BTreeMap<(String, String), BTreeMap<String, bool>>;

fn raw_units() -> Units {
    let mut units = Units::new();
    for entry in unstuck_canon::load::load(&root().join("canon")).unwrap().entries {
        let recorded = entry.outcomes.map(|file| String::from_utf8(file.bytes).unwrap()).unwrap_or_default();
        for line in recorded.lines() {
            let outcome: Value = serde_json::from_str(line).unwrap();
            assert_eq!(outcome["failure"], entry.id.as_str());
            assert!(outcome["source"] == "proof" || outcome["source"] == "emulated", "{line}");
            let approach = outcome["approach"].as_str().unwrap().to_owned();
            let unit = outcome["environment"].to_string();
            units.entry((entry.id.clone(), approach)).or_default().insert(unit, outcome["seen"] == "fixed");
        }
        let text = String::from_utf8(entry.entry.bytes).unwrap();
        let block = text.split("```").nth(1).unwrap().strip_prefix("toml").unwrap();
        let block: toml::Table = block.parse().unwrap();
        let none = Vec::new();
        for citation in block.get("citation").and_then(toml::Value::as_array).unwrap_or(&none) {
            let text = |key: &str| citation.get(key).and_then(toml::Value::as_str).map(str::to_owned);
            if let (Some(approach), Some(outcome)) = (text("establishes"), text("outcome")) {
                units.entry((entry.id.clone(), approach)).or_default().insert(text("url").unwrap(), outcome == "fixed");
            }
        }
    }
    units
}

#[test]
fn every_count_is_what_the_files_say() {
    let library = Library::open(&Overlays::default()).unwrap();
    let units = raw_units();
    let mut visited = 0;
    for failure in library.index().failures() {
        let view = serde_json::to_value(actions::show(&library, failure.id.as_str(), Lang::En).unwrap()).unwrap();
        let mut evidence = 0;
        for approach in ["workarounds", "dead_ends"].iter().flat_map(|list| view[list].as_array().unwrap()) {
            let key = (failure.id.to_string(), approach["id"].as_str().unwrap().to_owned());
            let own = units.get(&key);
            let trials = own.map_or(0, BTreeMap::len) as u64;
            let fixed = own.map_or(0, |own| own.values().filter(|fixed| **fixed).count()) as u64;
            assert_eq!(approach["rate"]["trials"], trials, "{key:?}");
            assert_eq!(approach["rate"]["fixed"], fixed, "{key:?}");
            assert_eq!(approach["rate"]["verdict"] == "unmeasured", trials == 0, "{key:?}");
            assert_eq!(approach["rate"]["mean"].is_null(), trials == 0, "{key:?}");
            evidence += trials;
            visited += trials;
        }
        assert_eq!(view["evidence"], evidence);
    }
    let stats = actions::stats(&library).unwrap();
    assert_eq!(stats.outcomes, visited);
    assert!(visited > 200, "{visited}");
    assert_eq!(stats.sources.values().sum::<u64>(), visited);
    assert_eq!(stats.approaches_measured, stats.supported + stats.refuted + stats.open);
    assert_eq!(stats.approaches_measured, units.len());
}

/// An entry whose label is refuted by what was counted says something wrong: it is changed, not shipped.
#[test]
fn no_label_of_the_canon_is_refuted() {
    let library = Library::open(&Overlays::default()).unwrap();
    let mut seen = 0;
    for failure in library.index().failures() {
        let view = serde_json::to_value(actions::show(&library, failure.id.as_str(), Lang::En).unwrap()).unwrap();
        for approach in ["workarounds", "dead_ends"].iter().flat_map(|list| view[list].as_array().unwrap()) {
            assert_ne!(approach["rate"]["verdict"], "refuted", "{}#{}", failure.id, approach["id"]);
            seen += 1;
        }
    }
    assert!(seen > 900, "{seen}");
}

#[test]
fn approaches_stand_by_what_was_counted() {
    let library = Library::open(&Overlays::default()).unwrap();
    let mut pairs = 0;
    for failure in library.index().failures() {
        let view = serde_json::to_value(actions::show(&library, failure.id.as_str(), Lang::En).unwrap()).unwrap();
        for (list, bound, sign) in [("workarounds", "low", -1.0), ("dead_ends", "high", 1.0)] {
            let measured = view[list].as_array().unwrap().iter().filter_map(|own| own["rate"][bound].as_f64());
            let bounds: Vec<f64> = measured.map(|bound| sign * bound).collect();
            assert!(bounds.is_sorted(), "{}: {bounds:?}", failure.id);
            pairs += bounds.len().saturating_sub(1);
        }
        let best = view["workarounds"].as_array().unwrap().iter().find(|own| !own["rate"]["mean"].is_null());
        for field in ["mean", "low", "high", "trials", "fixed", "sources", "verdict", "dated"] {
            let none = match field {
                "trials" | "fixed" => Value::from(0),
                "sources" => Value::Object(serde_json::Map::default()),
                "verdict" => Value::from("unmeasured"),
                "dated" => Value::from(false),
                _ => Value::Null,
            };
            let wanted = best.map_or(none, |best| best["rate"][field].clone());
            assert_eq!(view["fix_rate"][field], wanted, "{}: {field}", failure.id);
        }
    }
    assert!(pairs > 20, "{pairs}");
}

/// Recorded outcomes name failures and approaches that exist, and arrows lead to failures that do.
#[test]
fn recorded_outcomes_are_about_what_is_there() {
    let library = Library::open(&Overlays::default()).unwrap();
    let folder = unstuck_canon::load::load(&root().join("canon")).unwrap();
    let mut read = 0;
    for entry in folder.entries {
        let Some(file) = entry.outcomes else { continue };
        let failure = library.failure(&entry.id).unwrap().read().unwrap();
        let ids: BTreeSet<&str> = failure.head.approaches.iter().map(|own| own.id.get_ref().as_str()).collect();
        let retired = &library.index().retired().approach;
        for line in String::from_utf8(file.bytes).unwrap().lines() {
            let outcome: Value = serde_json::from_str(line).unwrap();
            let approach = outcome["approach"].as_str().unwrap();
            let known = ids.contains(approach) || retired.contains_key(&format!("{}#{approach}", entry.id));
            assert!(known, "{}#{approach}", entry.id);
            if let Some(next) = outcome["seen"]["became"].as_str() {
                assert!(library.failure(next).is_ok(), "{} became {next}", entry.id);
            }
            read += 1;
        }
    }
    println!("{read} recorded outcomes");
}
