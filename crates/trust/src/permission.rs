//! Whether a job may ask for tokens, by the rules of GitHub's own workflow parser and of its token.
//!
//! Sources: the open-source workflow parser of `actions/runner` (permissions of a job replace those of its workflow; a called workflow
//! is held to what its original caller allows, when the run is parsed) and GitHub's "Automatic token authentication" (forks, Dependabot).

use std::ops::Range;

use serde::Serialize;

use crate::context::{Context, DefaultPermissions};
use crate::event::Run;
use crate::workflow::permissions::{ID_TOKEN, Level, Permissions, SCOPES};
use crate::workflow::{Job, Workflow};

/// Whether a job may ask for a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Grant {
    /// It may.
    Write,
    /// It may not: the variables of the token endpoint are not set.
    None,
    /// That is not known here.
    Unknown,
}

/// What decided that.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum From {
    /// `permissions` of the job.
    Job,
    /// `permissions` of the workflow.
    Workflow,
    /// Nothing names permissions.
    Default,
    /// The workflow that calls this one.
    Caller,
    /// The pull request comes from a fork.
    Fork,
    /// Dependabot started the run, and nothing names permissions.
    Dependabot,
}

/// Whether a job may ask for tokens, and what says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Permission {
    /// The answer.
    pub grant: Grant,
    /// What decided.
    pub from: From,
    /// Bytes of the deciding value in the file of the job; of the job's key where nothing names permissions.
    pub span: Range<usize>,
}

/// What a job may do at most: what its caller allows, or the settings where no caller says anything.
#[derive(Debug, Clone)]
pub enum Ceiling {
    /// A job of a workflow that was not called.
    Top,
    /// The calling job's permissions.
    Named(Permissions),
    /// The caller names none: the repository's default, with `id-token` where the called workflow belongs to the same owner.
    Default {
        /// The setting.
        setting: DefaultPermissions,
        /// Whether the called workflow belongs to the same owner.
        trusted: bool,
    },
}

impl Ceiling {
    /// What the caller `job` of `workflow` lets a called workflow do.
    #[must_use]
    pub fn of(workflow: &Workflow, job: &Job, above: &Self, context: &Context, trusted: bool) -> Self {
        match (job.permissions.as_ref().or(workflow.permissions.as_ref()), above) {
            (Some(named), _) => Self::Named(named.clone()),
            (None, Self::Top) => Self::Default { setting: context.default_permissions, trusted },
            (None, above) => above.clone(),
        }
    }

    /// What it allows in a scope; `None` where nothing limits it.
    fn level(&self, scope: &str) -> Option<Level> {
        match self {
            Self::Top => None,
            Self::Named(named) => Some(named.level(scope)),
            Self::Default { setting: DefaultPermissions::Write, trusted } if scope == ID_TOKEN && !trusted => {
                Some(Level::None)
            }
            Self::Default { setting: DefaultPermissions::Write, .. } => Some(Level::Write),
            Self::Default { setting: DefaultPermissions::Read, .. } if matches!(scope, "contents" | "packages") => {
                Some(Level::Read)
            }
            Self::Default { .. } => Some(Level::None),
        }
    }

    /// The scopes in which `permissions` ask for more than this allows, in the order of GitHub's messages.
    #[must_use]
    pub fn over(&self, permissions: &Permissions) -> Vec<Over> {
        let over = |scope: &&'static str| {
            let (asked, allowed) = (permissions.level(scope), self.level(scope)?);
            (asked > allowed).then_some(Over { scope, asked, allowed })
        };
        SCOPES.iter().filter_map(over).collect()
    }
}

/// A scope in which a called workflow asks for more than its caller allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Over {
    /// The scope.
    pub scope: &'static str,
    /// What is asked for.
    pub asked: Level,
    /// What is allowed.
    pub allowed: Level,
}

impl Permission {
    /// Whether a job of a workflow may ask for tokens in a run.
    #[must_use]
    pub fn of(workflow: &Workflow, job: &Job, ceiling: &Ceiling, context: &Context, run: Option<&Run>) -> Self {
        let named = [(job.permissions.as_ref(), From::Job), (workflow.permissions.as_ref(), From::Workflow)];
        let named = named.into_iter().find_map(|(permissions, from)| Some((permissions?, from)));
        let decided = match (named, ceiling) {
            (Some((permissions, from)), _) => {
                let span = permissions.scope(ID_TOKEN).map_or(&permissions.entry.key_span, |scope| &scope.span);
                Self { grant: allows(permissions.level(ID_TOKEN)), from, span: span.clone() }
            }
            (None, Ceiling::Top) => Self { grant: Grant::None, from: From::Default, span: job.key_span.clone() },
            (None, ceiling) => {
                let level = ceiling.level(ID_TOKEN).unwrap_or(Level::None);
                Self { grant: allows(level), from: From::Caller, span: job.key_span.clone() }
            }
        };
        if run.is_some_and(|run| run.fork) {
            return Self { grant: Grant::None, from: From::Fork, ..decided };
        }
        if context.is_dependabot() && decided.from == From::Default {
            return Self { from: From::Dependabot, ..decided };
        }
        decided
    }
}

fn allows(level: Level) -> Grant {
    if level == Level::Write { Grant::Write } else { Grant::None }
}
