//! Azure: federated identity credentials.

use unstuck_trust::Text;
use unstuck_trust::Verdict::{Allow, Deny, Unknown};

use crate::tokens::{decide, mended, problem, push, read, warnings, with};

const AUDIENCE: &str = "api://AzureADTokenExchange";
const SUBJECT: &str = "repo:octo/shop:ref:refs/heads/main";

fn credential(subject: &str) -> String {
    format!(
        r#"{{"name": "main", "issuer": "https://token.actions.githubusercontent.com", {subject}, "audiences": ["{AUDIENCE}"]}}"#
    )
}

fn exact(subject: &str) -> String {
    credential(&format!(r#""subject": "{subject}""#))
}

fn flexible(expression: &str) -> String {
    credential(&format!(
        r#""subject": null, "claimsMatchingExpression": {{"value": "{expression}", "languageVersion": 1}}"#
    ))
}

#[test]
fn credentials() {
    let main = push(AUDIENCE);
    let text = "No matching federated identity record found for presented assertion";
    for (policy, verdict, code, error) in [
        (exact(SUBJECT), Allow, "azure.allowed", None),
        (
            exact("repo:octo/shop:pull_request"),
            Deny,
            "azure.sub-mismatch",
            Some(format!("AADSTS700213: {text} subject '{SUBJECT}'")),
        ),
        (exact("repo:octo/shop:ref:refs/heads/*"), Deny, "azure.sub-mismatch", Some("AADSTS700213".to_owned())),
        (
            exact("repo:Octo/shop:ref:refs/heads/main"),
            Deny,
            "azure.sub-casing",
            Some(format!("AADSTS7002138: {text} subject '{SUBJECT}'. The subject matches with case-insensitive")),
        ),
        (
            exact(SUBJECT).replace(".com\"", ".com/\""),
            Deny,
            "azure.issuer-mismatch",
            Some(format!("AADSTS700211: {text} issuer 'https://token.actions.githubusercontent.com'")),
        ),
        (
            exact(SUBJECT).replace(AUDIENCE, "api://x"),
            Deny,
            "azure.aud-mismatch",
            Some(format!("AADSTS700212: {text} audience '{AUDIENCE}'")),
        ),
        (flexible("claims['sub'] matches 'repo:octo/shop:ref:refs/heads/*'"), Allow, "azure.allowed", None),
        (
            flexible("claims['sub'] eq 'repo:octo/shop:ref:refs/heads/*'"),
            Deny,
            "azure.expression-mismatch",
            Some(format!("AADSTS7002131: {text} subject '{SUBJECT}' or no federated")),
        ),
        (
            flexible(
                "claims['sub'] matches 'repo:octo/shop:*' and claims['job_workflow_ref'] matches 'octo/*@refs/heads/main'",
            ),
            Allow,
            "azure.allowed",
            None,
        ),
        (
            flexible("claims['sub'] matches 'repo:octo/shop:*' and claims['job_workflow_ref'] eq 'x'"),
            Deny,
            "azure.expression-mismatch",
            Some("AADSTS7002131".to_owned()),
        ),
        (flexible("claims['sub'] matches 'repo:Octo/*'"), Unknown, "azure.unknown", None),
        (flexible("claims['repository'] eq 'octo/shop'"), Unknown, "azure.unknown", None),
        (flexible("claims['sub'] matches 'repo:octo/*' or claims['sub'] eq 'x'"), Unknown, "azure.unknown", None),
        (flexible("claims['sub'] like 'repo:octo/*'"), Unknown, "azure.unknown", None),
        (flexible("claims['sub'] eq 'repo:octo/*'").replace(": 1", ": 2"), Unknown, "azure.unknown", None),
    ] {
        let decision = decide(&policy, &main);
        assert_eq!((decision.verdict, decision.code), (verdict, code), "{policy}\n{decision:#?}");
        match error {
            Some(start) => {
                assert!(decision.error.as_ref().is_some_and(|error| error.starts_with(&start)), "{decision:#?}")
            }
            None => assert_eq!(decision.error, None, "{policy}"),
        }
    }
    let both = exact("x").replace(AUDIENCE, "api://x");
    assert_eq!(decide(&both, &main).error, None, "which of two failing conditions is told is not known");
}

#[test]
fn one_of_several_is_enough() {
    let main = push(AUDIENCE);
    let list = format!(r#"[{}, {}]"#, exact("repo:octo/shop:environment:prod"), exact(SUBJECT));
    assert_eq!(decide(&list, &main).verdict, Allow);
    let graph = format!(r#"{{"@odata.context": "x", "value": {list}}}"#);
    assert_eq!(decide(&graph, &main).verdict, Allow);
    let production = with(main.clone(), &[("environment", "prod")]);
    assert_eq!(decide(&graph, &production).verdict, Allow);
    let staging = with(main, &[("environment", "staging")]);
    let denied = decide(&graph, &staging);
    assert_eq!((denied.verdict, denied.code), (Deny, "azure.sub-mismatch"));
    assert!(denied.error.is_some_and(|error| error.contains("environment:staging")));
    let managed = r#"{"id": "x", "name": "gh", "properties": {"issuer": "https://token.actions.githubusercontent.com",
        "subject": "repo:octo/shop:environment:staging", "audiences": ["api://AzureADTokenExchange"]}}"#;
    assert_eq!(decide(managed, &staging).verdict, Allow);
    assert_eq!(read(managed).name(), Some("gh"));
}

#[test]
fn what_is_not_known_is_not_allowed() {
    let mut tag = push(AUDIENCE);
    tag.set("ref", Text::from("refs/tags/v").then_unknown("any"));
    tag.render_subject();
    assert_eq!(decide(&flexible("claims['sub'] matches 'repo:octo/shop:ref:refs/tags/*'"), &tag).verdict, Allow);
    assert_eq!(decide(&exact("repo:octo/shop:ref:refs/tags/v1"), &tag).verdict, Unknown);
    assert_eq!(decide(&exact(SUBJECT), &tag).verdict, Deny);
    let before = flexible("claims['sub'] matches 'repo:octo/shop:ref:refs/heads/*'");
    assert_eq!(mended(&before, &tag), before.replace("refs/heads/*", "refs/tags/v*"));
}

#[test]
fn mending() {
    let main = push(AUDIENCE);
    for wrong in [
        exact("repo:octo/shop:pull_request"),
        exact("repo:octo/SHOP:ref:refs/heads/main"),
        exact("x").replace(AUDIENCE, "y"),
        exact(SUBJECT).replace(".com\"", ".com/\""),
    ] {
        assert_eq!(mended(&wrong, &main), exact(SUBJECT));
    }
    let before = flexible("claims['sub'] eq 'repo:octo/shop:*'");
    assert_eq!(mended(&before, &main), before.replace("octo/shop:*", &SUBJECT["repo:".len()..]));
}

#[test]
fn over_permissive_credentials() {
    let main = push(AUDIENCE);
    for (policy, codes) in [
        (flexible("claims['sub'] matches 'repo:*'"), vec!["azure.admits-anybody"]),
        (flexible("claims['sub'] matches 'repo:octo/*'"), vec!["azure.admits-owner"]),
        (
            flexible("claims['sub'] matches 'repo:octo/shop:*'"),
            vec!["azure.admits-successor", "azure.admits-pull-request"],
        ),
        (exact(SUBJECT), vec!["azure.admits-successor", "azure.admits-any-workflow"]),
        (exact("repo:octo/shop:ref:refs/heads/*"), vec!["azure.literal-wildcard"]),
    ] {
        assert_eq!(warnings(&policy, &main), codes, "{policy}");
    }
}

#[test]
fn what_cannot_be_read_has_a_place() {
    for (text, code, at) in [
        (exact("x").replace("[\"api://AzureADTokenExchange\"]", "[]"), "azure.credential", "{"),
        (
            credential(r#""subject": "x", "claimsMatchingExpression": {"value": "y"}"#),
            "azure.two-subjects",
            "{\"value\"",
        ),
        (credential(r#""subject": ["x"]"#), "azure.credential", "[\"x\"]"),
    ] {
        let problem = problem(&text);
        assert_eq!(problem.code, code, "{problem:?}");
        assert!(text[problem.span.start..].starts_with(at), "{}", &text[problem.span]);
    }
}
