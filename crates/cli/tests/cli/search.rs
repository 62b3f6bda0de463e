//! `search`: by words, English or Chinese.

use crate::tool::Home;

fn found(words: &[&str]) -> Vec<String> {
    let ran = Home::new().unstuck(["search", "--format", "json"]).args(words).run().code(0).quiet();
    let answer = ran.json();
    let rows = answer["failures"].as_array().unwrap();
    let scores: Vec<f64> = rows.iter().map(|row| row["score"].as_f64().unwrap()).collect();
    assert!(scores.is_sorted_by(|a, b| a >= b), "{scores:?}");
    rows.iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn the_best_comes_first() {
    for words in [&["index.lock"][..], &["INDEX", "lock", "exists"], &["git index lock"], &["git/index-lock-exists"]] {
        assert_eq!(found(words)[0], "git/index-lock-exists", "{words:?}");
    }
}

#[test]
fn chinese_words() {
    let home = Home::new();
    let title =
        home.unstuck(["show", "--lang", "zh", "--format", "json", "git/index-lock-exists"]).run().code(0).json();
    let title = title["title"].as_str().unwrap();
    assert_eq!(found(&[title])[0], "git/index-lock-exists", "{title}");
}

#[test]
fn none_is_one() {
    let home = Home::new();
    assert_eq!(home.unstuck(["search", "qqqqzzzz"]).run().code(1).quiet().out(), "");
    home.unstuck(["search", "?!"]).run().code(1).quiet();
    home.unstuck(["search"]).run().code(2).complains(&["Usage:"]);
}
