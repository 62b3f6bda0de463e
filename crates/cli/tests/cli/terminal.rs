//! `run` on a real terminal: the command finds one as well.

use std::io::Write;

use rustix::process::{Signal, kill_process};

use crate::tool::{Home, LOCKED, Pipes, Screen};

fn bash(script: &str) -> [&str; 5] {
    ["run", "--", "bash", "-c", script]
}

const WHO: &str = "for fd in 0 1 2; do [ -t $fd ] && printf 'tty%s ' $fd || printf 'pipe%s ' $fd; done";

#[test]
fn all_three_streams_are_the_terminal() {
    let home = Home::new();
    let ran = Screen::start(&home, bash(&format!("{WHO}; tty; stty size"))).end().code(0);
    assert!(ran.out().starts_with("tty0 tty1 tty2 /dev/pts/"), "{}", ran.out());
    assert!(ran.out().ends_with("\r\n33 91\r\n"), "{:?}", ran.out());
}

#[test]
fn a_new_size_reaches_the_command() {
    let home = Home::new();
    let script = "trap 'stty size; exit 0' WINCH; echo ready; while :; do read -t 1 line; done";
    let mut screen = Screen::start(&home, bash(script));
    screen.wait_for("ready");
    screen.resize(44, 133);
    screen.wait_for("44 133");
    screen.end().code(0);
}

#[test]
fn colours_and_controls_pass_as_they_are() {
    let home = Home::new();
    let ran = Screen::start(&home, bash(r"printf '\e[31mred\e[0m \e[2K\r50%%\r100%%\a\n\ttab \xff\n'")).end().code(0);
    assert_eq!(ran.stdout, b"\x1b[31mred\x1b[0m \x1b[2K\r50%\r100%\x07\r\n\ttab \xff\r\n");
}

#[test]
fn a_prompt_is_answered() {
    let home = Home::new();
    let mut screen = Screen::start(&home, bash("read -p 'Your name? ' name; echo \"Hello, $name.\""));
    screen.wait_for("Your name? ");
    screen.press("世界\n");
    screen.wait_for("Hello, 世界.");
    let ran = screen.end().code(0);
    assert_eq!(ran.out(), "Your name? 世界\r\nHello, 世界.\r\n");
}

#[test]
fn a_password_is_not_shown() {
    let home = Home::new();
    let mut screen = Screen::start(&home, bash("read -s -p 'Password: ' word; echo; echo \"${#word} letters\""));
    screen.wait_for("Password: ");
    screen.press("secret\n");
    let ran = screen.end().code(0);
    assert_eq!(ran.out(), "Password: \r\n6 letters\r\n");
}

#[test]
fn single_keys_and_the_end_of_input() {
    let home = Home::new();
    let mut screen = Screen::start(&home, bash("echo ready; read -n 1 -s key; echo \"[$key]\"; cat; echo over"));
    screen.wait_for("ready");
    screen.press("k");
    screen.wait_for("[k]");
    screen.press("line\n");
    screen.wait_for("line\r\nline\r\n");
    screen.press("\x04");
    screen.end().code(0);
}

#[test]
fn ctrl_c_interrupts_the_command() {
    let home = Home::new();
    let mut screen =
        Screen::start(&home, bash("trap 'echo caught; exit 7' INT; echo ready; while :; do read -t 1 line; done"));
    screen.wait_for("ready");
    screen.press("\x03");
    screen.wait_for("caught");
    screen.end().code(7);
    let mut screen = Screen::start(&home, bash("cat; echo never"));
    // Its echo shows that `cat` runs: a signal between the fork and that would be lost in the shell.
    screen.press("ready\n");
    screen.wait_for("ready\r\nready\r\n");
    screen.press("\x03");
    let ran = screen.end().code(130);
    assert!(!ran.out().contains("never"), "{}", ran.out());
}

#[test]
fn ctrl_z_gives_the_shell_back_and_fg_goes_on() {
    let home = Home::new();
    let command = "echo ready; read line; stty -a > during; echo \"got $line\"; exit 5";
    let script = format!(
        "stty -a > before; set -m; \"$UNSTUCK\" run -- sh -c '{command}'; echo \"code $?\"; \
         stty -a > after; read line; echo \"shell $line\"; fg; echo \"code $?\""
    );
    let mut screen = Screen::shell(&home, &script);
    screen.wait_for("ready");
    screen.press("\x1a");
    // 128 + SIGTSTP: the job was stopped.
    screen.wait_for("code 148");
    screen.press("first\n");
    screen.wait_for("shell first");
    screen.press("second\n");
    screen.wait_for("got second");
    screen.wait_for("code 5");
    screen.end().code(0);
    assert_eq!(home.read("before"), home.read("after"));
    assert!(!home.read("during").contains("-icanon"), "{}", home.read("during"));
}

#[test]
fn ctrl_z_is_the_commands_where_it_handles_it() {
    let home = Home::new();
    let mut screen =
        Screen::start(&home, bash("trap 'echo caught; exit 8' TSTP; echo ready; while :; do read -t 1 line; done"));
    screen.wait_for("ready");
    screen.press("\x1a");
    screen.wait_for("caught");
    screen.end().code(8);
    // In raw mode it is a key like any other.
    let mut screen = Screen::start(&home, bash("stty raw; echo ready; head -c 1 | od -An -tx1"));
    screen.wait_for("ready");
    screen.press("\x1a");
    screen.wait_for("1a");
    screen.end().code(0);
}

#[test]
fn ctrl_c_interrupts_the_whole_command_where_its_input_is_a_pipe() {
    let home = Home::new();
    let pipes = Pipes { input: Some("one\n"), ..Pipes::default() };
    let script = format!("{WHO}; cat; sh -c 'echo ready; exec sleep 1000'; echo never");
    let mut screen = Screen::start_with(&home, bash(&script), pipes);
    screen.wait_for("ready");
    assert!(screen.text().starts_with("pipe0 tty1 tty2 one"), "{}", screen.text());
    screen.press("\x03");
    let ran = screen.end().code(130);
    assert!(!ran.out().contains("never"), "{}", ran.out());
}

#[test]
fn signals_reach_the_command() {
    let home = Home::new();
    for (signal, name) in [(Signal::TERM, "TERM"), (Signal::INT, "INT"), (Signal::HUP, "HUP")] {
        let script = format!("trap 'echo caught {name}; exit 9' {name}; echo ready; while :; do read -t 1 line; done");
        let mut screen = Screen::start(&home, bash(&script));
        screen.wait_for("ready");
        kill_process(screen.pid(), signal).unwrap();
        screen.wait_for(&format!("caught {name}"));
        screen.end().code(9);
    }
}

#[test]
fn the_terminals_settings_are_restored() {
    let home = Home::new();
    for script in ["echo ready", "echo ready; exit 3", "stty raw -echo; echo ready", "echo ready; kill -9 $$"] {
        // A shell that stays on the terminal: its settings are looked at before, while it is there, and after.
        let script = format!("stty -a > before; \"$UNSTUCK\" run -- bash -c '{script}'; stty -a > after; echo over");
        let mut screen = Screen::shell(&home, &script);
        screen.wait_for("over");
        screen.end().code(0);
        assert!(home.read("before").contains("icanon"));
        assert_eq!(home.read("before"), home.read("after"), "{script}");
    }
}

#[test]
fn the_terminal_is_raw_while_the_command_runs() {
    use rustix::termios::LocalModes;
    let home = Home::new();
    let mut screen = Screen::start(&home, bash("echo ready; read line"));
    screen.wait_for("ready");
    assert!(!screen.settings().local_modes.intersects(LocalModes::ICANON | LocalModes::ECHO | LocalModes::ISIG));
    screen.press("\n");
    screen.end().code(0);
}

#[test]
fn output_to_a_pipe_and_errors_to_the_terminal() {
    let home = Home::new();
    let pipes = Pipes { output: true, ..Pipes::default() };
    let script = format!("{WHO}; printf 'raw\\n\\xff'; echo shown >&2; stty size >&2 <&2");
    let ran = Screen::start_with(&home, bash(&script), pipes).end().code(0);
    // The screen gives what went to the pipe as standard error.
    assert_eq!(ran.stderr, b"tty0 pipe1 tty2 raw\n\xff");
    assert_eq!(ran.out(), "shown\r\n33 91\r\n");
}

#[test]
fn errors_to_a_pipe_and_output_to_the_terminal() {
    let home = Home::new();
    let pipes = Pipes { error: true, ..Pipes::default() };
    let script = format!("{WHO}; printf 'plain\\n' >&2; echo \"{LOCKED}\"; exit 1");
    let ran = Screen::start_with(&home, bash(&script), pipes).end().code(1);
    assert!(ran.out().starts_with("tty0 tty1 pipe2 fatal: "), "{}", ran.out());
    assert!(ran.err().starts_with("plain\n"), "{}", ran.err());
    assert!(ran.err().contains("git/index-lock-exists"), "{}", ran.err());
    assert!(!ran.err().contains('\x1b'), "{}", ran.err());
}

#[test]
fn a_failure_is_explained_below_its_output() {
    let home = Home::new();
    let ran = Screen::start(&home, bash(&format!("echo \"{LOCKED}\"; exit 3"))).end().code(3);
    let out = ran.out();
    assert!(out.starts_with(&format!("{LOCKED}\r\n")), "{out:?}");
    assert!(out.contains("git/index-lock-exists") && out.contains("\x1b["), "{out:?}");
    // The terminal is out of raw mode by then: every line ends as lines on a terminal do.
    assert!(!out.replace("\r\n", "").contains('\n'), "{out:?}");
}

#[test]
fn a_command_that_cannot_start_leaves_the_terminal_alone() {
    let home = Home::new();
    let screen = Screen::start(&home, ["run", "--", "no-such-command-here"]);
    let ran = screen.end().code(127);
    assert!(ran.out().contains("cannot run no-such-command-here"), "{}", ran.out());
}

#[test]
fn much_output_arrives_whole() {
    let home = Home::new();
    let ran = Screen::start(&home, bash("seq 1 200000")).end().code(0);
    let mut wanted = Vec::new();
    for number in 1..=200_000 {
        write!(wanted, "{number}\r\n").unwrap();
    }
    assert!(ran.stdout == wanted);
}

#[test]
fn a_process_left_behind_does_not_hold_the_terminal() {
    let home = Home::new();
    let script =
        "\"$UNSTUCK\" run -- bash -c 'trap \"\" HUP; sleep 1000 & echo $! > pid; echo last; exit 3'; echo \"code $?\"";
    let mut screen = Screen::shell(&home, script);
    screen.wait_for("code 3");
    let left = home.read("pid").trim().to_owned();
    home.program("kill").arg(left).run().code(0).quiet();
    screen.end().code(0);
}
