//! `unstuck install`

use std::env;
use std::path::PathBuf;

use unstuck_app::Error;

use crate::args::Install;
use crate::context::{Context, project};
use crate::exit::Done;
use crate::install::{self, Change, Written};

pub(crate) fn run(context: &Context, args: &Install) -> Result<Done, Error> {
    let home = env::var_os("HOME").filter(|home| !home.is_empty()).map(PathBuf::from).ok_or(Error::NoHome)?;
    let root = args.project.then(|| project(&env::current_dir().unwrap_or_default()));
    let mut places = install::places(args.agent, &home, root.as_deref(), &install::program(args.project));
    if args.no_hook && !args.uninstall {
        places.truncate(1);
    }
    let planned = match install::plan(&places, args.uninstall) {
        Ok(planned) => planned,
        Err(trouble) => {
            context.trouble(&trouble);
            return Ok(Done::Partly);
        }
    };
    if !args.dry_run
        && let Err(trouble) = install::write(&planned)
    {
        context.trouble(&trouble);
        return Ok(Done::Partly);
    }
    context.answer(&planned.iter().map(|written| told(written, args.dry_run)).collect::<String>())?;
    Ok(Done::Yes)
}

fn told(written: &Written, dry: bool) -> String {
    let mut out = String::new();
    for (what, change) in &written.changes {
        let word = match (change, dry) {
            (Change::Added, false) => "added",
            (Change::Added, true) => "would be added",
            (Change::Updated, false) => "updated",
            (Change::Updated, true) => "would be updated",
            (Change::Removed, false) => "removed",
            (Change::Removed, true) => "would be removed",
            (Change::There, _) => "is there already",
            (Change::Absent, _) => "is not there",
        };
        out.push_str(&format!("{}: {what} {word}\n", written.path.display()));
    }
    if dry { out + &written.difference() } else { out }
}
