//! The format as it is documented: the schema, the template, and old entries.

use std::path::Path;

use proptest::prelude::*;
use unstuck_canon::{Known, SourceEntry, SourceFile, check, load, parse, schema};

fn canon() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../canon")
}

fn file(path: &str, bytes: &[u8]) -> SourceFile {
    SourceFile { path: path.to_owned(), bytes: bytes.to_vec() }
}

/// `canon/schema.json` is generated: `UPDATE=1 cargo test -p unstuck-canon schema` writes it anew.
#[test]
fn the_schema_document_is_fresh() {
    let path = canon().join("schema.json");
    let text = serde_json::to_string_pretty(&schema()).unwrap() + "\n";
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &text).unwrap();
    }
    let stored = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        stored == text,
        "canon/schema.json is stale; write it anew with UPDATE=1 cargo test -p unstuck-canon schema"
    );
}

/// The schema and the parser say the same of every entry.
#[test]
fn every_entry_is_of_the_schema() {
    let validator = jsonschema::validator_for(&schema()).unwrap();
    let folder = load::load(&canon()).unwrap();
    assert!(folder.entries.len() >= 80);
    for entry in folder.entries {
        let text = entry.entry.text().into_owned();
        let block = text.split("```").nth(1).unwrap().trim_start_matches("toml").to_owned();
        let value: toml::Value = toml::from_str(&block).unwrap();
        let mut json = serde_json::to_value(&value).unwrap();
        dates_as_text(&mut json);
        let errors: Vec<_> = validator.iter_errors(&json).map(|error| error.to_string()).collect();
        assert_eq!(errors, Vec::<String>::new(), "{}", entry.id);
    }
}

/// TOML's dates serialise as a table with one odd key.
fn dates_as_text(json: &mut serde_json::Value) {
    match json {
        serde_json::Value::Object(map) => {
            if let Some(date) = map.get("$__toml_private_datetime") {
                *json = date.clone();
                return;
            }
            map.values_mut().for_each(dates_as_text);
        }
        serde_json::Value::Array(items) => items.iter_mut().for_each(dates_as_text),
        _ => {}
    }
}

#[test]
fn the_template_passes_as_a_draft() {
    let read = |name: &str| std::fs::read(canon().join("TEMPLATE").join(name)).unwrap();
    let source = SourceEntry {
        id: "some/draft".to_owned(),
        entry: file("entry.md", &read("entry.md")),
        zh: Some(file("zh.md", &read("zh.md"))),
        hits: Vec::new(),
        misses: Vec::new(),
        outcomes: None,
    };
    let (checked, findings) = check(vec![parse(source).unwrap()], &Known::default());
    assert_eq!((checked.len(), findings), (1, Vec::new()));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// Whatever stands in the files, they are parsed and checked without a panic.
    #[test]
    fn no_bytes_make_it_panic(
        head in prop_oneof![Just("```toml\n"), Just(""), Just("```toml\nschema = 1\n")],
        body in "(\\[\\[(approach|hit|citation|pattern)\\]\\]\n|id = \"a\"\n|match = '''[ -~]{0,9}'''\n|```\n|# T\n|## a: [ -~é]{0,5}\n|### Why\n|[ -~]{0,9}|\n){0,12}",
        tail in proptest::collection::vec(any::<u8>(), 0..20),
    ) {
        let bytes = [head.as_bytes(), body.as_bytes(), &tail].concat();
        let source = SourceEntry {
            id: "a/b".to_owned(),
            entry: file("entry.md", &bytes),
            zh: Some(file("zh.md", body.as_bytes())),
            hits: Vec::new(),
            misses: Vec::new(), outcomes: None
        };
        if let Ok(entry) = parse(source) {
            let _findings = check(vec![entry], &Known::default());
        }
    }
}
