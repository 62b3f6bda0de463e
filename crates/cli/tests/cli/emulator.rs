//! `oidc serve`: real clients against it, unmodified.
//!
//! `scripts/peers` installs them.

use std::path::PathBuf;

use crate::tool::{Home, Ran};

const WORKFLOW: &str = "\
on:
  push:
    branches: [main]
jobs:
  deploy:
    runs-on: ubuntu-latest
    permissions: {id-token: write}
    steps: [{run: ./deploy}]
  test:
    runs-on: ubuntu-latest
    steps: [{run: ./test}]
";

fn peers() -> PathBuf {
    let peers = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../target/peers");
    assert!(peers.join("venv/done").exists(), "the clients are missing: scripts/peers installs them");
    peers.canonicalize().unwrap()
}

fn client(name: &str) -> String {
    format!("{}/tests/cli/clients/{name}", env!("CARGO_MANIFEST_DIR"))
}

/// A repository with this trust file.
fn repository(trust: &str) -> Home {
    let home = Home::new();
    home.write(".git/config", "[remote \"origin\"]\n\turl = https://github.com/octo/shop.git\n");
    home.write(".github/workflows/deploy.yml", WORKFLOW);
    home.write("trust.json", trust);
    home
}

/// What a client gets that the job `deploy` runs.
fn run(home: &Home, flags: &[&str], command: &[&str]) -> Ran {
    let mut call =
        home.unstuck(["oidc", "serve", "--workflow", ".github/workflows/deploy.yml", "--trust", "trust.json"]);
    call.command.env("PEERS", peers());
    call.args(flags).arg("--").args(command).run()
}

fn python(home: &Home, flags: &[&str], args: &[&str]) -> Ran {
    let python = peers().join("venv/bin/python").display().to_string();
    let script = client("cloud.py");
    run(home, flags, &[&[python.as_str(), script.as_str()], args].concat())
}

fn node(home: &Home, flags: &[&str], audience: &str) -> Ran {
    run(home, flags, &["node", &client("core.mjs"), audience])
}

fn role(subject: &str) -> String {
    let key = "token.actions.githubusercontent.com";
    format!(
        r#"{{"Role": {{"RoleName": "deploy", "AssumeRolePolicyDocument": {{"Statement": [{{"Effect": "Allow", "Action": "sts:AssumeRoleWithWebIdentity",
        "Principal": {{"Federated": "arn:aws:iam::1:oidc-provider/{key}"}}, "Condition": {{"StringEquals": {{"{key}:sub": "{subject}"}}}}}}]}}}}}}"#
    )
}

#[test]
fn actions_core_gets_a_token_that_says_what_the_job_would() {
    let home = repository(&role("x"));
    let ran = node(&home, &[], "sts.amazonaws.com").code(0);
    let token = ran.out().lines().find_map(|line| line.strip_prefix("TOKEN ")).unwrap().to_owned();
    let decoded = home.unstuck(["oidc", "decode", &token, "--format", "json"]).run().code(0).quiet().json();
    assert_eq!(decoded["claims"]["sub"], "repo:octo/shop:ref:refs/heads/main");
    assert_eq!(decoded["claims"]["aud"], "sts.amazonaws.com");
    assert_eq!(decoded["claims"]["iss"], "https://token.actions.githubusercontent.com");
    assert_eq!(decoded["claims"]["exp"].as_i64().unwrap() - decoded["claims"]["nbf"].as_i64().unwrap(), 900);
    assert_eq!(decoded["in_time"], true);
    let foreign = node(&home, &[], "https://github.com/github").code(1);
    assert!(
        foreign.out().contains("Can't issue ID_TOKEN for audience 'https://github.com/github'"),
        "{}",
        foreign.out()
    );
    node(&home, &[], "https://github.com/octo").code(0);
}

#[test]
fn a_job_that_may_not_ask_has_no_variables_to_ask_with() {
    let home = repository(&role("x"));
    let ran = node(&home, &["--job", "test"], "x").code(1);
    assert!(
        ran.out().contains("ERROR Error message: Unable to get ACTIONS_ID_TOKEN_REQUEST_URL env variable"),
        "{}",
        ran.out()
    );
}

#[test]
fn its_signature_is_good_by_the_published_keys() {
    let home = repository(&role("x"));
    let script = format!(
        "token=$(node {} x | sed -n 's/^TOKEN //p') && curl -s $UNSTUCK_OIDC_URL/.well-known/jwks >jwks.json && {} oidc decode --jwks jwks.json $token",
        client("core.mjs"),
        env!("CARGO_BIN_EXE_unstuck")
    );
    let ran = run(&home, &[], &["sh", "-c", &script]).code(0);
    assert!(ran.out().contains("signature: good, by key emulated-1"), "{}", ran.out());
    let stranger = format!(
        "curl -s -X PUT -H 'content-type: application/json' -d '{{\"wrong_key\": true}}' $UNSTUCK_OIDC_URL/_emulator/faults && {script}"
    );
    let ran = run(&home, &[], &["sh", "-c", &stranger]).code(1);
    assert!(ran.out().contains("its signature does not fit the key"), "{}", ran.out());
}

#[test]
fn faults_on_demand() {
    let home = repository(&role("x"));
    let after = |fault: &str| {
        let set = format!(
            "curl -s -X PUT -H 'content-type: application/json' -d '{fault}' $UNSTUCK_OIDC_URL/_emulator/faults && node {} x",
            client("core.mjs")
        );
        run(&home, &[], &["sh", "-c", &set])
    };
    after(r#"{"status": 503, "times": 2}"#).code(0);
    let broken = after(r#"{"status": 500}"#).code(1);
    assert!(broken.out().contains("Error Code : 500"), "{}", broken.out());
}

#[test]
fn boto3_assumes_the_role_that_trusts_the_job() {
    let main = "repo:octo/shop:ref:refs/heads/main";
    let arn = "arn:aws:iam::1:role/deploy";
    let ran = python(&repository(&role(main)), &[], &["aws", arn]).code(0);
    assert_eq!(ran.out().trim(), "arn:aws:sts::1:assumed-role/deploy/test");
    let refused = python(&repository(&role("repo:octo/shop:environment:prod")), &[], &["aws", arn]).code(1);
    let said = "An error occurred (AccessDenied) when calling the AssumeRoleWithWebIdentity operation: Not authorized to perform sts:AssumeRoleWithWebIdentity";
    assert!(refused.out().contains(said), "{}", refused.out());
    let other = python(&repository(&role(main)), &[], &["aws", "arn:aws:iam::1:role/other"]).code(1);
    assert!(other.out().contains("AccessDenied"), "{}", other.out());
    let both = format!(
        r#"[{}, {{"Url": "token.actions.githubusercontent.com", "ClientIDList": ["sts.amazonaws.com"]}}]"#,
        role(main)
    );
    python(&repository(&both), &[], &["aws", arn]).code(0);
    let audience = python(&repository(&both), &[], &["aws", arn, "api"]).code(1);
    assert!(
        audience.out().contains(
            "(InvalidIdentityToken) when calling the AssumeRoleWithWebIdentity operation: Incorrect token audience"
        ),
        "{}",
        audience.out()
    );
}

#[test]
fn the_id_package_finds_the_token() {
    let ran = python(&repository(&role("x")), &["--event", "push"], &["identity", "pypi"]).code(0);
    assert_eq!(ran.out().trim(), "token of 3 parts");
}

#[test]
fn what_it_cannot_emulate_is_an_error() {
    let home = repository(&role("x"));
    let serve = ["oidc", "serve", "--workflow", ".github/workflows/deploy.yml"];
    let ran = home.unstuck(serve).args(["--job", "gone", "--", "true"]).run().code(2);
    assert!(ran.err().contains("no event starts a job `gone`") && ran.err().contains("deploy, test"), "{}", ran.err());
    home.write(".github/workflows/refused.yml", WORKFLOW.replace("id-token: write", "id-token: read"));
    let ran =
        home.unstuck(["oidc", "serve", "--workflow", ".github/workflows/refused.yml", "--", "true"]).run().code(2);
    let said = "The workflow is not valid. .github/workflows/refused.yml (Line: 7, Col: 29): Unexpected value 'read'";
    assert!(ran.err().contains(said), "{}", ran.err());
    home.write(".git/config", "");
    let ran = home.unstuck(serve).args(["--", "true"]).run().code(2);
    assert!(ran.err().contains("is not known: it depends on `OWNER`") && ran.err().contains("--repo"), "{}", ran.err());
    assert_eq!(home.unstuck(["oidc", "serve", "--", "sh", "-c", "exit 7"]).run().code(7).out(), "");
    let ran = home.unstuck(["oidc", "serve", "--addr", "256.0.0.1:1", "--", "true"]).run().code(2);
    assert!(ran.err().contains("cannot listen on 256.0.0.1:1"), "{}", ran.err());
}
