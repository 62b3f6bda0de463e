//! What a user can do: one file an action. An action takes the library and what the user gave, and returns a view.

use unstuck_canon::{ApproachId, Entry, FailureId};

use crate::{Error, Library};

mod attempt;
mod changes;
mod check;
mod deliver;
mod eval;
mod evidence;
mod explain;
mod export;
mod figures;
mod import;
mod list;
mod new;
pub mod oidc;
mod page;
mod plan;
mod prove;
mod search;
mod show;
mod stats;
mod unknowns;
mod update;

pub use attempt::{Attempt, Ended, Field, Settled, report};
pub use changes::{ChangedDay, ChangedFailure, Changes, changes};
pub use check::{Checkup, Told, check, rules};
pub use deliver::{Credential, Delivered, deliver};
pub use eval::eval;
pub use evidence::{ApproachView, Derivation, EvidenceView, OutcomeView, SourceView, evidence};
pub use explain::Explainer;
pub use export::{Export, export};
pub use figures::{DomainFigures, Figures, Measurement, figures};
pub use import::{Imported, LeftOut, import_deadends};
pub use list::{DomainView, Domains, Listing, domains, list};
pub use new::{Draft, new};
pub(crate) use new::{literal, toml};
pub use page::{PageView, ProofFile, ProofView, page};
pub use plan::{Found, PlanView, ShortView, plan};
pub use prove::{Progress, Proved, Proving, TrialView, prove};
pub use search::{Searcher, search};
pub use show::show;
pub use stats::{CalibrationBin, Stats, stats};
pub use unknowns::{UnknownRow, Unknowns, remember, unknowns};
pub use update::{Publisher, UpdateView, forget, update};

/// The failure and the approach that `ID#APPROACH` names.
fn named(library: &Library, target: &str) -> Result<(FailureId, ApproachId), Error> {
    let (id, approach) = target.split_once('#').unwrap_or((target, ""));
    let failure = library.failure(id)?;
    let entry = failure.read().map_err(Error::unread)?;
    Ok((failure.id.clone(), named_in(&entry, approach)?))
}

/// The approach of that name.
fn named_in(entry: &Entry, approach: &str) -> Result<ApproachId, Error> {
    let all = || entry.head.approaches.iter().map(|own| own.id.get_ref());
    all().find(|own| own.as_str() == approach).cloned().ok_or_else(|| Error::NoApproach {
        failure: entry.id.to_string(),
        approach: approach.to_owned(),
        all: all().map(ToString::to_string).collect(),
    })
}
