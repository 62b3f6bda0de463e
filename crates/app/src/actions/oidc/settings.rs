//! What a workflow file does not say about its run: from flags, and from `unstuck.toml`.

use std::path::Path;

use serde::Deserialize;
use unstuck_trust::{Context, DefaultPermissions, Template, Text};

use crate::Error;

/// What was asked, by flags or by `unstuck.toml`. Every key has the name of its flag.
#[derive(Debug, Default, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Settings {
    /// `OWNER/NAME`
    pub repo: Option<String>,
    /// Id of the owner.
    pub owner_id: Option<u64>,
    /// Id of the repository.
    pub repo_id: Option<u64>,
    /// `public`, `private` or `internal`
    pub visibility: Option<String>,
    /// The branch that `schedule` and the like run on.
    pub default_branch: Option<String>,
    /// Only these events.
    pub event: Vec<String>,
    /// The ref of the run.
    #[serde(rename = "ref")]
    pub reference: Option<String>,
    /// Target branch of the pull request.
    pub base_ref: Option<String>,
    /// Source branch of the pull request.
    pub head_ref: Option<String>,
    /// Whether the pull request comes from a fork.
    pub fork: Option<bool>,
    /// Who started the run.
    pub actor: Option<String>,
    /// `read` or `write`
    pub default_permissions: Option<String>,
    /// `include_claim_keys`
    pub subject_template: Vec<String>,
    /// Whether subjects carry ids.
    pub immutable_subject: Option<bool>,
    /// The issuer.
    pub issuer: Option<String>,
    /// Slug of the enterprise.
    pub enterprise: Option<String>,
    /// The audience to ask for.
    pub audience: Option<String>,
    /// Trust files: `FILE` or `PARTY:FILE`.
    pub trust: Vec<String>,
}

impl Settings {
    /// Reads `unstuck.toml` of a repository; nothing where there is none. Its keys may stand in a table `[oidc]`.
    ///
    /// # Errors
    /// Where it cannot be read, or has a key that is not known.
    pub fn read(root: &Path) -> Result<Self, Error> {
        let path = root.join("unstuck.toml");
        if !path.is_file() {
            return Ok(Self::default());
        }
        let name = path.display().to_string();
        let text = std::fs::read_to_string(&path).map_err(|source| Error::Read { name: name.clone(), source })?;
        let settings = |source| Error::Settings { name: name.clone(), source: Box::new(source) };
        let table: toml::Table = toml::from_str(&text).map_err(settings)?;
        if table.get("oidc").is_some_and(toml::Value::is_table) {
            return Ok(toml::from_str::<File>(&text).map_err(settings)?.oidc);
        }
        toml::from_str(&text).map_err(settings)
    }

    /// These, and what they leave open from `below`.
    #[must_use]
    pub fn over(self, below: Self) -> Self {
        let list = |own: Vec<String>, below: Vec<String>| if own.is_empty() { below } else { own };
        Self {
            repo: self.repo.or(below.repo),
            owner_id: self.owner_id.or(below.owner_id),
            repo_id: self.repo_id.or(below.repo_id),
            visibility: self.visibility.or(below.visibility),
            default_branch: self.default_branch.or(below.default_branch),
            event: list(self.event, below.event),
            reference: self.reference.or(below.reference),
            base_ref: self.base_ref.or(below.base_ref),
            head_ref: self.head_ref.or(below.head_ref),
            fork: self.fork.or(below.fork),
            actor: self.actor.or(below.actor),
            default_permissions: self.default_permissions.or(below.default_permissions),
            subject_template: list(self.subject_template, below.subject_template),
            immutable_subject: self.immutable_subject.or(below.immutable_subject),
            issuer: self.issuer.or(below.issuer),
            enterprise: self.enterprise.or(below.enterprise),
            audience: self.audience.or(below.audience),
            trust: list(self.trust, below.trust),
        }
    }

    /// The context that they describe; what they leave open is not known, or as [`Context`] has it.
    ///
    /// # Errors
    /// Where a value is none of those that its key takes.
    pub fn context(&self) -> Result<Context, Error> {
        let mut context = Context { events: self.event.clone(), fork: self.fork == Some(true), ..Context::default() };
        if let Some(repo) = &self.repo {
            if repo.split('/').filter(|part| !part.is_empty()).count() != 2 {
                return Err(wrong("repo", repo, "it reads OWNER/NAME"));
            }
            context.repository = Text::from(repo.as_str());
        }
        let id = |id: Option<u64>, unknown: Text| id.map_or(unknown, |id| Text::from(id.to_string()));
        context.owner_id = id(self.owner_id, context.owner_id);
        context.repository_id = id(self.repo_id, context.repository_id);
        if let Some(visibility) = &self.visibility {
            if !["public", "private", "internal"].contains(&visibility.as_str()) {
                return Err(wrong("visibility", visibility, "it is public, private or internal"));
            }
            context.visibility = Text::from(visibility.as_str());
        }
        if let Some(branch) = &self.default_branch {
            context.default_branch = branch.trim_start_matches("refs/heads/").to_owned();
        }
        context.reference = self.reference.as_ref().map(|reference| full(reference));
        context.base_ref.clone_from(&self.base_ref);
        context.head_ref.clone_from(&self.head_ref);
        context.actor.clone_from(&self.actor);
        context.default_permissions = match self.default_permissions.as_deref() {
            None | Some("read") => DefaultPermissions::Read,
            Some("write") => DefaultPermissions::Write,
            Some(other) => return Err(wrong("default-permissions", other, "it is read or write")),
        };
        context.template =
            Template { keys: self.subject_template.clone(), immutable: self.immutable_subject == Some(true) };
        context.enterprise.clone_from(&self.enterprise);
        if let Some(issuer) = &self.issuer {
            if !issuer.starts_with("https://") && !issuer.starts_with("http://") {
                return Err(wrong("issuer", issuer, "it begins with https://"));
            }
            context.issuer = issuer.trim_end_matches('/').to_owned();
        }
        context.audience.clone_from(&self.audience);
        Ok(context)
    }
}

#[derive(Deserialize)]
struct File {
    #[serde(default)]
    oidc: Settings,
}

/// `main` is a branch.
fn full(reference: &str) -> String {
    if reference.starts_with("refs/") { reference.to_owned() } else { format!("refs/heads/{reference}") }
}

fn wrong(name: &'static str, value: &str, help: &'static str) -> Error {
    Error::Setting { name, value: value.to_owned(), help }
}
