//! `--format json`: the shapes of SURFACE.md, which programs rely on.

use jsonschema::Validator;
use serde_json::{Value, json};

use crate::tool::{BUILD_LOG, Home, hits};

#[track_caller]
fn hold(schema: &Validator, answer: &Value) {
    let errors: Vec<_> =
        schema.iter_errors(answer).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(errors.is_empty(), "{errors:#?} in {answer:#}");
}

fn diagnosis() -> Validator {
    let schema = serde_json::from_str(include_str!("schemas/diagnosis.json")).unwrap();
    jsonschema::validator_for(&schema).unwrap()
}

/// What `show` and `explain` have in common stands in the schema of the diagnosis.
fn failure() -> Validator {
    let diagnosis: Value = serde_json::from_str(include_str!("schemas/diagnosis.json")).unwrap();
    let mut schema: Value = serde_json::from_str(include_str!("schemas/failure.json")).unwrap();
    schema["$defs"] = diagnosis["$defs"].clone();
    jsonschema::validator_for(&schema).unwrap()
}

#[test]
fn a_diagnosis() {
    let home = Home::new();
    home.write("build.log", BUILD_LOG);
    let answer = home.unstuck(["explain", "--format", "json", "build.log"]).run().code(0).quiet().json();
    hold(&diagnosis(), &answer);
    assert_eq!(answer["input"]["name"], "build.log");
    assert_eq!(answer["input"]["bytes"], BUILD_LOG.len());
    assert_eq!(answer["input"]["lines"], 7);
    let cause = &answer["diagnoses"][0];
    assert_eq!(cause["id"], "git/index-lock-exists");
    assert_eq!(cause["primary"], true);
    assert_eq!(cause["match"]["line"], 3);
    assert_eq!(cause["match"]["end_line"], 3);
    assert_eq!(cause["match"]["count"], 2);
    assert_eq!(cause["match"]["captures"]["path"], "/home/me/app/.git/index.lock");
    assert_eq!(cause["url"], "/errors/git/index-lock-exists");
    assert_eq!(answer["unknown"][0]["line"], 6);
}

#[test]
fn nothing_known() {
    let home = Home::new();
    let text = "fatal: Unable to create the index lock in the .git folder\n";
    let answer = home.unstuck(["explain", "--format", "json"]).input(text).run().code(1).quiet().json();
    hold(&diagnosis(), &answer);
    assert_eq!(answer["diagnoses"], Value::Array(Vec::new()));
    assert_eq!(answer["unknown"][0]["text"], text.trim_end());
}

#[test]
fn the_inspector_is_named_where_one_knows_the_failure() {
    let home = Home::new();
    let text = "Error: The workflow is not allowed to request an OIDC token for this organization.";
    let answer = home.unstuck(["explain", "--format", "json", "--text", text]).run().code(0).quiet().json();
    hold(&diagnosis(), &answer);
    assert_eq!(answer["diagnoses"][0]["inspector"], json!({"name": "oidc", "command": "unstuck oidc check"}));
}

#[test]
fn one_object_a_file() {
    let home = Home::new();
    home.write("one.log", BUILD_LOG);
    home.write("two.log", "all is well\n");
    let ran = home.unstuck(["explain", "--format", "json", "one.log", "two.log"]).run().code(0).quiet();
    let answers: Vec<Value> =
        serde_json::Deserializer::from_slice(&ran.stdout).into_iter().collect::<Result<_, _>>().unwrap();
    let names: Vec<_> = answers.iter().map(|answer| &answer["input"]["name"]).collect();
    assert_eq!(names, ["one.log", "two.log"]);
}

/// Each sample of the canon: the answer has its shape, one cause, and quotes what really stands in the file.
#[test]
fn quotes_are_verbatim_and_one_is_the_cause() {
    let files = hits();
    let home = Home::new();
    let ran = home.unstuck(["explain", "--format", "json"]).args(&files).run().quiet();
    let answers: Vec<Value> =
        serde_json::Deserializer::from_slice(&ran.stdout).into_iter().collect::<Result<_, _>>().unwrap();
    assert_eq!(answers.len(), files.len());
    let schema = diagnosis();
    let mut diagnosed = 0;
    for (file, answer) in files.iter().zip(&answers) {
        hold(&schema, answer);
        let bytes = std::fs::read(file).unwrap();
        let text = String::from_utf8_lossy(&bytes);
        let lines: Vec<&str> = text.split('\n').collect();
        for found in answer["diagnoses"].as_array().unwrap() {
            let number = |key: &str| usize::try_from(found["match"][key].as_u64().unwrap()).unwrap();
            let (first, last) = (number("line"), number("end_line"));
            assert!(1 <= first && first <= last && last <= lines.len(), "{}: {found:#}", file.display());
            let quoted = found["match"]["text"].as_str().unwrap();
            assert!(!quoted.is_empty(), "{}", file.display());
            let stands = lines[first - 1..last].join("\n");
            assert!(stands.contains(quoted), "{}: {quoted:?} is not in {stands:?}", file.display());
        }
        let causes = answer["diagnoses"].as_array().unwrap().iter().filter(|found| found["primary"] == true).count();
        assert_eq!(causes, usize::from(answer["diagnoses"][0].is_object()), "{}", file.display());
        diagnosed += causes;
    }
    assert!(diagnosed * 10 > files.len() * 9, "only {diagnosed} of {} samples are diagnosed", files.len());
}

/// Each failure of the canon, whole.
#[test]
fn every_failure() {
    let home = Home::new();
    let schema = failure();
    let list = home.unstuck(["list", "--format", "json"]).run().code(0).quiet().json();
    let rows = list["failures"].as_array().unwrap();
    assert!(rows.len() > 50, "{}", rows.len());
    for row in rows {
        let id = row["id"].as_str().unwrap();
        let answer = home.unstuck(["show", "--format", "json", id]).run().code(0).quiet().json();
        hold(&schema, &answer);
        assert_eq!(answer["id"], id);
        assert_eq!(answer["title"], row["title"]);
        assert_eq!(answer["text"]["en"]["title"], row["title"]);
    }
}
