//! The account's OIDC provider, as `aws iam get-open-id-connect-provider` prints it.

use std::ops::Range;

use crate::claims::Claims;
use crate::decision::{Decision, Party, Step, Warning};
use crate::edit::Edit;
use crate::node::Node;
use crate::policy::Policy;
use crate::source::Problem;
use crate::text::Text;
use crate::truth::Truth;

/// A provider: whose tokens the account takes, and for which audiences.
#[derive(Debug)]
pub(super) struct Provider {
    url: Option<(String, Range<usize>)>,
    /// The account, from an ARN beside what AWS prints.
    account: Option<String>,
    client_ids: Vec<String>,
    list: Range<usize>,
}

impl Provider {
    pub(super) fn read(node: &Node) -> Result<Self, Problem> {
        let list = node.get("ClientIDList");
        let Some(list) = list.filter(|list| list.items().iter().all(|item| item.text().is_some())) else {
            let span = list.map_or_else(|| node.span.clone(), |list| list.span.clone());
            return Err(Problem::new(
                "aws.client-ids",
                span,
                "ClientIDList must be a list of texts",
                "copy what AWS prints",
            ));
        };
        let arn = node.get("OpenIDConnectProviderArn").or_else(|| node.get("Arn")).and_then(Node::text);
        let account = arn.and_then(|arn| arn.split(':').nth(4)).filter(|account| !account.is_empty());
        let url = node.get("Url").and_then(|url| Some((url.text()?.to_owned(), url.span.clone())));
        Ok(Self {
            url,
            account: account.map(str::to_owned),
            client_ids: list.items().iter().filter_map(Node::text).map(str::to_owned).collect(),
            list: list.span.clone(),
        })
    }

    fn audience(&self, claims: &Claims) -> Step {
        let audience = claims.value("aud");
        Step {
            condition: "ClientIDList".to_owned(),
            span: self.list.clone(),
            expected: self.client_ids.clone(),
            actual: audience.map(Text::to_string),
            result: audience.map_or(Truth::Unknown, |aud| Truth::any(self.client_ids.iter().map(|id| aud.equals(id)))),
        }
    }

    fn issuer(&self, claims: &Claims) -> Option<Step> {
        let (url, span) = self.url.as_ref()?;
        let issuer = claims.value("iss");
        let url = format!("https://{}", url.trim_start_matches("https://"));
        Some(Step {
            condition: "Url".to_owned(),
            span: span.clone(),
            result: issuer.map_or(Truth::Unknown, |issuer| issuer.equals(&url)),
            expected: vec![url],
            actual: issuer.map(Text::to_string),
        })
    }
}

impl Policy for Provider {
    fn party(&self) -> Party {
        Party::Aws
    }

    fn place(&self) -> Option<&str> {
        self.account.as_deref()
    }

    fn is_registration(&self) -> bool {
        true
    }

    fn decide(&self, claims: &Claims) -> Decision {
        let trace = self.issuer(claims).into_iter().chain([self.audience(claims)]).collect();
        Decision::of(trace, "aws.provider-allowed", |step| {
            if step.condition == "Url" {
                let issuer = step.actual.clone().unwrap_or_default();
                let error = format!("No OpenIDConnect provider found in your account for {issuer}");
                ("aws.provider-mismatch", Some(error))
            } else {
                ("aws.audience-not-registered", Some("Incorrect token audience".to_owned()))
            }
        })
    }

    fn warnings(&self, _own: &Claims) -> Vec<Warning> {
        Vec::new()
    }

    fn mend(&self, claims: &Claims, decision: &Decision) -> Vec<Edit> {
        let audience = claims.value("aud").and_then(Text::known);
        match (decision.code, audience, decision.failed.map(|at| decision.trace[at].result)) {
            ("aws.audience-not-registered", Some(audience), Some(Truth::No)) => {
                let quoted = format!("\"{audience}\"");
                let text = if self.client_ids.is_empty() { quoted } else { format!("{quoted}, ") };
                vec![Edit::insert(self.list.start + 1, text)]
            }
            _ => Vec::new(),
        }
    }
}
