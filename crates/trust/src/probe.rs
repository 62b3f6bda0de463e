//! Tokens that a trust policy should hardly accept. A warning stands on one of them that is accepted: what a policy admits is asked of
//! the policy itself, not guessed from how it is written.

use crate::claims::Claims;
use crate::decision::Verdict;
use crate::policy::Policy;
use crate::text::Text;

/// Who asks, by how far from the owner's wish, the farthest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stranger {
    /// A repository of somebody else, whose name has nothing to do with this one.
    Anybody,
    /// An owner whose name begins like this one's.
    LikeNamedOwner,
    /// Another repository of the same owner, whose name has nothing to do with this one.
    Sibling,
    /// A repository of this owner whose name begins like this one's.
    LikeNamedRepository,
    /// Whoever takes the names of owner and repository after they were given up: other ids.
    Successor,
    /// A pull request in the same repository.
    PullRequest,
    /// Any branch of the same repository.
    AnyBranch,
    /// Another workflow file of the same repository.
    OtherWorkflow,
}

impl Stranger {
    /// All of them, the farthest first.
    pub const ALL: [Self; 8] = [
        Self::Anybody,
        Self::LikeNamedOwner,
        Self::Sibling,
        Self::LikeNamedRepository,
        Self::Successor,
        Self::PullRequest,
        Self::AnyBranch,
        Self::OtherWorkflow,
    ];

    /// The token that it would come with, made from one that ought to be accepted. `None` where `own` does not say whose it is.
    #[must_use]
    pub fn token(self, own: &Claims) -> Option<Claims> {
        let full = own.value("repository")?.known()?.to_owned();
        let (owner, name) = full.split_once('/')?;
        let mut token = own.clone();
        match self {
            Self::Anybody => moved(&mut token, &full, "stranger", "any"),
            Self::LikeNamedOwner => moved(&mut token, &full, &format!("{owner}-evil"), name),
            Self::LikeNamedRepository => moved(&mut token, &full, owner, &format!("{name}-evil")),
            Self::Sibling => moved(&mut token, &full, owner, "any"),
            Self::Successor => moved(&mut token, &full, owner, name),
            Self::PullRequest => {
                at(&mut token, "pull_request", "refs/pull/1/merge");
                token.set("head_ref", "any-branch");
                token.set("base_ref", "main");
                token.set("ref_type", "branch");
            }
            Self::AnyBranch => at(&mut token, "push", "refs/heads/any-branch"),
            Self::OtherWorkflow => {
                for claim in ["workflow_ref", "job_workflow_ref"] {
                    let reference = token.value(claim).and_then(Text::known).and_then(|old| old.split_once('@'));
                    if let Some(reference) = reference.map(|(_, reference)| reference.to_owned()) {
                        token.set(claim, format!("{full}/.github/workflows/any.yml@{reference}"));
                    }
                }
                token.set("workflow", "any");
            }
        }
        token.render_subject();
        Some(token)
    }

    /// The token, where the policy accepts it.
    #[must_use]
    pub fn admitted(self, policy: &dyn Policy, own: &Claims) -> Option<Claims> {
        self.token(own).filter(|token| policy.decide(token).verdict == Verdict::Allow)
    }
}

/// The same job in another repository.
fn moved(token: &mut Claims, from: &str, owner: &str, name: &str) {
    let to = format!("{owner}/{name}");
    for claim in ["workflow_ref", "job_workflow_ref"] {
        let own = token.value(claim).filter(|value| value.starts_with(&format!("{from}/")) == crate::Truth::Yes);
        if let Some(value) = own.map(|value| value.map(|part| part.replacen(&format!("{from}/"), &format!("{to}/"), 1)))
        {
            token.set(claim, value);
        }
    }
    let same_owner = from.split('/').next() == Some(owner);
    token.set("repository", to.clone());
    token.set("repository_owner", owner);
    token.set("repository_id", "999000001");
    // Ids are never given out twice, so that whoever takes over a name has another one.
    if !same_owner || from == to {
        token.set("repository_owner_id", "999000002");
    }
}

/// The same repository and workflow on another event and ref, without an environment.
fn at(token: &mut Claims, event: &str, reference: &str) {
    let own = token.value("ref").and_then(Text::known).map(str::to_owned);
    for claim in ["workflow_ref", "job_workflow_ref"] {
        let value = token.value(claim).and_then(Text::known).and_then(|value| value.split_once('@'));
        if let Some((path, at)) = value.map(|(path, at)| (path.to_owned(), at.to_owned()))
            && own.as_ref().is_none_or(|own| *own == at)
        {
            token.set(claim, format!("{path}@{reference}"));
        }
    }
    token.set("event_name", event);
    token.set("ref", reference);
    token.remove("environment");
}

/// The farthest stranger that the policy accepts, with its token.
#[must_use]
pub fn farthest(policy: &dyn Policy, own: &Claims) -> Option<(Stranger, Claims)> {
    Stranger::ALL.into_iter().find_map(|stranger| Some((stranger, stranger.admitted(policy, own)?)))
}
