//! What a workflow file does not say about its own run.

use crate::subject::Template;
use crate::text::Text;

/// GitHub's public issuer.
pub const GITHUB: &str = "https://token.actions.githubusercontent.com";

/// What a job may do that names no permissions (repository, organization or enterprise setting).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DefaultPermissions {
    /// Read repository contents and packages: GitHub's default for new repositories.
    #[default]
    Read,
    /// Read and write, which gives a top-level job no ID token either.
    Write,
}

/// The repository and the run that are asked about.
#[derive(Debug, Clone)]
pub struct Context {
    /// `OWNER/NAME`
    pub repository: Text,
    /// Id of the owner.
    pub owner_id: Text,
    /// Id of the repository.
    pub repository_id: Text,
    /// `public`, `private` or `internal`.
    pub visibility: Text,
    /// The branch that events such as `schedule` run on.
    pub default_branch: String,
    /// Only these events; every trigger that a workflow names where empty.
    pub events: Vec<String>,
    /// The ref of the run, `refs/...`; what the triggers allow where absent.
    pub reference: Option<String>,
    /// Target branch of the pull request.
    pub base_ref: Option<String>,
    /// Source branch of the pull request.
    pub head_ref: Option<String>,
    /// Whether the pull request comes from a fork.
    pub fork: bool,
    /// Who started the run.
    pub actor: Option<String>,
    /// What a job may do that names no permissions.
    pub default_permissions: DefaultPermissions,
    /// How the repository's subjects are made.
    pub template: Template,
    /// The issuer, without a slash at its end.
    pub issuer: String,
    /// Slug of the enterprise, where the repository belongs to one that is known.
    pub enterprise: Option<String>,
    /// The audience to ask for, whatever the steps say.
    pub audience: Option<String>,
}

impl Default for Context {
    fn default() -> Self {
        Self {
            repository: Text::unknown("OWNER").then("/").then_unknown("REPO"),
            owner_id: Text::unknown("owner id"),
            repository_id: Text::unknown("repository id"),
            visibility: Text::unknown("visibility"),
            default_branch: "main".to_owned(),
            events: Vec::new(),
            reference: None,
            base_ref: None,
            head_ref: None,
            fork: false,
            actor: None,
            default_permissions: DefaultPermissions::default(),
            template: Template::default(),
            issuer: GITHUB.to_owned(),
            enterprise: None,
            audience: None,
        }
    }
}

impl Context {
    /// The owner.
    #[must_use]
    pub fn owner(&self) -> Text {
        match self.repository.known().and_then(|full| full.split_once('/')) {
            Some((owner, _)) => Text::from(owner),
            None => Text::unknown("OWNER"),
        }
    }

    /// The audience of a token that nobody asked another one for: the owner's address on the issuer's server.
    ///
    /// Source: GitHub's OpenID Connect reference (standard claims, `aud`).
    #[must_use]
    pub fn default_audience(&self) -> Text {
        let server = match self.issuer.strip_suffix("/_services/token") {
            Some(server) => server,
            None if self.issuer.starts_with(GITHUB) => "https://github.com",
            // Data residency: the server is `SUBDOMAIN.ghe.com`, the issuer `token.actions.SUBDOMAIN.ghe.com`.
            None => match self.issuer.strip_prefix("https://token.actions.") {
                Some(host) => {
                    return Text::from("https://")
                        .then(host.split('/').next().unwrap_or(host))
                        .then("/")
                        .then_text(&self.owner());
                }
                None => return Text::unknown("default audience"),
            },
        };
        Text::from(server).then("/").then_text(&self.owner())
    }

    /// Whether Dependabot started the run.
    #[must_use]
    pub fn is_dependabot(&self) -> bool {
        self.actor.as_deref() == Some("dependabot[bot]")
    }
}
