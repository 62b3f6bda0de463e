//! The command line tool as its users meet it: the real binary, in a fresh folder, with a scrubbed environment.
//!
//! One file a subject. These tests prove the wiring; what the engine finds is tested beside the engine.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod action;
mod bad_input;
mod check;
mod closed_pipe;
mod completions;
mod emulator;
mod eval;
mod explain;
mod export;
mod field;
mod github_actions;
mod guide;
mod hook;
mod human;
mod import;
mod install;
mod jobs;
mod json;
mod language;
mod ledger_gone;
mod linear;
mod list;
mod manual;
mod markdown;
mod mcp;
mod memory;
mod new;
mod oidc;
mod overlays;
mod packed;
mod parity;
mod prove;
mod publish;
mod publisher;
mod rates;
mod readme;
mod run;
mod sarif;
mod search;
mod server;
mod shell;
mod show;
mod signals;
mod stats;
mod terminal;
mod token;
mod tool;
mod unknowns;
mod update;
