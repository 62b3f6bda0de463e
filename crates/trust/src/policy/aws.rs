//! AWS: a role's trust policy, and the account's OIDC provider.
//!
//! Rules: IAM's policy evaluation logic (an explicit Deny wins, otherwise one Allow is needed) and its reference of condition
//! operators. Only what `sts:AssumeRoleWithWebIdentity` asks is answered; service control policies are not seen.

use std::ops::Range;

use super::field::Field;
use super::{Policy, Reader};
use crate::claims::Claims;
use crate::decision::{Decision, Party, Step, Verdict, Warning};
use crate::edit::Edit;
use crate::glob::{Glob, Wildcards};
use crate::node::{Node, Value};
use crate::source::Problem;
use crate::text::{Text, is_marked, shown};
use crate::truth::Truth;

mod condition;
mod mend;
mod provider;
mod warnings;

use condition::Condition;

const ACTION: &str = "sts:AssumeRoleWithWebIdentity";

/// IAM's one answer to whatever is wrong with the role, the account or a condition.
const NOT_AUTHORIZED: &str = "Not authorized to perform sts:AssumeRoleWithWebIdentity";

pub(super) const READER: Reader = Reader {
    party: Party::Aws,
    recognises: |node| {
        let document = node.get("Statement").is_some() || node.at(&["Role", "AssumeRolePolicyDocument"]).is_some();
        document || node.get("AssumeRolePolicyDocument").is_some() || node.get("ClientIDList").is_some()
    },
    read: |nodes| nodes.iter().map(|node| read(node)).collect(),
};

fn read(node: &Node) -> Result<Box<dyn Policy>, Problem> {
    if node.get("ClientIDList").is_some() {
        return Ok(Box::new(provider::Provider::read(node)?));
    }
    Ok(Box::new(Role::read(node)?))
}

/// A role with its trust policy.
#[derive(Debug)]
struct Role {
    name: Option<String>,
    /// `MaxSessionDuration`, in seconds.
    longest_session: Option<u64>,
    statements: Vec<Statement>,
}

#[derive(Debug)]
struct Statement {
    allows: bool,
    span: Range<usize>,
    principal: Principal,
    actions: Actions,
    conditions: Vec<Condition>,
    /// The `Condition` mapping, where there is one.
    conditions_span: Option<Range<usize>>,
}

#[derive(Debug)]
struct Principal {
    /// ARNs and URLs under `Federated`.
    federated: Vec<String>,
    /// `*`, `{"AWS": ...}` and the like, which say nothing certain about a federated caller.
    others: bool,
    span: Range<usize>,
}

#[derive(Debug)]
struct Actions {
    patterns: Vec<Field>,
    /// `NotAction`
    inverted: bool,
    span: Range<usize>,
}

impl Role {
    fn read(node: &Node) -> Result<Self, Problem> {
        let role = node.get("Role").unwrap_or(node);
        let name = role.get("RoleName").or_else(|| role.get("Arn")).and_then(Node::text).map(str::to_owned);
        let document = role.get("AssumeRolePolicyDocument").unwrap_or(role);
        let Some(statement) = document.get("Statement") else {
            let help = "give the trust policy document, or what `aws iam get-role` prints";
            return Err(Problem::new("aws.no-statement", document.span.clone(), "there is no Statement here", help));
        };
        let statements = statement.one_or_many().iter().map(Statement::read).collect::<Result<_, _>>()?;
        let longest = role.get("MaxSessionDuration").and_then(Node::scalar);
        Ok(Self { name, longest_session: longest.and_then(|longest| longest.parse().ok()), statements })
    }
}

/// What a statement may have. IAM refuses anything else, and a misspelt condition must not be taken for none.
const ELEMENTS: [&str; 9] =
    ["Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition"];

impl Statement {
    fn read(node: &Node) -> Result<Self, Problem> {
        if let Some(entry) = node.entries().iter().find(|entry| !ELEMENTS.contains(&entry.key.as_str())) {
            let message = format!("a statement has no element {}", shown(&entry.key));
            let help = "write Effect, Principal, Action and Condition like this, without expressions";
            return Err(Problem::new("aws.element", entry.key_span.clone(), message, help));
        }
        let effect = node.get("Effect");
        let allows = match effect.and_then(Node::text) {
            Some("Allow") => true,
            Some("Deny") => false,
            _ => {
                let span = effect.map_or_else(|| node.span.clone(), |effect| effect.span.clone());
                return Err(Problem::new(
                    "aws.effect",
                    span,
                    "Effect must be Allow or Deny",
                    "write \"Effect\": \"Allow\"",
                ));
            }
        };
        if let Some(not) = node.entry("NotPrincipal") {
            let help = "name who may assume the role with Principal";
            let message = "a role trust policy cannot have NotPrincipal: IAM refuses it";
            return Err(Problem::new("aws.not-principal", not.key_span.clone(), message, help));
        }
        let Some(principal) = node.get("Principal") else {
            let help = "add \"Principal\": {\"Federated\": \"arn:aws:iam::ACCOUNT:oidc-provider/token.actions.githubusercontent.com\"}";
            return Err(Problem::new("aws.principal", node.span.clone(), "the statement has no Principal", help));
        };
        let conditions = node.get("Condition");
        Ok(Self {
            allows,
            span: node.span.clone(),
            principal: Principal::read(principal),
            actions: Actions::read(node)?,
            conditions: conditions.map(Condition::all).transpose()?.unwrap_or_default(),
            conditions_span: conditions.map(|conditions| conditions.span.clone()),
        })
    }

    /// Whether the statement speaks of this token at all: who asks, and for what.
    fn steps(&self, claims: &Claims) -> Vec<Step> {
        let mut steps = vec![self.principal.step(claims), self.actions.step()];
        steps.extend(self.conditions.iter().map(|condition| condition.step(claims)));
        steps
    }
}

impl Principal {
    fn read(node: &Node) -> Self {
        let federated = node.get("Federated").map(Node::one_or_many).unwrap_or_default();
        Self {
            federated: federated.iter().filter_map(|arn| arn.text().map(str::to_owned)).collect(),
            others: !matches!(node.value, Value::Map(_)) || node.entries().iter().any(|entry| entry.key != "Federated"),
            span: node.span.clone(),
        }
    }

    /// The issuers that it names, without `https://`.
    fn issuers(&self) -> impl Iterator<Item = &str> {
        self.federated.iter().filter_map(|arn| arn.split_once(":oidc-provider/").map(|(_, issuer)| issuer))
    }

    fn step(&self, claims: &Claims) -> Step {
        let issuer = claims.value("iss").map(|issuer| issuer.map(|part| part.replace("https://", "")));
        let own = issuer.as_ref().map(|issuer| Truth::any(self.issuers().map(|named| issuer.equals(named))));
        let unknown =
            self.others || self.federated.iter().any(|arn| is_marked(arn) && !arn.contains(":oidc-provider/"));
        let result = match own {
            Some(Truth::No) | None if unknown => Truth::Unknown,
            own => own.unwrap_or(Truth::Unknown),
        };
        let expected = self.issuers().map(|issuer| shown(&format!("https://{issuer}"))).collect();
        let actual = claims.value("iss").map(Text::to_string);
        Step { condition: "Principal Federated".to_owned(), span: self.span.clone(), expected, actual, result }
    }
}

impl Actions {
    fn read(statement: &Node) -> Result<Self, Problem> {
        let named = statement.get("Action").map(|action| (action, false));
        let Some((node, inverted)) = named.or_else(|| statement.get("NotAction").map(|action| (action, true))) else {
            let help = "add \"Action\": \"sts:AssumeRoleWithWebIdentity\"";
            return Err(Problem::new("aws.action", statement.span.clone(), "the statement has no Action", help));
        };
        let pattern = |node: &Node| Some(Field { text: node.text()?.to_owned(), span: node.span.clone() });
        let patterns = node.one_or_many().iter().filter_map(pattern).collect();
        Ok(Self { patterns, inverted, span: node.span.clone() })
    }

    /// Names of actions have no case.
    fn step(&self) -> Step {
        let action = Text::from(ACTION.to_ascii_lowercase());
        let like =
            |pattern: &Field| action.like(&Glob::new(&pattern.text.to_ascii_lowercase(), Wildcards::StarAndQuestion));
        let named = Truth::any(self.patterns.iter().map(like));
        Step {
            condition: if self.inverted { "NotAction" } else { "Action" }.to_owned(),
            span: self.span.clone(),
            expected: self.patterns.iter().map(|pattern| shown(&pattern.text)).collect(),
            actual: Some(ACTION.to_owned()),
            result: if self.inverted { !named } else { named },
        }
    }
}

impl Policy for Role {
    fn party(&self) -> Party {
        Party::Aws
    }

    fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    fn longest_session(&self) -> Option<u64> {
        self.longest_session
    }

    fn decide(&self, claims: &Claims) -> Decision {
        let judged: Vec<(&Statement, Vec<Step>, Truth)> =
            self.statements.iter().map(|statement| judge(statement, claims)).collect();
        let truth = |allows: bool| {
            Truth::any(judged.iter().filter(|(statement, ..)| statement.allows == allows).map(|(.., truth)| *truth))
        };
        let (allowed, denied) = (truth(true), truth(false));
        let verdict = match (allowed, denied) {
            (_, Truth::Yes) | (Truth::No, _) => Verdict::Deny,
            (Truth::Yes, Truth::No) => Verdict::Allow,
            _ => Verdict::Unknown,
        };
        // The statement that decides, and after it the others, so that the trace tells everything.
        let decisive = if denied == Truth::Yes || (allowed == Truth::Yes && denied == Truth::Unknown) {
            judged.iter().position(|(statement, _, truth)| !statement.allows && *truth == denied)
        } else {
            nearest(&judged)
        };
        let Some(decisive) = decisive else { return self.nobody() };
        let (statement, steps, _) = &judged[decisive];
        let first = |wanted| steps.iter().position(|step| step.result == wanted);
        let failed =
            if statement.allows { first(Truth::No).or_else(|| first(Truth::Unknown)) } else { first(Truth::Unknown) };
        let (code, why) = match (verdict, failed.map(|at| &steps[at])) {
            (Verdict::Allow, _) => ("aws.allowed", "a statement allows it and none denies it".to_owned()),
            (_, Some(step)) => (code(step, claims), step.why()),
            (_, None) => ("aws.explicit-deny", "a Deny statement holds".to_owned()),
        };
        let others = judged.iter().enumerate().filter(|(at, _)| *at != decisive).flat_map(|(_, (_, steps, _))| steps);
        Decision {
            verdict,
            code,
            why,
            trace: steps.iter().chain(others).cloned().collect(),
            failed: failed.filter(|_| verdict != Verdict::Allow),
            error: (verdict == Verdict::Deny).then(|| NOT_AUTHORIZED.to_owned()),
        }
    }

    fn warnings(&self, own: &Claims) -> Vec<Warning> {
        warnings::of(self, own)
    }

    fn mend(&self, claims: &Claims, decision: &Decision) -> Vec<Edit> {
        mend::edits(self, claims, decision)
    }
}

impl Role {
    /// No statement at all allows anything.
    fn nobody(&self) -> Decision {
        Decision {
            verdict: Verdict::Deny,
            code: "aws.no-allow",
            why: "no statement allows anything".to_owned(),
            trace: Vec::new(),
            failed: None,
            error: Some(NOT_AUTHORIZED.to_owned()),
        }
    }
}

fn judge<'s>(statement: &'s Statement, claims: &Claims) -> (&'s Statement, Vec<Step>, Truth) {
    let steps = statement.steps(claims);
    let truth = Truth::all(steps.iter().map(|step| step.result));
    (statement, steps, truth)
}

/// The Allow statement that comes closest: fewest failing conditions, then fewest unknown ones, then the first.
fn nearest(judged: &[(&Statement, Vec<Step>, Truth)]) -> Option<usize> {
    let count = |steps: &[Step], wanted| steps.iter().filter(|step| step.result == wanted).count();
    let allowing = judged.iter().enumerate().filter(|(_, (statement, ..))| statement.allows);
    allowing
        .min_by_key(|(at, (_, steps, _))| (count(steps, Truth::No), count(steps, Truth::Unknown), *at))
        .map(|(at, _)| at)
}

/// The stable code of a condition that decided.
fn code(step: &Step, claims: &Claims) -> &'static str {
    let unknown = step.result == Truth::Unknown;
    let claim = step.condition.rsplit(':').next().unwrap_or_default();
    match step.condition.as_str() {
        "Principal Federated" if unknown => "aws.principal-unknown",
        "Principal Federated" => "aws.provider-mismatch",
        "Action" | "NotAction" => "aws.action-mismatch",
        _ if unknown => "aws.condition-unknown",
        _ if step.actual.is_none() && claims.value(claim).is_some() => "aws.key-unavailable",
        _ if claim.eq_ignore_ascii_case("sub") => "aws.sub-mismatch",
        _ if claim.eq_ignore_ascii_case("aud") => "aws.aud-mismatch",
        _ if step.actual.is_none() => "aws.key-missing",
        _ => "aws.claim-mismatch",
    }
}
