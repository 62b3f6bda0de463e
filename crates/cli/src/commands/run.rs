//! `unstuck run`

use std::os::unix::process::ExitStatusExt;
use std::{env, io};

use unstuck_app::actions::oidc::point_out;
use unstuck_app::actions::{Ended, Explainer, Settled, remember};
use unstuck_app::view::DiagnosisView;
use unstuck_app::{Error, Familiar, Identity, Kept, answers};

use crate::args::{Format, Run};
use crate::child;
use crate::context::{Context, project, remembers};
use crate::exit::Done;

/// What a shell says of a command whose output nobody reads any more.
const BY_SIGPIPE: u8 = 128 + 13;

/// What commands say that end because they were interrupted or terminated.
const STOPPED: [u8; 2] = [128 + 2, 128 + 15];

pub(crate) fn run(context: &Context, args: &Run) -> Result<Done, Error> {
    let mut kept = Kept::default();
    let name = args.command.first().map(|program| program.to_string_lossy().into_owned()).unwrap_or_default();
    let ended = match child::run(&args.command, &mut kept) {
        Ok(ended) => ended,
        Err(source) => {
            let code = if source.kind() == io::ErrorKind::NotFound { 127 } else { 126 };
            context.error(&Error::Run { name, source });
            return Ok(Done::Child(code));
        }
    };
    let code = child::code(ended.status);
    // That our reader has seen enough needs no explanation, and says nothing of what was tried.
    let cut_off = ended.unread && code == BY_SIGPIPE;
    if ended.status.success() {
        if remembers() {
            settle(context, args, Ended::Well);
            went_well(context, args, &kept);
        }
    } else if !cut_off {
        match explain(context, args, &name, &kept) {
            // Whoever stopped the command did not see how it ends.
            Ok(_) if ended.status.signal().is_some() || STOPPED.contains(&code) => {}
            Ok(failure) => settle(context, args, Ended::Failed(failure.as_deref())),
            Err(error) => context.error(&error),
        }
    }
    if let Some(source) = ended.unwritten {
        context.error(&Error::Write { path: "the output of the command".into(), source });
        return Ok(Done::Child(if code == 0 { 2 } else { code }));
    }
    Ok(Done::Child(code))
}

/// Settles what was being tried, and remembers how the command failed. The command's own ending stays what it is.
fn settle(context: &Context, args: &Run, ended: Ended<'_>) {
    if ended == Ended::Failed(None) && !remembers() {
        return;
    }
    let project = project(&env::current_dir().unwrap_or_default());
    match context.field().and_then(|field| field.settle(&args.command, &project, ended)) {
        Ok(Settled::Nothing) => {}
        Ok(Settled::Recorded(outcome)) => context.notice(answers::human::recorded(&outcome).trim_end()),
        Ok(Settled::Unknown { failure, approach }) => context.notice(&format!(
            "not recorded: after {failure}#{approach} the command failed with something that the canon does not know"
        )),
        Err(error) => context.warning(&error),
    }
}

/// Keeps hashes of what the command says when it goes well.
fn went_well(context: &Context, args: &Run, kept: &Kept) {
    let project = project(&env::current_dir().unwrap_or_default());
    if let Err(error) = context.field().and_then(|field| field.went_well(&args.command, &project, kept)) {
        context.warning(&error);
    }
}

/// What the command said when it went well last, and the key by which lines are compared.
fn before(context: &Context, args: &Run) -> Option<(Familiar, Identity)> {
    if !remembers() {
        return None;
    }
    let project = project(&env::current_dir().unwrap_or_default());
    let field = context.field().and_then(|field| Ok((field.familiar(&args.command, &project)?, field.identity)));
    field.map_err(|error| context.warning(&error)).ok()
}

/// Counts the lines that nothing explains. Only where something is remembered already: a first failure leaves no trace.
fn count(context: &Context, view: &DiagnosisView) {
    if view.diagnoses.is_empty() && !view.unknown.is_empty() && remembers() {
        let rows = view.unknown.iter().map(|unknown| unknown.fingerprint.as_str());
        if let Err(error) = context.field().and_then(|field| remember(&field.unknowns(), rows)) {
            context.warning(&error);
        }
    }
}

/// Explains on standard error; the id of the cause. Where there is nothing to say, nothing is said: a command may fail on
/// purpose.
fn explain(context: &Context, args: &Run, name: &str, kept: &Kept) -> Result<Option<String>, Error> {
    let library = context.library_that_answers()?;
    let before = before(context, args);
    let before = before.as_ref().map(|(lines, identity)| (lines, identity));
    let mut view = Explainer::new(&library, context.lang())?.kept(name, kept, before)?;
    count(context, &view);
    point_out(&mut view, None)?;
    if view.diagnoses.is_empty() && view.unknown.is_empty() && context.format() == Format::Human {
        return Ok(None);
    }
    context.aside(&super::explain::rendered(context, &view)?);
    super::actions_log::aside(context, &view)?;
    Ok(view.diagnoses.into_iter().next().map(|cause| cause.id))
}
