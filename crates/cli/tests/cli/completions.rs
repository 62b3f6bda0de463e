//! `completions`: scripts that the shells themselves accept.

use crate::tool::{Home, has};

#[test]
fn every_shell_gets_a_script_that_knows_the_commands() {
    let home = Home::new();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let ran = home.unstuck(["completions", shell]).run().code(0).quiet();
        for word in ["unstuck", "explain", "completions", "format", "canon"] {
            assert!(ran.out().contains(word), "{shell}: {word} is missing");
        }
        home.write(&format!("script.{shell}"), &ran.stdout);
        // Shells that this machine lacks cannot be asked; bash is needed for the other tests.
        if has(shell) && ["bash", "zsh", "fish"].contains(&shell) {
            home.program(shell).args(["-n", &format!("script.{shell}")]).run().code(0).quiet();
        }
    }
    assert!(has("bash"));
    home.unstuck(["completions", "tcsh"]).run().code(2).complains(&["possible values"]);
}

#[test]
fn bash_completes() {
    let home = Home::new();
    let script = home.unstuck(["completions", "bash"]).run().code(0).stdout;
    home.write("unstuck.bash", script);
    let ask = "source unstuck.bash; COMP_WORDS=(unstuck exp); COMP_CWORD=1; _unstuck unstuck exp unstuck; echo \"${COMPREPLY[@]}\"";
    assert_eq!(home.program("bash").args(["-c", ask]).run().code(0).quiet().out(), "explain\n");
}
