//! For people at a terminal: short, ordered by use, dead ends before the next move.
//!
//! The text carries colours as ANSI sequences; whoever prints it takes them off where they do not belong.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};

mod cut;
mod diagnosis;
mod evaluation;
mod evidence;
mod failure;
mod findings;
mod lists;
pub mod oidc;
mod proofs;
mod whole;

pub use diagnosis::diagnosis;
pub use evaluation::evaluation;
pub use evidence::evidence;
pub use findings::{checkup, error};
pub use lists::{attempt, delivered, draft, imported, listing, recorded, stats, unknowns};
pub use proofs::{progress, proofs};
pub use whole::whole;

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const BAD: Style = AnsiColor::Red.on_default().bold();
const GOOD: Style = AnsiColor::Green.on_default().bold();
const DOUBT: Style = AnsiColor::Yellow.on_default();

/// Columns that reading is comfortable in.
const WIDEST: usize = 100;
/// Columns under which nothing is laid out.
const NARROWEST: usize = 40;

/// A terminal's width, held to what reads well.
#[must_use]
pub fn columns(terminal: usize) -> usize {
    terminal.clamp(NARROWEST, WIDEST)
}

fn head(out: &mut String, text: &str, style: Style) {
    let _ = writeln!(out, "\n{style}{text}{style:#}");
}

fn line(out: &mut String, text: &str) {
    out.push_str(text);
    out.push('\n');
}
