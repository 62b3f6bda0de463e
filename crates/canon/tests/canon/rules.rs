//! Each rule is broken once by hand, and found with its code and its place.

use unstuck_canon::{Finding, Known, Level, Retired, SourceEntry, SourceFile, check, parse};

const ENTRY: &str = include_str!("good/entry.md");
const ZH: &str = include_str!("good/zh.md");

fn file(path: &str, text: &str) -> SourceFile {
    SourceFile { path: path.to_owned(), bytes: text.as_bytes().to_vec() }
}

fn good() -> SourceEntry {
    SourceEntry {
        id: "git/some-failure".to_owned(),
        entry: file("entry.md", ENTRY),
        zh: Some(file("zh.md", ZH)),
        hits: vec![file("hit/one.log", "fatal: some real message about thing\n")],
        misses: vec![file("miss/other.log", "fatal: another message\n")],
        outcomes: None,
    }
}

fn findings(source: SourceEntry) -> Vec<Finding> {
    let known = Known {
        ids: ["git/some-failure", "git/other-failure"].map(str::to_owned).into(),
        retired: Retired::read(&file(
            "retired.toml",
            "[failure]\n\"git/gone\" = { because = \"it was wrong\" }\n[approach]\n\"git/some-failure#old-way\" = { because = \"renamed\" }\n",
        ))
        .unwrap(),
    };
    match parse(source) {
        Ok(entry) => check(vec![entry], &known).1,
        Err(finding) => vec![finding],
    }
}

/// One breach: the rule's code, the line where it is found, and how the good entry is broken.
struct Breach {
    code: &'static str,
    line: usize,
    breaks: fn(&mut SourceEntry),
}

/// Replaces text in a file that must hold it.
fn replace(file: &mut SourceFile, from: &str, to: &str) {
    let text = String::from_utf8(file.bytes.clone()).unwrap();
    assert!(text.contains(from), "the good entry has no {from:?}");
    file.bytes = text.replacen(from, to, 1).into_bytes();
}

fn in_entry(source: &mut SourceEntry, from: &str, to: &str) {
    replace(&mut source.entry, from, to);
}

fn in_zh(source: &mut SourceEntry, from: &str, to: &str) {
    replace(source.zh.as_mut().unwrap(), from, to);
}

const BREACHES: &[Breach] = &[
    Breach { code: "bad-id", line: 1, breaks: |s| s.id = "git/Some_Failure".to_owned() },
    Breach { code: "not-utf8", line: 3, breaks: |s| s.entry.bytes = b"```toml\nx = 1\n\xFF\n```\n".to_vec() },
    Breach { code: "no-block", line: 1, breaks: |s| in_entry(s, "```toml", "``` toml") },
    Breach { code: "bad-toml", line: 4, breaks: |s| in_entry(s, "\"conflict_error\"", "\"some_error\"") },
    Breach { code: "newer-schema", line: 2, breaks: |s| in_entry(s, "schema = 1", "schema = 2") },
    Breach {
        code: "unknown-key",
        line: 19,
        breaks: |s| in_entry(s, "kind = \"workaround\"", "kind = \"workaround\"\nclaim = 0.9"),
    },
    Breach { code: "bad-pattern", line: 9, breaks: |s| in_entry(s, "'''some real", "'''(?=some) real") },
    Breach { code: "bad-pattern", line: 10, breaks: |s| in_entry(s, "\n\n[[hit]]", "\nunless = '(?=x)'\n\n[[hit]]") },
    Breach {
        code: "weak-literal",
        line: 9,
        breaks: |s| in_entry(s, "some real message about (?P<what>\\w+)", "so.* (?P<what>\\w+)"),
    },
    Breach { code: "bad-within", line: 10, breaks: |s| in_entry(s, "\n\n[[hit]]", "\nthen = 'behind it'\n\n[[hit]]") },
    Breach {
        code: "no-pattern",
        line: 5,
        breaks: |s| in_entry(s, "[[pattern]]\nmatch = '''some real message about (?P<what>\\w+)'''\n", ""),
    },
    Breach {
        code: "no-hit",
        line: 5,
        breaks: |s| {
            s.hits.clear();
            in_entry(s, "[[hit]]\nfile = \"one.log\"\nline = 1\nfrom = \"https://example.org/thread/1\"\n", "");
        },
    },
    Breach { code: "hit-file-missing", line: 12, breaks: |s| in_entry(s, "\"one.log\"", "\"two.log\"") },
    Breach { code: "hit-not-listed", line: 1, breaks: |s| s.hits.push(file("hit/two.log", "x")) },
    Breach {
        code: "hit-listed-twice",
        line: 17,
        breaks: |s| {
            in_entry(
                s,
                "[[approach]]",
                "[[hit]]\nfile = \"one.log\"\nline = 1\nfrom = \"https://example.org/thread/1\"\n\n[[approach]]",
            )
        },
    },
    Breach { code: "hit-without-origin", line: 14, breaks: |s| in_entry(s, "thread/1\"", "thread/2\"") },
    Breach { code: "no-miss", line: 1, breaks: |s| s.misses.clear() },
    Breach { code: "sample-no-log", line: 1, breaks: |s| s.misses.push(file("miss/source.js", "text\n")) },
    Breach { code: "miss-empty", line: 1, breaks: |s| s.misses.push(file("miss/empty.log", "\n")) },
    Breach {
        code: "approach-twice",
        line: 21,
        breaks: |s| in_entry(s, "id = \"what-does-not\"", "id = \"what-helps\""),
    },
    Breach { code: "kind-missing", line: 1, breaks: |s| in_entry(s, "kind = \"dead_end\"", "kind = \"workaround\"") },
    Breach {
        code: "claim-without-source",
        line: 19,
        breaks: |s| in_entry(s, "kind = \"workaround\"", "kind = \"workaround\"\nclaimed = 0.9"),
    },
    Breach {
        code: "claim-out-of-range",
        line: 7,
        breaks: |s| {
            in_entry(
                s,
                "\n[[pattern]]",
                "[claimed]\nby = \"https://example.org/thread/1\"\nfix_rate = 85\n\n[[pattern]]",
            )
        },
    },
    Breach {
        code: "claim-of-wrong-kind",
        line: 21,
        breaks: |s| {
            in_entry(s, "kind = \"workaround\"", "kind = \"workaround\"\nclaimed_fail = 0.9");
            in_entry(s, "\n[[pattern]]", "[claimed]\nby = \"https://example.org/thread/1\"\n\n[[pattern]]");
        },
    },
    Breach {
        code: "no-citation",
        line: 1,
        breaks: |s| {
            in_entry(
                s,
                "[[citation]]\nurl = \"https://example.org/thread/1\"\nopened = 2026-11-22\nsays = \"It says so.\"\n",
                "",
            );
            in_entry(s, "from = \"https://example.org/thread/1\"", "from = \"ran: git thing, somewhere (git 2.47.3)\"");
        },
    },
    Breach {
        code: "bad-url",
        line: 29,
        breaks: |s| {
            in_entry(
                s,
                "opened = 2026-11-22\nsays = \"It says so.\"",
                "opened = 2026-11-22\nsays = \"It says so.\"\n[[citation]]\nurl = \"example.org/x\"\nopened = 2026-11-22\nsays = \"x\"",
            )
        },
    },
    Breach {
        code: "bad-outcome",
        line: 28,
        breaks: |s| {
            in_entry(
                s,
                "says = \"It says so.\"",
                "says = \"It says so.\"\nestablishes = \"nothing-here\"\noutcome = \"fixed\"",
            )
        },
    },
    Breach {
        code: "unknown-failure",
        line: 7,
        breaks: |s| in_entry(s, "provenance = \"human\"\n", "provenance = \"human\"\nechoes = [\"git/nowhere\"]\n"),
    },
    Breach {
        code: "not-told-apart",
        line: 7,
        breaks: |s| {
            in_entry(s, "provenance = \"human\"\n", "provenance = \"human\"\nconfused_with = [\"git/other-failure\"]\n")
        },
    },
    Breach {
        code: "id-reused",
        line: 17,
        breaks: |s| {
            in_entry(s, "id = \"what-helps\"", "id = \"old-way\"");
            in_entry(s, "## what-helps:", "## old-way:");
            in_zh(s, "## what-helps:", "## old-way:");
        },
    },
    Breach { code: "section-missing", line: 1, breaks: |s| in_entry(s, "Because it is so.", "") },
    Breach {
        code: "section-unknown",
        line: 48,
        breaks: |s| {
            in_entry(s, "## Documentation", "## Remarks\n\nNo.\n\n## Documentation");
            in_zh(s, "## 文档", "## Remarks\n\n无。\n\n## 文档");
        },
    },
    Breach {
        code: "why-missing",
        line: 21,
        breaks: |s| in_entry(s, "### Why\n\nIt does nothing.", "It does nothing."),
    },
    Breach { code: "placeholder", line: 36, breaks: |s| in_entry(s, "Because it is so.", "<WHY IT HAPPENS>") },
    Breach { code: "zh-missing", line: 1, breaks: |s| s.zh = None },
    Breach { code: "zh-differs", line: 9, breaks: |s| in_zh(s, "## what-helps:", "## what-else:") },
    Breach { code: "zh-untranslated", line: 5, breaks: |s| in_zh(s, "因为就是这样。", "Because it is so.") },
    Breach { code: "bad-link", line: 50, breaks: |s| in_entry(s, "(https://example.org/docs)", "(docs)") },
];

#[test]
fn the_good_entry_breaks_no_rule() {
    assert_eq!(findings(good()), []);
}

#[test]
fn each_breach_is_found_at_its_place() {
    assert!(BREACHES.len() > 30);
    let mut wrong = Vec::new();
    for breach in BREACHES {
        let mut source = good();
        (breach.breaks)(&mut source);
        let found = findings(source);
        let codes: Vec<_> = found.iter().map(|finding| (finding.rule.code, finding.place.line)).collect();
        if !codes.contains(&(breach.code, breach.line)) {
            wrong.push(format!("{} on line {}: found {codes:?}", breach.code, breach.line));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_rule_is_broken_once() {
    let broken: Vec<_> = BREACHES.iter().map(|breach| breach.code).collect();
    for rule in unstuck_canon::check::rules() {
        // A file of its own: see `a_bad_list_of_retired_ids_is_found`.
        if rule.code != "bad-retired" {
            assert!(broken.contains(&rule.code), "no breach of {}", rule.code);
        }
    }
}

#[test]
fn codes_are_unique_and_helped() {
    let rules = unstuck_canon::check::rules();
    for (at, rule) in rules.iter().enumerate() {
        assert!(rules[..at].iter().all(|other| other.code != rule.code), "{} twice", rule.code);
        assert!(!rule.help.is_empty() && rule.asks.ends_with('.'), "{}", rule.code);
    }
}

#[test]
fn only_errors_keep_an_entry_out() {
    let mut source = good();
    in_entry(&mut source, "kind = \"workaround\"", "kind = \"workaround\"\nclaim = 0.9");
    let (checked, found) = check(vec![parse(source).unwrap()], &Known::default());
    assert_eq!(checked.len(), 1);
    assert!(found.iter().all(|finding| finding.rule.level == Level::Warning));
}

#[test]
fn a_bad_list_of_retired_ids_is_found() {
    for text in
        ["x", "[failure]\n\"a/b\" = {}\n", "[failure]\n\"a/b\" = { to = \"c/d\", because = \"x\" }\n", "[other]\n"]
    {
        let finding = Retired::read(&file("retired.toml", text)).unwrap_err();
        assert_eq!(finding.rule.code, "bad-retired", "{text}");
    }
}

#[test]
fn a_retired_id_leads_to_its_successor() {
    let text = "[failure]\n\"a/b\" = { to = \"a/c\" }\n\"a/c\" = { to = \"a/d\" }\n\"x/y\" = { to = \"x/y\" }\n";
    let retired = Retired::read(&file("retired.toml", text)).unwrap();
    assert_eq!(retired.successor("a/b"), Some("a/d"));
    assert_eq!(retired.successor("x/y"), Some("x/y"));
    assert_eq!(retired.successor("a/d"), None);
    assert_eq!(retired.former("a/d"), ["a/b", "a/c"]);
}
