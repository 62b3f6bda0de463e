//! Lists, figures and drafts.

use std::fmt::Write as _;

use unstuck_canon::Status;

use super::BOLD;
use crate::actions::{Draft, Listing, Stats};
use crate::answers::flow::flow;

/// Ids and titles, a row each.
#[must_use]
pub fn listing(listing: &Listing, width: usize) -> String {
    let mut out = String::new();
    for row in &listing.failures {
        let mark = if row.status == Status::Confirmed { "" } else { " (unconfirmed)" };
        let _ = writeln!(out, "{BOLD}{}{BOLD:#}{mark}", row.id);
        out.push_str(&flow(&row.title, "    ", width));
    }
    out
}

/// Figures, a row each.
#[must_use]
pub fn stats(stats: &Stats) -> String {
    let mut out = String::new();
    let rows = [
        ("failures", stats.failures),
        ("  confirmed", stats.confirmed),
        ("  in Chinese too", stats.chinese),
        ("  from overlays", stats.overlaid),
        ("  proved", stats.proved),
        ("domains", stats.domains.len()),
        ("patterns", stats.patterns),
        ("  literals", stats.literals),
        ("approaches", stats.approaches),
        ("  workarounds", stats.workarounds),
        ("  dead ends", stats.dead_ends),
        ("  measured", stats.approaches_measured),
        ("  only claimed", stats.claimed_only),
        ("outcomes", stats.outcomes),
        ("citations", stats.citations),
        ("  reporting how it ended", stats.reports),
    ];
    for (name, count) in rows {
        let _ = writeln!(out, "{name:<28}{count:>6}");
    }
    let _ = writeln!(out, "\n{BOLD}failures by domain{BOLD:#}");
    for (domain, count) in &stats.domains {
        let _ = writeln!(out, "{domain:<28}{count:>6}");
    }
    out
}

/// What `new` wrote and what comes next.
#[must_use]
pub fn draft(draft: &Draft) -> String {
    let mut out = String::new();
    for file in &draft.files {
        let _ = writeln!(out, "{}", file.display());
    }
    if let Some(known) = &draft.known {
        let _ = writeln!(out, "\nthe canon already knows a failure in this log: unstuck show {known}");
    }
    let _ = writeln!(out, "\nnext: replace what stands in <CAPITALS>, then: unstuck check {}", draft.folder.display());
    out
}
