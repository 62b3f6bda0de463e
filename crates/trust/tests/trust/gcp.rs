//! GCP: providers, mappings, conditions, bindings.

use unstuck_trust::Verdict::{Allow, Deny, Unknown};
use unstuck_trust::{Claims, Text, Verdict};

use crate::tokens::{decide, mended, problem, push, warnings, with};

const NAME: &str = "projects/1/locations/global/workloadIdentityPools/pool/providers/github";

/// The token that the auth action asks for.
fn token() -> Claims {
    push(&format!("https://iam.googleapis.com/{NAME}"))
}

/// A provider with this condition and these further keys.
fn provider(condition: &str, more: &str) -> String {
    let condition = serde_json::Value::from(condition).to_string();
    format!(
        r#"{{
  "name": "{NAME}",
  "attributeMapping": {{"google.subject": "assertion.sub", "attribute.repository": "assertion.repository"}},
  "attributeCondition": {condition},{more}
  "oidc": {{"issuerUri": "https://token.actions.githubusercontent.com"}}
}}"#
    )
}

fn conditions(claims: &Claims, table: &[(&str, Verdict)]) {
    for (condition, verdict) in table {
        let decision = decide(&provider(condition, ""), claims);
        assert_eq!(decision.verdict, *verdict, "{condition}\n{decision:#?}");
    }
}

#[test]
fn conditions_of_known_claims() {
    conditions(
        &token(),
        &[
            ("assertion.repository == 'octo/shop'", Allow),
            ("assertion.repository == 'Octo/shop'", Deny),
            ("assertion.repository_owner == 'octo' && assertion.ref in ['refs/heads/main', 'x']", Allow),
            ("assertion.ref.startsWith('refs/heads/') && !assertion.ref.endsWith('dev')", Allow),
            ("assertion.sub.contains(':ref:') ? assertion.actor != 'mallory' : false", Allow),
            ("assertion.environment == 'prod'", Deny),
            ("assertion.environment != 'prod'", Deny),
            ("has(assertion.environment) && assertion.environment == 'prod'", Deny),
            ("!has(assertion.environment) || assertion.environment == 'prod'", Allow),
            ("assertion.environment == 'prod' || assertion.repository == 'octo/shop'", Allow),
            ("assertion.repository == 'octo/shop' || assertion.environment == 'prod'", Allow),
            ("assertion['repository'] == 'octo/shop' && 'ref' in assertion", Allow),
            ("attribute.repository == 'octo/shop' && google.subject == assertion.sub", Allow),
            ("attribute.unmapped == 'x'", Deny),
            ("assertion.sub.split(':')[1] == 'octo/shop'", Allow),
            ("assertion.sub.split(':')[9] == 'octo/shop'", Deny),
            ("assertion.sub.extract('repo:{name}:ref') == 'octo/shop'", Allow),
            ("assertion.sub.extract('none:{name}') == ''", Unknown),
            ("assertion.ref.matches('^refs/(heads|tags)/m.*$')", Allow),
            ("assertion.ref.matches('(?=a)')", Unknown),
            ("assertion.actor.lowerAscii() == 'mona' && size(assertion.repository) > 3", Allow),
            ("assertion.repository + '@' + assertion.ref == 'octo/shop@refs/heads/main'", Allow),
            ("assertion.repository_id == 22", Deny),
            ("assertion.repository_id != 22", Unknown),
            ("assertion.repository_id in ['22', '23']", Allow),
            ("['octo/shop'].exists(name, name == assertion.repository)", Unknown),
            ("timestamp('2020-01-01T00:00:00Z') < request.time", Unknown),
            ("assertion.repository", Deny),
            ("true", Allow),
        ],
    );
}

#[test]
fn conditions_of_unknown_claims() {
    let mut tag = token();
    tag.set("ref", Text::from("refs/tags/v").then_unknown("any"));
    tag.set_perhaps("environment", "prod");
    tag.set("sub", Text::from("repo:octo/shop:ref:refs/tags/v").then_unknown("any"));
    let unknown_length = decide(&provider("true", ""), &tag);
    assert_eq!(unknown_length.verdict, Unknown, "a tag may be so long that the subject is refused");
    let asks = |table: &[(&str, Verdict)]| {
        for (condition, verdict) in table {
            let text = provider(condition, "").replace("\"assertion.sub\"", "\"assertion.repository_id\"");
            let decision = decide(&text, &tag);
            assert_eq!(decision.verdict, *verdict, "{condition}\n{decision:#?}");
        }
    };
    asks(&[
        ("assertion.ref.startsWith('refs/tags/')", Allow),
        ("assertion.ref == 'refs/heads/main'", Deny),
        ("assertion.ref == 'refs/tags/v1'", Unknown),
        ("assertion.ref == 'refs/tags/v1' && assertion.repository == 'x'", Deny),
        ("assertion.ref.matches('^refs/tags/v.*')", Allow),
        ("assertion.environment == 'prod'", Unknown),
        ("has(assertion.environment)", Unknown),
        ("assertion.environment == 'dev'", Deny),
        ("assertion.sub.split(':')[1] == 'octo/shop'", Allow),
        ("assertion.sub.split('/')[2] == 'x'", Deny),
        ("assertion.sub.split('/')[3] == 'x'", Unknown),
    ]);
}

#[test]
fn stages_before_the_condition() {
    let ok = provider("true", "");
    let refused = |text: &str, claims: &Claims| {
        let decision = decide(text, claims);
        assert_eq!(decision.verdict, Deny, "{decision:#?}");
        (decision.code, decision.error.unwrap_or_default())
    };
    let foreign = with(token(), &[("iss", "https://ghes.example/_services/token")]);
    let (code, error) = refused(&ok, &foreign);
    assert_eq!(code, "gcp.issuer-mismatch");
    assert!(error.contains("The issuer in ID Token https://ghes.example/_services/token does not match"), "{error}");
    assert_eq!(decide(&ok.replace(".com\"}", ".com/\"}"), &token()).verdict, Unknown, "a slash may not matter");
    assert_eq!(refused(&ok, &push("other")).0, "gcp.aud-mismatch");
    assert_eq!(decide(&ok, &push(&format!("//iam.googleapis.com/{NAME}"))).verdict, Allow);
    let audience = ok.replace("\"issuerUri\"", "\"allowedAudiences\": [\"api\"], \"issuerUri\"");
    let (_, error) = refused(&audience, &push("other"));
    assert!(error.contains("The audience in ID Token [other] does not match the expected audience api"), "{error}");
    assert_eq!(refused(&provider("true", "\n  \"disabled\": true,"), &token()).0, "gcp.disabled");
    assert_eq!(refused(&provider("true", "\n  \"state\": \"DELETED\","), &token()).0, "gcp.disabled");
    let branch = "b".repeat(120);
    let long = with(token(), &[("ref", &format!("refs/heads/{branch}"))]);
    let (code, error) = refused(&ok, &long);
    assert_eq!(code, "gcp.subject-too-long");
    assert!(error.contains("exceeds the 127 bytes limit"), "{error}");
    let (code, error) = refused(&ok.replace("\"assertion.sub\"", "\"assertion.sub == 'x'\""), &token());
    assert_eq!((code, error.contains("must be of type STRING")), ("gcp.subject-not-text", true));
    assert_eq!(refused(&ok.replace("\"assertion.sub\"", "\"assertion.none\""), &token()).0, "gcp.subject-missing");
    let (_, error) = refused(&provider("assertion.ref == 'x'", ""), &token());
    assert!(error.contains("rejected by the attribute condition"), "{error}");
    let two = decide(&provider("assertion.ref == 'x'", ""), &foreign);
    assert_eq!(two.error, None, "which of two failing conditions is told is not known");
}

#[test]
fn what_is_not_mapped_is_not_known() {
    let text = provider("true", "").replace("\"assertion.repository\"", "\"assertion.environment\"");
    assert_eq!(decide(&text, &token()).verdict, Unknown);
    assert_eq!(decide(&text, &with(token(), &[("environment", "prod")])).verdict, Allow);
    let guarded = text.replace("assertion.environment", "has(assertion.environment) ? assertion.environment : ''");
    assert_eq!(decide(&guarded, &token()).verdict, Allow);
}

#[test]
fn bindings() {
    let pool = "iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/pool";
    let with_members = |role: &str, members: &str| {
        let binding = format!(r#"{{"role": "{role}", "members": [{members}]}}"#);
        format!(r#"[{}, {{"bindings": [{binding}]}}]"#, provider("true", ""))
    };
    let user = "roles/iam.workloadIdentityUser";
    for (role, member, verdict) in [
        (user, format!("\"principalSet://{pool}/attribute.repository/octo/shop\""), Allow),
        (user, format!("\"principalSet://{pool}/attribute.repository/Octo/shop\""), Deny),
        (user, format!("\"principalSet://{pool}/attribute.unmapped/octo/shop\""), Deny),
        (user, format!("\"principal://{pool}/subject/repo:octo/shop:ref:refs/heads/main\""), Allow),
        (user, format!("\"principal://{pool}/attribute.repository/octo/shop\""), Unknown),
        (user, format!("\"principalSet://{pool}/*\""), Allow),
        (user, format!("\"principalSet://{pool}/group/x\""), Unknown),
        (
            user,
            "\"principalSet://iam.googleapis.com/projects/2/locations/global/workloadIdentityPools/pool/*\"".into(),
            Deny,
        ),
        (user, "\"serviceAccount:x@y.iam.gserviceaccount.com\"".into(), Deny),
        ("roles/owner", format!("\"principalSet://{pool}/*\""), Unknown),
        (user, String::new(), Deny),
    ] {
        let decision = decide(&with_members(role, &member), &token());
        assert_eq!(decision.verdict, verdict, "{role} {member}\n{decision:#?}");
    }
    let wrong = with_members(user, &format!("\"principalSet://{pool}/attribute.repository/Octo/shop\""));
    assert_eq!(
        decide(&wrong, &token()).error.as_deref(),
        Some("Permission 'iam.serviceAccounts.getAccessToken' denied on resource (or it may not exist).")
    );
    assert!(mended(&wrong, &token()).contains("attribute.repository/octo/shop"));
    let conditional =
        wrong.replace("Octo", "octo").replace("\"role\"", "\"condition\": {\"expression\": \"x\"}, \"role\"");
    assert_eq!(decide(&conditional, &token()).verdict, Unknown);
    assert_eq!(problem(r#"{"bindings": []}"#).code, "gcp.bindings-alone");
}

#[test]
fn mending() {
    let before = provider("assertion.repository == 'Octo/shop' && assertion.ref == 'refs/heads/main'", "");
    assert_eq!(mended(&before, &token()), before.replace("Octo/shop", "octo/shop"));
    let either = provider("assertion.ref == 'x' || assertion.actor == 'y'", "");
    assert_eq!(mended(&either, &token()), either.replace("'x'", "'refs/heads/main'"), "one change is enough");
    let both = provider("assertion.ref == 'x' && assertion.actor == 'y'", "");
    assert_eq!(mended(&both, &token()), both.replace("'x'", "'refs/heads/main'").replace("'y'", "'mona'"));
    let audience =
        provider("true", "").replace("\"issuerUri\"", "\"allowedAudiences\": [\"api\", \"b\"], \"issuerUri\"");
    assert!(mended(&audience, &token()).contains(&format!(r#"["api", "b", "https://iam.googleapis.com/{NAME}"]"#)));
}

#[test]
fn over_permissive_providers() {
    for (condition, codes) in [
        ("true", vec!["gcp.admits-anybody"]),
        ("assertion.repository_owner.startsWith('octo')", vec!["gcp.admits-like-named-owner"]),
        ("assertion.repository.startsWith('octo/shop')", vec!["gcp.admits-like-named-repository"]),
        ("assertion.repository_owner == 'octo'", vec!["gcp.admits-owner"]),
        ("assertion.repository == 'octo/shop'", vec!["gcp.admits-successor", "gcp.admits-pull-request"]),
        ("assertion.repository_id == '22' && assertion.repository_owner_id == '11'", vec!["gcp.admits-pull-request"]),
    ] {
        assert_eq!(warnings(&provider(condition, ""), &token()), codes, "{condition}");
    }
    let constant = provider("assertion.repository_id == '22' && assertion.ref == 'refs/heads/main'", "")
        .replace("\"assertion.sub\"", "\"assertion.actor\"");
    assert_eq!(warnings(&constant, &token()), ["gcp.admits-any-workflow", "gcp.subject-not-unique"]);
}

#[test]
fn what_cannot_be_read_has_a_place() {
    for (text, code, at) in [
        (provider("assertion.ref ==", ""), "gcp.cel", "\"assertion.ref ==\""),
        (provider("true", "\n  \"disabled\": \"yes\","), "gcp.disabled", "\"yes\""),
        (
            provider("true", "")
                .replace("{\"google.subject\"", "[{\"google.subject\"")
                .replace("repository\"}", "repository\"}]"),
            "gcp.mapping",
            "[{",
        ),
    ] {
        let problem = problem(&text);
        assert_eq!(problem.code, code, "{problem:?}");
        assert!(text[problem.span.start..].starts_with(at), "{}", &text[problem.span]);
    }
}
