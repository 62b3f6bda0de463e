//! `unstuck shell`: the functions in the real shells, in the real tmux.

use std::fs;
use std::path::Path;
use std::time::Instant;

use crate::tool::{DEADLINE, Home};

/// A shell in a tmux server of its own.
struct Pane<'h> {
    home: &'h Home,
    socket: String,
}

impl<'h> Pane<'h> {
    /// Starts a shell with the functions in it. Its first words are a prompt that nothing else prints.
    fn new(home: &'h Home, start: &str) -> Self {
        let pane = Self { home, socket: home.path().join("tmux").display().to_string() };
        let bin = Path::new(env!("CARGO_BIN_EXE_unstuck")).parent().unwrap();
        let path = std::env::join_paths(
            std::iter::once(bin.to_owned()).chain(std::env::split_paths(&std::env::var_os("PATH").unwrap())),
        );
        let arguments = ["-S", &pane.socket, "-f", "/dev/null", "new-session", "-d", "-x", "120", "-y", "50", start];
        home.program("tmux").args(arguments).env("PATH", path.unwrap()).env("TERM", "xterm").run().code(0);
        pane
    }

    fn tmux(&self, arguments: &[&str]) -> String {
        let ran = self.home.program("tmux").args(["-S", &self.socket]).args(arguments).env("TERM", "xterm").run();
        ran.code(0).out().to_owned()
    }

    /// Types a line, and waits until the screen shows this behind it.
    fn types(&self, line: &str, wanted: &str) -> String {
        self.tmux(&["send-keys", "-l", line]);
        self.tmux(&["send-keys", "Enter"]);
        let begun = Instant::now();
        loop {
            let screen = self.tmux(&["capture-pane", "-pJ", "-S", "-5000"]);
            if screen.contains(wanted) {
                return screen;
            }
            assert!(begun.elapsed() < DEADLINE, "{wanted:?} never comes after {line:?}:\n{screen}");
            std::thread::sleep(std::time::Duration::from_millis(100));
        }
    }
}

impl Drop for Pane<'_> {
    fn drop(&mut self) {
        let _ended = self.home.program("tmux").args(["-S", &self.socket, "kill-server"]).run();
    }
}

const SHELLS: [(&str, &str, &str); 3] = [
    ("bash", "bash --norc --noprofile -i", r#"eval "$(unstuck shell bash)"; PS1='rea'dy'> '; echo lo''aded"#),
    ("zsh", "zsh -f -i", r#"eval "$(unstuck shell zsh)"; PS1='rea'dy'> '; echo lo''aded"#),
    ("fish", "fish --no-config -i", "unstuck shell fish | source; echo lo''aded"),
];

/// A command that fails in a known way, each time.
fn failing(home: &Home) -> &'static str {
    home.write(
        "fails",
        "#!/bin/sh\necho again >>ran\necho \"error: src refspec main does not match any\" >&2\nexit 1\n",
    );
    home.program("chmod").args(["+x", "fails"]).run().code(0);
    "./fails one"
}

#[test]
fn in_tmux_the_screen_is_explained_and_nothing_runs_again() {
    for (shell, start, load) in SHELLS {
        let home = Home::new();
        let command = failing(&home);
        let pane = Pane::new(&home, start);
        pane.types(load, "loaded");
        pane.types(command, "error: src refspec main does not match any");
        let screen = pane.types("fix", "unstuck show git/src-refspec-does-not-match");
        assert!(screen.contains("Will not help"), "{shell}: {screen}");
        assert_eq!(home.read("ran"), "again\n", "{shell}");
    }
}

#[test]
fn elsewhere_it_runs_again_only_when_told_to() {
    for (shell, start, load) in SHELLS {
        let home = Home::new();
        let command = failing(&home);
        let pane = Pane::new(&home, &format!("env -u TMUX {start}"));
        pane.types(load, "loaded");
        pane.types(command, "error: src refspec main does not match any");
        pane.types("fix", &format!("Run again: {command} [y/N]"));
        pane.types("n", "");
        pane.types("echo do''ne", "done");
        assert_eq!(home.read("ran"), "again\n", "{shell}");
        pane.types(command, "error: src refspec main does not match any");
        pane.types("fix", &format!("Run again: {command} [y/N]"));
        pane.types("y", "unstuck show git/src-refspec-does-not-match");
        assert_eq!(home.read("ran"), "again\nagain\nagain\n", "{shell}");
    }
}

#[test]
fn after_a_command_that_went_well_there_is_nothing_to_fix() {
    for (shell, start, load) in SHELLS {
        let home = Home::new();
        let pane = Pane::new(&home, start);
        pane.types(load, "loaded");
        pane.types("true", "");
        let screen = pane.types("fix", "the last command did not fail");
        assert!(!screen.contains("Run again"), "{shell}: {screen}");
    }
}

#[test]
fn the_functions_are_those_of_the_files() {
    let home = Home::new();
    for shell in ["bash", "zsh", "fish"] {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("src/shell/fix.{shell}"));
        assert_eq!(home.unstuck(["shell", shell]).run().code(0).quiet().out(), fs::read_to_string(file).unwrap());
    }
    home.unstuck(["shell", "tcsh"]).run().code(2);
}
