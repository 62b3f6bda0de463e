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
        if ["bash", "zsh", "fish"].contains(&shell) {
            assert!(has(shell), "{shell} is not here to read its script");
            home.program(shell).args(["-n", &format!("script.{shell}")]).run().code(0).quiet();
        }
    }
    home.unstuck(["completions", "tcsh"]).run().code(2).complains(&["possible values"]);
}

#[test]
fn bash_completes() {
    let home = Home::new();
    let script = home.unstuck(["completions", "bash"]).run().code(0).stdout;
    home.write("unstuck.bash", script);
    let ask = "source unstuck.bash; COMP_WORDS=(unstuck expl); COMP_CWORD=1; _unstuck unstuck expl unstuck; echo \"${COMPREPLY[@]}\"";
    assert_eq!(home.program("bash").args(["-c", ask]).run().code(0).quiet().out(), "explain\n");
}

#[test]
fn fish_completes() {
    let home = Home::new();
    home.write("unstuck.fish", home.unstuck(["completions", "fish"]).run().code(0).stdout);
    let ask = "source unstuck.fish; complete -C 'unstuck expl'; complete -C 'unstuck show --lang z'";
    let ran = home.program("fish").args(["-c", ask]).run().code(0);
    let words: Vec<&str> = ran.out().lines().filter_map(|line| line.split('\t').next()).collect();
    assert_eq!(words, ["explain", "zh"]);
}

#[test]
fn zsh_knows_the_completion() {
    let home = Home::new();
    home.write("unstuck.zsh", home.unstuck(["completions", "zsh"]).run().code(0).stdout);
    let ask = "autoload -U compinit; compinit -u; source unstuck.zsh; print -- $_comps[unstuck]; whence -w _unstuck";
    let ran = home.program("zsh").args(["-f", "-c", ask]).run().code(0).quiet();
    assert_eq!(ran.out(), "_unstuck\n_unstuck: function\n");
}
