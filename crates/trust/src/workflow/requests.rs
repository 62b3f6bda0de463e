//! The tokens that a job's steps are known to ask for: which party they are for, and which audience they ask.
//!
//! Each row is what the action's own documentation gives as the default of its audience input.

use std::ops::Range;

use crate::decision::Party;
use crate::node::Node;

/// A step that asks for a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// Who the token is for.
    pub party: Party,
    /// The audience as it is written, perhaps with expressions; GitHub's default where absent.
    pub audience: Option<String>,
    /// What asks: `aws-actions/configure-aws-credentials`.
    pub by: String,
    /// Bytes of the step's `uses` or `run`.
    pub span: Range<usize>,
}

/// An action that asks for a token.
struct Action {
    name: &'static str,
    party: Party,
    /// Inputs without which it does not ask.
    needs: &'static [&'static str],
    /// The input that sets the audience.
    input: Option<&'static str>,
    default: Audience,
}

/// What is asked for where no input says so.
enum Audience {
    /// This audience.
    Fixed(&'static str),
    /// GitHub's own default.
    Github,
    /// What PyPI asks for, or its test index where this input names it.
    Index(&'static str),
    /// `https://iam.googleapis.com/` and the provider's full name.
    Provider(&'static str),
}

const ACTIONS: &[Action] = &[
    Action {
        name: "aws-actions/configure-aws-credentials",
        party: Party::Aws,
        needs: &["role-to-assume"],
        input: Some("audience"),
        default: Audience::Fixed("sts.amazonaws.com"),
    },
    Action {
        name: "google-github-actions/auth",
        party: Party::Gcp,
        needs: &["workload_identity_provider"],
        input: Some("audience"),
        default: Audience::Provider("workload_identity_provider"),
    },
    Action {
        name: "azure/login",
        party: Party::Azure,
        needs: &["client-id"],
        input: Some("audience"),
        default: Audience::Fixed("api://AzureADTokenExchange"),
    },
    Action {
        name: "hashicorp/vault-action",
        party: Party::Vault,
        needs: &["role"],
        input: Some("jwtGithubAudience"),
        default: Audience::Github,
    },
    Action {
        name: "pypa/gh-action-pypi-publish",
        party: Party::Pypi,
        needs: &[],
        input: None,
        default: Audience::Index("repository-url"),
    },
    Action {
        name: "rust-lang/crates-io-auth-action",
        party: Party::CratesIo,
        needs: &[],
        input: None,
        default: Audience::Fixed("crates.io"),
    },
    Action {
        name: "rubygems/configure-rubygems-credentials",
        party: Party::Rubygems,
        needs: &[],
        input: Some("audience"),
        default: Audience::Fixed("rubygems.org"),
    },
    Action {
        name: "rubygems/release-gem",
        party: Party::Rubygems,
        needs: &[],
        input: None,
        default: Audience::Fixed("rubygems.org"),
    },
    Action {
        name: "nuget/login",
        party: Party::Nuget,
        needs: &["user"],
        input: Some("audience"),
        default: Audience::Fixed("https://www.nuget.org"),
    },
    Action {
        name: "octo-sts/action",
        party: Party::OctoSts,
        needs: &["identity"],
        input: Some("domain"),
        default: Audience::Fixed("octo-sts.dev"),
    },
    Action {
        name: "jfrog/setup-jfrog-cli",
        party: Party::Jfrog,
        needs: &["oidc-provider-name"],
        input: Some("oidc-audience"),
        default: Audience::Github,
    },
    Action {
        name: "actions/attest-build-provenance",
        party: Party::Sigstore,
        needs: &[],
        input: None,
        default: Audience::Fixed("sigstore"),
    },
    Action {
        name: "actions/attest",
        party: Party::Sigstore,
        needs: &[],
        input: None,
        default: Audience::Fixed("sigstore"),
    },
];

/// The token that a step is known to ask for.
pub(super) fn of_step(step: &Node) -> Option<Request> {
    if let Some(run) = step.get("run") {
        return publishes_to_npm(run.text()?).then(|| Request {
            party: Party::Npm,
            audience: Some("npm:registry.npmjs.org".to_owned()),
            by: "npm publish".to_owned(),
            span: run.span.clone(),
        });
    }
    let uses = step.get("uses")?;
    let name = uses.text()?.split('@').next()?.to_ascii_lowercase();
    let action = ACTIONS.iter().find(|action| action.name == name)?;
    let input = |name: &str| {
        step.get("with").and_then(|with| with.get(name)).and_then(Node::scalar).filter(|text| !text.is_empty())
    };
    if !action.needs.iter().all(|needed| input(needed).is_some()) {
        return None;
    }
    let default = match action.default {
        Audience::Fixed(audience) => Some(audience.to_owned()),
        Audience::Index(name) => {
            let test = input(name).is_some_and(|url| url.starts_with("https://test.pypi.org"));
            Some(if test { "testpypi" } else { "pypi" }.to_owned())
        }
        Audience::Github => None,
        Audience::Provider(name) => input(name).map(|provider| format!("https://iam.googleapis.com/{provider}")),
    };
    Some(Request {
        party: action.party,
        audience: action.input.and_then(input).map(str::to_owned).or(default),
        by: action.name.to_owned(),
        span: uses.span.clone(),
    })
}

/// `npm publish` at the start of a command; npm asks for a token by itself where the job has the permission.
fn publishes_to_npm(script: &str) -> bool {
    let commands = script.lines().flat_map(|line| line.split(['&', ';', '|']));
    commands.map(str::trim).any(|command| command == "npm publish" || command.starts_with("npm publish "))
}
