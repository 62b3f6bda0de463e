//! Azure: federated identity credentials of an app registration or a managed identity, plain and flexible.
//!
//! Sources: Microsoft's pages on workload identity federation and on flexible federated identity credentials (the language, the
//! claims `sub` and `job_workflow_ref` for GitHub, `eq`, `matches` with `*` and `?`, `and`), the breaking change of August 2024
//! (matching is case-sensitive); the texts from public logs (Azure/login issues 482, 515 and 517, GitLab's page on Azure for 700212,
//! a merge queue's log for 7002131). `AADSTS70021` is the older text for all of these and is no longer given. A token needs one of an
//! identity's credentials.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::check::{self, Check, Order, actual, of_claim, replaced};
use super::field::{Field, quoted};
use super::{Policy, Reader, strangers};
use crate::claims::Claims;
use crate::decision::{Decision, Party, Severity, Verdict, Warning};
use crate::edit::Edit;
use crate::glob::{Glob, Wildcards};
use crate::node::{Node, Value};
use crate::source::Problem;
use crate::text::{Text, is_marked};
use crate::truth::Truth;

const GITHUB: &str = "https://token.actions.githubusercontent.com";

const DOCUMENTATION: &str = "https://learn.microsoft.com/entra/workload-id/workload-identity-federation";

pub(super) const READER: Reader = Reader {
    party: Party::Azure,
    recognises: |node| {
        credentials_of(node).iter().any(|credential| {
            let credential = properties_of(credential);
            let subject = credential.get("subject").or_else(|| credential.get("claimsMatchingExpression"));
            credential.get("issuer").is_some() && credential.get("audiences").is_some() && subject.is_some()
        })
    },
    read: |nodes| {
        // What Graph lists is one identity's; so are the credentials that stand alone in a file.
        let (listed, alone): (Vec<&Node>, Vec<&Node>) = nodes.iter().partition(|node| node.get("value").is_some());
        let identity = |nodes: &[&Node]| -> Result<Box<dyn Policy>, Problem> {
            let all = nodes.iter().flat_map(|node| credentials_of(node));
            let credentials: Vec<Credential> = all.map(Credential::read).collect::<Result<_, _>>()?;
            let span = nodes.first().map(|node| node.span.clone()).unwrap_or_default();
            Ok(Box::new(Identity { credentials, span }))
        };
        let listed = listed.iter().map(|node| identity(&[node]));
        listed.chain((!alone.is_empty()).then(|| identity(&alone))).collect()
    },
};

/// Microsoft Graph gives a list under `value`.
fn credentials_of(node: &Node) -> &[Node] {
    match node.get("value") {
        Some(Node { value: Value::List(items), .. }) => items,
        _ => std::slice::from_ref(node),
    }
}

/// Azure Resource Manager puts everything under `properties`.
fn properties_of(node: &Node) -> &Node {
    node.get("properties").unwrap_or(node)
}

/// An app registration or managed identity.
#[derive(Debug)]
struct Identity {
    credentials: Vec<Credential>,
    span: Range<usize>,
}

#[derive(Debug)]
struct Credential {
    name: Option<String>,
    issuer: Field,
    subject: Subject,
    audiences: Vec<Field>,
}

#[derive(Debug)]
enum Subject {
    Exact(Field),
    Flexible { field: Field, comparisons: Option<Vec<Comparison>> },
}

/// `claims['sub'] matches 'repo:octo/shop:*'`
#[derive(Debug)]
struct Comparison {
    claim: String,
    wild: bool,
    text: String,
}

impl Credential {
    fn read(node: &Node) -> Result<Self, Problem> {
        let properties = properties_of(node);
        let subject = Field::optional(properties, "subject", "azure.credential")?;
        let flexible = properties.get("claimsMatchingExpression").filter(|flexible| flexible.value != Value::Null);
        let subject = match (subject, flexible) {
            (Some(_), Some(flexible)) => {
                let message = "subject and claimsMatchingExpression exclude each other";
                return Err(Problem::new("azure.two-subjects", flexible.span.clone(), message, "keep one of the two"));
            }
            (Some(subject), None) => Subject::Exact(subject),
            (None, Some(flexible)) => flexible_subject(flexible)?,
            (None, None) => Subject::Exact(Field::required(properties, "subject", "azure.credential")?),
        };
        let audiences = Field::list(properties, "audiences", "azure.credential")?;
        if audiences.is_empty() {
            let help = "add \"audiences\": [\"api://AzureADTokenExchange\"]";
            return Err(Problem::new("azure.credential", node.span.clone(), "there are no audiences here", help));
        }
        Ok(Self {
            name: Field::optional(node, "name", "azure.credential")?.map(|name| name.text),
            issuer: Field::required(properties, "issuer", "azure.credential")?,
            subject,
            audiences,
        })
    }

    fn checks(&self, claims: &Claims) -> Vec<Check> {
        let issuer = Check::field("issuer", &self.issuer, "azure.issuer-mismatch", claims, "iss");
        let issuer = issuer.error(format!("AADSTS700211: {}", presented("issuer", claims, "iss")));
        vec![issuer, self.audience(claims), self.subject(claims)]
    }

    fn audience(&self, claims: &Claims) -> Check {
        let result = of_claim(
            claims,
            "aud",
            |own| Truth::any(self.audiences.iter().map(|field| own.equals(&field.text))),
            Truth::No,
        );
        let span = self.audiences.iter().map(|field| field.span.clone()).reduce(|first, last| first.start..last.end);
        // One credential takes one audience, though it is written as a list.
        let edits = self.audiences.first().and_then(|field| replaced(field, claims.value("aud").and_then(Text::known)));
        Check::new("audiences", span.unwrap_or_default(), "azure.aud-mismatch", result)
            .expecting(self.audiences.iter().map(|field| &field.text))
            .saying(actual(claims, "aud"))
            .error(format!("AADSTS700212: {}", presented("audience", claims, "aud")))
            .mended(edits)
    }

    fn subject(&self, claims: &Claims) -> Check {
        let presented = presented("subject", claims, "sub");
        match &self.subject {
            Subject::Exact(field) => {
                let check = Check::field("subject", field, "azure.sub-mismatch", claims, "sub");
                let same = of_claim(claims, "sub", |own| own.equals_ignoring_case(&field.text), Truth::No);
                if check.step.result == Truth::No && same == Truth::Yes {
                    let error = format!(
                        "AADSTS7002138: {presented}. The subject matches with case-insensitive comparison, but not with case-sensitive comparison. Check your federated identity credential Subject, Audience and Issuer against the presented assertion."
                    );
                    return Check { code: "azure.sub-casing", ..check }.error(error);
                }
                let error = format!(
                    "AADSTS700213: {presented}. Check your federated identity credential Subject, Audience and Issuer against the presented assertion. {DOCUMENTATION}"
                );
                check.error(error)
            }
            Subject::Flexible { field, comparisons } => {
                let result = comparisons.as_ref().map_or(Truth::Unknown, |comparisons| {
                    let known = Text::from(GITHUB).equals(&self.issuer.text);
                    let all = Truth::all(comparisons.iter().map(|comparison| comparison.holds(claims)));
                    // Other issuers than GitHub's own have other claims, if they may have an expression at all.
                    if known == Truth::Yes { all } else { all.and(Truth::Unknown) }
                });
                let error = format!(
                    "AADSTS7002131: {presented} or no federated identity credential expression matched. Please check your federated identity credential Subject, Expression, Audience and Issuer against the presented assertion."
                );
                Check::new("claimsMatchingExpression", field.span.clone(), "azure.expression-mismatch", result)
                    .expecting([&field.text])
                    .saying(actual(claims, "sub"))
                    .error(error)
                    .mended(comparisons.as_ref().and_then(|comparisons| mended(field, comparisons, claims)))
            }
        }
    }

    fn span(&self) -> Range<usize> {
        match &self.subject {
            Subject::Exact(field) | Subject::Flexible { field, .. } => field.span.clone(),
        }
    }
}

/// The part that all the texts have.
fn presented(what: &str, claims: &Claims, claim: &str) -> String {
    let said = actual(claims, claim).unwrap_or_default();
    format!("No matching federated identity record found for presented assertion {what} '{said}'")
}

fn flexible_subject(node: &Node) -> Result<Subject, Problem> {
    // `az identity federated-credential` writes the expression and its version side by side.
    let field = match &node.value {
        Value::Text(text) => Field { text: text.clone(), span: node.span.clone() },
        _ => Field::required(node, "value", "azure.expression")?,
    };
    let version = node.get("languageVersion").and_then(Node::scalar);
    let comparisons = comparisons(&field.text).filter(|_| version.is_none_or(|version| version == "1"));
    Ok(Subject::Flexible { field, comparisons })
}

static COMPARISON: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^claims\['([A-Za-z_]+)'\] (eq|matches) '([^']*)'$").ok());

/// The comparisons of an expression; `None` where it is not understood.
fn comparisons(text: &str) -> Option<Vec<Comparison>> {
    let one = |part: &str| {
        let captures = COMPARISON.as_ref()?.captures(part)?;
        Some(Comparison {
            claim: captures[1].to_owned(),
            wild: &captures[2] == "matches",
            text: captures[3].to_owned(),
        })
    };
    // A quote ends every comparison, so that an ` and ` within a text is not taken for the operator.
    let mut parts: Vec<String> = text.trim().split("' and claims[").map(str::to_owned).collect();
    let last = parts.len() - 1;
    for (at, part) in parts.iter_mut().enumerate() {
        let start = if at > 0 { "claims[" } else { "" };
        let end = if at < last { "'" } else { "" };
        *part = format!("{start}{part}{end}");
    }
    parts.iter().map(|part| one(part)).collect()
}

impl Comparison {
    fn holds(&self, claims: &Claims) -> Truth {
        if !["sub", "job_workflow_ref"].contains(&self.claim.as_str()) {
            return Truth::Unknown;
        }
        let ask = |own: &Text, wanted: &str| {
            if self.wild { own.like(&Glob::new(wanted, Wildcards::StarAndQuestion)) } else { own.equals(wanted) }
        };
        let exact = of_claim(claims, &self.claim, |own| ask(own, &self.text), Truth::No);
        let lower = |own: &Text| ask(&own.map(str::to_ascii_lowercase), &self.text.to_ascii_lowercase());
        // Whether an expression minds the case of letters is not documented.
        if exact == Truth::No {
            exact.or(of_claim(claims, &self.claim, lower, Truth::No).and(Truth::Unknown))
        } else {
            exact
        }
    }
}

/// The expression with what the token says in the place of each text that does not fit.
fn mended(field: &Field, comparisons: &[Comparison], claims: &Claims) -> Option<Vec<Edit>> {
    let parts = comparisons.iter().map(|comparison| {
        let own = claims.value(&comparison.claim).filter(|_| comparison.holds(claims) == Truth::No);
        let (operator, text) = match own.map(|own| (own.known().is_some(), own.pattern("*"))) {
            Some((true, text)) => ("eq", text),
            Some((false, text)) => ("matches", text),
            None => (if comparison.wild { "matches" } else { "eq" }, comparison.text.clone()),
        };
        (!text.contains('\'')).then(|| format!("claims['{}'] {operator} '{text}'", comparison.claim))
    });
    let whole = parts.collect::<Option<Vec<_>>>()?.join(" and ");
    Some(vec![Edit::replace(field.span.clone(), quoted(&whole)?)])
}

impl Identity {
    fn alternatives(&self, claims: &Claims) -> Vec<Vec<Check>> {
        self.credentials.iter().map(|credential| credential.checks(claims)).collect()
    }
}

impl Policy for Identity {
    fn party(&self) -> Party {
        Party::Azure
    }

    fn name(&self) -> Option<&str> {
        match self.credentials.as_slice() {
            [only] => only.name.as_deref(),
            _ => None,
        }
    }

    fn decide(&self, claims: &Claims) -> Decision {
        check::decide(&self.alternatives(claims), "azure.allowed", "azure.unknown", Order::Unknown)
    }

    fn warnings(&self, own: &Claims) -> Vec<Warning> {
        let accepting = |credential: &&Credential| {
            let checks = [credential.checks(own)];
            check::decide(&checks, "", "", Order::Unknown).verdict == Verdict::Allow
        };
        let accepting = self.credentials.iter().find(accepting);
        let span = accepting.map_or_else(|| self.span.clone(), Credential::span);
        let mut warnings = strangers::warn(self, own, span, strangers::codes!("azure"), &[]);
        for credential in &self.credentials {
            if let Subject::Exact(field) = &credential.subject
                && field.text.contains(['*', '?'])
                && !is_marked(&field.text)
            {
                warnings.push(Warning {
                    code: "azure.literal-wildcard",
                    severity: Severity::Low,
                    span: field.span.clone(),
                    message: "a subject has no wildcards: `*` and `?` stand for themselves and match no token"
                        .to_owned(),
                    admits: None,
                    help: "use claimsMatchingExpression with matches".to_owned(),
                });
            }
        }
        warnings
    }

    fn mend(&self, claims: &Claims, decision: &Decision) -> Vec<Edit> {
        check::mend(&self.alternatives(claims), decision)
    }
}
