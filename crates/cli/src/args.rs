//! The command line: what can be typed. The doc comments are the help texts.

mod canon;
mod oidc;
mod publishing;
mod rates;
mod serving;

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

use crate::install::Agent;

pub(crate) use canon::{Check, Eval, Import, ImportFrom, New, Prove, Unknowns};
pub(crate) use oidc::{OidcAction, OidcArgs, OidcCheck, OidcClaims, OidcDecode, OidcServe};
pub(crate) use publishing::{Export, KeyAction, KeyArgs, Update};
pub(crate) use rates::{Evidence, LedgerAction, LedgerArgs, Report, Reported, Try};
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
    #[arg(long, allow_hyphen_values = true)]
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
