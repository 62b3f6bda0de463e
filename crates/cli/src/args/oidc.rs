//! What can be typed behind `unstuck oidc`.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, Subcommand};
use unstuck_app::actions::oidc::Settings;

/// Arguments of `oidc`.
#[derive(Debug, Args)]
pub(crate) struct OidcArgs {
    #[command(subcommand)]
    pub(crate) action: OidcAction,
}

/// What to do about tokens.
#[derive(Debug, Subcommand)]
pub(crate) enum OidcAction {
    /// Which jobs get a token, what it says, and what each relying party answers
    Check(OidcCheck),
    /// Every subject and claim that each job's token can have
    Claims(OidcClaims),
    /// What a token says; its signature is checked where keys are given
    Decode(OidcDecode),
    /// GitHub's issuer and the relying parties as a local server
    Serve(OidcServe),
}

/// Arguments of `oidc check`.
#[derive(Debug, Args)]
pub(crate) struct OidcCheck {
    /// Workflows, or repositories [default: .github/workflows of this repository]
    #[arg(value_name = "WORKFLOW")]
    pub(crate) workflows: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) given: Given,
    /// Print the changes that mend what was found, as one diff
    #[arg(long, conflicts_with = "fix")]
    pub(crate) diff: bool,
    /// Make those changes
    #[arg(long)]
    pub(crate) fix: bool,
}

/// Arguments of `oidc claims`.
#[derive(Debug, Args)]
pub(crate) struct OidcClaims {
    /// Workflows, or repositories [default: .github/workflows of this repository]
    #[arg(value_name = "WORKFLOW")]
    pub(crate) workflows: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) given: Given,
}

/// Arguments of `oidc decode`.
#[derive(Debug, Args)]
pub(crate) struct OidcDecode {
    /// The token; - or nothing for standard input
    pub(crate) token: Option<String>,
    /// The issuer's keys (JSON Web Key Set), as its /.well-known/jwks gives them
    #[arg(long, value_name = "FILE")]
    pub(crate) jwks: Option<PathBuf>,
}

/// Arguments of `oidc serve`.
#[derive(Debug, Args)]
pub(crate) struct OidcServe {
    /// Where to listen; port 0 takes a free one
    #[arg(long, default_value = "127.0.0.1:0", value_name = "ADDRESS")]
    pub(crate) addr: String,
    /// The workflow whose job asks [default: a push to the default branch of the repository]
    #[arg(long, value_name = "FILE")]
    pub(crate) workflow: Option<PathBuf>,
    /// The job that asks [default: the first that may]
    #[arg(long, value_name = "ID", requires = "workflow")]
    pub(crate) job: Option<String>,
    #[command(flatten)]
    pub(crate) given: Given,
    /// Run this command with the job's variables set, and end with it
    #[arg(last = true, value_name = "CMD")]
    pub(crate) command: Vec<OsString>,
}

/// What a workflow file does not say about its run. Each is a key of `unstuck.toml` too.
#[derive(Debug, Args)]
pub(crate) struct Given {
    /// The repository [default: the remote `origin`]
    #[arg(long, value_name = "OWNER/NAME")]
    repo: Option<String>,
    /// Id of the owner [default: not known]
    #[arg(long, value_name = "N")]
    owner_id: Option<u64>,
    /// Id of the repository [default: not known]
    #[arg(long, value_name = "N")]
    repo_id: Option<u64>,
    /// Who can see the repository: public, private or internal [default: not known]
    #[arg(long, value_name = "V")]
    visibility: Option<String>,
    /// The branch that schedules and the like run on [default: main]
    #[arg(long, value_name = "BRANCH")]
    default_branch: Option<String>,
    /// Only this event; may repeat [default: every trigger that the workflow names]
    #[arg(long, value_name = "NAME")]
    event: Vec<String>,
    /// The ref of the run, such as refs/tags/v1 [default: what the triggers allow]
    #[arg(long = "ref", value_name = "REF")]
    reference: Option<String>,
    /// Target branch of the pull request [default: not known]
    #[arg(long, value_name = "BRANCH")]
    base_ref: Option<String>,
    /// Source branch of the pull request [default: not known]
    #[arg(long, value_name = "BRANCH")]
    head_ref: Option<String>,
    /// The pull request comes from a fork
    #[arg(long)]
    fork: bool,
    /// Who started the run, such as `dependabot[bot]` [default: not known]
    #[arg(long, value_name = "LOGIN")]
    actor: Option<String>,
    /// What a job may do that names no permissions: read or write [default: read]
    #[arg(long, value_name = "LEVEL")]
    default_permissions: Option<String>,
    /// include_claim_keys of the repository's subject template [default: GitHub's own subject]
    #[arg(long, value_name = "KEY,KEY", value_delimiter = ',')]
    subject_template: Vec<String>,
    /// Subjects carry the ids of owner and repository
    #[arg(long)]
    immutable_subject: bool,
    /// The issuer [default: `https://token.actions.githubusercontent.com`]
    #[arg(long, value_name = "URL")]
    issuer: Option<String>,
    /// Slug of the enterprise [default: not known]
    #[arg(long, value_name = "SLUG")]
    enterprise: Option<String>,
    /// The audience to ask for [default: what the job's known actions ask for, else GitHub's default]
    #[arg(long, value_name = "AUD")]
    audience: Option<String>,
    /// A trust policy, its kind by content, or PARTY:FILE; may repeat
    #[arg(long, value_name = "FILE")]
    trust: Vec<String>,
}

impl From<Given> for Settings {
    fn from(given: Given) -> Self {
        Self {
            repo: given.repo,
            owner_id: given.owner_id,
            repo_id: given.repo_id,
            visibility: given.visibility,
            default_branch: given.default_branch,
            event: given.event,
            reference: given.reference,
            base_ref: given.base_ref,
            head_ref: given.head_ref,
            fork: given.fork.then_some(true),
            actor: given.actor,
            default_permissions: given.default_permissions,
            subject_template: given.subject_template,
            immutable_subject: given.immutable_subject.then_some(true),
            issuer: given.issuer,
            enterprise: given.enterprise,
            audience: given.audience,
            trust: given.trust,
        }
    }
}
