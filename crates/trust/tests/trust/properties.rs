//! What must hold for every policy: what is not known or not understood never lets anybody in.

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::sample::select;
use unstuck_trust::{Claims, Source, Text, Verdict, policy};

use crate::tokens::push;

/// Parts of refs and environments: known ones, and unknown ones by name.
#[derive(Debug, Clone)]
enum Part {
    Known(&'static str),
    Unknown(&'static str),
}

fn parts() -> impl Strategy<Value = Vec<Part>> {
    let known = select(vec!["refs/heads/", "refs/tags/v", "main", "prod", "/", ":", "1"]).prop_map(Part::Known);
    let unknown = select(vec!["one", "two"]).prop_map(Part::Unknown);
    prop::collection::vec(prop_oneof![2 => known, 1 => unknown], 1..4)
}

fn fillings() -> impl Strategy<Value = BTreeMap<&'static str, String>> {
    let some = vec!["", "main", "heads/main", "prod", "1.0", "a/b", "x:y", "*", "Main", "a b", "eu-1"];
    let filling = prop_oneof![9 => select(some).prop_map(str::to_owned), 1 => Just("x".repeat(300))];
    (filling.clone(), filling).prop_map(|(one, two)| BTreeMap::from([("one", one), ("two", two)]))
}

fn text(parts: &[Part], filling: Option<&BTreeMap<&'static str, String>>) -> Text {
    parts.iter().fold(Text::default(), |text, part| match (part, filling) {
        (Part::Known(known), _) => text.then(known),
        (Part::Unknown(name), None) => text.then_unknown(name),
        (Part::Unknown(name), Some(filling)) => text.then(&filling[name]),
    })
}

/// A token for this audience, with these parts in its ref and environment.
fn token(audience: &str, reference: &Text, environment: Option<&Text>) -> Claims {
    let mut claims = push(audience);
    claims.set("ref", reference.clone());
    for claim in ["workflow_ref", "job_workflow_ref"] {
        claims.set(claim, Text::from("octo/shop/.github/workflows/deploy.yml@").then_text(reference));
    }
    if let Some(environment) = environment {
        claims.set("environment", environment.clone());
    }
    claims.render_subject();
    claims
}

/// A policy of each party around a pattern and a value, with the audience that it takes.
fn policies(pattern: &str, value: &str) -> Vec<(&'static str, String, &'static str)> {
    let issuer = "https://token.actions.githubusercontent.com";
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    let (pattern_text, value_text) = (quoted(pattern), quoted(value));
    let aws = |operator: &str, key: &str, value: &str| {
        format!(
            r#"{{"Statement": [{{"Effect": "Allow", "Principal": {{"Federated": "x:oidc-provider/token.actions.githubusercontent.com"}}, "Action": "sts:AssumeRoleWithWebIdentity", "Condition": {{"{operator}": {{"token.actions.githubusercontent.com:{key}": {value}}}}}}}]}}"#
        )
    };
    let gcp = |condition: &str| {
        let condition = quoted(condition);
        format!(
            r#"{{"attributeMapping": {{"google.subject": "assertion.sub"}}, "attributeCondition": {condition}, "oidc": {{"issuerUri": "{issuer}", "allowedAudiences": ["api"]}}}}"#
        )
    };
    let cel = |text: &str| format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'"));
    vec![
        ("policy.json", aws("StringLike", "sub", &pattern_text), "api"),
        ("policy.json", aws("StringNotLike", "ref", &pattern_text), "api"),
        ("policy.json", aws("ForAllValues:StringEqualsIfExists", "environment", &value_text), "api"),
        (
            "policy.json",
            gcp(&format!("assertion.ref == {} || assertion.sub.startsWith({})", cel(value), cel(value))),
            "api",
        ),
        (
            "policy.json",
            gcp(&format!("assertion.sub.split(':')[2] != {} && assertion.ref.matches({})", cel(value), cel(pattern))),
            "api",
        ),
        (
            "policy.json",
            gcp(&format!(
                "has(assertion.environment) ? assertion.environment in [{}, 'prod'] : !(assertion.sub.endsWith({}))",
                cel(value),
                cel(value)
            )),
            "api",
        ),
        ("policy.json", format!(r#"{{"issuer": "{issuer}", "subject": {value_text}, "audiences": ["api"]}}"#), "api"),
        (
            "policy.json",
            format!(
                r#"{{"issuer": "{issuer}", "claimsMatchingExpression": {{"value": {}, "languageVersion": 1}}, "audiences": ["api"]}}"#,
                quoted(&format!("claims['sub'] matches '{pattern}'"))
            ),
            "api",
        ),
        (
            "policy.json",
            format!(
                r#"{{"role_type": "jwt", "user_claim": "actor", "bound_audiences": "api", "bound_claims_type": "glob", "bound_claims": {{"ref": {pattern_text}}}}}"#
            ),
            "api",
        ),
        (
            "policy.json",
            format!(
                r#"{{"role_type": "jwt", "user_claim": "actor", "bound_audiences": "api", "bound_claims": {{"environment": {value_text}}}}}"#
            ),
            "api",
        ),
        (
            "policy.json",
            format!(
                r#"{{"owner": "octo", "repository": "shop", "workflow_filename": "deploy.yml", "environment": {value_text}}}"#
            ),
            "pypi",
        ),
        (
            "policy.json",
            format!(
                r#"{{"type": "github", "file": "deploy.yml", "repository": "octo/shop", "environment": {value_text}}}"#
            ),
            "npm:registry.npmjs.org",
        ),
        (
            "policy.json",
            format!(
                r#"{{"crate": "shop", "repository_owner": "octo", "repository_name": "shop", "workflow_filename": "deploy.yml", "environment": {value_text}}}"#
            ),
            "crates.io",
        ),
        (
            "policy.json",
            format!(
                r#"{{"repository_owner": "octo", "repository_name": "shop", "workflow_filename": "deploy.yml", "environment": {value_text}}}"#
            ),
            "rubygems.org",
        ),
        (
            "policy.json",
            format!(
                r#"{{"owner": "octo", "ownerId": "11", "repository": "shop", "repositoryId": "22", "workflow": "deploy.yml", "environment": {value_text}}}"#
            ),
            "https://www.nuget.org/",
        ),
        (
            "policy.json",
            format!(
                r#"{{"certificateIdentityRegexp": {}, "certificateOidcIssuer": "{issuer}"}}"#,
                quoted(&format!("@{pattern}$"))
            ),
            "sigstore",
        ),
        (
            "it.sts.yaml",
            format!("issuer: {issuer}\nsubject_pattern: {pattern_text}\naudience: api\npermissions: {{}}\n"),
            "api",
        ),
        ("policy.json", format!(r#"{{"claims": {{"ref": {pattern_text}}}, "token_spec": {{}}}}"#), "api"),
    ]
}

fn pattern() -> impl Strategy<Value = String> {
    let piece = select(vec![
        "repo:octo/shop:",
        "ref:",
        "refs/heads/",
        "refs/tags/v",
        "main",
        "*",
        "?",
        ".*",
        "|",
        "environment:",
        "prod",
        "^",
        "$",
        "[0-9]+",
        "1",
    ]);
    prop::collection::vec(piece, 1..4).prop_map(|pieces| pieces.concat())
}

fn value() -> impl Strategy<Value = String> {
    select(vec![
        "main",
        "prod",
        "refs/heads/main",
        "repo:octo/shop:ref:refs/heads/main",
        "refs/tags/v1.0",
        "repo:octo",
        "eu-1",
        "Main",
        "refs/heads/",
    ])
    .prop_map(str::to_owned)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, ..ProptestConfig::default() })]

    /// An answer to a token with unknown parts is the answer to every token that it may turn out to be.
    #[test]
    fn unknown_parts_decide_nothing(
        pattern in pattern(),
        value in value(),
        reference in parts(),
        environment in prop::option::of(parts()),
        filling in fillings(),
    ) {
        for (name, policy_text, audience) in policies(&pattern, &value) {
            let Ok(policies) = policy::read(&Source::new(name, policy_text.as_str()), None) else { continue };
            let of = |filling| {
                let environment = environment.as_ref().map(|parts| text(parts, filling));
                policies[0].decide(&token(audience, &text(&reference, filling), environment.as_ref()))
            };
            let (unknown, known) = (of(None), of(Some(&filling)));
            if unknown.verdict != Verdict::Unknown {
                prop_assert_eq!(unknown.verdict, known.verdict, "{}\n{:#?}\n{:#?}", policy_text, unknown, known);
            }
        }
    }

    /// A condition with a character more, less or other is true here only where CEL's own interpreter finds it true.
    #[test]
    fn a_condition_is_true_only_where_cel_says_so(
        base in select(vec![
            "assertion.repository == 'octo/shop' && assertion.ref.startsWith('refs/heads/')",
            "has(assertion.environment) ? assertion.environment == 'prod' : assertion.actor != 'x'",
            "assertion.ref in ['refs/heads/main', 'b'] || !(assertion.sub.contains('pull')) && size(assertion.actor) < 9",
            "assertion['repository'].matches('^octo/[a-z]+$') && 'ref' in assertion",
        ]),
        at in any::<prop::sample::Index>(),
        put in select(vec!["", "!", "&", "|", "'", "(", ")", "=", ".", "x", " ", "0", "[", "]", "?", ":", "-", "<", "\\", "true", "assertion", "!=", "+"]),
        cut in 0_usize..3,
    ) {
        let start = at.index(base.len());
        let condition = format!("{}{put}{}", &base[..start], &base[(start + cut).min(base.len())..]);
        let claims = push("api");
        let policy_text = serde_json::json!({
            "attributeMapping": {"google.subject": "assertion.sub"},
            "attributeCondition": condition,
            "oidc": {"issuerUri": "https://token.actions.githubusercontent.com", "allowedAudiences": ["api"]},
        });
        let Ok(policies) = policy::read(&Source::new("policy.json", policy_text.to_string()), None) else { return Ok(()) };
        let decision = policies[0].decide(&claims);
        if decision.verdict == Verdict::Allow {
            let known: std::collections::HashMap<String, String> = claims
                .iter()
                .filter_map(|(name, text)| Some((name.to_owned(), text.known()?.to_owned())))
                .collect();
            let mut context = cel::Context::default();
            context.add_variable("assertion", known).expect("a map");
            let program = cel::Program::compile(&condition).expect("it was read");
            prop_assert_eq!(program.execute(&context), Ok(true.into()), "{}", condition);
        }
    }

    /// A text that is compared to the letter lets nobody in when a letter of it is another.
    #[test]
    fn another_letter_is_another_text(at in any::<prop::sample::Index>(), letter in "[a-zA-Z0-9/:*?.$^]") {
        let right = "repo:octo/shop:ref:refs/heads/main";
        let index = at.index(right.len());
        let wrong = format!("{}{letter}{}", &right[..index], &right[index + 1..]);
        prop_assume!(wrong != right);
        let issuer = "https://token.actions.githubusercontent.com";
        for policy_text in [
            format!(r#"{{"issuer": "{issuer}", "subject": "{wrong}", "audiences": ["api"]}}"#),
            format!(r#"{{"role_type": "jwt", "user_claim": "actor", "bound_audiences": "api", "bound_subject": "{wrong}"}}"#),
            format!(r#"{{"issuer": "{issuer}", "subject": "{wrong}", "audience": "api", "permissions": {{}}}}"#),
        ] {
            let policies = policy::read(&Source::new("policy.json", policy_text.as_str()), None).expect("it is a policy");
            prop_assert_ne!(policies[0].decide(&push("api")).verdict, Verdict::Allow, "{}", policy_text);
        }
    }

    /// Whatever a file holds, it is read or told what is wrong with it, within the file.
    #[test]
    fn nothing_panics(
        name in select(vec!["main.tf", "trust.toml", "policy.json", "it.sts.yaml", "-"]),
        pieces in prop::collection::vec(
            select(vec![
                "{", "}", "[", "]", "\"", "=", ":", ",", "\n", "<<EOF\n", "EOF\n", "${", "}", "data \"aws_iam_policy_document\" \"x\" ",
                "resource \"aws_iam_role\" \"x\" ", "statement ", "condition ", "assume_role_policy = ", "jsonencode(", ")", "\"Statement\"",
                "WebIdentity", "attributeCondition", "attributeMapping", "oidc", "é", "\u{fdd0}", "\u{fdd1}", "1", "x", "[[pypi]]", "owner",
                "locals { a = local.a }\n", "local.a", "var.b", "'", "(", "?", "claims", "bound_claims", "subject", "issuer", "null", "true",
            ]),
            0..24,
        ),
    ) {
        let text = pieces.concat();
        let source = Source::new(name, text.as_str());
        for party in [None, Some(unstuck_trust::Party::Gcp), Some(unstuck_trust::Party::Vault), Some(unstuck_trust::Party::Aws)] {
            match policy::read(&source, party) {
                Ok(policies) => policies.iter().for_each(|policy| {
                    let decision = policy.decide(&push("api"));
                    policy.mend(&push("api"), &decision);
                    policy.warnings(&push("api"));
                }),
                Err(problem) => {
                    let span = problem.span;
                    prop_assert!(source.text.get(span.clone()).is_some(), "{:?} in {:?}", span, source.text);
                }
            }
        }
    }
}
