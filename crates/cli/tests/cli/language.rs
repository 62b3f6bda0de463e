//! English or Chinese: by option, else by the locale.

use crate::tool::{BUILD_LOG, Home};

fn heads(call: crate::tool::Call) -> &'static str {
    let ran = call.input(BUILD_LOG).run().code(0).quiet();
    match (ran.out().contains("Will not help"), ran.out().contains("没有用的做法")) {
        (true, false) => "en",
        (false, true) => "zh",
        _ => panic!("{}", ran.out()),
    }
}

#[test]
fn the_option_wins_over_the_locale() {
    let home = Home::new();
    let explain = || home.unstuck(["explain"]);
    assert_eq!(heads(explain()), "en");
    assert_eq!(heads(explain().args(["--lang", "zh"])), "zh");
    assert_eq!(heads(explain().args(["--lang", "en"]).env("LANG", "zh_CN.UTF-8")), "en");
    explain().args(["--lang", "fr"]).run().code(2).complains(&["possible values: en, zh"]);
}

#[test]
fn the_locale_is_read_in_the_order_of_posix() {
    let home = Home::new();
    let explain = || home.unstuck(["explain"]);
    assert_eq!(heads(explain().env("LANG", "zh_CN.UTF-8")), "zh");
    assert_eq!(heads(explain().env("LANG", "zh_CN.UTF-8").env("LC_MESSAGES", "de_DE.UTF-8")), "en");
    assert_eq!(heads(explain().env("LC_MESSAGES", "zh_CN").env("LC_ALL", "")), "zh");
    assert_eq!(heads(explain().env("LC_MESSAGES", "de_DE").env("LC_ALL", "zh_TW.UTF-8")), "zh");
    assert_eq!(heads(explain().env("LC_ALL", "C").env("LANG", "zh_CN.UTF-8")), "en");
}

#[test]
fn every_format_speaks_it() {
    let home = Home::new();
    for format in ["human", "json", "markdown", "sarif", "github"] {
        for lang in ["en", "zh"] {
            let args = ["explain", "--format", format, "--lang", lang];
            let ran = home.unstuck(args).input(BUILD_LOG).run().code(0).quiet();
            let chinese = ran.out().chars().any(|char| ('\u{4e00}'..='\u{9fff}').contains(&char));
            assert_eq!(chinese, lang == "zh", "{format}: {}", ran.out());
        }
    }
}

#[test]
fn other_commands_speak_it() {
    let home = Home::new();
    let chinese = |args: &[&str]| {
        let ran = home.unstuck(args).env("LANG", "zh_CN.UTF-8").run().code(0).quiet();
        assert!(ran.out().contains('锁'), "{}", ran.out());
    };
    chinese(&["show", "git/index-lock-exists"]);
    chinese(&["list", "git"]);
    chinese(&["search", "index.lock"]);
}
