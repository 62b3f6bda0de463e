//! Signals sent to `unstuck run` reach the command.

use std::io::{BufRead, BufReader};
use std::process::ChildStdout;

use rustix::process::{Pid, Signal, kill_process};

use crate::tool::{Home, finish};

/// Waits until the command has set its traps.
fn ready(output: &mut BufReader<ChildStdout>) {
    let mut line = String::new();
    output.read_line(&mut line).unwrap();
    assert_eq!(line, "ready\n");
}

#[test]
fn each_signal_reaches_the_commands_trap() {
    let home = Home::new();
    let signals = [
        (Signal::TERM, "TERM"),
        (Signal::INT, "INT"),
        (Signal::HUP, "HUP"),
        (Signal::QUIT, "QUIT"),
        (Signal::USR1, "USR1"),
        (Signal::USR2, "USR2"),
    ];
    for (signal, name) in signals {
        let script = format!("trap 'echo caught {name}; exit 9' {name}; echo ready; while :; do read -t 1 line; done");
        let mut child = home.unstuck(["run", "--", "bash", "-c", &script]).start();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let input = child.stdin.take();
        ready(&mut output);
        kill_process(Pid::from_child(&child), signal).unwrap();
        let mut line = String::new();
        output.read_line(&mut line).unwrap();
        assert_eq!(line, format!("caught {name}\n"));
        drop(input);
        finish(child).code(9);
    }
}

#[test]
fn a_command_without_a_trap_ends_by_it() {
    let home = Home::new();
    for (signal, code) in [(Signal::TERM, 143), (Signal::INT, 130)] {
        let mut child = home.unstuck(["run", "--", "sh", "-c", "echo ready; exec sleep 1000"]).start();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        ready(&mut output);
        kill_process(Pid::from_child(&child), signal).unwrap();
        finish(child).code(code);
    }
}

#[test]
fn a_command_that_ignores_it_goes_on() {
    let home = Home::new();
    let script = "trap '' TERM; echo ready; read line; echo \"$line\"; exit 4";
    let mut child = home.unstuck(["run", "--", "sh", "-c", script]).start();
    let mut output = BufReader::new(child.stdout.take().unwrap());
    ready(&mut output);
    kill_process(Pid::from_child(&child), Signal::TERM).unwrap();
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), b"still here\n").unwrap();
    let mut line = String::new();
    output.read_line(&mut line).unwrap();
    assert_eq!(line, "still here\n");
    finish(child).code(4);
}

#[test]
fn what_the_caller_ignores_the_command_ignores() {
    let home = Home::new();
    let script = "trap '' HUP; \"$UNSTUCK\" run -- sh -c 'kill -HUP $$; echo alive'";
    let ran =
        home.program("sh").args(["-c", script]).env("UNSTUCK", env!("CARGO_BIN_EXE_unstuck")).run().code(0).quiet();
    assert_eq!(ran.out(), "alive\n");
}
