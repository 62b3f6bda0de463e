//! A repository's workflows: which jobs may ask for tokens in which runs, and what the tokens would say.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::claims::Claims;
use crate::context::Context;
use crate::decision::Party;
use crate::edit::Edit;
use crate::event::{self, Run};
use crate::mend::{self, Wanted};
use crate::node::Node;
use crate::permission::{Ceiling, Grant, Over, Permission};
use crate::source::{Problem, Source};
use crate::text::Text;
use crate::token::Site;
use crate::workflow::expression::Scope;
use crate::workflow::matrix::{self, Combination};
use crate::workflow::permissions::{Level, Permissions};
use crate::workflow::requests::Request;
use crate::workflow::{Job, Workflow};

/// GitHub's limit on nested reusable workflows; also ours on circles.
const DEPTH: usize = 10;

/// Workflow files by their path in the repository.
#[derive(Debug, Default)]
pub struct Repository {
    files: BTreeMap<String, (Source, Result<Workflow, Problem>)>,
}

/// What was found in one file.
#[derive(Debug)]
pub struct Inspected<'r> {
    /// Path in the repository.
    pub path: &'r str,
    /// Its text.
    pub source: &'r Source,
    /// Why it could not be read.
    pub problem: Option<&'r Problem>,
    /// Why GitHub would not start it.
    pub refused: Vec<Refused<'r>>,
    /// Its jobs, those of called workflows among them.
    pub jobs: Vec<InspectedJob<'r>>,
}

/// Why GitHub would not start a workflow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused<'r> {
    /// In GitHub's words, with file and place.
    pub message: String,
    /// The file that it stands in.
    pub source: &'r Source,
    /// Bytes of that file.
    pub span: Range<usize>,
    /// The smallest change of that file that mends it, where that is known.
    pub mend: Vec<Edit>,
}

/// A job.
#[derive(Debug)]
pub struct InspectedJob<'r> {
    /// `deploy`, or `release / deploy` where `release` calls another workflow.
    pub id: String,
    /// The file that it stands in.
    pub source: &'r Source,
    /// The job.
    pub job: &'r Job,
    /// Its workflow.
    pub workflow: &'r Workflow,
    /// Whether it may ask for tokens in a run that nothing special holds back.
    pub permission: Permission,
    /// The tokens that it is known to ask for.
    pub requests: &'r [Request],
    /// What starts it.
    pub runs: Vec<InspectedRun>,
}

/// A job in one run, and one combination of its matrix.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InspectedRun {
    /// What starts it.
    pub run: Run,
    /// Values of the matrix.
    pub combination: Combination,
    /// Whether it may ask for tokens.
    pub permission: Permission,
    /// What a token says whose audience is the first that the job asks for, else GitHub's default.
    pub claims: Claims,
    /// The audience for each party that the job is known to ask a token for.
    audiences: Vec<(Party, Text)>,
}

impl InspectedRun {
    /// The token that the job would show to a party.
    #[must_use]
    pub fn token_for(&self, party: Party) -> Claims {
        match self.audiences.iter().find(|(other, _)| *other == party) {
            Some((_, audience)) => self.claims.for_audience(audience),
            None => self.claims.clone(),
        }
    }
}

impl Repository {
    /// Adds a file under its path in the repository.
    pub fn add(&mut self, path: &str, source: Source) {
        let workflow = Workflow::read(&source);
        self.files.insert(path.to_owned(), (source, workflow));
    }

    /// Looks at every file. A workflow that is only called is looked at where it is called, and by itself where nothing calls it.
    #[must_use]
    pub fn inspect<'r>(&'r self, context: &Context) -> Vec<Inspected<'r>> {
        let one = |(path, (source, workflow)): (&'r String, &'r (Source, Result<Workflow, Problem>))| match workflow {
            Ok(workflow) => self.inspected(path, source, workflow, context),
            Err(problem) => Inspected { path, source, problem: Some(problem), refused: Vec::new(), jobs: Vec::new() },
        };
        self.files.iter().map(one).collect()
    }

    fn inspected<'r>(
        &'r self,
        path: &'r str,
        source: &'r Source,
        workflow: &'r Workflow,
        context: &Context,
    ) -> Inspected<'r> {
        let triggers = workflow
            .triggers
            .iter()
            .filter(|trigger| context.events.is_empty() || context.events.contains(&trigger.event));
        let mut walk = Walk { repository: self, context, refused: Vec::new(), jobs: Vec::new() };
        let runs: Vec<Run> = triggers.flat_map(|trigger| event::runs(trigger, context)).collect();
        for run in runs.iter().map(Some).chain(runs.is_empty().then_some(None)) {
            let site = Site { started: (path, workflow), called: None, inputs: Scope::default() };
            walk.workflow(
                &Place {
                    file: File { path, source, workflow },
                    site,
                    ceiling: Ceiling::Top,
                    name: String::new(),
                    depth: 0,
                },
                run,
            );
        }
        Inspected { path, source, problem: None, refused: walk.refused, jobs: walk.jobs }
    }

    fn called(&self, uses: &str) -> Option<File<'_>> {
        let (path, (source, workflow)) = self.files.get_key_value(uses.strip_prefix("./")?)?;
        Some(File { path, source, workflow: workflow.as_ref().ok()? })
    }
}

/// A workflow that could be read.
#[derive(Clone, Copy)]
struct File<'r> {
    path: &'r str,
    source: &'r Source,
    workflow: &'r Workflow,
}

/// A workflow on the way down from the one that starts.
struct Place<'r> {
    file: File<'r>,
    site: Site<'r>,
    ceiling: Ceiling,
    name: String,
    depth: usize,
}

struct Walk<'r, 'c> {
    repository: &'r Repository,
    context: &'c Context,
    refused: Vec<Refused<'r>>,
    jobs: Vec<InspectedJob<'r>>,
}

impl<'r> Walk<'r, '_> {
    /// Each job of a workflow in one run; without a run only their permissions.
    fn workflow(&mut self, place: &Place<'r>, run: Option<&Run>) {
        for refusal in &place.file.workflow.refused {
            let mend = mend::refusal(place.file.source, refusal);
            self.refuse(place.file, &refusal.message, refusal.span.clone(), mend);
        }
        for job in &place.file.workflow.jobs {
            let combinations = matrix::combinations(job);
            for combination in &combinations {
                match job.uses.as_ref().and_then(|(uses, _)| self.repository.called(uses)) {
                    Some(called) if place.depth < DEPTH => self.call(place, job, called, run, combination),
                    _ => self.job(place, job, run, combination),
                }
            }
        }
    }

    fn call(
        &mut self,
        place: &Place<'r>,
        job: &'r Job,
        called: File<'r>,
        run: Option<&Run>,
        combination: &Combination,
    ) {
        let workflow = called.workflow;
        let Some((uses, _)) = &job.uses else { return };
        let ceiling = Ceiling::of(place.file.workflow, job, &place.ceiling, self.context, true);
        self.hold(place, job, uses, workflow, &ceiling);
        let scope = run.map(|run| place.site.scope(self.context, run, combination)).unwrap_or_default();
        let reference = run.map_or_else(|| Text::unknown("ref"), |run| run.reference.clone());
        let path = uses.trim_start_matches("./");
        let full = self.context.repository.clone().then("/").then(path).then("@").then_text(&reference);
        let site = Site { started: place.site.started, called: Some(full), inputs: inputs(workflow, job, &scope) };
        let name = format!("{}{} / ", place.name, job.id);
        self.workflow(&Place { file: called, site, ceiling, name, depth: place.depth + 1 }, run);
    }

    /// Holds a called workflow to what its caller allows, as GitHub does before anything runs, `if: false` or not.
    fn hold(&mut self, place: &Place<'r>, caller: &Job, uses: &str, called: &Workflow, ceiling: &Ceiling) {
        let named = |permissions: Option<&Permissions>, who: String| Some((who, ceiling.over(permissions?)));
        let root = named(called.permissions.as_ref(), "The workflow".to_owned());
        let jobs =
            called.jobs.iter().map(|job| named(job.permissions.as_ref(), format!("The nested job '{}'", job.id)));
        let over: Vec<(String, Vec<Over>)> =
            [root].into_iter().chain(jobs).flatten().filter(|(_, over)| !over.is_empty()).collect();
        let wanted: Wanted = over.iter().flat_map(|(_, over)| over).map(|over| (over.scope, over.asked)).collect();
        let mend = mend::permit(place.file.source, place.file.workflow, caller, &mend::highest(&wanted));
        for (who, over) in over {
            let list = |level: fn(&Over) -> Level| {
                over.iter().map(|over| format!("{}: {}", over.scope, level(over).name())).collect::<Vec<_>>().join(", ")
            };
            let (asked, allowed) = (list(|over| over.asked), list(|over| over.allowed));
            let message = format!(
                "Error calling workflow '{uses}'. {who} is requesting '{asked}', but is only allowed '{allowed}'."
            );
            self.refuse(place.file, &message, caller.key_span.clone(), mend.clone());
        }
    }

    fn refuse(&mut self, file: File<'r>, message: &str, span: Range<usize>, mend: Vec<Edit>) {
        let place = file.source.place(span.start);
        let message = format!("{} (Line: {}, Col: {}): {message}", file.path, place.line, place.column);
        let refused = Refused { message, source: file.source, span, mend };
        if !self.refused.contains(&refused) {
            self.refused.push(refused);
        }
    }

    fn job(&mut self, place: &Place<'r>, job: &'r Job, run: Option<&Run>, combination: &Combination) {
        let id = format!("{}{}", place.name, job.id);
        let at = self.jobs.iter().position(|found| found.id == id).unwrap_or_else(|| {
            let permission = Permission::of(place.file.workflow, job, &place.ceiling, self.context, None);
            let (source, workflow) = (place.file.source, place.file.workflow);
            let requests = job.requests.as_slice();
            self.jobs.push(InspectedJob { id, source, job, workflow, permission, requests, runs: Vec::new() });
            self.jobs.len() - 1
        });
        let Some(run) = run else { return };
        let inspected = self.run(place, job, run, combination);
        let same = |other: &InspectedRun| other.run == inspected.run && other.claims == inspected.claims;
        let runs = &mut self.jobs[at].runs;
        if !runs.iter().any(same) {
            runs.push(inspected);
        }
    }

    fn run(&self, place: &Place<'r>, job: &Job, run: &Run, combination: &Combination) -> InspectedRun {
        let context = self.context;
        let scope = place.site.scope(context, run, combination);
        let asked = |request: &Request| match (&context.audience, &request.audience) {
            (Some(audience), _) => Text::from(audience.as_str()),
            (None, Some(audience)) => scope.text(audience),
            (None, None) => context.default_audience(),
        };
        let audiences: Vec<(Party, Text)> =
            job.requests.iter().map(|request| (request.party, asked(request))).collect();
        let given = context.audience.as_deref().map(Text::from);
        let audience = given.or_else(|| audiences.first().map(|(_, audience)| audience.clone()));
        let site = match job.uses.as_ref().filter(|_| place.site.called.is_none()) {
            Some((uses, _)) => Site { called: Some(remote(uses)), ..place.site.clone() },
            None => place.site.clone(),
        };
        let audience = audience.unwrap_or_else(|| context.default_audience());
        InspectedRun {
            run: run.clone(),
            combination: combination.clone(),
            permission: Permission::of(place.file.workflow, job, &place.ceiling, context, Some(run)),
            claims: site.claims(job, context, run, &scope, &audience),
            audiences,
        }
    }
}

/// The full reference of a workflow in another repository. `@v1` may be a branch or a tag; a commit stays as it is.
fn remote(uses: &str) -> Text {
    let Some((path, reference)) = uses.split_once('@') else { return Text::unknown(uses) };
    let path = Text::from(path).then("@");
    let commit = reference.len() == 40 && reference.bytes().all(|byte| byte.is_ascii_hexdigit());
    if commit || reference.starts_with("refs/") {
        return path.then(reference);
    }
    path.then("refs/").then_unknown("heads or tags").then("/").then(reference)
}

/// The inputs of a called workflow: what the caller gives, else their defaults.
fn inputs(called: &Workflow, caller: &Job, scope: &Scope) -> Scope {
    let mut inputs = Scope::default();
    let declared = called.triggers.iter().find(|trigger| trigger.event == "workflow_call");
    let declared = declared.and_then(|trigger| trigger.filters.as_ref()?.get("inputs"));
    for input in declared.map(Node::entries).unwrap_or_default() {
        if let Some(default) = input.value.get("default").and_then(Node::scalar) {
            inputs.set(&format!("inputs.{}", input.key), default);
        } else if input.value.get("required").and_then(Node::scalar) != Some("true") {
            inputs.set(&format!("inputs.{}", input.key), "");
        }
    }
    for given in caller.with() {
        if let Some(text) = given.value.scalar() {
            inputs.set(&format!("inputs.{}", given.key), scope.text(text));
        }
    }
    inputs
}

impl Inspected<'_> {
    /// Whether anything of it runs at all.
    #[must_use]
    pub fn starts(&self) -> bool {
        self.problem.is_none() && self.refused.is_empty()
    }
}

impl InspectedJob<'_> {
    /// Whether a step is known to want a token that some run of the job does not get.
    #[must_use]
    pub fn lacks_token(&self) -> bool {
        !self.requests.is_empty() && self.runs.iter().any(|run| run.permission.grant != Grant::Write)
    }
}
