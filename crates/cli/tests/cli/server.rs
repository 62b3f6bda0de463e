//! `unstuck serve` as a process: started on a free port, asked, and told to end.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command};
use std::thread::{self, JoinHandle};

use rustix::process::{Pid, Signal, kill_process};

use crate::tool::{Home, LOCKED};

/// A server that runs.
pub(crate) struct Server {
    child: Child,
    /// Host and port.
    pub(crate) address: String,
    /// What it said before it listened.
    pub(crate) before: String,
    /// What it says after that.
    notices: Option<JoinHandle<String>>,
}

impl Server {
    /// Starts the server of that home, with further arguments.
    pub(crate) fn start(home: &Home, args: &[&str]) -> Self {
        let mut all = vec!["serve", "--addr", "127.0.0.1:0", "--rate", "0"];
        all.extend(args);
        let mut child = home.unstuck(all).start();
        let mut notices = BufReader::new(child.stderr.take().unwrap());
        let mut before = String::new();
        let address = loop {
            let mut line = String::new();
            assert!(notices.read_line(&mut line).unwrap() > 0, "{before}");
            if let Some(rest) = line.strip_prefix("listening on http://") {
                break rest.split(',').next().unwrap().to_owned();
            }
            before += &line;
        };
        // Read all the time: who does not would hold it up.
        let notices = thread::spawn(move || {
            let mut said = String::new();
            notices.read_to_string(&mut said).unwrap();
            said
        });
        Self { child, address, before, notices: Some(notices) }
    }

    /// The body of a GET, and its status line.
    pub(crate) fn get(&self, path: &str) -> (String, String) {
        self.ask(&format!("GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
    }

    fn ask(&self, request: &str) -> (String, String) {
        let (head, body) = asked(&self.address, request);
        (head.lines().next().unwrap().to_owned(), body)
    }

    /// Kilobytes of memory, as the system counts them under that name: `VmHWM` at the peak, `RssAnon` its own now.
    fn memory(&self, name: &str) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let found = status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':')).unwrap();
        found.trim().trim_end_matches(" kB").parse().unwrap()
    }

    /// Tells it to end, and gives what it said, and its exit code.
    pub(crate) fn end(mut self) -> (String, Option<i32>) {
        let pid = Pid::from_raw(self.child.id().try_into().unwrap()).unwrap();
        kill_process(pid, Signal::TERM).unwrap();
        let said = self.notices.take().unwrap().join().unwrap();
        (said, self.child.wait().unwrap().code())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // A test that failed leaves no server behind; one that ended is not there any more.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

#[test]
fn it_answers_tells_nothing_of_texts_and_ends_when_told() {
    let home = Home::new();
    let server = Server::start(&home, &[]);
    let secret = format!("{LOCKED}\nsecret-of-mine\n");
    let (status, body) = server.ask(&format!(
        "POST /api/v1/explain?name=name-of-mine HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{secret}",
        secret.len()
    ));
    assert!(status.ends_with("200 OK") && body.contains("git/index-lock-exists"), "{status} {body}");
    server.get("/search?q=words-of-mine");
    let (said, code) = server.end();
    assert_eq!(code, Some(0), "{said}");
    let lines: Vec<serde_json::Value> = said.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 2, "{said}");
    assert_eq!((&lines[0]["route"], &lines[0]["status"]), (&"/api/v1/explain".into(), &200.into()));
    assert!(!said.contains("of-mine"), "{said}");
}

#[test]
fn a_port_that_is_taken_is_told() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let home = Home::new();
    home.unstuck(["serve", "--addr", &address]).run().code(2).complains(&["cannot listen at", &address]);
}

#[test]
fn limits_of_the_command_line_are_kept() {
    let home = Home::new();
    let server = Server::start(&home, &["--max-body", "10", "--base-url", "https://unstuck.example/canon"]);
    let (status, _) = server.get("/canon/healthz");
    assert!(status.ends_with("200 OK"), "{status}");
    let (status, body) = server.ask(
        "POST /canon/api/v1/explain HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 11\r\n\r\nhello world",
    );
    assert!(
        status.contains("413") && body.contains("https://unstuck.example/canon/problems#too-large"),
        "{status} {body}"
    );
}

#[test]
fn logs_of_200_mb_are_read_in_bounded_memory() {
    const BLOCKS: usize = 200;
    let home = Home::new();
    let server = Server::start(&home, &["--max-time", "600"]);
    let line = "2026-01-01T00:00:00Z compiling another file of the project, all is well so far\n";
    let block = line.repeat(1_000_000 / line.len());
    // Two at a time, and many clients who have sent a beginning and no more.
    let begun: Vec<TcpStream> = (0..100)
        .map(|_| {
            let mut stream = TcpStream::connect(&server.address).unwrap();
            let head = "POST /api/v1/explain HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n";
            stream.write_all(head.as_bytes()).unwrap();
            stream.write_all(&block.as_bytes()[..100_000]).unwrap();
            stream
        })
        .collect();
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                let mut stream = TcpStream::connect(&server.address).unwrap();
                let length = BLOCKS * block.len() + LOCKED.len();
                let head = format!("Host: x\r\nConnection: close\r\nContent-Length: {length}");
                stream.write_all(format!("POST /api/v1/explain HTTP/1.1\r\n{head}\r\n\r\n").as_bytes()).unwrap();
                (0..BLOCKS).for_each(|_| stream.write_all(block.as_bytes()).unwrap());
                stream.write_all(LOCKED.as_bytes()).unwrap();
                let mut answer = String::new();
                stream.read_to_string(&mut answer).unwrap();
                let last = BLOCKS * block.lines().count() + 1;
                assert!(answer.contains(&format!("\"line\": {last}")), "{}", &answer[..answer.len().min(2000)]);
            });
        }
    });
    drop(begun);
    let peak = server.memory("VmHWM");
    assert!((10_000..150_000).contains(&peak), "{peak} kB");
}

#[test]
fn killed_in_the_middle_of_writes_it_loses_nothing_that_it_acknowledged() {
    const WANTED: usize = 20;
    let home = Home::new();
    let token = home.unstuck(["token", "new", "farm"]).run().code(0).out().trim().to_owned();
    let mut server = Server::start(&home, &["--ledger", "sqlite:team.db"]);
    let (acknowledged, heard) = std::sync::mpsc::channel();
    let writers: Vec<_> = (0..4)
        .map(|writer| {
            let (address, token, acknowledged) = (server.address.clone(), token.clone(), acknowledged.clone());
            thread::spawn(move || {
                for number in 0.. {
                    let name = format!("{writer}-{number}");
                    match report(&address, &token, &name) {
                        Some(status) if status.ends_with("201 Created") => acknowledged.send(name).unwrap(),
                        Some(status) => panic!("{status}"),
                        // It was killed.
                        None => return,
                    }
                }
            })
        })
        .collect();
    drop(acknowledged);
    let mut told: Vec<String> = heard.iter().take(WANTED).collect();
    server.child.kill().unwrap();
    server.child.wait().unwrap();
    writers.into_iter().for_each(|writer| writer.join().unwrap());
    told.extend(heard.try_iter());
    assert!(told.len() >= WANTED);
    // It opens again, and takes reports.
    let again = Server::start(&home, &["--ledger", "sqlite:team.db"]);
    assert!(report(&again.address, &token, "after").unwrap().ends_with("201 Created"));
    told.push("after".to_owned());
    assert_eq!(again.end().1, Some(0));
    home.unstuck(["--ledger", "sqlite:team.db", "ledger", "export", "all.jsonl"]).run().code(0);
    let kept = home.read("all.jsonl");
    let kept: std::collections::BTreeSet<String> = kept
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap())
        .map(|outcome| outcome["environment"]["write"].as_str().unwrap().to_owned())
        .collect();
    let lost: Vec<_> = told.iter().filter(|name| !kept.contains(*name)).collect();
    assert!(lost.is_empty(), "{lost:?} of {}", told.len());
}

/// Head and body of the response to a request that asks to close the connection.
pub(crate) fn asked(address: &str, request: &str) -> (String, String) {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    let answer = String::from_utf8(answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    (head.to_owned(), body.to_owned())
}

/// Reports an outcome: the status line; none where the server went away before it said one.
pub(crate) fn report(address: &str, token: &str, name: &str) -> Option<String> {
    let body = serde_json::json!({
        "failure": "git/index-lock-exists", "approach": "remove-a-stale-lock", "outcome": "fixed", "environment": {"write": name},
    });
    let body = body.to_string();
    let mut stream = TcpStream::connect(address).ok()?;
    let head = format!(
        "POST /api/v1/outcomes HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer {token}\r\nContent-Length: {}",
        body.len()
    );
    stream.write_all(format!("{head}\r\n\r\n{body}").as_bytes()).ok()?;
    let mut line = String::new();
    BufReader::new(stream).read_line(&mut line).ok()?;
    (!line.is_empty()).then(|| line.trim_end().to_owned())
}

/// So that a test can run a shell with the tool on its path.
pub(crate) fn with_tool(command: &mut Command) {
    let folder = std::path::Path::new(env!("CARGO_BIN_EXE_unstuck")).parent().unwrap().to_owned();
    let mut path = vec![folder];
    path.extend(std::env::split_paths(&std::env::var_os("PATH").unwrap()));
    command.env("PATH", std::env::join_paths(path).unwrap());
}

/// Who connects and says nothing has no buffers yet.
#[test]
fn a_silent_connection_costs_little() {
    let server = Server::start(&Home::new(), &["--max-head", "3600"]);
    server.get("/healthz");
    let before = server.memory("RssAnon");
    let silent: Vec<_> = (0..800).map(|_| TcpStream::connect(&server.address).unwrap()).collect();
    // The last of them is accepted before this one is.
    assert!(server.get("/healthz").0.ends_with("200 OK"));
    let each = (server.memory("RssAnon") - before) as f64 / silent.len() as f64;
    assert!(each < 6.0, "{each} kB");
}
