//! `oidc`: a repository's workflows against trust files, and tokens.

use serde_json::{Value, json};

use crate::tool::Home;

const WORKFLOW: &str = "\
name: Deploy
on:
  push:
    branches: [main]
jobs:
  deploy: # the only one
    runs-on: ubuntu-latest
    environment: production
    permissions:
      id-token: write
      contents: read
    steps:
      - uses: aws-actions/configure-aws-credentials@v5
        with:
          role-to-assume: arn:aws:iam::123456789012:role/deploy
";

/// A role whose `sub` condition stands on line 11.
const POLICY: &str = r#"{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Principal": {"Federated": "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"},
      "Action": "sts:AssumeRoleWithWebIdentity",
      "Condition": {
        "StringEquals": {
          "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
          "token.actions.githubusercontent.com:sub": "repo:octo/shop:ref:refs/heads/main"
        }
      }
    }
  ]
}
"#;

fn repository(workflow: &str, policy: &str) -> Home {
    let home = Home::new();
    home.write(".git/config", "[core]\n\tbare = false\n[remote \"origin\"]\n\turl = git@github.com:octo/shop.git\n");
    home.write(".github/workflows/deploy.yml", workflow);
    home.write("policy.json", policy);
    home
}

#[test]
fn a_denied_token_is_told_with_line_reason_and_change() {
    let home = repository(WORKFLOW, POLICY);
    let answer =
        home.unstuck(["oidc", "check", "--trust", "policy.json", "--format", "json"]).run().code(1).quiet().json();
    assert_eq!(answer["schema"], "unstuck/oidc-check/1");
    let workflow = &answer["workflows"][0];
    assert_eq!((&workflow["file"], &workflow["error"]), (&json!(".github/workflows/deploy.yml"), &Value::Null));
    let job = &workflow["jobs"][0];
    assert_eq!((&job["id"], &job["line"]), (&json!("deploy"), &json!(6)));
    assert_eq!(job["permission"], json!({"id_token": "write", "from": "job", "line": 10, "error": null}));
    let run = &job["runs"][0];
    assert_eq!((&run["event"], &run["ref"], &run["token"]), (&json!("push"), &json!("refs/heads/main"), &json!(true)));
    assert_eq!(run["claims"]["sub"], "repo:octo/shop:environment:production");
    assert_eq!(run["claims"]["aud"], "sts.amazonaws.com");
    let decision = &run["decisions"][0];
    assert_eq!((&decision["trust"], &decision["party"]), (&json!("policy.json"), &json!("aws")));
    assert_eq!((&decision["decision"], &decision["code"]), (&json!("deny"), &json!("aws.sub-mismatch")));
    assert_eq!(decision["error"], "Not authorized to perform sts:AssumeRoleWithWebIdentity");
    assert_eq!(
        decision["failed"],
        json!({
            "condition": "StringEquals token.actions.githubusercontent.com:sub",
            "line": 11,
            "expected": ["repo:octo/shop:ref:refs/heads/main"],
            "actual": "repo:octo/shop:environment:production",
            "result": "no"
        })
    );
    assert_eq!(decision["trace"].as_array().unwrap().len(), 4);
    assert!(decision["fix"].as_str().unwrap().contains(
        "\n+          \"token.actions.githubusercontent.com:sub\": \"repo:octo/shop:environment:production\"\n"
    ));
    let human = home.unstuck(["oidc", "check", "--trust", "policy.json"]).run().code(1).quiet();
    for part in [
        "error[aws.sub-mismatch]",
        "policy.json:11:11",
        "aws says: Not authorized",
        ".github/workflows/deploy.yml:6, on push",
    ] {
        assert!(human.out().contains(part), "{part} is missing: {}", human.out());
    }
}

#[test]
fn the_change_that_is_shown_is_the_change_that_is_made() {
    let home = repository(WORKFLOW, POLICY);
    let shown = home.unstuck(["oidc", "check", "--trust", "policy.json", "--diff"]).run().code(1).quiet();
    home.write("mend.diff", shown.stdout);
    home.unstuck(["oidc", "check", "--trust", "policy.json", "--fix"]).run().code(1);
    let made = home.read("policy.json");
    home.write("policy.json", POLICY);
    home.program("git").args(["apply", "mend.diff"]).run().code(0);
    assert_eq!(home.read("policy.json"), made);
    assert_eq!(home.read(".github/workflows/deploy.yml"), WORKFLOW);
    home.unstuck(["oidc", "check", "--trust", "policy.json"]).run().code(0).quiet();
}

#[test]
fn one_role_for_two_events_is_widened_by_both() {
    let workflow = WORKFLOW
        .replace("    environment: production\n", "")
        .replace("push:\n    branches: [main]", "{push: {branches: [main]}, pull_request: }");
    let policy = POLICY.replace("ref:refs/heads/main", "ref:refs/heads/trunk");
    let home = repository(&workflow, &policy);
    home.unstuck(["oidc", "check", "--trust", "policy.json", "--fix"]).run().code(1);
    let mended = home.read("policy.json");
    assert!(mended.contains(r#"["repo:octo/shop:ref:refs/heads/main", "repo:octo/shop:pull_request"]"#), "{mended}");
    home.unstuck(["oidc", "check", "--trust", "policy.json"]).run().code(0).quiet();
}

#[test]
fn a_missing_permission_is_granted() {
    let home = repository(
        &WORKFLOW.replace("      id-token: write\n", ""),
        &POLICY.replace("ref:refs/heads/main", "environment:production"),
    );
    let human = home.unstuck(["oidc", "check", "--trust", "policy.json"]).run().code(1).quiet();
    assert!(human.out().contains("error[github.no-token-job]"), "{}", human.out());
    home.unstuck(["oidc", "check", "--trust", "policy.json", "--fix"]).run().code(1);
    assert_eq!(
        home.read(".github/workflows/deploy.yml"),
        WORKFLOW
            .replace("      id-token: write\n      contents: read\n", "      contents: read\n      id-token: write\n")
    );
    home.unstuck(["oidc", "check", "--trust", "policy.json"]).run().code(0).quiet();
}

#[test]
fn settings_stand_in_flags_or_in_the_file() {
    let home = repository(WORKFLOW, POLICY);
    let sub = |home: &Home, flags: &[&str]| {
        let ran = home.unstuck(["oidc", "claims", "--format", "json"]).args(flags).run().code(0).quiet();
        ran.json()["workflows"][0]["jobs"][0]["runs"][0]["claims"]["sub"].as_str().unwrap().to_owned()
    };
    assert_eq!(sub(&home, &["--repo", "acme/app"]), "repo:acme/app:environment:production");
    let ids = ["--immutable-subject", "--owner-id", "1", "--repo-id", "2"];
    assert_eq!(sub(&home, &ids), "repo:octo@1/shop@2:environment:production");
    home.write(
        "unstuck.toml",
        "[oidc]\nsubject-template = [\"repository_owner\", \"context\"]\ntrust = [\"policy.json\"]\n",
    );
    assert_eq!(sub(&home, &[]), "repository_owner:octo:environment:production");
    home.unstuck(["oidc", "check"]).run().code(1).quiet();
    home.write("unstuck.toml", "repo = \"acme/app\"\n");
    assert_eq!(sub(&home, &[]), "repo:acme/app:environment:production");
    home.write("unstuck.toml", "[oidc]\nrepos = \"acme/app\"\n");
    let ran = home.unstuck(["oidc", "check"]).run().code(2);
    assert!(ran.err().contains("repos"), "{}", ran.err());
    home.write("unstuck.toml", "");
    let ran = home.unstuck(["oidc", "check", "--default-permissions", "admin"]).run().code(2);
    assert!(ran.err().contains("it is read or write"), "{}", ran.err());
}

#[test]
fn what_cannot_be_read_has_a_place() {
    let home = repository("on: push\njobs:\n  a:\n   b: [\n", "{\"Statement\": [{\"Effect\": \"Maybe\"}]}");
    let ran = home.unstuck(["oidc", "check", "--format", "json"]).run().code(2).quiet();
    let error = ran.json()["workflows"][0]["error"].as_str().unwrap().to_owned();
    assert!(error.starts_with(".github/workflows/deploy.yml (Line: 4, Col: 7): "), "{error}");
    let ran = home.unstuck(["oidc", "check", "--trust", "policy.json"]).run().code(2);
    assert!(ran.err().contains("policy.json:1:27: Effect must be Allow or Deny"), "{}", ran.err());
    let ran = home.unstuck(["oidc", "check", "--trust", "gone.json"]).run().code(2);
    assert!(ran.err().contains("cannot read gone.json"), "{}", ran.err());
    let empty = Home::new();
    let ran = empty.unstuck(["oidc", "check"]).run().code(2);
    assert!(ran.err().contains("there is no workflow"), "{}", ran.err());
}

#[test]
fn other_forms_name_the_place() {
    let home = repository(WORKFLOW, POLICY);
    let check = ["oidc", "check", "--trust", "policy.json", "--format"];
    let sarif = home.unstuck(check).arg("sarif").run().code(1).quiet().json();
    let result = &sarif["runs"][0]["results"][0];
    assert_eq!(result["ruleId"], "aws.sub-mismatch");
    let place = &result["locations"][0]["physicalLocation"];
    assert_eq!((&place["artifactLocation"]["uri"], &place["region"]["startLine"]), (&json!("policy.json"), &json!(11)));
    let annotations = home.unstuck(check).arg("github").run().code(1).quiet();
    assert!(
        annotations.out().starts_with("::error file=policy.json,line=11,col=11,title=aws.sub-mismatch::"),
        "{}",
        annotations.out()
    );
    let markdown = home.unstuck(check).arg("markdown").run().code(1).quiet();
    assert!(
        markdown
            .out()
            .contains("| .github/workflows/deploy.yml | deploy | push | ` repo:octo/shop:environment:production ` |"),
        "{}",
        markdown.out()
    );
}

#[test]
fn a_diagnosis_points_to_the_job() {
    let home = repository(&WORKFLOW.replace("id-token: write", "packages: read"), POLICY);
    let message = "Error: Unable to get ACTIONS_ID_TOKEN_REQUEST_URL env variable";
    let answer = home.unstuck(["explain", "--format", "json", "--text", message]).run().code(0).quiet().json();
    let inspector = &answer["diagnoses"][0]["inspector"];
    assert_eq!(inspector["command"], "unstuck oidc check .github/workflows/deploy.yml");
    assert_eq!((&inspector["jobs"][0]["job"], &inspector["jobs"][0]["line"]), (&json!("deploy"), &json!(9)));
    let human = home.unstuck(["explain", "--text", message]).run().code(0).quiet();
    assert!(human.out().contains(".github/workflows/deploy.yml:9: job `deploy` gets no token"), "{}", human.out());
    home.write("elsewhere/other.yml", WORKFLOW);
    let named = home.unstuck(["explain", "--workflow", "elsewhere/other.yml", "--text", message]).run().code(0).quiet();
    assert!(named.out().contains("elsewhere/other.yml:6: job `deploy` on push: its token says"), "{}", named.out());
}

/// A token that GitHub's documentation shows, signed by nobody here.
#[test]
fn tokens_are_taken_apart() {
    let home = Home::new();
    let part = |json: &str| {
        home.program("sh")
            .args(["-c", "printf %s \"$1\" | basenc --base64url -w0 | tr -d =", "sh", json])
            .run()
            .code(0)
            .out()
            .to_owned()
    };
    let claims = part(r#"{"sub":"repo:octo/shop:ref:refs/heads/main","aud":"x","exp":1632493867,"nbf":1632492967}"#);
    let token = format!("{}.{claims}.c2ln", part(r#"{"alg":"none"}"#));
    let decoded = home.unstuck(["oidc", "decode", &token, "--format", "json"]).run().code(0).quiet().json();
    assert_eq!(decoded["claims"]["sub"], "repo:octo/shop:ref:refs/heads/main");
    assert_eq!((&decoded["signature"]["status"], &decoded["in_time"]), (&json!("unchecked"), &json!(false)));
    home.write("jwks.json", r#"{"keys": []}"#);
    let checked = home
        .unstuck(["oidc", "decode", "--jwks", "jwks.json", "--format", "json"])
        .input(token.as_bytes())
        .run()
        .code(1)
        .quiet()
        .json();
    assert_eq!(
        checked["signature"],
        json!({"status": "invalid", "reason": "its alg is none, GitHub signs with RS256"})
    );
    let human = home.unstuck(["oidc", "decode", &token]).run().code(0).quiet();
    assert!(human.out().contains("signature: not checked"), "{}", human.out());
    let ran = home.unstuck(["oidc", "decode", "nonsense"]).run().code(2);
    assert!(ran.err().contains("three parts between dots"), "{}", ran.err());
}

#[test]
fn a_fork_decides_for_the_whole_job() {
    let home = repository(&WORKFLOW.replace("push:\n    branches: [main]", "pull_request:"), POLICY);
    let answer = home.unstuck(["oidc", "check", "--fork", "--format", "json"]).run().code(1).quiet().json();
    let job = &answer["workflows"][0]["jobs"][0];
    assert_eq!((&job["permission"]["id_token"], &job["permission"]["from"]), (&json!("none"), &json!("fork")));
    assert_eq!((&job["runs"][0]["token"], &job["runs"][0]["decisions"]), (&json!(false), &json!([])));
    assert_eq!(job["permission"].get("fix"), None);
    let human = home.unstuck(["oidc", "check", "--fork"]).run().code(1).quiet();
    assert!(human.out().contains("a pull request from a fork gets none"), "{}", human.out());
}

#[test]
fn a_capped_reusable_workflow_is_told_in_githubs_words() {
    let home = repository("on: push\njobs:\n  release:\n    uses: ./.github/workflows/ship.yml\n", POLICY);
    home.write(".github/workflows/ship.yml", WORKFLOW.replace("push:\n    branches: [main]", "workflow_call:"));
    let answer = home.unstuck(["oidc", "check", "--format", "json"]).run().code(1).quiet().json();
    let error = "The workflow is not valid. .github/workflows/deploy.yml (Line: 3, Col: 3): Error calling workflow './.github/workflows/ship.yml'. The nested job 'deploy' is requesting 'id-token: write', but is only allowed 'id-token: none'.";
    let job = &answer["workflows"][0]["jobs"][0];
    assert_eq!((&answer["workflows"][0]["error"], &job["permission"]["error"]), (&json!(error), &json!(error)));
    assert_eq!((&job["id"], &job["permission"]["id_token"]), (&json!("release / deploy"), &json!("none")));
    home.unstuck(["oidc", "check", "--fix", "--trust", "policy.json"]).run().code(1);
    assert!(
        home.read(".github/workflows/deploy.yml")
            .contains("    permissions:\n      contents: read\n      id-token: write\n    uses:")
    );
    assert!(
        home.read("policy.json").contains("repo:octo/shop:ref:refs/heads/main"),
        "a job that does not start shows no token"
    );
    home.unstuck(["oidc", "check"]).run().code(0).quiet();
}
