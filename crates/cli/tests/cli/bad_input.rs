//! Input that is empty, broken or strange: the right exit code, a message that names it, never a panic.

use std::fs;
use std::io::Write;
use std::os::unix::fs::PermissionsExt;

use rustix::fs::{CWD, Mode, mkfifoat};
use rustix::process::geteuid;

use crate::tool::{BUILD_LOG, Home, LOCKED, finish};

#[test]
fn nothing_at_all() {
    let home = Home::new();
    home.write("empty.log", "");
    for args in [&["explain", "empty.log"][..], &["explain", "/dev/null"], &["explain", "-"]] {
        let ran = home.unstuck(args).run().code(1).quiet();
        assert_eq!(ran.out(), "Nothing in the canon matches.\n");
    }
    let answer = home.unstuck(["explain", "--format", "json", "empty.log"]).run().code(1).quiet().json();
    assert_eq!((&answer["input"]["bytes"], &answer["input"]["lines"]), (&0.into(), &0.into()));
}

#[test]
fn a_missing_file() {
    let told = ["cannot read gone/build.log", "No such file"];
    Home::new().unstuck(["explain", "gone/build.log"]).run().code(2).complains(&told);
}

#[test]
fn a_folder() {
    let home = Home::new();
    home.write("logs/build.log", BUILD_LOG);
    let ran = home.unstuck(["explain", "logs"]).run().code(2);
    ran.complains(&["logs is a folder", "help: give a file in it, for example: unstuck explain logs/build.log"]);
    let mut call = home.unstuck(["explain"]);
    call.command.stdin(fs::File::open(home.path()).unwrap());
    let output = call.command.output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8(output.stderr).unwrap().contains("cannot read standard input"));
}

#[test]
fn a_file_without_permission() {
    let home = Home::new();
    let file = home.write("secret.log", BUILD_LOG);
    fs::set_permissions(&file, fs::Permissions::from_mode(0o000)).unwrap();
    let call = if geteuid().is_root() {
        // Nothing is forbidden to root: somebody else must ask.
        fs::set_permissions(home.path(), fs::Permissions::from_mode(0o755)).unwrap();
        let nobody = ["--reuid=65534", "--regid=65534", "--clear-groups", env!("CARGO_BIN_EXE_unstuck")];
        home.program("setpriv").args(nobody)
    } else {
        home.program(env!("CARGO_BIN_EXE_unstuck"))
    };
    call.args(["explain", "secret.log"]).run().code(2).complains(&["cannot read secret.log", "Permission denied"]);
}

#[test]
fn a_named_pipe() {
    let home = Home::new();
    let pipe = home.path().join("pipe");
    mkfifoat(CWD, &pipe, Mode::RUSR | Mode::WUSR).unwrap();
    let child = home.unstuck(["explain", "pipe"]).start();
    // Opening waits for the reader.
    fs::OpenOptions::new().write(true).open(&pipe).unwrap().write_all(BUILD_LOG).unwrap();
    let ran = finish(child).code(0).quiet();
    assert!(ran.out().contains("pipe:3:"), "{}", ran.out());
}

#[test]
fn every_byte() {
    let all: Vec<u8> = (0..=255).collect();
    let shuffled: Vec<u8> = (0..=255_u8).map(|byte| byte.wrapping_mul(167).wrapping_add(13)).collect();
    let home = Home::new();
    for bytes in [all.clone(), shuffled, all.repeat(1000)] {
        let text = [&bytes, b"\n".as_slice(), LOCKED.as_bytes(), b"\n", &bytes].concat();
        let lines_before = bytes.iter().filter(|byte| **byte == b'\n').count() + 1;
        for format in ["human", "json", "markdown", "sarif", "github"] {
            let ran = home.unstuck(["explain", "--format", format]).input(text.clone()).run().code(0).quiet();
            assert!(ran.out().contains("git/index-lock-exists"), "{}", ran.out());
            if format == "json" {
                assert_eq!(ran.json()["diagnoses"][0]["match"]["line"], lines_before + 1);
            }
        }
    }
}

#[test]
fn each_byte_within_a_message() {
    let home = Home::new();
    for byte in 0..=255_u8 {
        if byte == b'\n' {
            continue;
        }
        home.write(&format!("{byte:03}.log"), [b"error: gizmo ", [byte].as_slice(), b" cannot align\n"].concat());
    }
    let names = (0..=255_u8).filter(|byte| *byte != b'\n').map(|byte| format!("{byte:03}.log"));
    home.unstuck(["explain"]).args(names.clone()).run().code(1).quiet();
    let ran = home.unstuck(["explain", "--format", "json"]).args(names).run().code(1).quiet();
    let answers = serde_json::Deserializer::from_slice(&ran.stdout).into_iter::<serde_json::Value>();
    assert_eq!(answers.map(Result::unwrap).filter(|answer| answer["unknown"][0]["line"] == 1).count(), 255);
}

#[test]
fn utf16_with_its_mark() {
    let text = format!("步骤一\r\n{LOCKED}\r\nerror: 无法 😀\r\n");
    let home = Home::new();
    for (mark, order) in [([0xFF, 0xFE], u16::to_le_bytes as fn(u16) -> [u8; 2]), ([0xFE, 0xFF], u16::to_be_bytes)] {
        let mut bytes = mark.to_vec();
        bytes.extend(text.encode_utf16().flat_map(order));
        let answer = home.unstuck(["explain", "--format", "json"]).input(bytes).run().code(0).quiet().json();
        assert_eq!(answer["diagnoses"][0]["match"]["line"], 2);
        assert_eq!(answer["diagnoses"][0]["match"]["text"], LOCKED);
        assert_eq!(answer["input"]["lines"], 3);
    }
}

#[test]
fn a_utf8_mark_is_no_part_of_the_first_line() {
    let text = format!("\u{feff}{LOCKED}\n");
    let answer = Home::new().unstuck(["explain", "--format", "json"]).input(text).run().code(0).quiet().json();
    assert_eq!(answer["diagnoses"][0]["match"]["text"], LOCKED);
}
