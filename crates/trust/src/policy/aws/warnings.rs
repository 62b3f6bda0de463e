//! Trust policies of AWS that let in too many.

use super::condition::{Compare, Condition, Quantifier};
use super::{Role, Statement};
use crate::claims::Claims;
use crate::decision::{Severity, Warning};
use crate::probe::{Stranger, farthest};
use crate::text::Text;

pub(super) fn of(role: &Role, own: &Claims) -> Vec<Warning> {
    let mut warnings: Vec<Warning> =
        farthest(role, own).map(|(stranger, token)| admitted(role, own, stranger, &token)).into_iter().collect();
    for statement in role.statements.iter().filter(|statement| statement.allows) {
        warnings.extend(statement.conditions.iter().filter_map(|condition| vacuous(condition, own)));
        warnings.extend(without_audience(statement, own));
    }
    warnings
}

/// A stranger gets in: what lets it in is the condition on the subject, or that there is none.
fn admitted(role: &Role, own: &Claims, stranger: Stranger, token: &Claims) -> Warning {
    let allowing = || role.statements.iter().filter(|statement| statement.allows);
    let on_subject = |condition: &&Condition| condition.claim(own).as_deref() == Some("sub");
    let subject = allowing().flat_map(|statement| &statement.conditions).find(on_subject);
    let whole = || {
        allowing().map(|statement| statement.conditions_span.clone().unwrap_or_else(|| statement.span.clone())).next()
    };
    let span =
        subject.map(|condition| condition.key_span.start..condition.values_span.end).or_else(whole).unwrap_or_default();
    let wanted = own.value("sub").map(Text::to_string).unwrap_or_default();
    let (code, severity, message) = match (stranger, subject) {
        (Stranger::Anybody, None) => {
            ("aws.sub-missing", Severity::High, "no condition asks for the subject: every repository on GitHub gets in")
        }
        (Stranger::Anybody, Some(_)) => {
            ("aws.sub-wildcard-all", Severity::High, "the subject's pattern fits every repository on GitHub")
        }
        (Stranger::LikeNamedOwner, _) => (
            "aws.sub-prefix-owner",
            Severity::High,
            "the pattern does not end the owner's name: owners whose names begin alike get in",
        ),
        (Stranger::LikeNamedRepository, _) => (
            "aws.sub-prefix-repository",
            Severity::High,
            "the pattern does not end the repository's name: repositories whose names begin alike get in",
        ),
        (Stranger::Sibling, _) => ("aws.sub-wildcard-org", Severity::High, "every repository of the owner gets in"),
        (Stranger::Successor, _) => (
            "aws.sub-mutable-names",
            Severity::Low,
            "only names are asked for: whoever takes them over after a deletion or a renaming gets in",
        ),
        (Stranger::PullRequest, _) => (
            "aws.sub-wildcard-repo",
            Severity::Medium,
            "pull requests, every branch and every environment of the repository get in",
        ),
        (Stranger::AnyBranch, _) => ("aws.sub-any-branch", Severity::Medium, "every branch of the repository gets in"),
        (Stranger::OtherWorkflow, _) => {
            ("aws.any-workflow", Severity::Low, "every workflow of the repository that runs on this ref gets in")
        }
    };
    let help = match stranger {
        Stranger::Successor => {
            "use immutable subjects, or ask for repository_owner_id and repository_id as well".to_owned()
        }
        Stranger::OtherWorkflow => "ask for job_workflow_ref as well".to_owned(),
        _ => format!("ask for the subject of this job: StringEquals `{wanted}`"),
    };
    Warning { code, severity, span, message: message.to_owned(), admits: token.value("sub").map(Text::to_string), help }
}

/// A condition that is true where the token does not carry the claim.
fn vacuous(condition: &Condition, own: &Claims) -> Option<Warning> {
    let all = condition.operator.quantifier == Quantifier::All;
    if condition.operator.compare == Compare::Absent
        || !(all || condition.operator.if_exists)
        || condition.claim(own).is_none()
    {
        return None;
    }
    let (code, word) = if all { ("aws.for-all-values", "ForAllValues") } else { ("aws.if-exists", "IfExists") };
    Some(Warning {
        code,
        severity: Severity::Medium,
        span: condition.operator_span.clone(),
        message: format!("{word} is true where the token has no {}: a misspelt key lets everybody in", condition.key),
        admits: None,
        help: format!("leave {word} out: a claim of GitHub's has one value"),
    })
}

fn without_audience(statement: &Statement, own: &Claims) -> Option<Warning> {
    let asks = statement.conditions.iter().any(|condition| condition.claim(own).as_deref() == Some("aud"));
    let names_issuer = own.value("iss").is_some_and(|issuer| {
        statement.principal.issuers().any(|named| issuer.equals(&format!("https://{named}")) == crate::Truth::Yes)
    });
    (!asks && names_issuer).then(|| Warning {
        code: "aws.aud-missing",
        severity: Severity::Low,
        span: statement.conditions_span.clone().unwrap_or_else(|| statement.span.clone()),
        message:
            "no condition asks for the audience: tokens that the job made for another audience of the provider get in"
                .to_owned(),
        admits: None,
        help: "ask for the audience: StringEquals `sts.amazonaws.com`".to_owned(),
    })
}
