//! `oidc check`: every job of every workflow against every trust policy.

use std::collections::BTreeMap;

use unstuck_trust::inspect::{Inspected, InspectedJob, InspectedRun};
use unstuck_trust::permission::Grant;
use unstuck_trust::{Claims, Context, Decision, Policy, Step, Text, Verdict, edit, mend};

use super::gather::TrustFile;
use super::mends::{self, Mends};
use super::{Inspection, notes};
use crate::view::oidc::{
    DecisionView, JobView, OidcCheckView, PermissionView, RequestView, RunView, StepView, WarningView, WorkflowView,
};

/// Looks at every job.
#[must_use]
pub fn check(inspection: &Inspection) -> OidcCheckView {
    let Inspection { gathered, trusts, context } = inspection;
    let inspected = gathered.repository.inspect(context);
    let inspected: Vec<&Inspected<'_>> =
        inspected.iter().filter(|found| gathered.asked.iter().any(|path| path == found.path)).collect();
    let mut mends = Mends::default();
    let workflows: Vec<WorkflowView> = inspected.iter().map(|found| workflow(found, trusts, &mut mends)).collect();
    let warnings: Vec<WarningView> = trusts.iter().flat_map(|trust| warnings(trust, &inspected, context)).collect();
    let notes = notes::of(&inspected, &workflows, trusts, &warnings);
    OidcCheckView { schema: "unstuck/oidc-check/1", workflows, warnings, mends: mends.done(), notes }
}

fn workflow(found: &Inspected<'_>, trusts: &[TrustFile], mends: &mut Mends) -> WorkflowView {
    let unreadable = found.problem.map(|problem| {
        let place = found.source.place(problem.span.start);
        format!("{} (Line: {}, Col: {}): {}", found.path, place.line, place.column, problem.message)
    });
    let refused: Vec<&str> = found.refused.iter().map(|refused| refused.message.as_str()).collect();
    let refused = (!refused.is_empty()).then(|| format!("The workflow is not valid. {}", refused.join(" ")));
    for refused in &found.refused {
        mends.add(refused.source, &refused.mend);
    }
    let unreadable_file = unreadable.is_some();
    let error = unreadable.or(refused);
    let jobs = found.jobs.iter().map(|job| self::job(found, job, error.as_ref(), trusts, mends)).collect();
    WorkflowView {
        file: found.path.to_owned(),
        name: found.source.name.clone(),
        error,
        jobs,
        unreadable: unreadable_file,
    }
}

fn job(
    found: &Inspected<'_>,
    job: &InspectedJob<'_>,
    error: Option<&String>,
    trusts: &[TrustFile],
    mends: &mut Mends,
) -> JobView {
    let line = |at: usize| job.source.place(at).line;
    let lacks = error.is_none() && job.permission.grant == Grant::None && !job.requests.is_empty();
    let fix = lacks
        .then(|| mend::permit(job.source, job.workflow, job.job, &mend::id_token()))
        .filter(|edits| !edits.is_empty());
    if let Some(edits) = &fix {
        mends.add(job.source, edits);
    }
    // A fork or Dependabot decides for all runs, or it is told with the run that it decides for.
    let mut runs = job.runs.iter().map(|run| &run.permission);
    let permission = runs.next().filter(|first| runs.all(|other| other == *first)).unwrap_or(&job.permission);
    JobView {
        id: job.id.clone(),
        file: (!std::ptr::eq(job.source, found.source)).then(|| job.source.name.clone()),
        line: line(job.job.key_span.start),
        permission: PermissionView {
            id_token: if error.is_some() { Grant::None } else { permission.grant },
            from: permission.from,
            line: line(permission.span.start),
            error: error.cloned(),
            fix: fix.map(|edits| edit::diff(job.source, &edit::applied(&job.source.text, &edits))),
        },
        requests: job
            .requests
            .iter()
            .map(|request| RequestView { party: request.party, by: request.by.clone(), line: line(request.span.start) })
            .collect(),
        runs: job.runs.iter().map(|run| self::run(job, run, error.is_some(), trusts, mends)).collect(),
    }
}

fn run(job: &InspectedJob<'_>, run: &InspectedRun, refused: bool, trusts: &[TrustFile], mends: &mut Mends) -> RunView {
    let token = !refused && run.permission.grant == Grant::Write;
    let claims = if token {
        run.claims.iter().map(|(name, value)| (name.to_owned(), value.clone())).collect()
    } else {
        BTreeMap::new()
    };
    let known = trusts.iter().flat_map(|trust| &trust.policies).any(|policy| asks(job, policy.as_ref()));
    let all = trusts
        .iter()
        .flat_map(|trust| trust.policies.iter().enumerate().map(move |(at, policy)| (trust, at, policy.as_ref())));
    let decisions = all.filter(|_| token).map(|(trust, at, policy)| {
        let asked = asks(job, policy) || !known;
        decision(trust, at, policy, &run.token_for(policy.party()), asked, mends)
    });
    RunView {
        event: run.run.event.clone(),
        reference: run.run.reference.clone(),
        matrix: run.combination.clone(),
        token,
        refused: (!token && !refused).then_some(run.permission.from),
        claims,
        decisions: decisions.collect(),
    }
}

/// Whether a step of the job is known to ask this party.
fn asks(job: &InspectedJob<'_>, policy: &dyn Policy) -> bool {
    job.requests.iter().any(|request| request.party == policy.party())
}

fn decision(
    trust: &TrustFile,
    at: usize,
    policy: &dyn Policy,
    token: &Claims,
    asked: bool,
    mends: &mut Mends,
) -> DecisionView {
    let Decision { verdict, code, why, trace: steps, failed, error } = policy.decide(token);
    let step = |step: &Step| StepView {
        condition: step.condition.clone(),
        line: trust.source.place(step.span.start).line,
        span: step.span.clone(),
        expected: step.expected.clone(),
        actual: step.actual.clone(),
        result: step.result,
    };
    if asked && verdict == Verdict::Deny {
        mends.admit(trust, at, token);
    }
    DecisionView {
        trust: trust.source.name.clone(),
        name: policy.name().map(str::to_owned),
        party: policy.party(),
        asked,
        audience: token.value("aud").cloned().unwrap_or_default(),
        decision: verdict,
        code,
        why,
        failed: failed.map(|at| step(&steps[at])),
        trace: steps.iter().map(step).collect(),
        error,
        fix: mends::alone(trust, at, token)
            .map(|edits| edit::diff(&trust.source, &edit::applied(&trust.source.text, &edits))),
    }
}

/// A token that a policy ought to accept: of a job that it does accept, else of the first job, else one of a push. What belongs to
/// another job's policy would make every policy look tight.
fn own_token(inspected: &[&Inspected<'_>], policy: &dyn Policy, context: &Context) -> Claims {
    let jobs = inspected.iter().filter(|found| found.starts()).flat_map(|found| &found.jobs);
    let runs = jobs.flat_map(|job| &job.runs).filter(|run| run.permission.grant == Grant::Write);
    let tokens: Vec<Claims> = runs.map(|run| run.token_for(policy.party())).collect();
    let accepted = tokens.iter().find(|token| policy.decide(token).verdict == Verdict::Allow);
    accepted.or_else(|| tokens.first()).cloned().unwrap_or_else(|| pushed(context))
}

pub(super) fn pushed(context: &Context) -> Claims {
    let mut claims = Claims::with_template(context.template.clone());
    claims.set("iss", context.issuer.as_str());
    claims.set("repository", context.repository.clone());
    claims.set("repository_owner", context.owner());
    claims.set("repository_owner_id", context.owner_id.clone());
    claims.set("repository_id", context.repository_id.clone());
    claims.set("event_name", "push");
    let reference = Text::from("refs/heads/").then(&context.default_branch);
    let workflow = context.repository.clone().then("/.github/workflows/deploy.yml@").then_text(&reference);
    for (name, value) in [("base_ref", ""), ("head_ref", ""), ("ref_type", "branch"), ("workflow", "Deploy")] {
        claims.set(name, value);
    }
    claims.set("workflow_ref", workflow.clone());
    claims.set("job_workflow_ref", workflow);
    claims.set("ref", reference);
    claims.set("aud", context.audience.as_deref().map_or_else(|| context.default_audience(), Text::from));
    claims.render_subject();
    claims
}

fn warnings(trust: &TrustFile, inspected: &[&Inspected<'_>], context: &Context) -> Vec<WarningView> {
    let mut views = Vec::new();
    for policy in &trust.policies {
        for warning in policy.warnings(&own_token(inspected, policy.as_ref(), context)) {
            views.push(WarningView {
                code: warning.code,
                severity: warning.severity,
                party: policy.party(),
                trust: trust.source.name.clone(),
                line: trust.source.place(warning.span.start).line,
                message: warning.message,
                admits: warning.admits,
                help: warning.help,
                span: warning.span,
            });
        }
    }
    views.sort_by_key(|warning| (std::cmp::Reverse(warning.severity), warning.line));
    views
}
