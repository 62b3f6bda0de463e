//! `inspect_oidc`

use rmcp::model::{CallToolResult, JsonObject, Tool};
use schemars::JsonSchema;
use serde::Deserialize;
use unstuck_app::actions::oidc::{Inspection, Party, Settings, check};
use unstuck_app::answers::agent;
use unstuck_app::view::oidc::OidcCheckView;

use super::{Answer, answered, reading};
use crate::Desk;
use crate::answer::Told;

const DESCRIPTION: &str = "\
Why a GitHub Actions job gets no OIDC token, or why AWS, Google Cloud, Azure, Vault, PyPI, npm, crates.io or another party refuses it. \
Takes the workflow and the trust policies as texts and asks nobody. Gives what each job's token says (sub, aud, every claim), what each \
party answers with its own error text, the condition and line that decide, and the smallest change as a diff. What is not known before \
the job runs is answered with unknown, never with allow.";

/// What `inspect_oidc` takes.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Arguments {
    /// The workflow file, whole: YAML.
    workflow: String,
    /// Trust policies, each as the party prints or takes it.
    #[serde(default)]
    trust: Vec<Trust>,
    /// The repository: OWNER/NAME.
    #[serde(default)]
    #[schemars(with = "String")]
    repo: Option<String>,
    /// Only this event; every trigger of the workflow where absent.
    #[serde(default)]
    #[schemars(with = "String")]
    event: Option<String>,
    /// The ref of the run, such as refs/tags/v1.
    #[serde(default, rename = "ref")]
    #[schemars(with = "String")]
    reference: Option<String>,
    /// Whether the pull request comes from a fork.
    #[serde(default)]
    fork: bool,
    /// The audience that is asked for, where no known action says it.
    #[serde(default)]
    #[schemars(with = "String")]
    audience: Option<String>,
}

/// A trust policy.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Trust {
    /// Its text.
    text: String,
    /// Whose it is, where its content does not show that: aws, gcp, azure, vault, pypi, npm, crates-io, rubygems, nuget, sigstore, octo-sts, jfrog.
    #[serde(default)]
    #[schemars(with = "String")]
    party: Option<String>,
}

pub(super) fn tool() -> (Tool, Answer) {
    (reading::<Arguments, OidcCheckView>("inspect_oidc", "Inspect OIDC trust", DESCRIPTION), answer)
}

fn answer(desk: &Desk, arguments: JsonObject) -> CallToolResult {
    answered(desk, arguments, |asked: Arguments, _| {
        let party = |trust: &Trust| {
            let Some(name) = &trust.party else { return Ok(None) };
            let found = Party::ALL.into_iter().find(|party| party.name() == name);
            found.map(Some).ok_or_else(|| unstuck_app::Error::Setting {
                name: "party",
                value: name.clone(),
                help: "it is aws, gcp, azure, vault, pypi, npm, crates-io, rubygems, nuget, sigstore, octo-sts or jfrog",
            })
        };
        let trusts = asked.trust.iter().map(|trust| Ok((party(trust)?, trust.text.clone())));
        let trusts = trusts.collect::<Result<Vec<_>, unstuck_app::Error>>()?;
        let settings = Settings {
            repo: asked.repo,
            event: asked.event.into_iter().collect(),
            reference: asked.reference,
            fork: Some(asked.fork),
            audience: asked.audience,
            ..Settings::default()
        };
        let view = check(&Inspection::of_texts(&asked.workflow, &trusts, &settings)?);
        let text = agent::oidc(&view, desk.lang());
        Ok(Told::new(view, desk.lang()).result(text))
    })
}
