//! The command line: what can be typed. The doc comments are the help texts.

mod oidc;
mod publishing;
mod serving;

use std::ffi::OsString;
use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{ArgGroup, Args as ClapArgs, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

use crate::install::Agent;

pub(crate) use oidc::{OidcAction, OidcArgs, OidcCheck, OidcClaims, OidcDecode, OidcServe};
pub(crate) use publishing::{Export, KeyAction, KeyArgs, Update};
pub(crate) use serving::{Serve, TokenAction, TokenArgs};

/// Names the known failure in an error message, a CI log or a failing command, its root cause, the dead ends that will
/// waste your time and the workarounds that end it.
#[derive(Debug, Parser)]
#[command(name = "unstuck", version, arg_required_else_help = true)]
pub(crate) struct Args {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// Options of every command.
#[derive(Debug, Clone, ClapArgs)]
pub(crate) struct Global {
    /// Form of the answer
    #[arg(long, global = true, value_enum, default_value_t = Format::Human)]
    pub(crate) format: Format,
    /// Language of the answer [default: from the locale]
    #[arg(long, global = true, value_enum)]
    pub(crate) lang: Option<LangArg>,
    /// A folder with more entries; may repeat
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) canon: Vec<PathBuf>,
    /// Ledger of outcomes: sqlite:PATH or postgres://USER@HOST/DATABASE [default: in the user's data folder]
    #[arg(long, global = true, value_name = "URL", env = "UNSTUCK_LEDGER", hide_env_values = true)]
    pub(crate) ledger: Option<String>,
    /// When to use colours
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto)]
    pub(crate) color: Color,
    /// No notices on standard error
    #[arg(short, long, global = true)]
    pub(crate) quiet: bool,
    /// More notices on standard error
    #[arg(short, long, global = true)]
    pub(crate) verbose: bool,
}

/// A form of answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people at a terminal
    Human,
    /// For programs
    Json,
    /// For pull requests and agents
    Markdown,
    /// For code scanning
    Sarif,
    /// Annotations of GitHub Actions
    Github,
}

/// A language of the canon.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum LangArg {
    /// English
    En,
    /// Simplified Chinese
    Zh,
}

/// When to use colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Find the known failures in a log or a message
    Explain(Explain),
    /// Run a command, and explain it when it fails
    Run(Run),
    /// Show one failure, whole
    Show(Show),
    /// Find failures by words, English or Chinese
    Search(Search),
    /// List the failures, or those of a domain
    List(List),
    /// Figures of the canon
    Stats,
    /// Show where a rate comes from
    Evidence(Evidence),
    /// Say what you are about to try: the next `run` of the command that failed settles it
    Try(Try),
    /// Report how an approach ended elsewhere
    Report(Report),
    /// Carry outcomes from one ledger to another
    Ledger(LedgerArgs),
    /// Start an entry from the template
    New(New),
    /// Check entries
    Check(Check),
    /// List what `run` met most and the canon does not know: fingerprints, counts, days, and no text
    Unknowns(Unknowns),
    /// Measure how well failures are named: on real messages, whole logs, and output of commands that went well
    Eval(Eval),
    /// Take the entries of another canon over as an overlay
    Import(Import),
    /// Make failures happen in a sandbox, try every approach, and tell how each ended
    Prove(Prove),
    /// Which jobs may ask GitHub for an OIDC token, what it says, and what AWS, Google Cloud, PyPI, ... answer
    Oidc(Box<OidcArgs>),
    /// Serve pages, the API and MCP over HTTP
    Serve(Serve),
    /// Write the site as files, which need no server, and the canon for `update`
    Export(Export),
    /// Install a newer canon than the program's own, as it is published over HTTPS, signed
    Update(Update),
    /// Keys that sign published canons
    Key(KeyArgs),
    /// API tokens of those who report outcomes over HTTP
    Token(TokenArgs),
    /// Serve the Model Context Protocol on standard input and output, for coding agents
    Mcp,
    /// Put unstuck into the configuration of a coding agent: its MCP server, and a hook where the agent has them
    Install(Install),
    /// Answer a coding agent's hook
    #[command(hide = true, subcommand)]
    Hook(Hook),
    /// Print functions for a shell: `fix` explains the command that failed last
    Shell(ShellArgs),
    /// Print completions for a shell
    Completions(Completions),
    /// Print the manual page
    Man,
}

/// Arguments of `explain`.
#[derive(Debug, ClapArgs)]
pub(crate) struct Explain {
    /// Logs to read, `-` for standard input; .gz and .zst are read as they are
    #[arg(value_name = "FILE", conflicts_with = "text")]
    pub(crate) files: Vec<PathBuf>,
    /// The message itself
    #[arg(long)]
    pub(crate) text: Option<String>,
    /// The workflow that failed [default: those of this repository, where an OIDC failure is found]
    #[arg(long, value_name = "WORKFLOW")]
    pub(crate) workflow: Option<PathBuf>,
}

/// Arguments of `run`.
#[derive(Debug, ClapArgs)]
pub(crate) struct Run {
    /// The command and its arguments
    #[arg(required = true, trailing_var_arg = true, allow_hyphen_values = true, value_name = "CMD")]
    pub(crate) command: Vec<OsString>,
}

/// Arguments of `show`.
#[derive(Debug, ClapArgs)]
pub(crate) struct Show {
    /// Id of the failure, such as git/index-lock-exists
    pub(crate) id: String,
}

/// Arguments of `search`.
#[derive(Debug, ClapArgs)]
pub(crate) struct Search {
    /// Words to look for
    #[arg(required = true)]
    pub(crate) words: Vec<String>,
}

/// Arguments of `list`.
#[derive(Debug, ClapArgs)]
pub(crate) struct List {
    /// Only this domain, such as git
    pub(crate) domain: Option<String>,
}

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

/// Arguments of `install`.
#[derive(Debug, ClapArgs)]
pub(crate) struct Install {
    /// The agent
    pub(crate) agent: Agent,
    /// Write into the files of this repository, which others share, instead of the user's own
    #[arg(long)]
    pub(crate) project: bool,
    /// Say what would be written, and write nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Take out what was put in
    #[arg(long)]
    pub(crate) uninstall: bool,
    /// Only the MCP server
    #[arg(long)]
    pub(crate) no_hook: bool,
}

/// Whose hook is answered; its input is on standard input.
#[derive(Debug, Clone, Copy, Subcommand)]
pub(crate) enum Hook {
    /// `PostToolUseFailure` of Claude Code
    ClaudeCode,
    /// `AfterTool` of Gemini CLI
    Gemini,
    /// `postToolUseFailure` of GitHub Copilot
    Copilot,
}

/// Arguments of `shell`.
#[derive(Debug, ClapArgs)]
pub(crate) struct ShellArgs {
    /// The shell
    pub(crate) shell: Functions,
}

/// A shell that we have functions for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Functions {
    /// bash
    Bash,
    /// zsh
    Zsh,
    /// fish
    Fish,
}

/// Arguments of `completions`.
#[derive(Debug, ClapArgs)]
pub(crate) struct Completions {
    /// The shell
    pub(crate) shell: Shell,
}
