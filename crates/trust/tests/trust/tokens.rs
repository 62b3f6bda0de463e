//! Tokens that tests begin with, and what they ask of policies.

use unstuck_trust::{Claims, Decision, Policy, Problem, Source, edit, policy};

/// The token of a push to `main` of `octo/shop`, for this audience.
pub(crate) fn push(audience: &str) -> Claims {
    let mut claims = Claims::from([
        ("iss", "https://token.actions.githubusercontent.com"),
        ("aud", audience),
        ("repository", "octo/shop"),
        ("repository_owner", "octo"),
        ("repository_owner_id", "11"),
        ("repository_id", "22"),
        ("repository_visibility", "private"),
        ("event_name", "push"),
        ("ref", "refs/heads/main"),
        ("ref_type", "branch"),
        ("base_ref", ""),
        ("head_ref", ""),
        ("actor", "mona"),
        ("actor_id", "33"),
        ("workflow", "Deploy"),
        ("workflow_ref", "octo/shop/.github/workflows/deploy.yml@refs/heads/main"),
        ("job_workflow_ref", "octo/shop/.github/workflows/deploy.yml@refs/heads/main"),
        ("runner_environment", "github-hosted"),
    ]);
    claims.render_subject();
    claims
}

/// The same with other values; `sub` is made anew.
pub(crate) fn with(mut claims: Claims, changes: &[(&str, &str)]) -> Claims {
    for (name, value) in changes {
        claims.set(name, *value);
    }
    claims.render_subject();
    claims
}

/// The one policy of a text.
pub(crate) fn read(text: &str) -> Box<dyn Policy> {
    let mut policies =
        policy::read(&Source::new("policy.json", text), None).unwrap_or_else(|problem| panic!("{problem:?}"));
    assert_eq!(policies.len(), 1);
    policies.remove(0)
}

/// What is wrong with a text that cannot be read.
pub(crate) fn problem(text: &str) -> Problem {
    policy::read(&Source::new("policy.json", text), None).expect_err("this can be read")
}

/// What the policy answers.
pub(crate) fn decide(text: &str, claims: &Claims) -> Decision {
    read(text).decide(claims)
}

/// The policy's text after its own mend, which must let the token in.
pub(crate) fn mended(text: &str, claims: &Claims) -> String {
    let before = read(text);
    let decision = before.decide(claims);
    assert_ne!(decision.verdict, unstuck_trust::Verdict::Allow, "nothing to mend");
    let after = edit::applied(text, &before.mend(claims, &decision));
    assert_eq!(decide(&after, claims).verdict, unstuck_trust::Verdict::Allow, "{after}");
    after
}

/// Codes of the warnings.
pub(crate) fn warnings(text: &str, own: &Claims) -> Vec<&'static str> {
    read(text).warnings(own).iter().map(|warning| warning.code).collect()
}
