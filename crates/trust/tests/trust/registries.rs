//! Registries with trusted publishers: PyPI, npm, crates.io, RubyGems, NuGet.

use unstuck_trust::Verdict::{Allow, Deny, Unknown};
use unstuck_trust::{Claims, Text, Verdict};

use crate::tokens::{decide, mended, problem, push, warnings, with};

type Row<'r> = (String, Claims, Verdict, &'r str, Option<&'r str>);

fn table(rows: Vec<Row<'_>>) {
    for (policy, claims, verdict, code, error) in rows {
        let decision = decide(&policy, &claims);
        assert_eq!((decision.verdict, decision.code), (verdict, code), "{policy}\n{decision:#?}");
        assert_eq!(decision.error.as_deref(), error, "{policy}\n{decision:#?}");
    }
}

fn pypi(environment: &str) -> String {
    format!(
        r#"{{"provider": "github", "owner": "octo", "repository": "shop", "workflow_filename": "deploy.yml", "environment": "{environment}"}}"#
    )
}

#[test]
fn publishers_of_pypi() {
    let main = push("pypi");
    let production = with(main.clone(), &[("environment", "Prod")]);
    let not_found = Some("valid token, but no corresponding publisher (Publisher with matching claims was not found)");
    let callee =
        with(main.clone(), &[("job_workflow_ref", "octo/shared/.github/workflows/deploy.yml@refs/heads/main")]);
    let target = with(main.clone(), &[("event_name", "pull_request_target")]);
    let slug = with(main.clone(), &[("iss", "https://token.actions.githubusercontent.com/octo")]);
    let list = format!("[{}, {}]", pypi("prod"), pypi(""));
    table(vec![
        (pypi(""), main.clone(), Allow, "pypi.allowed", None),
        (pypi(""), production.clone(), Allow, "pypi.allowed", None),
        (pypi("prod"), production, Allow, "pypi.allowed", None),
        (pypi("prod"), main.clone(), Deny, "pypi.environment-mismatch", not_found),
        (pypi("").replace("octo", "Octo"), main.clone(), Deny, "pypi.repository-mismatch", not_found),
        (pypi("").replace("deploy.yml", "deploy.yaml"), main.clone(), Deny, "pypi.workflow-mismatch", not_found),
        (
            pypi(""),
            callee,
            Deny,
            "pypi.job-workflow-ref-mismatch",
            Some(
                "valid token, but no corresponding publisher (The job_workflow_ref claim does not match, expecting one of ['octo/shop/.github/workflows/deploy.yml@refs/heads/main'], got 'octo/shared/.github/workflows/deploy.yml@refs/heads/main')",
            ),
        ),
        (
            pypi(""),
            target,
            Deny,
            "pypi.event-refused",
            Some(
                "valid token, but no corresponding publisher (Publishing from a workflow invoked via 'pull_request_target' is not supported.)",
            ),
        ),
        (pypi(""), push("other"), Deny, "pypi.aud-mismatch", Some("malformed or invalid token")),
        (pypi(""), slug, Unknown, "pypi.unknown", None),
        (
            pypi(""),
            with(main.clone(), &[("iss", "https://ghes.example/_services/token")]),
            Deny,
            "pypi.issuer-unknown",
            Some("unknown trusted publishing issuer"),
        ),
        (pypi("").replace("{", "{\"owner_id\": \"12\", "), main.clone(), Deny, "pypi.owner-id-mismatch", not_found),
        (pypi("").replace("{", "{\"owner_id\": 11, "), main.clone(), Allow, "pypi.allowed", None),
        (list, main, Allow, "pypi.allowed", None),
    ]);
}

#[test]
fn an_unknown_ref_is_the_same_everywhere() {
    let mut tag = push("pypi");
    let reference = Text::from("refs/tags/v").then_unknown("any");
    tag.set("ref", reference.clone());
    tag.set("job_workflow_ref", Text::from("octo/shop/.github/workflows/deploy.yml@").then_text(&reference));
    tag.set("workflow_ref", Text::from("octo/shop/.github/workflows/deploy.yml@").then_text(&reference));
    assert_eq!(decide(&pypi(""), &tag).verdict, Allow);
    tag.set("ref", Text::from("refs/tags/").then_unknown("another"));
    assert_eq!(decide(&pypi(""), &tag).verdict, Unknown);
    tag.set("aud", "crates.io");
    assert_eq!(decide(&crates_io(""), &tag).verdict, Allow);
    tag.set("aud", "npm:registry.npmjs.org");
    assert_eq!(decide(&npm(""), &tag).verdict, Allow);
}

fn npm(environment: &str) -> String {
    let environment =
        if environment.is_empty() { String::new() } else { format!(r#", "environment": "{environment}""#) };
    format!(
        r#"{{"id": "1", "type": "github", "claims": {{"repository": "octo/shop", "workflow_ref": {{"file": "deploy.yml"}}{environment}}}, "permissions": ["createPackage"]}}"#
    )
}

#[test]
fn publishers_of_npm() {
    let main = push("npm:registry.npmjs.org");
    let refused = Some("OIDC token exchange error - package not found");
    let called =
        with(main.clone(), &[("job_workflow_ref", "octo/shared/.github/workflows/publish.yml@refs/heads/main")]);
    let listed = r#"{"id": "1", "type": "github", "file": "deploy.yml", "repository": "octo/shop"}"#.to_owned();
    table(vec![
        (npm(""), main.clone(), Allow, "npm.allowed", None),
        (listed, main.clone(), Allow, "npm.allowed", None),
        (npm(""), called, Allow, "npm.allowed", None),
        (npm("").replace("octo/shop", "Octo/shop"), main.clone(), Deny, "npm.repository-mismatch", refused),
        (npm("").replace("deploy.yml", "deploy.yaml"), main.clone(), Deny, "npm.workflow-mismatch", refused),
        (
            npm("").replace("deploy.yml", "x.yml").replace("octo/", "a/"),
            main.clone(),
            Deny,
            "npm.repository-mismatch",
            refused,
        ),
        (npm("prod"), main.clone(), Deny, "npm.environment-mismatch", refused),
        (npm("prod"), with(main.clone(), &[("environment", "Prod")]), Deny, "npm.environment-mismatch", refused),
        (npm("prod"), with(main.clone(), &[("environment", "prod")]), Allow, "npm.allowed", None),
        (npm(""), with(main.clone(), &[("runner_environment", "self-hosted")]), Deny, "npm.runner-self-hosted", None),
        (npm("").replace("createPackage", "createStagedPackage"), main, Unknown, "npm.unknown", None),
        (
            npm(""),
            with(push("npm:registry.npmjs.org"), &[("event_name", "pull_request_target")]),
            Unknown,
            "npm.unknown",
            None,
        ),
        (npm(""), push("npm"), Deny, "npm.aud-mismatch", None),
    ]);
    assert_eq!(problem(&npm("").replace("\"github\"", "\"gitlab\"")).code, "npm.provider");
}

fn crates_io(environment: &str) -> String {
    let environment = if environment.is_empty() { "null".to_owned() } else { format!("\"{environment}\"") };
    format!(
        r#"{{"github_configs": [{{"id": 1, "crate": "shop", "repository_owner": "Octo", "repository_owner_id": 11, "repository_name": "shop", "workflow_filename": "deploy.yml", "environment": {environment}, "created_at": "2026-01-01T00:00:00Z"}}], "meta": {{"total": 1, "next_page": null}}}}"#
    )
}

#[test]
fn configurations_of_crates_io() {
    let main = push("crates.io");
    let production = with(main.clone(), &[("environment", "Prod")]);
    let start = "The Trusted Publishing config for repository `octo/shop`";
    let two = crates_io("prod").replace("}], \"meta\"", "}, {\"crate\": \"shop\", \"repository_owner\": \"octo\", \"repository_owner_id\": 11, \"repository_name\": \"shop\", \"workflow_filename\": \"release.yml\"}], \"meta\"");
    table(vec![
        (crates_io(""), main.clone(), Allow, "crates-io.allowed", None),
        (crates_io("prod"), production.clone(), Allow, "crates-io.allowed", None),
        (
            crates_io("prod"),
            main.clone(),
            Deny,
            "crates-io.environment-mismatch",
            Some(&format!(
                "{start} requires an environment, but the JWT does not specify one. Expected environments: `prod`"
            )),
        ),
        (
            crates_io("dev"),
            production,
            Deny,
            "crates-io.environment-mismatch",
            Some(&format!("{start} does not match the environment `Prod` in the JWT. Expected environments: `dev`")),
        ),
        (
            crates_io("").replace("\"shop\", \"work", "\"other\", \"work"),
            main.clone(),
            Deny,
            "crates-io.repository-mismatch",
            Some("No Trusted Publishing config found for repository `octo/shop`."),
        ),
        (
            crates_io("").replace("11", "12"),
            main.clone(),
            Deny,
            "crates-io.owner-id-mismatch",
            Some(&format!(
                "{start} does not match the repository owner ID (11) in the JWT. Expected owner IDs: 12. Please recreate the Trusted Publishing config to update the repository owner ID."
            )),
        ),
        (
            crates_io("").replace("deploy.yml", "Deploy.yml"),
            main.clone(),
            Deny,
            "crates-io.workflow-mismatch",
            Some(&format!(
                "{start} does not match the workflow filename `deploy.yml` in the JWT. Expected workflow filenames: `Deploy.yml`"
            )),
        ),
        (
            two,
            main.clone(),
            Deny,
            "crates-io.environment-mismatch",
            Some(&format!(
                "{start} requires an environment, but the JWT does not specify one. Expected environments: `prod`"
            )),
        ),
        (
            crates_io(""),
            with(main.clone(), &[("event_name", "workflow_run")]),
            Deny,
            "crates-io.event-refused",
            Some(
                "Trusted Publishing does not support the `workflow_run` event trigger due to security concerns. Please use a different trigger such as `push`, `release`, or `workflow_dispatch`.",
            ),
        ),
        (
            crates_io(""),
            with(main, &[("iss", "https://token.actions.githubusercontent.com/octo")]),
            Deny,
            "crates-io.issuer-unknown",
            Some("Unsupported JWT issuer: https://token.actions.githubusercontent.com/octo"),
        ),
        (crates_io(""), push("other"), Deny, "crates-io.aud-mismatch", Some("Failed to decode JWT")),
    ]);
    assert_eq!(problem(r#"{"github_configs": []}"#).code, "crates-io.no-config");
}

#[test]
fn mending() {
    let main = with(push("pypi"), &[("environment", "prod")]);
    for wrong in [
        pypi("prod").replace("octo", "Octo"),
        pypi("prod").replace("shop", "Shop").replace("octo", "x"),
        pypi("dev"),
        pypi("prod").replace("deploy.yml", ".github/workflows/deploy.yml"),
    ] {
        assert_eq!(mended(&wrong, &main), pypi("prod"));
    }
    let main = with(push("npm:registry.npmjs.org"), &[("environment", "prod")]);
    assert_eq!(mended(&npm("dev").replace("octo/shop", "Octo/shop"), &main), npm("prod"));
    let main = with(push("crates.io"), &[("environment", "prod")]);
    assert_eq!(mended(&crates_io("dev").replace("deploy.yml", "release.yml"), &main), crates_io("prod"));
}

#[test]
fn without_an_environment_every_branch_publishes() {
    for (policy, own, codes) in [
        (pypi(""), push("pypi"), vec!["pypi.admits-pull-request"]),
        (pypi("prod"), with(push("pypi"), &[("environment", "prod")]), vec![]),
        (npm(""), push("npm:registry.npmjs.org"), vec!["npm.admits-successor", "npm.admits-pull-request"]),
        (crates_io(""), push("crates.io"), vec!["crates-io.admits-pull-request"]),
        (crates_io("prod"), with(push("crates.io"), &[("environment", "prod")]), vec![]),
    ] {
        assert_eq!(warnings(&policy, &own), codes, "{policy}");
    }
}

#[test]
fn what_cannot_be_read_has_a_place() {
    for (text, code, at) in [
        (pypi("").replace("\"repository\": \"shop\", ", ""), "pypi.publisher", "{"),
        (pypi("").replace("\"github\"", "\"gitlab\""), "pypi.provider", "{"),
        (npm("").replace("\"octo/shop\"", "[]"), "npm.publisher", "[]"),
        (crates_io("").replace("\"Octo\"", "{}"), "crates-io.config", "{}"),
    ] {
        let problem = problem(&text);
        assert_eq!(problem.code, code, "{problem:?}");
        assert!(text[problem.span.start..].starts_with(at), "{}", &text[problem.span]);
    }
}

fn rubygems(environment: &str, more: &str) -> String {
    let environment = if environment.is_empty() { "null".to_owned() } else { format!("\"{environment}\"") };
    format!(
        r#"{{"id": 1, "trusted_publisher_type": "OIDC::TrustedPublisher::GitHubAction", "trusted_publisher": {{"repository_owner": "octo", "repository_name": "shop", "repository_owner_id": "11", "workflow_filename": "deploy.yml", "environment": {environment}{more}}}}}"#
    )
}

#[test]
fn publishers_of_rubygems() {
    let main = push("rubygems.org");
    let refused = Some(
        "No trusted publisher configured for this workflow found on https://rubygems.org for audience rubygems.org",
    );
    let callee = with(main.clone(), &[("job_workflow_ref", "octo/shared/.github/workflows/deploy.yml@refs/heads/v1")]);
    let elsewhere = r#", "workflow_repository_owner": "octo", "workflow_repository_name": "shared""#;
    table(vec![
        (rubygems("", ""), main.clone(), Allow, "rubygems.allowed", None),
        (rubygems("prod", ""), with(main.clone(), &[("environment", "prod")]), Allow, "rubygems.allowed", None),
        (
            rubygems("prod", ""),
            with(main.clone(), &[("environment", "Prod")]),
            Deny,
            "rubygems.environment-mismatch",
            refused,
        ),
        (rubygems("", "").replace("octo", "Octo"), main.clone(), Deny, "rubygems.repository-mismatch", refused),
        (rubygems("", "").replace("11", "12"), main.clone(), Deny, "rubygems.owner-id-mismatch", refused),
        (rubygems("", ""), callee.clone(), Deny, "rubygems.workflow-mismatch", refused),
        (rubygems("", elsewhere), callee, Allow, "rubygems.allowed", None),
        (rubygems("", elsewhere), main.clone(), Deny, "rubygems.workflow-mismatch", refused),
        (rubygems("", ""), push("other"), Deny, "rubygems.aud-mismatch", refused),
    ]);
    let wrong = rubygems("prod", "").replace("deploy.yml", "release.yml").replace("prod", "dev");
    assert_eq!(mended(&wrong, &with(main.clone(), &[("environment", "prod")])), rubygems("prod", ""));
    assert_eq!(warnings(&rubygems("", ""), &main), ["rubygems.admits-pull-request"]);
    assert_eq!(problem(&rubygems("", r#", "workflow_repository_name": "x""#)).code, "rubygems.publisher");
}

fn nuget(environment: &str) -> String {
    format!(
        r#"{{"name": "release", "user": "mona", "owner": "Octo", "ownerId": "11", "repository": "shop", "repositoryId": "22", "workflow": "Deploy.yml", "environment": "{environment}"}}"#
    )
}

#[test]
fn policies_of_nuget() {
    let main = push("https://www.nuget.org/");
    let none = Some("No matching trust policy owned by user 'mona' was found.");
    let callee = with(main.clone(), &[("job_workflow_ref", "octo/shared/.github/workflows/deploy.yml@refs/heads/v1")]);
    table(vec![
        (nuget(""), main.clone(), Allow, "nuget.allowed", None),
        (nuget("prod"), with(main.clone(), &[("environment", "Prod")]), Allow, "nuget.allowed", None),
        (
            nuget("prod"),
            main.clone(),
            Deny,
            "nuget.environment-mismatch",
            Some("Environment mismatch for policy 'release': expected 'prod', actual ''"),
        ),
        (nuget("").replace("shop", "other"), main.clone(), Deny, "nuget.repository-mismatch", none),
        (nuget("").replace("\"22\"", "\"23\""), main.clone(), Deny, "nuget.id-mismatch", none),
        (
            nuget("").replace("Deploy", "Release"),
            main.clone(),
            Deny,
            "nuget.workflow-mismatch",
            Some("Workflow mismatch for policy 'release': expected 'Release.yml', actual 'deploy.yml'"),
        ),
        (
            nuget(""),
            callee,
            Deny,
            "nuget.workflow-mismatch",
            Some(
                "Claim 'job_workflow_ref' has value 'octo/shared/.github/workflows/deploy.yml@refs/heads/v1' which does not start with Octo/shop/.github/workflows/.",
            ),
        ),
        (nuget("").replace("\"ownerId\": \"11\", ", ""), main.clone(), Unknown, "nuget.unknown", None),
        (nuget(""), with(main.clone(), &[("event_name", "pull_request_target")]), Unknown, "nuget.unknown", None),
        (nuget(""), push("nuget"), Deny, "nuget.aud-mismatch", Some("The JSON web token has an incorrect audience.")),
    ]);
    let wrong = nuget("dev").replace("Deploy", "Release");
    let right = nuget("prod").replace("Deploy", "deploy");
    assert_eq!(mended(&wrong, &with(main.clone(), &[("environment", "prod")])), right);
    assert_eq!(warnings(&nuget(""), &main), ["nuget.admits-pull-request"]);
}
