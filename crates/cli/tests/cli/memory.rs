//! Peak memory stays under 100 MB whatever comes in.

use std::fs;
use std::io::{PipeReader, Read, Write, pipe};
use std::process::{Child, Stdio};
use std::thread;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::pipe::fcntl_setpipe_size;
use serde_json::Value;

use crate::tool::{DEADLINE, Home, LOCKED, Ran};

/// Kilobytes.
const MOST: u64 = 100_000;
/// Bytes that a pipe holds at the least.
const PAGE: usize = 4096;

/// A pipe for an answer, so small that the tool cannot end before the answer is read.
fn narrow() -> (PipeReader, std::io::PipeWriter) {
    let (reader, writer) = pipe().unwrap();
    fcntl_setpipe_size(&reader, PAGE).unwrap();
    (reader, writer)
}

/// Waits for the answer and holds the memory that making it took, at its peak, to the bound. The tool is still there: its
/// answer does not fit into the pipe.
#[track_caller]
fn answer(child: &Child, mut reader: PipeReader) -> Vec<u8> {
    let seconds = i64::try_from(DEADLINE.as_secs()).unwrap();
    let deadline = Timespec { tv_sec: seconds, tv_nsec: 0 };
    assert_eq!(poll(&mut [PollFd::new(&reader, PollFlags::IN)], Some(&deadline)).unwrap(), 1, "no answer came");
    let status = fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap();
    let mut text = Vec::new();
    reader.read_to_end(&mut text).unwrap();
    assert!(text.len() > PAGE, "too short to hold the tool: {}", String::from_utf8_lossy(&text));
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_else(|| panic!("{status}"));
    let peak: u64 = peak.trim().trim_end_matches(" kB").parse().unwrap();
    assert!((1000..MOST).contains(&peak), "{peak} kB");
    text
}

/// Explains what `feed` writes.
#[track_caller]
fn explained(feed: impl FnOnce(&mut dyn Write) -> std::io::Result<()> + Send + 'static) -> Value {
    let home = Home::new();
    let (reader, writer) = narrow();
    let mut call = home.unstuck(["explain", "--format", "json"]);
    let mut child = call.command.stdin(Stdio::piped()).stdout(writer).stderr(Stdio::piped()).spawn().unwrap();
    // The call holds the pipe's other end.
    drop(call);
    let mut stdin = child.stdin.take().unwrap();
    let feeder = thread::spawn(move || feed(&mut stdin));
    let text = answer(&child, reader);
    feeder.join().unwrap().unwrap();
    let mut told = Vec::new();
    child.stderr.take().unwrap().read_to_end(&mut told).unwrap();
    Ran::new(child.wait().unwrap(), text, told).code(0).quiet().json()
}

#[test]
fn one_line_of_300_mb() {
    let answer = explained(|out| {
        let chunk = vec![b'x'; 1_000_000];
        for _ in 0..300 {
            out.write_all(&chunk)?;
        }
        write!(out, " {LOCKED}")
    });
    assert_eq!(answer["input"]["lines"], 1);
    assert_eq!(answer["input"]["bytes"], 300_000_001 + LOCKED.len());
    assert_eq!(answer["diagnoses"][0]["id"], "git/index-lock-exists");
}

#[test]
fn five_million_short_lines() {
    let answer = explained(|out| {
        let chunk = "compiling\n".repeat(50_000);
        for _ in 0..100 {
            out.write_all(chunk.as_bytes())?;
        }
        writeln!(out, "{LOCKED}")
    });
    assert_eq!(answer["input"]["lines"], 5_000_001);
    assert_eq!(answer["diagnoses"][0]["match"]["line"], 5_000_001);
}

#[test]
fn alarming_lines_that_all_differ() {
    let answer = explained(|out| {
        let mut state = 1_u32;
        for _ in 0..200_000 {
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            let word: String = (0..6).map(|at| char::from(b'a' + ((state >> (4 * at)) & 15) as u8)).collect();
            writeln!(out, "error: {word} cannot align the gizmo")?;
        }
        writeln!(out, "{LOCKED}")
    });
    assert_eq!(answer["diagnoses"][0]["match"]["line"], 200_001);
    assert_eq!(answer["unknown"].as_array().unwrap().len(), 5);
}

#[test]
fn a_bomb_of_zeros() {
    // 300 kB that unpack to 300 MB.
    let home = Home::new();
    let packed = home.path().join("bomb.gz");
    let script = "{ head -c 300000000 /dev/zero; echo; echo \"$LOCKED\"; } | gzip -1 > bomb.gz";
    home.program("sh").args(["-c", script]).env("LOCKED", LOCKED).run().code(0).quiet();
    let answer = explained(move |out| out.write_all(&fs::read(packed)?));
    assert_eq!(answer["input"]["bytes"], 300_000_002 + LOCKED.len());
    assert_eq!(answer["diagnoses"][0]["match"]["line"], 2);
}

/// 100 MB of every byte value through `run`: nothing is lost or changed, and it is explained all the same.
#[test]
fn a_hundred_megabytes_through_run() {
    let home = Home::new();
    let mut state = 7_u32;
    let random = (0..1_000_000).map(|_| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    });
    let chunk: Vec<u8> = random.collect();
    home.write("chunk", &chunk);
    let script = "for at in $(seq 100); do cat chunk; done; echo \"$LOCKED\" >&2; exit 3";
    let (reader, writer) = narrow();
    let mut call = home.unstuck(["run", "--format", "json", "--", "sh", "-c", script]).env("LOCKED", LOCKED);
    let mut child = call.command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(writer).spawn().unwrap();
    drop(call);
    let mut stdout = child.stdout.take().unwrap();
    let compared = thread::spawn(move || {
        let mut passed = vec![0; chunk.len()];
        for _ in 0..100 {
            stdout.read_exact(&mut passed).unwrap();
            assert!(passed == chunk);
        }
        assert_eq!(stdout.read(&mut passed).unwrap(), 0);
    });
    // What the command itself writes comes first; what is measured comes behind it.
    let mut reader = reader;
    let mut own = vec![0; LOCKED.len() + 1];
    reader.read_exact(&mut own).unwrap();
    assert_eq!(own, format!("{LOCKED}\n").as_bytes());
    let text = answer(&child, reader);
    compared.join().unwrap();
    let answer = Ran::new(child.wait().unwrap(), text, Vec::new()).code(3).json();
    assert_eq!(answer["diagnoses"][0]["id"], "git/index-lock-exists");
    assert_eq!(answer["input"]["bytes"], 100_000_001 + LOCKED.len());
    assert!(answer["input"]["skipped"].as_u64().unwrap() > 0);
}
