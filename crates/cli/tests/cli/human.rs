//! `--format human`: 80 columns, and colours only where they belong.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::tool::{BUILD_LOG, Home, Screen, hits};

/// Columns that a text takes: two for each Chinese character.
fn columns(text: &str) -> usize {
    let wide = |char: char| {
        matches!(char, '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe6f}' | '\u{ff00}'..='\u{ff60}' | '\u{ffe0}'..='\u{ffe6}')
    };
    text.chars().map(|char| if wide(char) { 2 } else { 1 }).sum()
}

/// Every line fits, but for words that cannot be broken and code, which is shown as it is.
#[track_caller]
fn fits(out: &str, code: &str) {
    let mut wide = Vec::new();
    for line in out.lines().filter(|line| columns(line) > 80) {
        let indent = line.len() - line.trim_start().len();
        let longest = line.split_whitespace().map(columns).max().unwrap_or(0);
        // A list's marker or a label may stand before a word that is too long for the line.
        let unbreakable = indent + longest > 72;
        let verbatim = code.contains(line.trim());
        if !unbreakable && !verbatim {
            wide.push(line);
        }
    }
    assert!(wide.is_empty(), "{wide:#?}");
}

/// The text of all fenced blocks of all prose.
fn fenced(text: &Value) -> String {
    let mut code = String::new();
    collect(text, &mut code);
    code
}

fn collect(value: &Value, code: &mut String) {
    match value {
        Value::String(text) => {
            for block in text.split("```").skip(1).step_by(2) {
                code.push_str(block);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, code)),
        Value::Object(fields) => fields.values().for_each(|field| collect(field, code)),
        _ => {}
    }
}

#[test]
fn every_diagnosis_fits_80_columns() {
    let home = Home::new();
    // The prose of an entry is the same for each of its samples: one of each entry, and some of the others.
    let mut entries = HashSet::new();
    let new = |hit: &PathBuf| entries.insert(hit.parent().map(Path::to_owned));
    let (mut samples, others): (Vec<_>, Vec<_>) = hits().into_iter().partition(new);
    assert!(samples.len() > 300, "{} entries", samples.len());
    samples.extend(others.into_iter().step_by(9));
    for lang in ["en", "zh"] {
        let files = || &samples;
        let json = home.unstuck(["explain", "--lang", lang, "--format", "json"]).args(files()).run();
        let answers: Vec<Value> =
            serde_json::Deserializer::from_slice(&json.stdout).into_iter().collect::<Result<_, _>>().unwrap();
        let code = fenced(&Value::Array(answers));
        let ran = home.unstuck(["explain", "--lang", lang]).args(files()).run().quiet();
        assert!(ran.out().lines().count() > 1000);
        fits(ran.out(), &code);
    }
}

#[test]
fn every_failure_fits_80_columns() {
    let home = Home::new();
    let list = home.unstuck(["list", "--format", "json"]).run().code(0).json();
    let rows = list["failures"].as_array().unwrap();
    assert!(rows.len() > 50, "{}", rows.len());
    let mut all = String::new();
    let mut code = String::new();
    for row in rows {
        let id = row["id"].as_str().unwrap();
        code += &fenced(&home.unstuck(["show", "--format", "json", id]).run().code(0).json());
        for lang in ["en", "zh"] {
            all += home.unstuck(["show", "--lang", lang, id]).run().code(0).quiet().out();
        }
    }
    fits(&all, &code);
}

#[test]
fn lists_fit_80_columns() {
    let home = Home::new();
    for args in [&["list"][..], &["list", "--lang", "zh"], &["search", "token"], &["stats"]] {
        let ran = home.unstuck(args).run().code(0).quiet();
        assert!(ran.out().lines().count() > 5);
        fits(ran.out(), "");
    }
}

#[test]
fn a_terminal_says_how_wide_it_is() {
    let home = Home::new();
    home.write("build.log", BUILD_LOG);
    let widest = |width: &str| {
        let ran = home.unstuck(["explain", "build.log"]).env("COLUMNS", width).run().code(0);
        // The prose: the quoted line of the log is cut by other means.
        ran.out().lines().skip_while(|line| !line.contains("= note:")).skip(1).map(columns).max().unwrap()
    };
    assert!(widest("60") <= 60);
    assert!((81..=100).contains(&widest("200")), "{}", widest("200"));
}

#[test]
fn colours_only_where_they_belong() {
    let home = Home::new();
    home.write("build.log", BUILD_LOG);
    let explain = |args: &[&str]| home.unstuck(["explain", "build.log"]).args(args);
    let colours = |ran: &crate::tool::Ran| ran.stdout.contains(&0x1B);
    assert!(!colours(&explain(&[]).run().code(0)));
    assert!(colours(&explain(&["--color", "always"]).run().code(0)));
    assert!(colours(&explain(&["--color", "always"]).env("NO_COLOR", "1").run().code(0)));
    let home = &home;
    let on_terminal = |args: &[&str]| {
        let args: Vec<&str> = ["explain", "build.log"].iter().chain(args).copied().collect();
        colours(&Screen::start(home, args).end().code(0))
    };
    assert!(on_terminal(&[]));
    assert!(!on_terminal(&["--color", "never"]));
}

#[test]
fn no_color_is_heeded_on_a_terminal() {
    let home = Home::new();
    home.write("build.log", BUILD_LOG);
    let script = "NO_COLOR=1 exec \"$UNSTUCK\" explain build.log";
    let plain = Screen::shell(&home, script).end().code(0);
    assert!(plain.out().contains("git/index-lock-exists"), "{}", plain.out());
    assert!(!plain.stdout.contains(&0x1B), "{:?}", plain.out());
}

#[test]
fn escape_sequences_of_a_log_stay_out() {
    let home = Home::new();
    let hostile = "\x1b]0;owned\x07error: \x1b[2Jcannot frobnicate \x1b[31mthe gizmo\x1b[0m\n";
    let ran = home.unstuck(["explain", "--color", "always"]).input(hostile).run().code(1).quiet();
    assert!(ran.out().contains("cannot frobnicate the gizmo"), "{:?}", ran.out());
    for sequence in ["\x1b]0", "\x1b[2J", "\x07"] {
        assert!(!ran.out().contains(sequence), "{:?}", ran.out());
    }
}
