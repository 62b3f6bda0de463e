//! One answer, every form.

use unstuck_app::actions::Explainer;
use unstuck_app::{Lang, Library, Overlays, answers};

const LOG: &str = "ok\n\u{1b}[31mnpm error code ERESOLVE\u{1b}[0m\nnpm error ERESOLVE unable to resolve dependency tree\n\
                   ##[error]Process completed with exit code 1.\n";

fn view() -> unstuck_app::view::DiagnosisView {
    let library = Library::open(&Overlays::default()).unwrap();
    Explainer::new(&library, Lang::En).unwrap().text("build.log", LOG.as_bytes()).unwrap()
}

#[test]
fn json_has_the_fields_that_tools_rely_on() {
    let json = serde_json::to_value(view()).unwrap();
    assert_eq!(json["schema"], "unstuck/diagnosis/1");
    assert_eq!(json["input"], serde_json::json!({"name": "build.log", "bytes": LOG.len(), "lines": 4}));
    let diagnoses = json["diagnoses"].as_array().unwrap();
    assert_eq!(diagnoses.iter().filter(|diagnosis| diagnosis["primary"] == true).count(), 1);
    assert_eq!(diagnoses[0]["id"], "npm/eresolve-peer-conflict");
    assert_eq!(diagnoses[0]["match"]["text"].as_str().unwrap(), LOG.lines().nth(2).unwrap());
    assert_eq!(diagnoses[1]["id"], "github-actions/process-exit-code");
    for field in [
        "id",
        "title",
        "code",
        "category",
        "status",
        "provenance",
        "match",
        "primary",
        "root_cause",
        "fix_rate",
        "confidence",
        "evidence",
        "first_seen",
        "workarounds",
        "dead_ends",
        "leads_to",
        "url",
    ] {
        assert!(diagnoses[0].get(field).is_some(), "{field}");
    }
    for (list, fields) in [
        ("workarounds", &["id", "title", "steps", "when", "rate"][..]),
        ("dead_ends", &["id", "title", "why", "rate", "fail_rate"]),
    ] {
        let items = diagnoses[0][list].as_array().unwrap();
        assert!(!items.is_empty());
        for (item, field) in items.iter().flat_map(|item| fields.iter().map(move |field| (item, field))) {
            assert!(item.get(field).is_some(), "{list} {field}");
        }
    }
    for field in ["mean", "low", "high", "trials", "fixed", "sources", "claimed", "verdict"] {
        assert!(diagnoses[0]["fix_rate"].get(field).is_some(), "{field}");
    }
}

#[test]
fn human_output_fits_its_width_and_carries_no_control_characters_of_the_log() {
    for width in [80, 100] {
        let text = strip(&answers::human::diagnosis(&view(), width));
        assert!(!text.contains('\u{1b}'));
        for line in text.lines() {
            let columns = unicode_width::UnicodeWidthStr::width(line);
            assert!(columns <= width || !line.trim().contains(' '), "{columns} columns: {line}");
        }
    }
    let text = strip(&answers::human::diagnosis(&view(), 80));
    let dead = text.find("Will not help").unwrap();
    assert!(dead < text.find("Will help").unwrap());
    // Every share stands behind its counts.
    let shares: Vec<&str> = text.lines().filter(|line| line.contains('%')).collect();
    assert!(shares.iter().all(|line| line.contains(" of ")), "{shares:?}");
}

fn strip(text: &str) -> String {
    anstream::adapter::strip_str(text).to_string()
}

#[test]
fn sarif_names_the_failure_at_its_line() {
    let sarif: serde_json::Value = serde_json::from_str(&answers::sarif::diagnosis(&[view()]).unwrap()).unwrap();
    assert_eq!(sarif["version"], "2.1.0");
    let result = &sarif["runs"][0]["results"][0];
    assert_eq!(result["ruleId"], "npm/eresolve-peer-conflict");
    assert_eq!(result["locations"][0]["physicalLocation"]["region"]["startLine"], 3);
}

#[test]
fn github_commands_are_one_line_each() {
    let text = answers::github::diagnosis(&view());
    assert_eq!(text.lines().count(), 2);
    assert!(text.starts_with("::error title="));
    assert!(text.lines().nth(1).unwrap().starts_with("::notice title="));
}

#[test]
fn markdown_cannot_be_broken_out_of() {
    let library = Library::open(&Overlays::default()).unwrap();
    let log = "```\n# error: src refspec ``` does not match any\n";
    let view = Explainer::new(&library, Lang::En).unwrap().text("x", log.as_bytes()).unwrap();
    let text = answers::markdown::diagnosis(&view);
    assert!(text.contains("````\n# error: src refspec ``` does not match any\n````"), "{text}");
}
