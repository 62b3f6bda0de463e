//! What a request names beside the token: projects, mounts, users, accounts; and how long a session may be.

use unstuck_trust::policy::read;
use unstuck_trust::{Policy, Source};

fn policies(text: &str) -> Vec<Box<dyn Policy>> {
    read(&Source::new("trust.json", text), None).expect("a trust policy")
}

#[test]
fn projects_of_pypi_stand_apart() {
    let publisher = |project: &str, file: &str| {
        format!(
            r#"{{"project_name": "{project}", "provider": "github", "owner": "octo", "repository": "shop", "workflow_filename": "{file}"}}"#
        )
    };
    let text =
        format!("[{}, {}, {}]", publisher("cart", "a.yml"), publisher("shop", "a.yml"), publisher("cart", "b.yml"));
    let names: Vec<_> = policies(&text).iter().map(|policy| policy.name().unwrap().to_owned()).collect();
    assert_eq!(names, ["cart", "shop"]);
}

#[test]
fn places() {
    let provider =
        |arn: &str| format!(r#"{{{arn}"Url": "token.actions.githubusercontent.com", "ClientIDList": ["x"]}}"#);
    let nuget = |user: &str| format!(r#"{{{user}"owner": "octo", "repository": "shop", "workflow": "a.yml"}}"#);
    let vault = |mount: &str| format!(r#"{{{mount}"role_type": "jwt", "user_claim": "actor"}}"#);
    for (text, place) in [
        (provider(r#""Arn": "arn:aws:iam::123456789012:oidc-provider/x", "#), Some("123456789012")),
        (provider(""), None),
        (nuget(r#""user": "mona", "#), Some("mona")),
        (nuget(""), None),
        (vault(r#""backend": "github", "#), Some("github")),
        (vault(""), None),
    ] {
        assert_eq!(policies(&text)[0].place(), place, "{text}");
    }
    let two = format!("[{}, {}]", nuget(r#""user": "mona", "#), nuget(r#""user": "lisa", "#));
    assert_eq!(policies(&two).len(), 2);
}

#[test]
fn a_role_says_how_long_a_session_may_be() {
    let role = |more: &str| {
        let text = format!(
            r#"{{"Role": {{"RoleName": "deploy", {more}"AssumeRolePolicyDocument": {{"Statement": [{{"Effect": "Allow", "Action": "sts:AssumeRoleWithWebIdentity",
            "Principal": {{"Federated": "arn:aws:iam::1:oidc-provider/token.actions.githubusercontent.com"}}}}]}}}}}}"#
        );
        policies(&text)[0].longest_session()
    };
    assert_eq!(role(r#""MaxSessionDuration": 7200, "#), Some(7200));
    assert_eq!(role(""), None);
}
