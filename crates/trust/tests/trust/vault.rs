//! Vault: roles of the JWT method.

use unstuck_trust::Text;
use unstuck_trust::Verdict::{Allow, Deny, Unknown};

use crate::tokens::{decide, mended, problem, push, warnings, with};

const AUDIENCE: &str = "https://github.com/octo";

fn role(more: &str) -> String {
    let more = if more.is_empty() { String::new() } else { format!(", {more}") };
    format!(r#"{{"role_type": "jwt", "user_claim": "actor", "bound_audiences": ["{AUDIENCE}"]{more}}}"#)
}

#[test]
fn roles() {
    let main = push(AUDIENCE);
    for (policy, verdict, code, error) in [
        (role(""), Allow, "vault.allowed", None),
        (role(r#""bound_subject": "repo:octo/shop:ref:refs/heads/main""#), Allow, "vault.allowed", None),
        (
            role(r#""bound_subject": "repo:octo/shop:*", "bound_claims_type": "glob""#),
            Deny,
            "vault.sub-mismatch",
            Some("error validating token: invalid subject (sub) claim"),
        ),
        (
            role("").replace("\"jwt\"", "\"oidc\""),
            Deny,
            "vault.role-type",
            Some("role with oidc role_type is not allowed"),
        ),
        (
            role("").replace("\"role_type\": \"jwt\", ", ""),
            Deny,
            "vault.role-type",
            Some("role with oidc role_type is not allowed"),
        ),
        (
            role("").replace(AUDIENCE, "x"),
            Deny,
            "vault.aud-mismatch",
            Some(
                "error validating token: invalid audience (aud) claim: audience claim does not match any expected audience",
            ),
        ),
        (role("").replace(&format!("[\"{AUDIENCE}\"]"), &format!("\"x, {AUDIENCE}\"")), Allow, "vault.allowed", None),
        (
            role("").replace(AUDIENCE, &format!("x, {AUDIENCE}")),
            Deny,
            "vault.aud-mismatch",
            Some(
                "error validating token: invalid audience (aud) claim: audience claim does not match any expected audience",
            ),
        ),
        (
            role("").replace(&format!("[\"{AUDIENCE}\"]"), "[]"),
            Deny,
            "vault.aud-unbound",
            Some("audience claim found in JWT but no audiences bound to the role"),
        ),
        (
            role("").replace("\"actor\"", "\"email\""),
            Deny,
            "vault.user-claim-missing",
            Some("claim \"email\" not found in token"),
        ),
        (role(r#""bound_claims": {"repository": "octo/shop"}"#), Allow, "vault.allowed", None),
        (
            role(r#""bound_claims": {"repository": ["a", "octo/shop"], "ref": "refs/heads/main"}"#),
            Allow,
            "vault.allowed",
            None,
        ),
        (
            role(r#""bound_claims": {"repository": "octo/*"}"#),
            Deny,
            "vault.claim-mismatch",
            Some("error validating claims: claim \"repository\" does not match any associated bound claim values"),
        ),
        (
            role(r#""bound_claims_type": "glob", "bound_claims": {"repository": "octo/*"}"#),
            Allow,
            "vault.allowed",
            None,
        ),
        (
            role(r#""bound_claims_type": "glob", "bound_claims": {"repository": "octo/sho?"}"#),
            Deny,
            "vault.claim-mismatch",
            Some("error validating claims: claim \"repository\" does not match any associated bound claim values"),
        ),
        (
            role(r#""bound_claims_type": "glob", "bound_claims": {"repository": [1, "octo/*"]}"#),
            Deny,
            "vault.claim-mismatch",
            Some("error validating claims: claim \"repository\" does not match any associated bound claim values"),
        ),
        (
            role(r#""bound_claims": {"repository_id": 22}"#),
            Deny,
            "vault.claim-mismatch",
            Some("error validating claims: claim \"repository_id\" does not match any associated bound claim values"),
        ),
        (role(r#""bound_claims": {"repository_id": "22"}"#), Allow, "vault.allowed", None),
        (
            role(r#""bound_claims": {"environment": "prod"}"#),
            Deny,
            "vault.claim-missing",
            Some("error validating claims: claim \"environment\" is missing"),
        ),
        (role(r#""bound_claims": {"environment": "prod", "ref": "x"}"#), Deny, "vault.claim-missing", None),
        (role(r#""bound_claims": {"/repository": "octo/shop"}"#), Unknown, "vault.unknown", None),
        (role(r#""groups_claim": "teams""#), Unknown, "vault.unknown", None),
        (role(r#""groups_claim": "", "token_bound_cidrs": []"#), Allow, "vault.allowed", None),
        (role(r#""token_bound_cidrs": ["10.0.0.0/8"]"#), Unknown, "vault.unknown", None),
        (
            role(r#""bound_issuer": "https://token.actions.githubusercontent.com/octo""#),
            Deny,
            "vault.issuer-mismatch",
            Some("error validating token: invalid issuer (iss) claim"),
        ),
        (format!(r#"{{"request_id": "x", "data": {}}}"#, role("")), Allow, "vault.allowed", None),
    ] {
        let decision = decide(&policy, &main);
        assert_eq!((decision.verdict, decision.code), (verdict, code), "{policy}\n{decision:#?}");
        assert_eq!(decision.error.as_deref(), error, "{policy}");
    }
}

#[test]
fn what_is_not_known_is_not_allowed() {
    let mut tag = push(AUDIENCE);
    tag.set("ref", Text::from("refs/tags/v").then_unknown("any"));
    let glob = |pattern: &str| role(&format!(r#""bound_claims_type": "glob", "bound_claims": {{"ref": "{pattern}"}}"#));
    assert_eq!(decide(&glob("refs/tags/*"), &tag).verdict, Allow);
    assert_eq!(decide(&glob("refs/tags/v1*"), &tag).verdict, Unknown);
    assert_eq!(decide(&glob("refs/heads/*"), &tag).verdict, Deny);
    tag.set_perhaps("environment", "prod");
    let environment =
        |value: &str| decide(&role(&format!(r#""bound_claims": {{"environment": "{value}"}}"#)), &tag).verdict;
    assert_eq!(environment("prod"), Unknown);
    assert_eq!(environment("dev"), Deny);
}

#[test]
fn mending() {
    let main = push(AUDIENCE);
    let right =
        role(r#""bound_subject": "repo:octo/shop:ref:refs/heads/main", "bound_claims": {"ref": "refs/heads/main"}"#);
    for (from, to) in [
        ("\"jwt\"", "\"oidc\""),
        ("repo:octo/shop:ref:refs/heads/main", "repo:octo/shop:*"),
        ("\"ref\": \"refs/heads/main\"", "\"ref\": 7"),
        ("\"ref\": \"refs/heads/main\"", "\"ref\": \"main\""),
        (AUDIENCE, "api"),
    ] {
        assert_eq!(mended(&right.replace(from, to), &main), right, "{to}");
    }
    let listed = role(r#""bound_claims": {"ref": ["a", "b"]}"#);
    assert_eq!(mended(&listed, &main), listed.replace("\"b\"", "\"b\", \"refs/heads/main\""));
}

#[test]
fn over_permissive_roles() {
    let main = with(push(AUDIENCE), &[]);
    for (more, codes) in [
        ("", vec!["vault.admits-anybody"]),
        (r#""bound_claims_type": "glob", "bound_claims": {"repository": "octo/*"}"#, vec!["vault.admits-owner"]),
        (
            r#""bound_claims_type": "glob", "bound_claims": {"repository": "octo*"}"#,
            vec!["vault.admits-like-named-owner"],
        ),
        (r#""bound_claims": {"repository": "octo/shop"}"#, vec!["vault.admits-successor", "vault.admits-pull-request"]),
        (r#""bound_claims": {"repository_id": "22", "repository_owner_id": "11"}"#, vec!["vault.admits-pull-request"]),
    ] {
        assert_eq!(warnings(&role(more), &main), codes, "{more}");
    }
}

#[test]
fn what_cannot_be_read_has_a_place() {
    for (more, code, at) in [
        (r#""bound_claims": ["x"]"#, "vault.role", "[\"x\"]"),
        (r#""bound_claims_type": "regex""#, "vault.bound-claims-type", "\"regex\""),
        (r#""bound_subject": {}"#, "vault.role", "{}"),
    ] {
        let text = role(more);
        let problem = problem(&text);
        assert_eq!(problem.code, code, "{problem:?}");
        assert!(text[problem.span.start..].starts_with(at), "{}", &text[problem.span]);
    }
}
