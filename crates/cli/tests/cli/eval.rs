//! `eval`: how well failures are named.

use serde_json::{Value, json};

use crate::tool::Home;

/// A message of `git/index-lock-exists` that no hit has.
const LOCKED: &str = "fatal: Unable to create '/srv/gizmo/.git/index.lock': File exists.";

/// A set with one case of each ending.
fn set(home: &Home) {
    let case = |failure: &str, text: &str| {
        format!("[[case]]\nfailure = \"{failure}\"\nfrom = \"ran: make gizmo\"\ntext = '''\n{text}\n'''\n\n")
    };
    let cases = [
        case("git/index-lock-exists", LOCKED),
        case("npm/missing-script", &format!("again\n{LOCKED}")),
        case("git/index-lock-exists", "error: the gizmo cannot be aligned"),
        case("none", "error: another gizmo cannot be aligned"),
        case("none", &format!("and again\n{LOCKED}")),
    ];
    home.write("set/held-out/git.toml", cases.concat());
    home.write(
        "set/logs.toml",
        "[[log]]\nfile = \"a.log\"\nprimary = \"make/header-not-found\"\nechoes = [\"make/recipe-failed\"]\nfrom = \"ran: make\"\n\n\
         [[log]]\nfile = \"b.log\"\nprimary = \"git/index-lock-exists\"\nechoes = [\"make/recipe-failed\"]\nfrom = \"ran: make\"\n",
    );
    let log = "main.c:1:10: fatal error: gizmo.h: No such file or directory\ncompilation terminated.\nmake: *** [Makefile:2: main.o] Error 1\n";
    home.write("set/logs/a.log", log);
    home.write("set/logs/b.log", "make: *** [Makefile:2: main.o] Error 1\n");
    home.write("set/green/fine.log", "all is well\n0 errors\n");
    home.write("set/alarming.txt", "test error: the gizmo is refused ... ok\n0 failed\n");
}

fn eval(home: &Home) -> Value {
    home.unstuck(["eval", "set", "--format", "json"]).run().code(0).quiet().json()
}

#[track_caller]
fn share(value: &Value) -> (u64, u64) {
    let (low, high) = (value["low"].as_f64().unwrap(), value["high"].as_f64().unwrap());
    assert!(0.0 <= low && low <= high && high <= 1.0, "{value}");
    (value["count"].as_u64().unwrap(), value["of"].as_u64().unwrap())
}

/// By whichever case an entry was mended: what was answered before is what counts.
#[test]
fn a_case_counts_as_it_ended_first() {
    let home = Home::new();
    let case = |failure: &str, first: &str, at: u8| {
        format!(
            "[[case]]\nfailure = \"{failure}\"\nfirst = \"{first}\"\nfrom = \"ran: make gizmo\"\ntext = \"\"\"\n{at}\n{LOCKED}\n\"\"\"\n\n"
        )
    };
    let cases = [
        case("git/index-lock-exists", "none", 1),
        case("git/index-lock-exists", "npm/missing-script", 2),
        case("none", "none", 3),
        case("none", "make/recipe-failed", 4),
    ];
    home.write("set/held-out/git.toml", cases.concat());
    let view = eval(&home);
    let cases = &view["cases"];
    assert_eq!(share(&cases["right"]), (0, 2));
    assert_eq!(share(&cases["wrong"]), (1, 2));
    assert_eq!(share(&cases["unknown"]), (1, 2));
    assert_eq!((share(&cases["answered"]), &cases["echoed"]), ((1, 2), &json!(1)));
    // The third is not missed; the last still shows a failure that its label does not name.
    let mended: Vec<_> = cases["missed"].as_array().unwrap().iter().map(|missed| &missed["mended"]).collect();
    assert_eq!(mended, [true, true, false], "{cases}");
    assert_eq!(view["similar"][0]["reached"]["of"], 0);
}

#[test]
fn every_ending_is_counted() {
    let home = Home::new();
    set(&home);
    let view = eval(&home);
    let cases = &view["cases"];
    assert_eq!(share(&cases["right"]), (1, 3));
    assert_eq!(share(&cases["wrong"]), (1, 3));
    assert_eq!(share(&cases["unknown"]), (1, 3));
    assert_eq!(share(&cases["answered"]), (1, 2));
    assert_eq!(share(&cases["of_all"]), (1, 5));
    assert_eq!(share(&cases["precision"]), (1, 3));
    let row = json!({"id": "git/index-lock-exists", "cases": 2, "found": 1, "right": 1, "wrong": 0, "unknown": 1, "taken": 2});
    assert!(cases["failures"].as_array().unwrap().contains(&row), "{cases}");
    let logs = &view["logs"];
    assert_eq!(share(&logs["root_first"]), (1, 2));
    assert_eq!(logs["echo_first"], 1);
    assert_eq!(share(&view["green"]["lines"]), (0, 2));
    assert_eq!(share(&view["green"]["alarming"]), (0, 2));
    assert_eq!(view["confusion"]["own"]["count"], view["confusion"]["own"]["of"]);
    for format in ["human", "markdown"] {
        let ran = home.unstuck(["eval", "set", "--format", format]).run().code(0).quiet();
        for text in ["git.toml#2", "npm/missing-script", "b.log", "1 of 3"] {
            assert!(ran.out().contains(text), "{format} does not say {text}: {}", ran.out());
        }
    }
}

#[test]
fn a_false_alarm_is_told_and_fails() {
    let home = Home::new();
    set(&home);
    home.write("set/green/alarm.log", format!("one\n{LOCKED}\n"));
    home.write("set/alarming.txt", format!("0 failed\n{LOCKED}\n"));
    let ran = home.unstuck(["eval", "set"]).run().code(1).quiet();
    for place in ["alarm.log:2", "alarming.txt:2"] {
        let told = format!("`git/index-lock-exists` fires on output of a command that went well: {place}: {LOCKED}");
        assert!(ran.out().contains(&told), "{}", ran.out());
    }
    // A line that is known to print the message word for word is counted, and is no breach.
    home.write(
        "set/quoted.toml",
        format!("[[quoted]]\nfailure = \"git/index-lock-exists\"\nbecause = \"a manual\"\ntext = \"{LOCKED}\"\n"),
    );
    std::fs::remove_file(home.path().join("set/green/alarm.log")).unwrap();
    let view = eval(&home);
    assert_eq!(share(&view["green"]["alarming"]), (1, 2));
    assert_eq!(view["green"]["quoted"], 1);
}

#[test]
fn a_set_that_measures_nothing_is_refused() {
    let home = Home::new();
    let hit = crate::tool::canon().join("git/unrelated-histories/hit");
    let hit = std::fs::read_dir(hit).unwrap().next().unwrap().unwrap().path();
    let line = std::fs::read_to_string(hit).unwrap().lines().next().unwrap().to_owned();
    let case = |text: &str, failure: &str, from: &str| {
        format!("[[case]]\nfailure = \"{failure}\"\nfrom = \"{from}\"\ntext = '''\n{text}\n'''\n\n")
    };
    let cited = "https://github.com/cymen/react-floating-label-input/issues/34";
    home.write(
        "set/held-out/a.toml",
        [
            case(&line, "git/unrelated-histories", "ran: git pull"),
            case("error: one", "none", "ran: one"),
            case("  error: one  ", "none", "ran: one"),
            case("error: two", "gizmo/gone", "ran: two"),
            case("npm error code EGIZMO", "none", cited),
        ]
        .concat(),
    );
    let ran = home.unstuck(["eval", "set"]).run().code(1).quiet();
    for told in [
        "a.toml#1: its text stands in canon/git/",
        "a.toml#3: the same text as a.toml#2",
        "a.toml#4: there is no failure `gizmo/gone`",
        "a.toml#5: `npm/eresolve-peer-conflict` cites its page",
    ] {
        assert!(ran.out().contains(told), "{told}: {}", ran.out());
    }
}

#[test]
fn what_cannot_be_read_is_named() {
    let home = Home::new();
    home.unstuck(["eval"]).run().code(2).complains(&["there is no evaluation set in evaluation", "help: "]);
    home.write("set/held-out/a.toml", "[[case]]\nfailure = \"none\"\nfrom = \"somewhere\"\ntext = 'x'\n");
    home.unstuck(["eval", "set"])
        .run()
        .code(2)
        .complains(&["set/held-out/a.toml cannot be used", "neither an address"]);
    home.write("set/held-out/a.toml", "[[case]]\nfailure = \"none\"\nfrom = \"ran: x\"\ntxt = 'x'\n");
    home.unstuck(["eval", "set"])
        .run()
        .code(2)
        .complains(&["set/held-out/a.toml cannot be used", "unknown field `txt`"]);
    home.write("set/held-out/a.toml", "");
    home.write("set/logs.toml", "");
    home.write("set/logs/forgotten.log", "x\n");
    home.unstuck(["eval", "set"])
        .run()
        .code(2)
        .complains(&["set/logs.toml cannot be used", "forgotten.log has no row"]);
}
