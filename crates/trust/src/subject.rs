//! The subject of a token: what most relying parties look at first.
//!
//! Source: GitHub's OpenID Connect reference ("Example subject claims", "Customizing the token claims", "Immutable subject claims").

use crate::claims::{Claim, Claims};
use crate::text::Text;

/// How a repository's subjects are made.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Template {
    /// `include_claim_keys`, where the repository has opted in to a template; the default subject where empty.
    pub keys: Vec<String>,
    /// Whether names are followed by ids: `repo:OWNER@OWNER_ID/NAME@REPOSITORY_ID`.
    pub immutable: bool,
}

impl Template {
    /// The subject of a token with these claims.
    #[must_use]
    pub fn render(&self, claims: &Claims) -> Text {
        if self.keys.is_empty() {
            return self.repository(claims).then(":").then_text(&context(claims));
        }
        let segments = self.keys.iter().map(|key| match key.as_str() {
            "repo" => self.repository(claims),
            "context" => context(claims),
            key => Text::from(key).then(":").then_text(&escaped(&claim(claims, key))),
        });
        let joined = segments.reduce(|subject, segment| subject.then(":").then_text(&segment));
        joined.unwrap_or_default()
    }

    fn repository(&self, claims: &Claims) -> Text {
        let repository = claim(claims, "repository");
        if !self.immutable {
            return Text::from("repo:").then_text(&repository);
        }
        let (owner, name) = match repository.known().and_then(|full| full.split_once('/')) {
            Some((owner, name)) => (Text::from(owner), Text::from(name)),
            None => (claim(claims, "repository_owner"), Text::unknown("repository")),
        };
        Text::from("repo:")
            .then_text(&owner)
            .then("@")
            .then_text(&claim(claims, "repository_owner_id"))
            .then("/")
            .then_text(&name)
            .then("@")
            .then_text(&claim(claims, "repository_id"))
    }
}

/// The third part of the default subject: the environment, else `pull_request`, else the ref.
fn context(claims: &Claims) -> Text {
    match claims.get("environment") {
        Claim::Present(environment) => return Text::from("environment:").then_text(&escaped(environment)),
        Claim::Perhaps(environment) => return Text::unknown(format!("environment {environment}, or the ref")),
        Claim::Absent => {}
    }
    if claims.value("event_name").and_then(Text::known) == Some("pull_request") {
        return Text::from("pull_request");
    }
    Text::from("ref:").then_text(&escaped(&claim(claims, "ref")))
}

/// A colon inside a value is written `%3A`; nothing else is escaped.
fn escaped(value: &Text) -> Text {
    value.map(|part| part.replace(':', "%3A"))
}

/// What a template writes for a claim that the token does not carry is not documented.
fn claim(claims: &Claims, name: &str) -> Text {
    claims.value(name).cloned().unwrap_or_else(|| Text::unknown(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rendered(keys: &[&str], immutable: bool, more: &[(&str, &str)]) -> String {
        let mut claims = Claims::from([
            ("repository", "o/r"),
            ("repository_owner", "o"),
            ("repository_owner_id", "1"),
            ("repository_id", "2"),
            ("event_name", "push"),
            ("ref", "refs/heads/main"),
        ]);
        for (name, value) in more {
            claims.set(name, *value);
        }
        let keys = keys.iter().map(ToString::to_string).collect();
        Template { keys, immutable }.render(&claims).to_string()
    }

    #[test]
    fn the_default_subject() {
        assert_eq!(rendered(&[], false, &[]), "repo:o/r:ref:refs/heads/main");
        assert_eq!(rendered(&[], false, &[("event_name", "pull_request")]), "repo:o/r:pull_request");
        assert_eq!(rendered(&[], false, &[("event_name", "pull_request_target")]), "repo:o/r:ref:refs/heads/main");
        let production = [("event_name", "pull_request"), ("environment", "eu:prod")];
        assert_eq!(rendered(&[], false, &production), "repo:o/r:environment:eu%3Aprod");
        assert_eq!(rendered(&[], true, &[]), "repo:o@1/r@2:ref:refs/heads/main");
    }

    #[test]
    fn a_template() {
        let keys = ["repo", "context", "job_workflow_ref"];
        let callee = [("job_workflow_ref", "o/r/.github/workflows/w.yml@refs/heads/main")];
        assert_eq!(
            rendered(&keys, false, &callee),
            "repo:o/r:ref:refs/heads/main:job_workflow_ref:o/r/.github/workflows/w.yml@refs/heads/main"
        );
        assert_eq!(
            rendered(&["repository_owner", "environment"], false, &[]),
            "repository_owner:o:environment:<environment>"
        );
        assert_eq!(rendered(&["repo"], true, &[]), "repo:o@1/r@2");
    }
}
