//! `run`: the command's own streams and exit code, and an explanation only where it fails.

use std::fs::{self, File, Permissions};
use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::process::Stdio;

use rustix::process::geteuid;

use crate::tool::{Home, LOCKED, finish};

fn sh(script: &str) -> [&str; 5] {
    ["run", "--", "sh", "-c", script]
}

#[test]
fn the_exit_code_is_the_commands() {
    let home = Home::new();
    for code in [0, 1, 2, 3, 42, 126, 127, 128, 255] {
        home.unstuck(sh(&format!("exit {code}"))).run().code(code);
    }
}

#[test]
fn a_signal_is_128_and_its_number() {
    let home = Home::new();
    for (signal, code) in [("TERM", 143), ("KILL", 137), ("INT", 130), ("SEGV", 139), ("PIPE", 141)] {
        home.unstuck(sh(&format!("kill -{signal} $$"))).run().code(code);
    }
}

#[test]
fn a_command_that_cannot_start() {
    let home = Home::new();
    let ran = home.unstuck(["run", "--", "no-such-command-here", "-x"]).run().code(127);
    assert!(ran.stdout.is_empty());
    ran.complains(&["cannot run no-such-command-here", "No such file"]);
    home.write("plain", "just text\n");
    home.unstuck(["run", "--", "./plain"]).run().code(126).complains(&["cannot run ./plain", "Permission denied"]);
    home.unstuck(["run", "--", "/"]).run().code(126).complains(&["cannot run /"]);
    home.unstuck(["run"]).run().code(2).complains(&["Usage:"]);
    home.unstuck(["run", "--"]).run().code(2).complains(&["Usage:"]);
}

#[test]
fn nothing_is_added_on_success() {
    let home = Home::new();
    let ran = home.unstuck(sh(&format!("echo one; echo \"{LOCKED}\" >&2"))).run().code(0);
    assert_eq!(ran.out(), "one\n");
    assert_eq!(ran.err(), format!("{LOCKED}\n"));
    home.unstuck(["run", "true"]).run().code(0).quiet();
}

#[test]
fn a_failure_is_explained_on_standard_error() {
    let home = Home::new();
    let ran = home.unstuck(sh(&format!("echo one; echo \"{LOCKED}\" >&2; echo two; exit 128"))).run().code(128);
    assert_eq!(ran.out(), "one\ntwo\n");
    assert!(ran.err().starts_with(&format!("{LOCKED}\n")), "{}", ran.err());
    ran.complains(&["git/index-lock-exists", "Will not help"]);
    let unknown = home.unstuck(sh("echo 'error: gizmo failed'; exit 1")).run().code(1);
    assert_eq!(unknown.out(), "error: gizmo failed\n");
    unknown.complains(&["Nothing in the canon matches."]);
}

#[test]
fn both_streams_are_read_for_it() {
    let home = Home::new();
    for to in ["1", "2"] {
        let ran = home.unstuck(sh(&format!("echo \"{LOCKED}\" >&{to}; exit 1"))).run().code(1);
        ran.complains(&["git/index-lock-exists"]);
    }
}

#[test]
fn bytes_pass_as_they_are() {
    let home = Home::new();
    let all: Vec<u8> = (0..=255).collect();
    let binary = all.repeat(2000);
    home.write("out", &binary);
    home.write("err", binary.iter().rev().copied().collect::<Vec<_>>());
    let ran = home.unstuck(sh("cat out & cat err >&2; wait")).run().code(0);
    assert!(ran.stdout == binary);
    assert!(ran.stderr.iter().rev().eq(binary.iter()));
    for text in ["", "no line feed", "\n", "\r\n", "a\rb", "\u{1b}[31mred"] {
        home.write("text", text);
        let ran = home.unstuck(sh("cat text; cat text >&2")).run().code(0);
        assert_eq!((ran.out(), ran.err().as_str()), (text, text));
    }
}

#[test]
fn standard_input_is_the_commands() {
    let home = Home::new();
    let bytes: Vec<u8> = (0..=255).cycle().take(1_000_000).collect();
    let ran = home.unstuck(["run", "cat"]).input(bytes.clone()).run().code(0).quiet();
    assert!(ran.stdout == bytes);
    let ran = home.unstuck(sh("head -n 1; exit 0")).input("one\ntwo\n").run().code(0).quiet();
    assert_eq!(ran.out(), "one\n");
}

#[test]
fn output_is_live() {
    let home = Home::new();
    let mut child = home.unstuck(sh("echo out; echo err >&2; read answer; echo \"$answer\"")).start();
    let mut output = BufReader::new(child.stdout.take().unwrap());
    let mut errors = BufReader::new(child.stderr.take().unwrap());
    let mut line = String::new();
    output.read_line(&mut line).unwrap();
    errors.read_line(&mut line).unwrap();
    assert_eq!(line, "out\nerr\n");
    child.stdin.take().unwrap().write_all(b"thanks\n").unwrap();
    line.clear();
    output.read_line(&mut line).unwrap();
    assert_eq!(line, "thanks\n");
    assert!(child.wait().unwrap().success());
}

#[test]
fn options_behind_the_command_are_the_commands() {
    let home = Home::new();
    for args in
        [&["run", "--", "echo", "--format", "-q", "--", "-x"][..], &["run", "echo", "--format", "-q", "--", "-x"]]
    {
        assert_eq!(home.unstuck(args).run().code(0).quiet().out(), "--format -q -- -x\n");
    }
    let ran = home.unstuck(["run", "--format", "json", "--", "sh", "-c", &format!("echo \"{LOCKED}\"; exit 1")]).run();
    let answer: serde_json::Value = serde_json::from_slice(&ran.code(1).stderr).unwrap();
    assert_eq!(answer["input"]["name"], "sh");
    assert_eq!(answer["diagnoses"][0]["id"], "git/index-lock-exists");
}

#[test]
fn a_process_left_behind_does_not_hold_it() {
    let home = Home::new();
    let mut child = home.unstuck(sh("sleep 1000 & echo $! > pid; echo last; exit 3")).start();
    drop(child.stdin.take());
    let ran = finish(child).code(3);
    assert_eq!(ran.out(), "last\n");
    let left = home.read("pid").trim().to_owned();
    home.program("kill").arg(left).run().code(0).quiet();
}

#[test]
fn a_command_that_closes_its_streams_is_waited_for() {
    let home = Home::new();
    let ran = home.unstuck(sh("exec >&- 2>&-; read line; echo \"$line\" > got; exit 5")).input("on\n").run().code(5);
    assert!(ran.stdout.is_empty());
    assert_eq!(home.read("got"), "on\n");
}

#[test]
fn an_output_that_cannot_be_written_is_told() {
    let home = Home::new();
    let mut call = home.unstuck(["run", "--", "sh", "-c", "echo one; exit 0"]);
    call.command.stdin(Stdio::null()).stdout(File::create("/dev/full").unwrap()).stderr(Stdio::piped());
    let ran = finish(call.command.spawn().unwrap()).code(2);
    ran.complains(&["cannot write", "No space left on device"]);
}

#[test]
fn both_streams_into_one_stay_in_their_order() {
    let home = Home::new();
    let script = "for at in $(seq 300); do echo out $at; echo err $at >&2; done";
    let wanted: String = (1..=300).map(|at| format!("out {at}\nerr {at}\n")).collect();
    let (mut reader, writer) = std::io::pipe().unwrap();
    let mut call = home.unstuck(sh(script));
    let errors = writer.try_clone().unwrap();
    let mut child = call.command.stdin(Stdio::null()).stdout(writer).stderr(errors).spawn().unwrap();
    drop(call);
    let mut seen = String::new();
    reader.read_to_string(&mut seen).unwrap();
    assert!(seen == wanted, "{seen}");
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

/// Both streams go to `log`, opened as a shell does for `>>` or `>`; what stands there already is none of the command's.
fn into_file(home: &Home, append: bool, script: &str, code: i32) -> String {
    let path = home.write("log", "fatal: Unable to create '/before/.git/index.lock': File exists.\n");
    let mut log = File::options().append(append).write(!append).open(path).unwrap();
    if !append {
        std::io::Seek::seek(&mut log, std::io::SeekFrom::End(0)).unwrap();
    }
    let mut call = home.unstuck(["run", "--format", "json", "--", "sh", "-c", script]).env("LOCKED", LOCKED);
    call.command.stdin(Stdio::null()).stdout(log.try_clone().unwrap()).stderr(log);
    assert_eq!(call.command.spawn().unwrap().wait().unwrap().code(), Some(code));
    home.read("log")
}

#[test]
fn a_file_is_written_by_the_command_itself_and_read_back() {
    let home = Home::new();
    let kind = "readlink /proc/self/fd/1; echo \"$LOCKED\" >&2; echo last";
    for append in [true, false] {
        let log = into_file(&home, append, &format!("{kind}; exit 3"), 3);
        let (own, answer) = log.split_once("last\n").unwrap();
        assert!(own.contains(&format!("{}/log\n", home.path().display())), "{log}");
        let answer: serde_json::Value = serde_json::from_str(answer).unwrap();
        assert_eq!(answer["input"]["lines"], 3);
        assert_eq!(answer["diagnoses"][0]["match"]["line"], 2);
        assert_eq!(answer["diagnoses"][0]["match"]["text"], LOCKED);
        assert!(into_file(&home, append, kind, 0).ends_with("last\n"));
    }
}

#[test]
fn a_file_that_cannot_be_read_back_is_written_all_the_same() {
    let home = Home::new();
    let path = home.write("log", "");
    let log = File::options().append(true).open(&path).unwrap();
    fs::set_permissions(&path, Permissions::from_mode(0o200)).unwrap();
    fs::set_permissions(home.path(), Permissions::from_mode(0o755)).unwrap();
    let script = format!("readlink /proc/self/fd/1; echo \"{LOCKED}\"; exit 3");
    let nobody = ["--reuid", "65534", "--regid", "65534", "--clear-groups", "--"];
    // Nothing is forbidden to root: somebody else must run it.
    let mut call = if geteuid().is_root() {
        home.program("setpriv").args(nobody).arg(env!("CARGO_BIN_EXE_unstuck")).args(sh(&script))
    } else {
        home.unstuck(sh(&script))
    };
    call.command.stdin(Stdio::null()).stdout(log.try_clone().unwrap()).stderr(log);
    assert_eq!(call.command.spawn().unwrap().wait().unwrap().code(), Some(3));
    fs::set_permissions(&path, Permissions::from_mode(0o600)).unwrap();
    let log = home.read("log");
    assert!(log.starts_with("pipe:["), "{log}");
    assert!(log.contains("git/index-lock-exists"), "{log}");
}

#[test]
fn an_output_that_is_not_ready_is_waited_for() {
    use rustix::fs::{OFlags, fcntl_setfl};
    let home = Home::new();
    let (mut reader, writer) = std::io::pipe().unwrap();
    // As a program that shares our output may leave it.
    fcntl_setfl(&writer, OFlags::NONBLOCK).unwrap();
    let mut call = home.unstuck(["run", "--", "sh", "-c", "head -c 3000000 /dev/zero; echo full >&2"]);
    let mut child = call.command.stdin(Stdio::null()).stdout(writer).stderr(Stdio::piped()).spawn().unwrap();
    drop(call);
    let mut bytes = vec![0; 1000];
    reader.read_exact(&mut bytes).unwrap();
    reader.read_to_end(&mut bytes).unwrap();
    assert_eq!(bytes.len(), 3_000_000);
    let mut told = String::new();
    child.stderr.take().unwrap().read_to_string(&mut told).unwrap();
    assert_eq!(told, "full\n");
    assert!(child.wait().unwrap().success());
}

#[test]
fn what_we_cannot_explain_does_not_change_the_exit_code() {
    let home = Home::new();
    let ran = home.unstuck(["run", "--canon", "nowhere", "--", "sh", "-c", "exit 7"]).run().code(7);
    ran.complains(&["cannot read nowhere"]);
}
