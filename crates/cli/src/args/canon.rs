//! Arguments of `new`, `check`, `eval`, `unknowns`, `import` and `prove`.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{ArgGroup, Args as ClapArgs, Subcommand};

/// Arguments of `new`.
#[derive(Debug, ClapArgs)]
pub(crate) struct New {
    /// Id of the new failure: domain/slug
    pub(crate) id: String,
    /// A log that shows the failure, `-` for standard input
    #[arg(long, value_name = "LOG")]
    pub(crate) from: Option<PathBuf>,
    /// Where to put it [default: canon/ beside a TEMPLATE, else .unstuck/]
    #[arg(long, value_name = "DIR")]
    pub(crate) dir: Option<PathBuf>,
}

/// Arguments of `check`.
#[derive(Debug, ClapArgs)]
pub(crate) struct Check {
    /// Folders with entries, or one entry's folder [default: .unstuck/, else canon/]
    #[arg(value_name = "DIR")]
    pub(crate) dirs: Vec<PathBuf>,
    /// Print the rules instead
    #[arg(long, conflicts_with = "dirs")]
    pub(crate) rules: bool,
}

/// Arguments of `eval`.
#[derive(Debug, ClapArgs)]
pub(crate) struct Eval {
    /// Folder of the evaluation set
    #[arg(value_name = "DIR", default_value = "evaluation")]
    pub(crate) dir: PathBuf,
}

/// Arguments of `unknowns`.
#[derive(Debug, ClapArgs)]
pub(crate) struct Unknowns {
    /// Files of colleagues to add up with the user's own
    #[arg(value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// Print where the user's own file is, which can be given to colleagues
    #[arg(long, conflicts_with = "files")]
    pub(crate) path: bool,
}

/// Arguments of `import`.
#[derive(Debug, ClapArgs)]
pub(crate) struct Import {
    #[command(subcommand)]
    pub(crate) from: ImportFrom,
}

/// From where entries are taken over.
#[derive(Debug, Subcommand)]
pub(crate) enum ImportFrom {
    /// A checkout of deadends.dev: its rates become claims, its expressions patterns only where they pass the checks
    Deadends {
        /// The checkout
        dir: PathBuf,
        /// Folder of the overlay [default: the user's own entries]
        #[arg(long, value_name = "DIR")]
        to: Option<PathBuf>,
        /// A log of a command that went well, on which no pattern may fire; may repeat
        #[arg(long, value_name = "LOG")]
        green: Vec<PathBuf>,
    },
}

/// Arguments of `prove`.
#[derive(Debug, ClapArgs)]
#[command(group(ArgGroup::new("which").required(true)))]
pub(crate) struct Prove {
    /// Failures to prove
    #[arg(value_name = "ID", group = "which")]
    pub(crate) ids: Vec<String>,
    /// Prove every failure that has a proof
    #[arg(long, group = "which")]
    pub(crate) all: bool,
    /// Folder of the canon whose proofs are run [default: .unstuck/, else canon/]
    #[arg(long, value_name = "DIR")]
    pub(crate) dir: Option<PathBuf>,
    /// Trials at a time [default: two for each processor]
    #[arg(short, long, value_name = "N")]
    pub(crate) jobs: Option<NonZeroUsize>,
    /// Only this approach
    #[arg(long, value_name = "APPROACH")]
    pub(crate) only: Option<String>,
    /// Only the Ith of every N failures
    #[arg(long, value_name = "I/N", value_parser = shard)]
    pub(crate) shard: Option<(usize, usize)>,
    /// Append the outcomes to the canon
    #[arg(long, conflicts_with = "check")]
    pub(crate) record: bool,
    /// Fail where a recorded outcome no longer holds
    #[arg(long)]
    pub(crate) check: bool,
    /// Run them on the machine itself, which must be one that is thrown away; nothing is recorded
    #[arg(long, conflicts_with_all = ["record", "keep"])]
    pub(crate) unsandboxed: bool,
    /// Keep what was inside sandboxes that did not end as labelled, as archives in this folder
    #[arg(long, value_name = "DIR")]
    pub(crate) keep: Option<PathBuf>,
}

fn shard(text: &str) -> Result<(usize, usize), String> {
    let numbers = text.split_once('/').and_then(|(number, count)| Some((number.parse().ok()?, count.parse().ok()?)));
    match numbers {
        Some((number, count)) if (1..=count).contains(&number) => Ok((number, count)),
        _ => Err("wanted I/N with I from 1 to N, such as 1/4".to_owned()),
    }
}
