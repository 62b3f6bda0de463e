//! `unstuck prove`

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::{env, thread};

use signal_hook::consts::{SIGINT, SIGTERM};
use unstuck_app::actions::{Proving, prove};
use unstuck_app::{Error, answers};

use super::check::here;
use crate::args::{Format, Prove};
use crate::context::Context;
use crate::exit::Done;

pub(crate) fn run(context: &Context, args: &Prove) -> Result<Done, Error> {
    let folder = args.dir.clone().map_or_else(here, Ok)?;
    let library = context.library_with(std::slice::from_ref(&folder))?;
    let stopped = Arc::new(AtomicBool::new(false));
    for signal in [SIGINT, SIGTERM] {
        // The second one ends the program at once.
        signal_hook::flag::register_conditional_shutdown(signal, 130, Arc::clone(&stopped))
            .and_then(|_| signal_hook::flag::register(signal, Arc::clone(&stopped)))
            .map_err(|source| Error::Read { name: "signals".to_owned(), source })?;
    }
    let proving = Proving {
        folder: &folder,
        ids: &args.ids,
        only: args.only.as_deref(),
        shard: args.shard,
        sandboxed: !args.unsandboxed,
        jobs: args.jobs.map_or_else(jobs, NonZeroUsize::get),
        cache: &cache(),
        keep: args.keep.as_deref(),
        record: args.record,
        check: args.check,
        stopped: &stopped,
    };
    let proved = prove(&library, &proving, |progress| {
        if context.talks_to_a_person() {
            context.notice(&answers::human::progress(progress));
        }
    })?;
    let text = match context.format() {
        Format::Human | Format::Markdown => answers::human::proofs(&proved),
        _ => answers::json::json(&proved)?,
    };
    context.answer(&text)?;
    Ok(match () {
        () if !proved.holds() => Done::No,
        () if proved.not_run > 0 => Done::NotRun,
        () => Done::Yes,
    })
}

/// Where fixtures are kept. Root's own cache would be closed to the user as whom root's sandboxes run.
fn cache() -> PathBuf {
    if rustix::process::geteuid().is_root() {
        return PathBuf::from("/var/cache/unstuck/fixtures");
    }
    let set = |name| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let cache = set("XDG_CACHE_HOME").or_else(|| Some(set("HOME")?.join(".cache")));
    cache.unwrap_or_else(env::temp_dir).join("unstuck/fixtures")
}

/// Two trials for each processor: half the time a trial waits, for a server to start or a client to give up.
fn jobs() -> usize {
    2 * thread::available_parallelism().map_or(1, NonZeroUsize::get)
}
