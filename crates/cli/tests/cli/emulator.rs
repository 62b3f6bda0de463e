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
    assert!(peers.join("npm").exists(), "the clients are missing: scripts/peers installs them");
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

/// A command that asks the parties' own hosts, behind the emulator's proxy.
fn tunnelled(home: &Home, command: &[&str]) -> Ran {
    run(home, &[], &[&[client("tunnelled").as_str()], command].concat())
}

fn credential(subject: &str) -> String {
    let issuer = "https://token.actions.githubusercontent.com";
    format!(
        r#"{{"name": "main", "issuer": "{issuer}", "subject": "{subject}", "audiences": ["api://AzureADTokenExchange"]}}"#
    )
}

#[test]
fn the_aws_sdk_for_javascript_assumes_the_role_that_trusts_the_job() {
    let sdk = |subject: &str| {
        run(&repository(&role(subject)), &[], &["node", &client("sts.mjs"), "arn:aws:iam::1:role/deploy"])
    };
    let ran = sdk("repo:octo/shop:ref:refs/heads/main").code(0);
    assert_eq!(ran.out().lines().last().unwrap(), "ROLE arn:aws:sts::1:assumed-role/deploy/test");
    let refused = sdk("repo:octo/shop:pull_request").code(1);
    let said = "ERROR AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity";
    assert_eq!(refused.out().lines().last().unwrap(), said);
    let home = repository(&role("repo:octo/shop:ref:refs/heads/main"));
    let own = tunnelled(
        &home,
        &[
            &peers().join("venv/bin/python").display().to_string(),
            &client("cloud.py"),
            "aws",
            "arn:aws:iam::1:role/deploy",
        ],
    );
    assert_eq!(own.code(0).out().trim(), "arn:aws:sts::1:assumed-role/deploy/test");
}

/// Over TLS: its own authority, which the client is told by the usual variable.
#[test]
fn azure_identity_takes_the_emulator_for_its_authority() {
    let python = peers().join("venv/bin/python").display().to_string();
    let script = format!(
        "curl -s -o ca.pem $UNSTUCK_OIDC_URL/_emulator/ca.pem && REQUESTS_CA_BUNDLE=$PWD/ca.pem {python} {} azure",
        client("cloud.py")
    );
    let asked = |subject: &str| run(&repository(&credential(subject)), &[], &["sh", "-c", &script]);
    assert_eq!(asked("repo:octo/shop:ref:refs/heads/main").code(0).out().trim(), "emulated-access-token");
    let other = asked("repo:octo/shop:environment:prod").code(1);
    let said = "AADSTS700213: No matching federated identity record found for presented assertion subject 'repo:octo/shop:ref:refs/heads/main'";
    assert!(other.out().contains(said), "{}", other.out());
    let untrusted = python_only(&repository(&credential("x")), "azure").code(1);
    assert!(untrusted.out().contains("CERTIFICATE_VERIFY_FAILED"), "{}", untrusted.out());
}

fn python_only(home: &Home, what: &str) -> Ran {
    python(home, &[], &[what])
}

#[test]
fn clients_that_know_only_the_parties_own_hosts() {
    let python = peers().join("venv/bin/python").display().to_string();
    let cloud = |trust: &str, args: &[&str]| {
        tunnelled(&repository(trust), &[&[python.as_str(), client("cloud.py").as_str()], args].concat())
    };
    let main = "repo:octo/shop:ref:refs/heads/main";
    assert_eq!(cloud(&credential(main), &["azure"]).code(0).out().trim(), "emulated-access-token");

    let pool = "projects/1/locations/global/workloadIdentityPools/p";
    let google = |binding: &str| {
        let trust = format!(
            r#"[{{"name": "{pool}/providers/github", "attributeMapping": {{"google.subject": "assertion.sub", "attribute.repository": "assertion.repository"}},
            "oidc": {{"issuerUri": "https://token.actions.githubusercontent.com"}}}},
            {{"bindings": [{{"role": "roles/iam.workloadIdentityUser", "members": ["principalSet://iam.googleapis.com/{pool}/{binding}"]}}]}}]"#
        );
        cloud(&trust, &["gcp", &format!("//iam.googleapis.com/{pool}/providers/github"), "a@p.iam.gserviceaccount.com"])
    };
    assert_eq!(google("attribute.repository/octo/shop").code(0).out().trim(), "emulated-access-token");
    let unbound = google("attribute.repository/octo/other").code(1);
    assert!(
        unbound.out().contains("iam.serviceAccounts.getAccessToken") && unbound.out().contains("impersonated"),
        "{}",
        unbound.out()
    );

    // A host that is not emulated is not reached.
    let home = repository(&role(main));
    let strange = tunnelled(&home, &["curl", "-sS", "https://example.com/"]).code(56);
    assert!(strange.err().contains("502"), "{}", strange.err());
}

const PUBLISHER: &str = r#"{"package": "@octo/shop", "type": "github", "file": "deploy.yml", "repository": "octo/shop", "permissions": ["createPackage"]}"#;

#[test]
fn npm_publishes_by_trusted_publishing() {
    let npm = peers().join("npm/node_modules/.bin/npm").display().to_string();
    let package = |trust: &str| {
        let home = repository(trust);
        home.write("package.json", r#"{"name": "@octo/shop", "version": "1.0.0"}"#);
        home
    };
    let script = format!("{npm} publish --loglevel verbose --registry $UNSTUCK_OIDC_URL/");
    let ran = run(&package(PUBLISHER), &[], &["sh", "-c", &script]).code(0);
    assert_eq!(ran.out().trim(), "+ @octo/shop@1.0.0");
    assert!(ran.err().contains("npm verbose oidc Successfully retrieved and set token"), "{}", ran.err());
    let other = package(&PUBLISHER.replace("deploy.yml", "release.yml"));
    let refused = run(&other, &[], &["sh", "-c", &script]).code(1);
    let said = "npm verbose oidc Failed token exchange request with body message: OIDC token exchange error - package not found";
    assert!(refused.err().contains(said) && refused.err().contains("ENEEDAUTH"), "{}", refused.err());
    let ran = tunnelled(&package(PUBLISHER), &[&npm, "publish", "--registry", "https://registry.npmjs.org/"]).code(0);
    assert_eq!(ran.out().trim(), "+ @octo/shop@1.0.0");
}

#[test]
fn twine_uploads_by_trusted_publishing() {
    let python = peers().join("venv/bin/python").display().to_string();
    let script = format!(
        r#"mkdir octo_shop-1.0 && printf 'Metadata-Version: 2.1
Name: octo-shop
Version: 1.0
' >octo_shop-1.0/PKG-INFO &&
        tar czf octo_shop-1.0.tar.gz octo_shop-1.0 && exec {python} -m twine upload --non-interactive --disable-progress-bar octo_shop-1.0.tar.gz"#
    );
    let upload = |project: &str, file: &str| {
        let trust = format!(
            r#"{{"project_name": "{project}", "provider": "github", "owner": "octo", "repository": "shop", "workflow_filename": "{file}", "environment": ""}}"#
        );
        tunnelled(&repository(&trust), &["sh", "-c", &script])
    };
    upload("octo-shop", "deploy.yml").code(0);
    let other = upload("octo-shop", "release.yml").code(1);
    let said = "`invalid-publisher`: valid token";
    assert!((other.out().to_owned() + &other.err()).contains(said), "{}{}", other.out(), other.err());
    let name = upload("octo-cart", "deploy.yml").code(1);
    let said = "Non-user identities cannot create new projects";
    assert!((name.out().to_owned() + &name.err()).contains(said), "{}{}", name.out(), name.err());
}

/// What the actions of crates.io, Octo STS and NuGet do, which are no packages: one request.
#[test]
fn parties_whose_client_is_one_request() {
    let ask = "token() { curl -sSf -H \"Authorization: Bearer $ACTIONS_ID_TOKEN_REQUEST_TOKEN\" \"$ACTIONS_ID_TOKEN_REQUEST_URL&audience=$1\" | sed 's/.*\"value\":\"//; s/\".*//'; }; ";
    let request = |trust: &str, command: &str| {
        let home = repository(trust);
        tunnelled(&home, &["sh", "-c", &format!("{ask}{command}")]).code(0).out().to_owned()
    };
    let crates = "curl -sS -H 'content-type: application/json' -d \"{\\\"jwt\\\": \\\"$(token crates.io)\\\"}\" https://crates.io/api/v1/trusted_publishing/tokens";
    let config = |file: &str| {
        format!(
            r#"{{"github_configs": [{{"crate": "shop", "repository_owner": "octo", "repository_name": "shop", "workflow_filename": "{file}", "environment": null}}]}}"#
        )
    };
    assert_eq!(request(&config("deploy.yml"), crates), r#"{"token":"cio_tp_emulated"}"#);
    let said =
        "does not match the workflow filename `deploy.yml` in the JWT. Expected workflow filenames: `release.yml`";
    assert!(request(&config("release.yml"), crates).contains(said));

    let octo = "curl -sS -H \"Authorization: Bearer $(token octo-sts.dev)\" 'https://octo-sts.dev/sts/exchange?scope=octo/shop&identity=deploy'";
    let policy = |branch: &str| {
        format!(
            "issuer: https://token.actions.githubusercontent.com\nsubject: repo:octo/shop:ref:refs/heads/{branch}\npermissions:\n  contents: read\n"
        )
    };
    assert_eq!(request(&policy("main"), octo), r#"{"token":"ghs_emulated"}"#);
    let said = r#"trust policy: subject \"repo:octo/shop:ref:refs/heads/main\" did not match \"repo:octo/shop:ref:refs/heads/trunk\""#;
    assert!(request(&policy("trunk"), octo).contains(said));

    let nuget = "curl -sS -H \"Authorization: Bearer $(token https://www.nuget.org)\" -H 'content-type: application/json' -d '{\"username\": \"USER\", \"tokenType\": \"ApiKey\"}' https://www.nuget.org/api/v2/token";
    let trust = r#"{"name": "shop", "user": "octocat", "owner": "octo", "ownerId": "65", "repository": "shop", "repositoryId": "74", "workflow": "deploy.yml"}"#;
    assert_eq!(request(trust, &nuget.replace("USER", "octocat")), r#"{"token_type":"api_key","apiKey":"oy2emulated"}"#);
    let said = r#"{"error":"No matching trust policy owned by user 'octo' was found."}"#;
    assert_eq!(request(trust, &nuget.replace("USER", "octo")), said);
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
