//! `man`: a page that the formatter takes without a warning.

use crate::tool::{Home, has};

#[test]
fn names_every_command_and_option() {
    let ran = Home::new().unstuck(["man"]).run().code(0).quiet();
    for part in [".TH unstuck 1", "UNSTUCK EXPLAIN", "UNSTUCK RUN", "UNSTUCK CHECK", "\\-\\-canon", "\\-\\-format"] {
        assert!(ran.out().contains(part), "{part} is missing: {}", ran.out());
    }
}

#[test]
fn groff_takes_it() {
    let home = Home::new();
    let page = home.unstuck(["man"]).run().code(0).stdout;
    home.write("unstuck.1", page);
    let formatter = ["groff", "mandoc"].into_iter().find(|program| has(program));
    let args = match formatter {
        Some("groff") => &["-man", "-Tutf8", "-ww", "-P-c", "unstuck.1"][..],
        Some(_) => &["-Tutf8", "-Wwarning", "unstuck.1"],
        None => panic!("neither groff nor mandoc is here to read the page"),
    };
    let ran = home.program(formatter.unwrap()).args(args).run().code(0).quiet();
    assert!(ran.out().contains("unstuck"), "{}", ran.out());
}

/// What the help gives as an example is there.
#[test]
fn examples_in_the_help_exist() {
    let home = Home::new();
    for command in ["evidence", "try", "report"] {
        let ran = home.unstuck([command, "--help"]).run().code(0);
        let (_, after) = ran.out().split_once("such as ").expect("an example");
        let example = after.split_whitespace().next().unwrap();
        assert!(example.contains('#'), "{example}");
        home.unstuck(["evidence", example]).run().code(0).quiet();
    }
}
