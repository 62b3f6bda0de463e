//! What is wrong, as notes with a place: equal ones of several runs once.

use unstuck_trust::inspect::{Inspected, InspectedJob};
use unstuck_trust::permission::{From, Grant};
use unstuck_trust::{Severity, Verdict, edit};

use super::gather::TrustFile;
use crate::view::oidc::{DecisionView, JobView, Note, RunView, StepView, WarningView, Weight, WorkflowView};

pub(super) fn of(
    inspected: &[&Inspected<'_>],
    workflows: &[WorkflowView],
    trusts: &[TrustFile],
    warnings: &[WarningView],
) -> Vec<Note> {
    let mut notes = Vec::new();
    for (found, view) in inspected.iter().zip(workflows) {
        notes.extend(unread(found));
        notes.extend(refused(found));
        if found.starts() {
            for (job, view) in found.jobs.iter().zip(&view.jobs) {
                notes.extend(without_token(job, view));
                decisions(&mut notes, job, view, trusts);
            }
        }
    }
    notes.extend(warnings.iter().filter_map(|warning| too_wide(warning, trusts)));
    notes
}

fn unread(found: &Inspected<'_>) -> Option<Note> {
    let problem = found.problem?;
    Some(Note {
        weight: Weight::Error,
        code: problem.code.to_owned(),
        title: "this workflow cannot be read".to_owned(),
        source: found.source.clone(),
        span: problem.span.clone(),
        label: problem.message.clone(),
        lines: Vec::new(),
        help: Some(problem.help.clone()),
        diff: None,
    })
}

fn refused(found: &Inspected<'_>) -> Vec<Note> {
    let note = |refused: &unstuck_trust::inspect::Refused<'_>| Note {
        weight: Weight::Error,
        code: "github.invalid-workflow".to_owned(),
        title: "GitHub does not start this workflow".to_owned(),
        source: refused.source.clone(),
        span: refused.span.clone(),
        label: "GitHub refuses this".to_owned(),
        lines: vec![format!("GitHub says: {}", refused.message)],
        help: None,
        diff: (!refused.mend.is_empty())
            .then(|| edit::diff(refused.source, &edit::applied(&refused.source.text, &refused.mend))),
    };
    found.refused.iter().map(note).collect()
}

/// A step wants a token that the job may not ask for.
fn without_token(job: &InspectedJob<'_>, view: &JobView) -> Vec<Note> {
    let Some(request) = job.requests.first() else { return Vec::new() };
    let mut notes: Vec<Note> = Vec::new();
    for run in job.runs.iter().filter(|run| run.permission.grant != Grant::Write) {
        let from = run.permission.from;
        let (title, label, help) = because(from);
        let title = format!("job `{}` gets no token on {}: {title}", view.id, run.run.event);
        let asks = format!("`{}` (line {}) asks for one", request.by, job.source.place(request.span.start).line);
        notes.push(Note {
            weight: Weight::Error,
            code: format!("github.no-token-{}", code(from)),
            title,
            source: job.source.clone(),
            span: run.permission.span.clone(),
            label: label.to_owned(),
            lines: vec![asks],
            help: help.map(str::to_owned),
            diff: if from == From::Fork { None } else { view.permission.fix.clone() },
        });
        notes.dedup_by(|one, other| one.code == other.code);
    }
    notes
}

fn because(from: From) -> (&'static str, &'static str, Option<&'static str>) {
    match from {
        From::Job | From::Workflow => {
            ("its permissions do not grant `id-token: write`", "whatever is not named here is none", None)
        }
        From::Default => ("nothing grants `id-token: write`", "no permissions are named for this job", None),
        From::Caller => {
            ("its caller does not grant `id-token: write`", "the caller decides", Some("grant it on the calling job"))
        }
        From::Fork => (
            "a pull request from a fork gets none",
            "this grant does not count for a fork",
            Some("deploy from another workflow that runs in the base repository, without running the fork's code"),
        ),
        From::Dependabot => (
            "Dependabot's runs get none without permissions of their own",
            "no permissions are named for this job",
            None,
        ),
    }
}

fn code(from: From) -> &'static str {
    match from {
        From::Job => "job",
        From::Workflow => "workflow",
        From::Default => "default",
        From::Caller => "caller",
        From::Fork => "fork",
        From::Dependabot => "dependabot",
    }
}

/// Refusals and doubts of relying parties; the same reason of several runs is told once.
fn decisions(notes: &mut Vec<Note>, job: &InspectedJob<'_>, view: &JobView, trusts: &[TrustFile]) {
    for run in &view.runs {
        for decision in run.decisions.iter().filter(|decision| decision.asked && decision.decision != Verdict::Allow) {
            let Some(trust) = trusts.iter().find(|trust| trust.source.name == decision.trust) else { continue };
            let note = decided(job, view, run, decision, trust);
            let same = |other: &&mut Note| {
                other.code == note.code && other.span == note.span && other.lines.first() == note.lines.first()
            };
            match notes.iter_mut().find(same) {
                // The reason and the error are there; the run is new.
                Some(other) => other.lines.insert(2, note.lines[1].clone()),
                None => notes.push(note),
            }
        }
    }
}

fn decided(job: &InspectedJob<'_>, view: &JobView, run: &RunView, decision: &DecisionView, trust: &TrustFile) -> Note {
    let denied = decision.decision == Verdict::Deny;
    let party = decision.party.name();
    let title = if denied {
        format!("{party} refuses the token of job `{}`", view.id)
    } else {
        format!("whether {party} takes the token of job `{}` is not known", view.id)
    };
    let says = decision.failed.as_ref().map_or_else(|| decision.why.clone(), |step| says(step, denied));
    let place = format!("{}:{}, on {} ({})", job.source.name, view.line, run.event, run.reference);
    let error = decision.error.iter().map(|error| format!("{party} says: {error}"));
    Note {
        weight: Weight::Error,
        code: decision.code.to_owned(),
        title,
        source: trust.source.clone(),
        span: decision.failed.as_ref().map_or(0..0, |step| step.span.clone()),
        label: String::new(),
        lines: [says, place].into_iter().chain(error).collect(),
        help: None,
        diff: decision.fix.clone(),
    }
}

fn says(step: &StepView, denied: bool) -> String {
    let actual = step.actual.as_ref().map_or_else(|| "nothing here".to_owned(), |actual| format!("`{actual}`"));
    if denied {
        format!("the token says {actual}")
    } else {
        format!("the token says {actual}: that does not decide it")
    }
}

fn too_wide(warning: &WarningView, trusts: &[TrustFile]) -> Option<Note> {
    let trust = trusts.iter().find(|trust| trust.source.name == warning.trust)?;
    let admits = warning.admits.iter().map(|subject| format!("accepted: {subject}"));
    Some(Note {
        weight: if warning.severity == Severity::High { Weight::Error } else { Weight::Warning },
        code: warning.code.to_owned(),
        title: warning.message.clone(),
        source: trust.source.clone(),
        span: warning.span.clone(),
        label: String::new(),
        lines: admits.collect(),
        help: Some(warning.help.clone()),
        diff: None,
    })
}
