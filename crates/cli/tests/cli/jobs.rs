//! Reports of GitHub Actions jobs: the server, an issuer (`unstuck oidc serve`), and a job between them.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::process::Child;

use serde_json::{Value, json};

use crate::action;
use crate::server::{Server, asked};
use crate::tool::{Home, Ran};

const AUDIENCE: &str = "https://unstuck.example";
const TARGET: &str = "git/index-lock-exists#remove-a-stale-lock";

/// An issuer that runs, and the token endpoint of a job of `octo/shop`.
struct Issuer {
    child: Child,
    address: String,
    endpoint: String,
    secret: String,
}

impl Issuer {
    /// One that says that it is `name`, its own address where none is given.
    fn start(home: &Home, name: Option<&str>) -> Self {
        // Its tokens name the port, so it has to be known before.
        let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
        let own = format!("http://{address}");
        let args = [
            "oidc",
            "serve",
            "--addr",
            &address,
            "--repo",
            "octo/shop",
            "--audience",
            "x",
            "--issuer",
            name.unwrap_or(&own),
        ];
        let mut child = home.unstuck(args).start();
        let mut variables = std::collections::BTreeMap::new();
        for line in BufReader::new(child.stdout.take().unwrap()).lines() {
            let line = line.unwrap();
            let (name, value) = line.strip_prefix("export ").unwrap().split_once('=').unwrap();
            variables.insert(name.to_owned(), value.trim_matches('\'').to_owned());
            if name == "UNSTUCK_OIDC_URL" {
                break;
            }
        }
        let mut take = |name: &str| variables.remove(name).unwrap();
        let (endpoint, secret) = (take("ACTIONS_ID_TOKEN_REQUEST_URL"), take("ACTIONS_ID_TOKEN_REQUEST_TOKEN"));
        Self { child, address, endpoint, secret }
    }

    fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// A token of the job.
    fn token(&self, audience: &str) -> String {
        let path = self.endpoint.strip_prefix(&self.url()).unwrap();
        let head = format!("Host: x\r\nConnection: close\r\nAuthorization: bearer {}", self.secret);
        let (head, body) = asked(&self.address, &format!("GET {path}&audience={audience} HTTP/1.1\r\n{head}\r\n\r\n"));
        assert!(head.starts_with("HTTP/1.1 200"), "{head}");
        serde_json::from_str::<Value>(&body).unwrap()["value"].as_str().unwrap().to_owned()
    }

    fn send(&self, method: &str, path: &str, body: &str) {
        let head =
            format!("Host: x\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: {}", body.len());
        let (head, _) = asked(&self.address, &format!("{method} {path} HTTP/1.1\r\n{head}\r\n\r\n{body}"));
        assert!(head.starts_with("HTTP/1.1 204"), "{head}");
    }

    /// What goes wrong from now on, and nothing else.
    fn faults(&self, faults: &Value) {
        self.send("PUT", "/_emulator/faults", &faults.to_string());
    }
}

impl Drop for Issuer {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// A server that takes reports of an issuer's jobs.
fn taking(home: &Home, issuer: &str) -> Server {
    Server::start(home, &["--oidc-issuer", issuer, "--oidc-audience", AUDIENCE])
}

/// Head and document of the answer to a report with that token.
fn report(server: &Server, token: &str) -> (String, Value) {
    let (failure, approach) = TARGET.split_once('#').unwrap();
    let body = json!({"failure": failure, "approach": approach, "outcome": "fixed"}).to_string();
    let head =
        format!("Host: x\r\nConnection: close\r\nAuthorization: Bearer {token}\r\nContent-Length: {}", body.len());
    let (head, body) = asked(&server.address, &format!("POST /api/v1/outcomes HTTP/1.1\r\n{head}\r\n\r\n{body}"));
    (head, serde_json::from_str(&body).unwrap())
}

#[track_caller]
fn refused(server: &Server, token: &str, status: u16, code: &str, detail: &str) {
    let (head, problem) = report(server, token);
    assert!(head.starts_with(&format!("HTTP/1.1 {status} ")), "{head} {problem}");
    assert_eq!(problem["code"], code, "{problem}");
    assert!(problem["detail"].as_str().unwrap().contains(detail), "{problem}");
}

/// What is counted of [`TARGET`], by reports.
fn counted(server: &Server) -> Value {
    let (_, body) = server.get("/api/v1/failures/git/index-lock-exists");
    let failure: Value = serde_json::from_str(&body).unwrap();
    let own = failure["workarounds"].as_array().unwrap().iter().find(|own| own["id"] == "remove-a-stale-lock").unwrap();
    own["rate"]["sources"]["report"].clone()
}

#[test]
fn the_word_of_a_job_is_that_of_its_repository() {
    let home = Home::new();
    let issuer = Issuer::start(&home, None);
    let server = taking(&home, &issuer.url());
    for _ in 0..2 {
        let (head, recorded) = report(&server, &issuer.token(AUDIENCE));
        assert!(head.starts_with("HTTP/1.1 201 "), "{head} {recorded}");
        assert_eq!(recorded["reporter"], "octo/shop");
    }
    assert_eq!(counted(&server), json!({"trials": 1, "fixed": 1}));
    let (_, evidence) = server.get("/evidence/git/index-lock-exists");
    assert!(evidence.contains("octo/shop"));
    // API tokens are taken beside.
    let token = home.unstuck(["token", "new", "farm"]).run().code(0).out().trim().to_owned();
    assert_eq!(report(&server, &token).1["reporter"], "farm");
    assert_eq!(counted(&server), json!({"trials": 2, "fixed": 2}));
}

#[test]
fn tokens_that_are_not_believed() {
    let home = Home::new();
    let issuer = Issuer::start(&home, None);
    let server = taking(&home, &issuer.url());
    let good = issuer.token(AUDIENCE);
    refused(
        &server,
        &issuer.token("https://other.example"),
        401,
        "job-token",
        "it is for the audience https://other.example",
    );
    issuer.faults(&json!({"skew": -1000}));
    refused(&server, &issuer.token(AUDIENCE), 401, "job-token", "it expired ");
    issuer.faults(&json!({"skew": 1000}));
    refused(&server, &issuer.token(AUDIENCE), 401, "job-token", "ahead");
    issuer.faults(&json!({"wrong_key": true}));
    refused(&server, &issuer.token(AUDIENCE), 401, "job-token", "does not fit the key");
    issuer.faults(&json!({}));
    let parts: Vec<&str> = good.split('.').collect();
    // {"alg":"none"}
    let unsigned = format!("eyJhbGciOiJub25lIn0.{}.", parts[1]);
    refused(&server, &unsigned, 401, "job-token", "its alg is none");
    // {"alg":"RS256","kid":"made-up"}, over and over: the issuer is asked for the first of them, and would be missed at the next.
    for _ in 0..3 {
        let made_up = format!("eyJhbGciOiJSUzI1NiIsImtpZCI6Im1hZGUtdXAifQ.{}.{}", parts[1], parts[2]);
        refused(&server, &made_up, 401, "job-token", "no key `made-up`");
        issuer.faults(&json!({"keys": 500}));
    }
    issuer.faults(&json!({}));
    refused(&server, "a.b.c", 401, "job-token", "");
    refused(&server, "unstuck_0", 401, "bad-token", "");
    let (head, _) = report(&server, &unsigned);
    assert!(head.to_lowercase().contains("www-authenticate: bearer"), "{head}");
    // One of an issuer that is not ours, and that really made it.
    let foreign = Issuer::start(&home, None);
    refused(&server, &foreign.token(AUDIENCE), 401, "job-token", &format!("it is of the issuer {}", foreign.url()));
    assert_eq!(counted(&server), Value::Null);
    assert!(report(&server, &good).0.starts_with("HTTP/1.1 201 "));
}

#[test]
fn keys_are_exchanged_and_fetched_again() {
    let home = Home::new();
    let issuer = Issuer::start(&home, None);
    let server = taking(&home, &issuer.url());
    let old = issuer.token(AUDIENCE);
    assert!(report(&server, &old).0.starts_with("HTTP/1.1 201 "));
    issuer.send("POST", "/_emulator/rotate", "");
    let new = issuer.token(AUDIENCE);
    assert_ne!(old.split('.').next(), new.split('.').next());
    for token in [&new, &old] {
        let (head, told) = report(&server, token);
        assert!(head.starts_with("HTTP/1.1 201 "), "{told}");
    }
    // While the issuer is out of reach, the keys at hand are good enough; for one that is not, nothing can be said.
    issuer.faults(&json!({"keys": 500}));
    assert!(report(&server, &new).0.starts_with("HTTP/1.1 201 "));
}

#[test]
fn an_issuer_that_does_not_answer_is_a_problem_and_no_fault() {
    let home = Home::new();
    let issuer = Issuer::start(&home, None);
    issuer.faults(&json!({"keys": 503}));
    let server = taking(&home, &issuer.url());
    let (head, problem) = report(&server, &issuer.token(AUDIENCE));
    assert!(head.starts_with("HTTP/1.1 503 ") && head.to_lowercase().contains("retry-after: 10"), "{head}");
    assert_eq!(problem["code"], "issuer-unavailable", "{problem}");
    let (said, _) = server.end();
    assert!(said.contains("\"trouble\":\"issuer\"") && said.contains("it answered with status 503"), "{said}");
    // Nobody there at all, and one that speaks for another.
    let gone = issuer.url();
    let token = issuer.token(AUDIENCE);
    drop(issuer);
    refused(&taking(&home, &gone), &token, 503, "issuer-unavailable", "cannot be fetched");
    let impostor = Issuer::start(&home, Some("https://token.actions.githubusercontent.com"));
    let server = taking(&home, &impostor.url());
    refused(&server, &impostor.token(AUDIENCE), 401, "job-token", "it is of the issuer https://token.actions");
}

#[test]
fn jobs_are_believed_only_where_that_was_asked_for() {
    let home = Home::new();
    let issuer = Issuer::start(&home, None);
    refused(&Server::start(&home, &[]), &issuer.token(AUDIENCE), 401, "bad-token", "");
    let unsafe_issuer =
        ["serve", "--addr", "127.0.0.1:0", "--oidc-audience", "x", "--oidc-issuer", "http://issuer.example"];
    home.unstuck(unsafe_issuer)
        .run()
        .code(2)
        .complains(&["--oidc-issuer cannot be `http://issuer.example`", "https://"]);
}

/// `unstuck report --to` in a job, and out of one.
fn reported(home: &Home, issuer: &Issuer, args: &[&str]) -> Ran {
    let call = home.unstuck(["report", TARGET, "fixed"]).args(args);
    let call = call.env("ACTIONS_ID_TOKEN_REQUEST_URL", &issuer.endpoint);
    call.env("ACTIONS_ID_TOKEN_REQUEST_TOKEN", &issuer.secret).run()
}

#[test]
fn a_job_reports_to_a_server() {
    let home = Home::new();
    let issuer = Issuer::start(&home, None);
    let server = taking(&home, &issuer.url());
    let to = format!("http://{}", server.address);
    let ran = reported(&home, &issuer, &["--to", &to, "--audience", AUDIENCE]).code(0).quiet();
    assert_eq!(ran.out(), format!("recorded: {TARGET}, as the word of octo/shop\n"));
    assert_eq!(counted(&server), json!({"trials": 1, "fixed": 1}));
    // The default audience is the server's address, which this one does not take.
    reported(&home, &issuer, &["--to", &to]).code(2).complains(&["does not take the report [job-token]", &to]);
    home.unstuck(["report", TARGET, "fixed", "--to", &to])
        .run()
        .code(2)
        .complains(&["id-token: write", "UNSTUCK_TOKEN"]);
    let token = home.unstuck(["token", "new", "farm"]).run().code(0).out().trim().to_owned();
    let by_token = home.unstuck(["report", TARGET, "same", "--to", &to]).env("UNSTUCK_TOKEN", token).run().code(0);
    assert!(by_token.out().ends_with("as the word of farm\n"));
    let nobody = reported(&home, &issuer, &["--to", "http://127.0.0.1:1"]);
    nobody.code(2).complains(&["http://127.0.0.1:1/api/v1/outcomes gives no answer"]);
    reported(&home, &issuer, &["--to", "http://unstuck.example"]).code(2).complains(&["only https:// addresses"]);
    issuer.faults(&json!({"status": 500}));
    reported(&home, &issuer, &["--to", &to]).code(2).complains(&["it answered with status 500"]);
}

#[test]
fn the_action_reports_and_fails_no_job() {
    let home = Home::new();
    let issuer = Issuer::start(&home, None);
    let server = taking(&home, &issuer.url());
    let to = format!("http://{}", server.address);
    let [_, script] = action::scripts();
    home.write("report.sh", script);
    let bin = home.path().join("temp/unstuck/bin");
    std::fs::create_dir_all(&bin).unwrap();
    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_unstuck"), bin.join("unstuck")).unwrap();
    let act = |audience: &str| {
        let bash = home.program("/bin/bash").args(["--noprofile", "--norc", "-eo", "pipefail", "report.sh"]);
        let bash = bash.env("REPORT", TARGET).env("OUTCOME", "fixed").env("REPORT_TO", &to).env("AUDIENCE", audience);
        let bash = bash.env("ACTIONS_ID_TOKEN_REQUEST_URL", &issuer.endpoint);
        let bash = bash.env("ACTIONS_ID_TOKEN_REQUEST_TOKEN", &issuer.secret);
        bash.env("RUNNER_TEMP", home.path().join("temp")).run().code(0)
    };
    let refused = act("");
    assert!(refused.out().contains("::warning title=unstuck::the outcome was not reported"), "{}", refused.out());
    assert_eq!(counted(&server), Value::Null);
    let ran = act(AUDIENCE).quiet();
    assert_eq!(ran.out(), format!("recorded: {TARGET}, as the word of octo/shop\n"));
    assert_eq!(counted(&server), json!({"trials": 1, "fixed": 1}));
}
