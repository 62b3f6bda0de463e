//! Octo-STS: trust policies in YAML.

use unstuck_trust::Text;
use unstuck_trust::Verdict::{Allow, Deny, Unknown};

use crate::tokens::{decide, mended, problem, push, read, warnings, with};

fn policy(subject: &str, more: &str) -> String {
    format!(
        "# who may\nissuer: https://token.actions.githubusercontent.com\n{subject}\n{more}permissions:\n  contents: read\n"
    )
}

#[test]
fn policies() {
    let main = push("octo-sts.dev");
    let sub = "repo:octo/shop:ref:refs/heads/main";
    for (text, verdict, code, error) in [
        (policy(&format!("subject: {sub}"), ""), Allow, "octo-sts.allowed", None),
        (policy(&format!("subject: \"{sub}\""), "audience: octo-sts.dev\n"), Allow, "octo-sts.allowed", None),
        (policy("subject_pattern: repo:octo/shop:.*", ""), Allow, "octo-sts.allowed", None),
        (
            policy("subject_pattern: repo:octo/shop", ""),
            Deny,
            "octo-sts.sub-mismatch",
            Some(format!("trust policy: subject \"{sub}\" did not match pattern \"repo:octo/shop\"")),
        ),
        (
            policy("subject: repo:octo/*", ""),
            Deny,
            "octo-sts.sub-mismatch",
            Some(format!("trust policy: subject \"{sub}\" did not match \"repo:octo/*\"")),
        ),
        (
            policy("subject_pattern: repo:octo/a|x", ""),
            Deny,
            "octo-sts.sub-mismatch",
            Some(format!("trust policy: subject \"{sub}\" did not match pattern \"repo:octo/a|x\"")),
        ),
        (policy("subject_pattern: repo:octo/shop|x", ""), Allow, "octo-sts.allowed", None),
        (
            policy(&format!("subject: {sub}"), "audience: api\n"),
            Deny,
            "octo-sts.aud-mismatch",
            Some("trust policy: audience \"api\" did not match any of [\"octo-sts.dev\"]".to_owned()),
        ),
        (policy(&format!("subject: {sub}"), "claim_pattern:\n  ref: refs/heads/.*\n"), Allow, "octo-sts.allowed", None),
        (
            policy(&format!("subject: {sub}"), "claim_pattern:\n  ref: main\n"),
            Deny,
            "octo-sts.claim-mismatch",
            Some("trust policy: claim \"ref\" did not match \"^main$\"".to_owned()),
        ),
        (
            policy(&format!("subject: {sub}"), "claim_pattern:\n  email: .*\n"),
            Deny,
            "octo-sts.claim-missing",
            Some("trust policy: expected claim \"email\" not found in token".to_owned()),
        ),
        (
            policy(&format!("subject: {sub}"), "claim_pattern:\n  ref: main\n  email: x\n"),
            Deny,
            "octo-sts.claim-mismatch",
            None,
        ),
    ] {
        let decision = decide(&text, &main);
        assert_eq!((decision.verdict, decision.code), (verdict, code), "{text}\n{decision:#?}");
        assert_eq!(decision.error, error, "{text}");
    }
    assert_eq!(decide(&policy(&format!("subject: {sub}"), ""), &push("sts.example")).verdict, Unknown);
}

#[test]
fn subjects_that_are_refused_whatever_the_policy_says() {
    let any = policy("subject_pattern: .*", "");
    for (environment, verdict) in
        [("prod", Allow), ("eu west", Deny), ("a;b", Deny), ("(x)", Deny), (&*"x".repeat(300), Deny)]
    {
        let token = with(push("octo-sts.dev"), &[("environment", environment)]);
        assert_eq!(decide(&any, &token).verdict, verdict, "{environment}");
    }
    let at = decide(&policy("subject_pattern: .*", "audience: a@b\n"), &push("a@b"));
    assert_eq!((at.verdict, at.error.as_deref()), (Deny, Some("invalid audience in token")));
    let mut unknown = push("octo-sts.dev");
    unknown.set("sub", Text::from("repo:octo/shop:environment:").then_unknown("inputs.target"));
    assert_eq!(decide(&any, &unknown).verdict, Unknown, "it may have a space");
}

#[test]
fn mending_keeps_comments() {
    let main = push("octo-sts.dev");
    let right = "subject: \"repo:octo/shop:ref:refs/heads/main\"";
    assert_eq!(
        mended(&policy("subject: repo:octo/shop:pull_request # the PR", ""), &main),
        policy(&format!("{right} # the PR"), "")
    );
    let pattern = mended(&policy("subject_pattern: repo:octo/shop", "audience: x\n"), &main);
    assert!(pattern.contains("audience: \"octo-sts.dev\""), "{pattern}");
}

#[test]
fn an_alternation_leaks() {
    let main = push("octo-sts.dev");
    let leaking = policy("subject_pattern: repo:octo/shop:ref:refs/heads/main|repo:octo/shop:pull_request", "");
    let found = read(&leaking).warnings(&main);
    let leak = found.iter().find(|warning| warning.code == "octo-sts.alternation").expect("it leaks");
    assert_eq!(leak.admits.as_deref(), Some("repo:octo/shop:ref:refs/heads/main-evil"));
    let grouped = policy("subject_pattern: (repo:octo/shop:ref:refs/heads/main|repo:octo/shop:pull_request)", "");
    assert_eq!(warnings(&grouped, &main), ["octo-sts.admits-successor", "octo-sts.admits-pull-request"]);
    assert_eq!(warnings(&policy("subject_pattern: .*", ""), &main), ["octo-sts.admits-anybody"]);
}

#[test]
fn what_cannot_be_read_has_a_place() {
    for (text, code, at) in [
        (policy("subject: x\nsubject_pattern: y", ""), "octo-sts.policy", "y"),
        (policy("subject_pattern: (", ""), "octo-sts.pattern", "("),
        (policy("subject: x\nsubjects: y", ""), "octo-sts.field", "subjects"),
        (policy("subject: x", "claim_pattern: [x]\n"), "octo-sts.policy", "[x]"),
    ] {
        let problem = problem(&text);
        assert_eq!(problem.code, code, "{problem:?}");
        assert!(text[problem.span.start..].starts_with(at), "{}", &text[problem.span]);
    }
}
