//! Arguments of `evidence`, `try`, `report` and `ledger`.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Subcommand, ValueEnum};

/// Arguments of `evidence`.
#[derive(Debug, ClapArgs)]
pub(crate) struct Evidence {
    /// A failure, or one of its approaches, such as git/index-lock-exists#remove-a-stale-lock
    #[arg(value_name = "ID[#APPROACH]")]
    pub(crate) target: String,
}

/// Arguments of `try`.
#[derive(Debug, ClapArgs)]
pub(crate) struct Try {
    /// What is tried, such as git/index-lock-exists#remove-a-stale-lock
    #[arg(value_name = "ID#APPROACH")]
    pub(crate) target: String,
}

/// Arguments of `report`.
#[derive(Debug, ClapArgs)]
pub(crate) struct Report {
    /// What was tried, such as git/index-lock-exists#remove-a-stale-lock
    #[arg(value_name = "ID#APPROACH")]
    pub(crate) target: String,
    /// How it ended
    pub(crate) outcome: Reported,
    /// Whose word it is: one voice per reporter [default: a hash that stands for you on this machine]
    #[arg(long, value_name = "NAME")]
    pub(crate) reporter: Option<String>,
    /// To this server, as the GitHub Actions job that runs this, or by the API token in UNSTUCK_TOKEN
    #[arg(long, value_name = "URL", conflicts_with = "reporter")]
    pub(crate) to: Option<String>,
    /// What that server takes the job's token for [default: its address]
    #[arg(long, value_name = "AUDIENCE", requires = "to")]
    pub(crate) audience: Option<String>,
}

/// How an approach ended for a reporter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Reported {
    /// The failure was gone
    Fixed,
    /// The same failure came back
    Same,
}

/// Arguments of `ledger`.
#[derive(Debug, ClapArgs)]
pub(crate) struct LedgerArgs {
    #[command(subcommand)]
    pub(crate) action: LedgerAction,
}

/// What to do with a ledger.
#[derive(Debug, Subcommand)]
pub(crate) enum LedgerAction {
    /// Write all outcomes as JSON lines, sorted
    Export {
        /// Where to [default: standard output]
        file: Option<PathBuf>,
    },
    /// Add outcomes from JSON lines; those that are there count once
    Import {
        /// Where from, `-` for standard input
        file: PathBuf,
    },
}
