//! `serve` while its PostgreSQL is gone, and when it is back.

#[path = "../../../ledger/tests/ledger/server.rs"]
#[expect(dead_code, reason = "other tests use the rest of it")]
mod postgres;

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::server::{Server, asked, report};
use crate::tool::{DEADLINE, Home, LOCKED};

const LOCK: &str = "git/index-lock-exists";

/// Words that say in each language what is missing.
const SAID: [&str; 2] = ["The ledger does not answer now", "暂时没有应答"];

/// Waits until something holds.
#[track_caller]
fn until(what: &str, holds: impl Fn() -> bool) {
    let begun = Instant::now();
    while !holds() {
        assert!(begun.elapsed() < DEADLINE, "{what}");
        thread::sleep(Duration::from_millis(100));
    }
}

fn failure(server: &Server) -> Value {
    let (status, body) = server.get(&format!("/api/v1/failures/{LOCK}"));
    assert!(status.ends_with("200 OK"), "{status} {body}");
    serde_json::from_str(&body).unwrap()
}

/// Reports that are counted.
fn reports(failure: &Value) -> u64 {
    let own = failure["workarounds"].as_array().unwrap().iter().find(|own| own["id"] == "remove-a-stale-lock").unwrap();
    own["rate"]["sources"]["report"]["trials"].as_u64().unwrap_or(0)
}

fn explained(server: &Server) -> Value {
    let head = format!("Host: x\r\nConnection: close\r\nContent-Length: {}", LOCKED.len());
    let (head, body) = asked(&server.address, &format!("POST /api/v1/explain HTTP/1.1\r\n{head}\r\n\r\n{LOCKED}"));
    assert!(head.starts_with("HTTP/1.1 200 OK"), "{head}");
    serde_json::from_str(&body).unwrap()
}

#[test]
fn reading_goes_on_without_it_and_writing_waits_for_it() {
    let postgres = postgres::Server::start();
    let url = postgres.database("served");
    let home = Home::new();
    let token = home.unstuck(["token", "new", "farm"]).run().code(0).out().trim().to_owned();
    let server = Server::start(&home, &["--ledger", &url]);
    assert_eq!(server.before, "");
    assert!(report(&server.address, &token, "before").unwrap().ends_with("201 Created"));
    let proved = failure(&server)["evidence"].as_u64().unwrap() - 1;
    assert_eq!(reports(&failure(&server)), 1);
    assert!(failure(&server).get("without_ledger").is_none());

    postgres.kill();
    // What was rendered stands for five seconds.
    until("it is said that the ledger is gone", || failure(&server)["without_ledger"] == true);
    let begun = Instant::now();
    assert_eq!((reports(&failure(&server)), failure(&server)["evidence"].as_u64()), (0, Some(proved)));
    assert_eq!(explained(&server)["diagnoses"][0]["without_ledger"], true);
    for (path, said) in [
        (format!("/errors/{LOCK}"), SAID[0]),
        (format!("/zh/errors/{LOCK}"), SAID[1]),
        (format!("/errors/{LOCK}.md"), SAID[0]),
        (format!("/evidence/{LOCK}"), SAID[0]),
        ("/search?q=index+lock".to_owned(), SAID[0]),
        ("/".to_owned(), SAID[0]),
        ("/zh/".to_owned(), SAID[1]),
        ("/api/v1/search?q=index+lock".to_owned(), "\"without_ledger\": true"),
        ("/api/v1/stats".to_owned(), "\"without_ledger\": true"),
        (format!("/api/v1/evidence/{LOCK}"), "\"without_ledger\": true"),
        ("/errors.ndjson".to_owned(), "\"without_ledger\":true"),
        ("/domains/git".to_owned(), LOCK),
        ("/healthz".to_owned(), "ok"),
        ("/metrics".to_owned(), "unstuck_ledger_up 0"),
    ] {
        let (status, body) = server.get(&path);
        assert!(status.ends_with("200 OK") && body.contains(said), "{path}: {status} {body}");
    }
    // Nobody waited for it each time.
    assert!(begun.elapsed() < Duration::from_secs(60), "{:?}", begun.elapsed());
    let status = report(&server.address, &token, "lost").unwrap();
    assert!(status.contains("503"), "{status}");

    postgres.resume();
    until("what is in the ledger is counted again", || reports(&failure(&server)) == 1);
    assert!(failure(&server).get("without_ledger").is_none());
    assert!(report(&server.address, &token, "after").unwrap().ends_with("201 Created"));
    let (_, metrics) = server.get("/metrics");
    assert!(metrics.contains("unstuck_ledger_up 1"));
    let (said, _) = server.end();
    let told: Vec<&str> = said.lines().filter(|line| line.contains("\"trouble\":\"ledger\"")).collect();
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told[0].contains("cannot reach the ledger") && told[1].contains("it answers again"), "{told:?}");
}

#[test]
fn it_starts_before_its_ledger_does() {
    let postgres = postgres::Server::start();
    let url = postgres.database("late");
    postgres.kill();
    let home = Home::new();
    let token = home.unstuck(["token", "new", "farm"]).run().code(0).out().trim().to_owned();
    let server = Server::start(&home, &["--ledger", &url]);
    assert!(server.before.contains("the ledger does not answer"), "{}", server.before);
    assert_eq!(failure(&server)["without_ledger"], true);
    assert!(report(&server.address, &token, "lost").unwrap().contains("503"));
    postgres.resume();
    until("reports are taken", || report(&server.address, &token, "after").unwrap().ends_with("201 Created"));
    until("and counted", || reports(&failure(&server)) == 1);
    // What can never become a ledger is not waited for.
    home.unstuck(["serve", "--addr", "127.0.0.1:0", "--ledger", "nonsense"])
        .run()
        .code(2)
        .complains(&["is no ledger's URL"]);
}

#[test]
fn what_was_acknowledged_is_there_when_it_is_back() {
    let postgres = postgres::Server::start();
    let url = postgres.database("crash");
    let home = Home::new();
    let token = home.unstuck(["token", "new", "farm"]).run().code(0).out().trim().to_owned();
    let server = Server::start(&home, &["--ledger", &url]);
    let done = AtomicBool::new(false);
    let writer = |writer: usize| {
        let (mut acknowledged, mut refused) = (Vec::new(), 0);
        for number in 0.. {
            let name = format!("{writer}-{number}");
            match report(&server.address, &token, &name).unwrap() {
                status if status.ends_with("201 Created") => acknowledged.push(name),
                status if status.contains("503") => refused += 1,
                status => panic!("{status}"),
            }
            if done.load(Ordering::Relaxed) {
                break;
            }
        }
        (acknowledged, refused)
    };
    let ended: Vec<(Vec<String>, usize)> = thread::scope(|scope| {
        let writers: Vec<_> = (0..4).map(|number| scope.spawn(move || writer(number))).collect();
        thread::sleep(Duration::from_secs(1));
        postgres.kill();
        thread::sleep(Duration::from_secs(1));
        postgres.resume();
        until("it is up again", || server.get("/metrics").1.contains("unstuck_ledger_up 1"));
        thread::sleep(Duration::from_secs(1));
        done.store(true, Ordering::Relaxed);
        writers.into_iter().map(|writer| writer.join().unwrap()).collect()
    });
    home.unstuck(["--ledger", &url, "ledger", "export", "all.jsonl"]).run().code(0);
    let kept = home.read("all.jsonl");
    let kept: BTreeSet<&str> =
        kept.lines().map(|line| line.split("\"write\":\"").nth(1).unwrap().split('"').next().unwrap()).collect();
    let told: Vec<&String> = ended.iter().flat_map(|(acknowledged, _)| acknowledged).collect();
    let refused: usize = ended.iter().map(|(_, refused)| refused).sum();
    assert!(told.len() > 20 && refused > 0, "{} acknowledged, {refused} refused", told.len());
    let lost: Vec<_> = told.iter().filter(|name| !kept.contains(name.as_str())).collect();
    assert!(lost.is_empty(), "{lost:?} of {}", told.len());
}
