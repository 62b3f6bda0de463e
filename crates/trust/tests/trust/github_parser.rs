//! What GitHub's own workflow parser refuses about permissions, schedules and matrices, case by case.
//!
//! `scripts/peers` installs the parser.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use unstuck_trust::inspect::Repository;
use unstuck_trust::{Context, Source};

/// Values of `permissions`, in every notation.
fn values() -> Vec<String> {
    let scopes = [
        "actions",
        "artifact-metadata",
        "attestations",
        "checks",
        "contents",
        "deployments",
        "discussions",
        "id-token",
        "id_token",
        "idToken",
        "ID-TOKEN",
        "issues",
        "models",
        "packages",
        "pages",
        "pull-requests",
        "repository-projects",
        "security-events",
        "statuses",
        "metadata",
        "<<",
    ];
    let levels = ["read", "write", "none", "admin", "Write", "true", "1", "~", "'write'"];
    let mut values: Vec<String> = [
        "read-all",
        "write-all",
        "{}",
        "none",
        "read",
        "write",
        "''",
        "~",
        "",
        "true",
        "7",
        "READ-ALL",
        "\"write-all\"",
    ]
    .map(str::to_owned)
    .to_vec();
    for scope in scopes {
        values.extend(levels.iter().map(|level| format!("{{{scope}: {level}}}")));
        if scope != "contents" {
            values.push(format!("{{contents: read, {scope}: write}}"));
        }
    }
    values
}

/// A workflow with this value at the top, at the job, at a step, or as a key of a job.
fn workflows() -> Vec<String> {
    let at = |top: &str, job: &str, step: &str| {
        format!("on: push\n{top}jobs:\n  a:\n    runs-on: x\n{job}    steps:\n      - run: x\n{step}")
    };
    let mut workflows = Vec::new();
    for value in values() {
        // A blank behind a key without a value moves the place that the parser names.
        let entry = format!("permissions: {value}").trim_end().to_owned();
        workflows.push(at(&format!("{entry}\n"), "", ""));
        workflows.push(at("", &format!("    {entry}\n"), ""));
    }
    for key in ["permissions", "permission", "id-token", "id_token"] {
        workflows.push(at("", "", &format!("        {key}: write\n")));
    }
    for key in ["permission", "id-token", "id_token"] {
        workflows.push(at("", &format!("    {key}: write\n"), ""));
        workflows.push(at(&format!("{key}: write\n"), "", ""));
    }
    for cron in CRONS {
        workflows.push(format!(
            "on:\n  schedule:\n    - cron: '{cron}'\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: x\n"
        ));
    }
    for matrix in ["x", "5", "true", "[]", "[a]", "{}", "{a: [1, 2]}", "~", "''", "${{ fromJSON(vars.all) }}"] {
        workflows.push(at("", &format!("    strategy:\n      matrix: {matrix}\n"), ""));
    }
    workflows
}

/// Times of a schedule, right and wrong.
const CRONS: [&str; 49] = [
    "* * * * *",
    "0 0 * * *",
    "5,35 0-23/2 1-31 1,6,12 0-6",
    "*/5 * * * *",
    "0 0 1 jan sun",
    "0 0 * JAN-MAR mon-FRI",
    "0  0 *   * *",
    "00 05 01 01 00",
    "59 23 31 12 6",
    "1-1/2 * * * *",
    "0 0 * * sun,2,wed-thu",
    "0 0 * feb/2 *",
    "3/4 * * * *",
    "*/59 * * * *",
    "0 0 */31 * *",
    "7-9,11 * * * *",
    "$cron-weekly",
    "* * * *",
    "* * * * * *",
    "@daily",
    " 0 0 * * *",
    "0 0 * * * ",
    "60 * * * *",
    "* 24 * * *",
    "* * 0 * *",
    "* * 32 * *",
    "* * * 0 *",
    "* * * 13 *",
    "0 0 * * 7",
    "* * * * 0-7",
    "5-3 * * * *",
    "* * * mar-jan *",
    "*/0 * * * *",
    "*/60 * * * *",
    "1/2/3 * * * *",
    "1-2-3 * * * *",
    "-1 * * * *",
    "1- * * * *",
    ", * * * *",
    "1,,2 * * * *",
    "1, * * * *",
    "/5 * * * *",
    "5/ * * * *",
    "*-5 * * * *",
    "? * * * *",
    "L * * * *",
    "* * * * mon#2",
    "sun * * * *",
    "a b c d e",
];

fn ours(text: &str) -> Vec<String> {
    let mut repository = Repository::default();
    repository.add("a.yml", Source::new("a.yml", text));
    let inspected = repository.inspect(&Context::default());
    assert_eq!(inspected[0].problem, None, "{text}");
    let mut messages: Vec<String> = inspected[0].refused.iter().map(|refused| refused.message.clone()).collect();
    messages.sort();
    messages
}

#[test]
fn we_refuse_what_github_refuses_in_its_words() {
    let parser = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/peers/workflow-parser.mjs");
    assert!(fs::exists(&parser).unwrap(), "{} is missing: scripts/peers installs it", parser.display());
    let workflows = workflows();
    let mut child = Command::new("node").arg(parser).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let lines: String =
        workflows.iter().map(|text| serde_json::Value::from(text.as_str()).to_string() + "\n").collect();
    let writer = std::thread::spawn(move || stdin.write_all(lines.as_bytes()));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    assert!(output.status.success());
    let theirs: Vec<Vec<String>> =
        String::from_utf8(output.stdout).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(theirs.len(), workflows.len());
    assert!(workflows.len() > 450, "{}", workflows.len());
    let mut different = Vec::new();
    for (text, theirs) in workflows.iter().zip(theirs) {
        let (mut theirs, ours) = (theirs, ours(text));
        theirs.sort();
        if theirs != ours {
            different.push(format!("{text}\n  theirs {theirs:?}\n  ours   {ours:?}"));
        }
    }
    assert!(different.is_empty(), "{} of {} differ:\n{}", different.len(), workflows.len(), different.join("\n"));
}
