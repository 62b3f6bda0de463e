//! crates.io: the GitHub configurations of a crate, as the API lists them.
//!
//! Source: `rust-lang/crates.io` of 2026-08-21 (`src/controllers/trustpub/tokens/exchange/mod.rs`,
//! `crates/crates_io_trustpub/src/github`). All configurations of a repository are looked up together and thrown out step by step,
//! and the message tells at which step none was left. The caller's workflow counts (`workflow_ref`).

use std::ops::Range;

use super::check::{self, Check, Order, actual, of_claim};
use super::field::Field;
use super::publisher::{self, Case};
use super::{Policy, Reader, strangers};
use crate::claims::Claims;
use crate::decision::{Decision, Party, Verdict, Warning};
use crate::edit::Edit;
use crate::node::Node;
use crate::probe::Stranger;
use crate::source::Problem;
use crate::text::{Text, shown};
use crate::truth::Truth;

pub(super) const READER: Reader = Reader {
    party: Party::CratesIo,
    recognises: |node| {
        let listed = node.get("github_configs").is_some() || node.get("github_config").is_some();
        listed || (node.get("crate").is_some() && node.get("repository_owner").is_some())
    },
    read: |nodes| {
        let all = nodes.iter().flat_map(|node| configs_of(node));
        let configs: Vec<Config> = all.map(Config::read).collect::<Result<_, _>>()?;
        if configs.is_empty() {
            let span = nodes.first().map(|node| node.span.clone()).unwrap_or_default();
            let message = "the crate has no GitHub configuration";
            return Err(Problem::new("crates-io.no-config", span, message, "add one in the crate's settings"));
        }
        Ok(vec![Box::new(Configs { configs })])
    },
};

fn configs_of(node: &Node) -> &[Node] {
    let one = node.get("github_config").unwrap_or(node);
    node.get("github_configs").map_or(std::slice::from_ref(one), Node::items)
}

#[derive(Debug)]
struct Configs {
    configs: Vec<Config>,
}

#[derive(Debug)]
struct Config {
    span: Range<usize>,
    owner: Field,
    owner_id: Option<Field>,
    name: Field,
    workflow: Field,
    environment: Option<Field>,
}

/// The codes of the steps at which configurations are thrown out, in their order.
const STEPS: [&str; 4] = [
    "crates-io.repository-mismatch",
    "crates-io.owner-id-mismatch",
    "crates-io.workflow-mismatch",
    "crates-io.environment-mismatch",
];

impl Config {
    fn read(node: &Node) -> Result<Self, Problem> {
        let code = "crates-io.config";
        Ok(Self {
            span: node.span.clone(),
            owner: Field::required(node, "repository_owner", code)?,
            owner_id: Field::optional(node, "repository_owner_id", code)?,
            name: Field::required(node, "repository_name", code)?,
            workflow: Field::required(node, "workflow_filename", code)?,
            environment: Field::optional(node, "environment", code)?,
        })
    }

    fn checks(&self, claims: &Claims) -> Vec<Check> {
        let said = |claim| actual(claims, claim).unwrap_or_default();
        let mut checks = vec![
            publisher::issuer(&self.span, "crates-io.issuer-unknown", claims)
                .error(format!("Unsupported JWT issuer: {}", said("iss"))),
            publisher::audience(&self.span, "crates-io.aud-mismatch", claims, &["crates.io"])
                .error("Failed to decode JWT"),
            self.event(claims),
            publisher::repository(&self.owner, &self.name, STEPS[0], claims, Case::Ignores),
        ];
        checks.extend(publisher::id(
            self.owner_id.as_ref(),
            "repository_owner_id",
            STEPS[1],
            claims,
            "repository_owner_id",
        ));
        checks.push(publisher::workflow(&self.workflow, STEPS[2], claims, "workflow_ref", Case::Minds));
        checks.extend(publisher::environment(self.environment.as_ref(), STEPS[3], claims, Case::Ignores));
        checks
    }

    fn event(&self, claims: &Claims) -> Check {
        let refused = |own: &Text| own.equals("pull_request_target").or(own.equals("workflow_run"));
        let result = !of_claim(claims, "event_name", refused, Truth::No);
        let said = actual(claims, "event_name");
        let error = format!(
            "Trusted Publishing does not support the `{}` event trigger due to security concerns. Please use a different trigger such as `push`, `release`, or `workflow_dispatch`.",
            said.clone().unwrap_or_default()
        );
        Check::new("event_name", self.span.clone(), "crates-io.event-refused", result)
            .expecting(["any event but pull_request_target and workflow_run"])
            .saying(said)
            .error(error)
    }
}

impl Configs {
    fn alternatives(&self, claims: &Claims) -> Vec<Vec<Check>> {
        self.configs.iter().map(|config| config.checks(claims)).collect()
    }

    /// What crates.io says where no configuration is left: which step threw out the last of them.
    fn error(&self, claims: &Claims, alternatives: &[Vec<Check>]) -> Option<(usize, String)> {
        let said = |claim| actual(claims, claim).unwrap_or_default();
        let repository = said("repository");
        let before = |check: &&Check| !STEPS.contains(&check.code);
        if alternatives.iter().flatten().filter(before).any(|check| check.step.result != Truth::Yes) {
            return None;
        }
        let mut left: Vec<(&Config, &Vec<Check>)> = self.configs.iter().zip(alternatives).collect();
        for (step, code) in STEPS.iter().enumerate() {
            let result = |checks: &[Check]| {
                checks.iter().find(|check| check.code == *code).map_or(Truth::Yes, |check| check.step.result)
            };
            if left.iter().any(|(_, checks)| result(checks) == Truth::Unknown) {
                return None;
            }
            let (kept, thrown): (Vec<_>, Vec<_>) =
                left.into_iter().partition(|(_, checks)| result(checks) == Truth::Yes);
            if kept.is_empty() {
                let expected = |field: fn(&Config) -> Option<&Field>, quote: &str| {
                    let texts = thrown.iter().filter_map(|(config, _)| field(config));
                    texts.map(|field| format!("{quote}{}{quote}", shown(&field.text))).collect::<Vec<_>>().join(", ")
                };
                let start = format!("The Trusted Publishing config for repository `{repository}`");
                return Some((
                    step,
                    match step {
                        0 => format!("No Trusted Publishing config found for repository `{repository}`."),
                        1 => format!(
                            "{start} does not match the repository owner ID ({}) in the JWT. Expected owner IDs: {}. Please recreate the Trusted Publishing config to update the repository owner ID.",
                            said("repository_owner_id"),
                            expected(|config| config.owner_id.as_ref(), "")
                        ),
                        2 => format!(
                            "{start} does not match the workflow filename `{}` in the JWT. Expected workflow filenames: {}",
                            publisher::workflow_file(claims.value("workflow_ref")?)?,
                            expected(|config| Some(&config.workflow), "`")
                        ),
                        _ if claims.value("environment").is_some() => format!(
                            "{start} does not match the environment `{}` in the JWT. Expected environments: {}",
                            said("environment"),
                            expected(|config| config.environment.as_ref(), "`")
                        ),
                        _ => format!(
                            "{start} requires an environment, but the JWT does not specify one. Expected environments: {}",
                            expected(|config| config.environment.as_ref(), "`")
                        ),
                    },
                ));
            }
            left = kept;
        }
        None
    }
}

impl Policy for Configs {
    fn party(&self) -> Party {
        Party::CratesIo
    }

    fn decide(&self, claims: &Claims) -> Decision {
        let alternatives = self.alternatives(claims);
        let mut decision = check::decide(&alternatives, "crates-io.allowed", "crates-io.unknown", Order::Known);
        let stepped = STEPS.contains(&decision.code);
        if decision.verdict == Verdict::Deny && stepped {
            decision.error = None;
            if let Some((step, error)) = self.error(claims, &alternatives) {
                decision.code = STEPS[step];
                decision.error = Some(error);
            }
        }
        decision
    }

    fn warnings(&self, own: &Claims) -> Vec<Warning> {
        let open = self.configs.iter().find(|config| config.environment.is_none());
        let span = open.or(self.configs.first()).map(|config| config.workflow.span.clone());
        strangers::warn(self, own, span.unwrap_or_default(), strangers::codes!("crates-io"), &[Stranger::Successor])
    }

    fn mend(&self, claims: &Claims, decision: &Decision) -> Vec<Edit> {
        check::mend(&self.alternatives(claims), decision)
    }
}
