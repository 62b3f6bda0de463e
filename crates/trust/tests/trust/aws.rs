//! AWS: roles and providers.

use unstuck_trust::{Text, Verdict, edit};

use crate::tokens::{decide, mended, problem, push, read, warnings, with};

const ISSUER: &str = "token.actions.githubusercontent.com";

/// A role that asks for this condition.
fn role(condition: &str) -> String {
    let condition = condition.replace('@', &format!("{ISSUER}:"));
    format!(
        r#"{{
  "Version": "2012-10-17",
  "Statement": [{{
    "Effect": "Allow",
    "Principal": {{"Federated": "arn:aws:iam::123456789012:oidc-provider/{ISSUER}"}},
    "Action": "sts:AssumeRoleWithWebIdentity",
    "Condition": {condition}
  }}]
}}
"#
    )
}

#[test]
fn operators() {
    use Verdict::{Allow, Deny, Unknown};
    let main = push("sts.amazonaws.com");
    for (condition, verdict, code) in [
        (r#"{"StringEquals": {"@sub": "repo:octo/shop:ref:refs/heads/main"}}"#, Allow, "aws.allowed"),
        (r#"{"StringEquals": {"@sub": ["x", "repo:octo/shop:ref:refs/heads/main"]}}"#, Allow, "aws.allowed"),
        (r#"{"StringEquals": {"@sub": "repo:octo/shop:*"}}"#, Deny, "aws.sub-mismatch"),
        (r#"{"StringLike": {"@sub": "repo:octo/shop:*"}}"#, Allow, "aws.allowed"),
        (r#"{"StringLike": {"@sub": "repo:octo/sho?:ref:*main"}}"#, Allow, "aws.allowed"),
        (r#"{"StringEquals": {"@sub": "repo:Octo/shop:ref:refs/heads/main"}}"#, Deny, "aws.sub-mismatch"),
        (r#"{"StringEqualsIgnoreCase": {"@sub": "repo:Octo/shop:ref:refs/heads/main"}}"#, Allow, "aws.allowed"),
        (r#"{"StringNotEquals": {"@sub": ["x", "y"]}}"#, Allow, "aws.allowed"),
        (r#"{"StringNotLike": {"@sub": ["x", "repo:octo/*"]}}"#, Deny, "aws.sub-mismatch"),
        (r#"{"StringEquals": {"@aud": "api"}}"#, Deny, "aws.aud-mismatch"),
        (r#"{"StringEquals": {"@iss": "https://token.actions.githubusercontent.com"}}"#, Deny, "aws.key-unavailable"),
        (r#"{"StringEquals": {"@environment": "prod"}}"#, Deny, "aws.key-missing"),
        (r#"{"StringEqualsIfExists": {"@environment": "prod"}}"#, Allow, "aws.allowed"),
        (r#"{"StringNotEquals": {"@environment": "prod"}}"#, Allow, "aws.allowed"),
        (r#"{"ForAllValues:StringEquals": {"@environment": "prod"}}"#, Allow, "aws.allowed"),
        (r#"{"ForAnyValue:StringNotEquals": {"@environment": "prod"}}"#, Deny, "aws.key-missing"),
        (r#"{"ForAnyValue:StringLike": {"@sub": "repo:octo/*"}}"#, Allow, "aws.allowed"),
        (r#"{"Null": {"@environment": "true"}}"#, Allow, "aws.allowed"),
        (r#"{"Null": {"@environment": "false"}}"#, Deny, "aws.key-missing"),
        (r#"{"StringEquals": {"@repository_id": 22}}"#, Allow, "aws.allowed"),
        (
            r#"{"StringEquals": {"TOKEN.actions.githubusercontent.com:SUB": "repo:octo/shop:ref:refs/heads/main"}}"#,
            Allow,
            "aws.allowed",
        ),
        (r#"{"StringEquals": {"vstoken.actions.githubusercontent.com:sub": "x"}}"#, Deny, "aws.key-unavailable"),
        (r#"{"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}"#, Unknown, "aws.condition-unknown"),
        (r#"{"StringFoo": {"@sub": "x"}}"#, Unknown, "aws.condition-unknown"),
        (r#"{"StringFooIfExists": {"@environment": "x"}}"#, Unknown, "aws.condition-unknown"),
        (r#"{"ForAllValues:NumericFoo": {"@environment": "x"}}"#, Unknown, "aws.condition-unknown"),
        (r#"{"NumericLessThanIfExists": {"@environment": "1"}}"#, Allow, "aws.allowed"),
        (r#"{"DateLessThan": {"@environment": "1"}}"#, Deny, "aws.key-missing"),
        (r#"{"NumericLessThan": {"@repository_id": "1"}}"#, Unknown, "aws.condition-unknown"),
        (r#"{"StringEquals": {"@sub": "repo:octo/${aws:PrincipalTag/x}"}}"#, Unknown, "aws.condition-unknown"),
        (r#"{"StringLike": {"@sub": "repo:octo/${*}"}}"#, Unknown, "aws.condition-unknown"),
    ] {
        let decision = decide(&role(condition), &main);
        assert_eq!((decision.verdict, decision.code), (verdict, code), "{condition}\n{decision:#?}");
        assert_eq!(decision.error.is_some(), verdict == Deny, "{condition}");
    }
}

#[test]
fn several_statements() {
    let allow = role(r#"{"StringLike": {"@sub": "repo:octo/*"}}"#);
    let statement = allow.split_once("[{").unwrap().1.split_once("}]").unwrap().0.to_owned();
    let deny = statement.replace("Allow", "Deny");
    let both = |second: &str| format!(r#"{{"Statement": [{{{statement}}}, {{{second}}}]}}"#);
    let main = push("sts.amazonaws.com");
    assert_eq!(decide(&both(&deny), &main).code, "aws.explicit-deny");
    assert_eq!(decide(&both(&deny.replace("octo/*", "octo/other:*")), &main).verdict, Verdict::Allow);
    let unknown = deny.replace("StringLike", "DateLessThan");
    assert_eq!(decide(&both(&unknown), &main).verdict, Verdict::Unknown);
    assert_eq!(decide(r#"{"Statement": []}"#, &main).verdict, Verdict::Deny);
}

#[test]
fn who_asks_for_what() {
    let any = role(r#"{"StringLike": {"@sub": "repo:octo/*"}}"#);
    let main = push("sts.amazonaws.com");
    let slug = with(main.clone(), &[("iss", "https://token.actions.githubusercontent.com/octo-enterprise")]);
    assert_eq!(decide(&any, &slug).code, "aws.provider-mismatch");
    assert_eq!(
        decide(&any.replace("sts:AssumeRoleWithWebIdentity", "sts:AssumeRole"), &main).code,
        "aws.action-mismatch"
    );
    assert_eq!(decide(&any.replace("sts:AssumeRoleWithWebIdentity", "STS:assumerole*"), &main).verdict, Verdict::Allow);
    let everybody =
        any.replace(&format!(r#"{{"Federated": "arn:aws:iam::123456789012:oidc-provider/{ISSUER}"}}"#), r#""*""#);
    assert_eq!(decide(&everybody, &main).code, "aws.principal-unknown");
}

#[test]
fn what_is_not_known_is_not_allowed() {
    let mut tag = push("sts.amazonaws.com");
    tag.set("ref", Text::from("refs/tags/v").then_unknown("any"));
    tag.render_subject();
    let asks = |pattern: &str| decide(&role(&format!(r#"{{"StringLike": {{"@sub": "{pattern}"}}}}"#)), &tag).verdict;
    assert_eq!(asks("repo:octo/shop:ref:refs/tags/*"), Verdict::Allow);
    assert_eq!(asks("repo:octo/shop:ref:refs/tags/v1.*"), Verdict::Unknown);
    assert_eq!(asks("repo:octo/shop:ref:refs/heads/*"), Verdict::Deny);
}

#[test]
fn a_misspelt_condition_is_not_none() {
    let right = role(r#"{"StringEquals": {"@sub": "repo:octo/shop:ref:refs/heads/main"}}"#);
    for wrong in ["condition", "Conditions"] {
        let text = right.replace("\"Condition\"", &format!("\"{wrong}\""));
        let problem = problem(&text);
        assert_eq!((problem.code, &text[problem.span]), ("aws.element", &*format!("\"{wrong}\"")));
    }
}

#[test]
fn mending() {
    let main = push("sts.amazonaws.com");
    for (before, after) in [
        (
            r#"{"StringEquals": {"@sub": "repo:octo/shop:environment:prod"}}"#,
            r#"{"StringEquals": {"@sub": "repo:octo/shop:ref:refs/heads/main"}}"#,
        ),
        (r#"{"StringEquals": {"@sub": "repo:octo/shop:*"}}"#, r#"{"StringLike": {"@sub": "repo:octo/shop:*"}}"#),
        (
            r#"{"StringLike": {"@sub": ["repo:octo/SHOP:ref:refs/heads/main", "y"]}}"#,
            r#"{"StringLike": {"@sub": ["repo:octo/shop:ref:refs/heads/main", "y"]}}"#,
        ),
        (
            r#"{"StringEquals": {"@sub": "z", "@aud": "https://github.com/octo"}}"#,
            r#"{"StringEquals": {"@sub": "repo:octo/shop:ref:refs/heads/main", "@aud": "sts.amazonaws.com"}}"#,
        ),
    ] {
        assert_eq!(mended(&role(before), &main), role(after));
    }
    let unfit = role(r#"{"StringEquals": {"@sub": "z", "@iss": "x"}}"#);
    let policy = read(&unfit);
    assert_eq!(policy.mend(&main, &policy.decide(&main)), [], "half a mend is none");
    let mut tag = main.clone();
    tag.set("ref", Text::from("refs/tags/v").then_unknown("any"));
    tag.render_subject();
    let before = role(r#"{"StringEquals": {"@sub": "repo:octo/shop:ref:refs/heads/main"}}"#);
    assert_eq!(mended(&before, &tag), role(r#"{"StringLike": {"@sub": "repo:octo/shop:ref:refs/tags/v*"}}"#));
    let action = role(r#"{"StringLike": {"@sub": "repo:octo/*"}}"#).replace("WithWebIdentity", "");
    mended(&action, &main);
}

#[test]
fn a_provider() {
    let provider = |ids: &str| format!(r#"{{"Url": "{ISSUER}", "ClientIDList": [{ids}], "ThumbprintList": []}}"#);
    let main = push("sts.amazonaws.com");
    assert_eq!(decide(&provider(r#""sts.amazonaws.com""#), &main).verdict, Verdict::Allow);
    let refused = decide(&provider(r#""other""#), &main);
    assert_eq!(refused.error.as_deref(), Some("Incorrect token audience"));
    assert_eq!(mended(&provider(r#""other""#), &main), provider(r#""sts.amazonaws.com", "other""#));
    mended(&provider(""), &main);
    let foreign = with(main, &[("iss", "https://ghes.example/_services/token")]);
    let error = "No OpenIDConnect provider found in your account for https://ghes.example/_services/token";
    assert_eq!(decide(&provider(""), &foreign).error.as_deref(), Some(error));
}

#[test]
fn over_permissive_roles() {
    let main = push("sts.amazonaws.com");
    let aud = r#""StringEquals": {"@aud": "sts.amazonaws.com"}"#;
    for (condition, codes) in [
        (format!("{{{aud}}}"), vec!["aws.sub-missing"]),
        (format!(r#"{{{aud}, "StringLike": {{"@sub": "repo:*"}}}}"#), vec!["aws.sub-wildcard-all"]),
        (format!(r#"{{{aud}, "StringLike": {{"@sub": "repo:octo*"}}}}"#), vec!["aws.sub-prefix-owner"]),
        (format!(r#"{{{aud}, "StringLike": {{"@sub": "repo:octo/*"}}}}"#), vec!["aws.sub-wildcard-org"]),
        (format!(r#"{{{aud}, "StringLike": {{"@sub": "repo:octo/shop*"}}}}"#), vec!["aws.sub-prefix-repository"]),
        (format!(r#"{{{aud}, "StringLike": {{"@sub": "repo:octo/shop:*"}}}}"#), vec!["aws.sub-mutable-names"]),
        (r#"{"StringEquals": {"@repository_id": "22"}}"#.to_owned(), vec!["aws.sub-wildcard-repo", "aws.aud-missing"]),
        (
            format!(r#"{{{aud}, "ForAllValues:StringEquals": {{"@sub": "repo:octo/shop:ref:refs/heads/main"}}}}"#),
            vec!["aws.sub-mutable-names", "aws.for-all-values"],
        ),
    ] {
        assert_eq!(warnings(&role(&condition), &main), codes, "{condition}");
    }
    let role = role(&format!(r#"{{{aud}, "StringLike": {{"@sub": "repo:octo/*"}}}}"#));
    let warning = &read(&role).warnings(&main)[0];
    assert_eq!(warning.admits.as_deref(), Some("repo:octo/any:ref:refs/heads/main"));
    assert!(role[warning.span.clone()].contains("repo:octo/*"), "{}", &role[warning.span.clone()]);
    assert_eq!(edit::applied(&role, &[]), role);
}
