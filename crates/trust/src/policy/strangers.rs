//! What to say of strangers that a policy lets in, where the party has no words of its own for it.

use std::ops::Range;

use super::Policy;
use crate::claims::Claims;
use crate::decision::{Severity, Warning};
use crate::probe::Stranger;
use crate::text::Text;

/// The stable codes of a party's warnings, one for each stranger, the farthest first.
macro_rules! codes {
    ($party:literal) => {
        [
            concat!($party, ".admits-anybody"),
            concat!($party, ".admits-like-named-owner"),
            concat!($party, ".admits-owner"),
            concat!($party, ".admits-like-named-repository"),
            concat!($party, ".admits-successor"),
            concat!($party, ".admits-pull-request"),
            concat!($party, ".admits-any-branch"),
            concat!($party, ".admits-any-workflow"),
        ]
    };
}
pub(super) use codes;

/// A warning for the farthest stranger that is let in. Whoever takes over names has ids of its own; that matters less than what every
/// branch may do, and is told beside it. `except` are those that the party keeps out by means that no policy shows.
pub(super) fn warn(
    policy: &dyn Policy,
    own: &Claims,
    span: Range<usize>,
    codes: [&'static str; 8],
    except: &[Stranger],
) -> Vec<Warning> {
    let mut warnings = Vec::new();
    for (stranger, code) in Stranger::ALL.into_iter().zip(codes).filter(|(stranger, _)| !except.contains(stranger)) {
        let Some(token) = stranger.admitted(policy, own) else { continue };
        let (severity, message, help) = words(stranger);
        let admits = token.value("sub").map(Text::to_string);
        let (message, help) = (message.to_owned(), help.to_owned());
        warnings.push(Warning { code, severity, span: span.clone(), message, admits, help });
        if stranger != Stranger::Successor {
            break;
        }
    }
    warnings
}

fn words(stranger: Stranger) -> (Severity, &'static str, &'static str) {
    let repository = "ask for this repository, to the end of its name";
    match stranger {
        Stranger::Anybody => (Severity::High, "every repository on GitHub gets in", repository),
        Stranger::LikeNamedOwner => (Severity::High, "owners whose names begin like this one's get in", repository),
        Stranger::LikeNamedRepository => {
            (Severity::High, "repositories whose names begin like this one's get in", repository)
        }
        Stranger::Sibling => (Severity::High, "every repository of the owner gets in", repository),
        Stranger::Successor => (
            Severity::Low,
            "only names are asked for: whoever takes them over after a deletion or a renaming gets in",
            "use immutable subjects, or ask for repository_owner_id and repository_id as well",
        ),
        Stranger::PullRequest => (
            Severity::Medium,
            "pull requests of the repository's own branches get in, and with them every branch",
            "ask for the ref, or for an environment that only the right branches may use",
        ),
        Stranger::AnyBranch => (
            Severity::Medium,
            "every branch's copy of the workflow gets in",
            "ask for the ref, or for an environment that only the right branches may use",
        ),
        Stranger::OtherWorkflow => (
            Severity::Low,
            "every workflow of the repository that runs on this ref gets in",
            "ask for job_workflow_ref or workflow_ref as well",
        ),
    }
}
