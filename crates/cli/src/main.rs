//! `unstuck`: an error canon whose numbers are measured.

mod args;
mod child;
mod commands;
mod context;
mod exit;
mod install;

use std::process::ExitCode;
use std::sync::Arc;

use args::{Args, Command};
use clap::Parser;
use context::Context;

fn main() -> ExitCode {
    let args = Args::parse();
    let context = Arc::new(Context::new(args.global));
    let done = match args.command {
        Command::Explain(args) => commands::explain::run(&context, &args),
        Command::Run(args) => commands::run::run(&context, &args),
        Command::Show(args) => commands::show::run(&context, &args),
        Command::Search(args) => commands::search::run(&context, &args),
        Command::List(args) => commands::list::run(&context, &args),
        Command::Stats => commands::stats::run(&context),
        Command::Evidence(args) => commands::evidence::run(&context, &args),
        Command::Try(args) => commands::r#try::run(&context, &args),
        Command::Report(args) => commands::report::run(&context, &args),
        Command::Ledger(args) => commands::ledger::run(&context, &args),
        Command::New(args) => commands::new::run(&context, &args),
        Command::Check(args) => commands::check::run(&context, &args),
        Command::Unknowns(args) => commands::unknowns::run(&context, &args),
        Command::Eval(args) => commands::eval::run(&context, &args),
        Command::Import(args) => commands::import::run(&context, &args),
        Command::Prove(args) => commands::prove::run(&context, &args),
        Command::Oidc(args) => commands::oidc::run(&context, *args),
        Command::Serve(args) => commands::serve::run(&context, args),
        Command::Export(args) => commands::export::run(&context, &args),
        Command::Update(args) => commands::update::run(&context, args),
        Command::Key(args) => commands::key::run(&context, &args),
        Command::Token(args) => commands::token::run(&context, &args),
        Command::Mcp => commands::mcp::run(&context),
        Command::Install(args) => commands::install::run(&context, &args),
        Command::Hook(args) => commands::hook::run(&context, &args),
        Command::Shell(args) => commands::shell::run(&context, &args),
        Command::Completions(args) => commands::completions::run(&context, &args),
        Command::Man => commands::man::run(&context),
    };
    exit::code(&context, done)
}
