//! Lists, figures and drafts.

use std::fmt::Write as _;

use unstuck_canon::Status;

use unstuck_ledger::{Outcome, Seen};

use super::BOLD;
use crate::actions::{Attempt, Delivered, Draft, Imported, Listing, Stats, Unknowns};
use crate::answers::flow::flow;
use crate::answers::odds::{Count, odds};
use crate::answers::words::Words;

/// Ids and titles, a row each.
#[must_use]
pub fn listing(listing: &Listing, width: usize) -> String {
    let mut out = String::new();
    for row in &listing.failures {
        let mark = if row.status == Status::Confirmed { "" } else { " (unconfirmed)" };
        let _ = writeln!(out, "{BOLD}{}{BOLD:#}{mark}", row.id);
        out.push_str(&flow(&row.title, "    ", width));
        if let Some(best) = &row.best {
            let words = Words::of(listing.lang);
            let odds = odds(&best.rate, Count::Worked, None, words);
            out.push_str(&flow(&format!("→ {} · {odds}", best.title), "    ", width));
        }
    }
    out
}

/// Figures, a row each.
#[must_use]
pub fn stats(stats: &Stats) -> String {
    let mut out = String::new();
    let counted = |source| stats.sources.get(source).copied().unwrap_or_default();
    let wide = |count: usize| count as u64;
    let rows = [
        ("failures", wide(stats.failures)),
        ("  confirmed", wide(stats.confirmed)),
        ("  in Chinese too", wide(stats.chinese)),
        ("  from overlays", wide(stats.overlaid)),
        ("  proved", wide(stats.proved)),
        ("domains", wide(stats.domains.len())),
        ("patterns", wide(stats.patterns)),
        ("  literals", wide(stats.literals)),
        ("approaches", wide(stats.approaches)),
        ("  workarounds", wide(stats.workarounds)),
        ("  dead ends", wide(stats.dead_ends)),
        ("  measured", wide(stats.approaches_measured)),
        ("    label supported", wide(stats.supported)),
        ("    label refuted", wide(stats.refuted)),
        ("    label open", wide(stats.open)),
        ("  only claimed", wide(stats.claimed_only)),
        ("outcomes counted", stats.outcomes),
        ("  of proofs", counted("proof")),
        ("  of citations", counted("citation")),
        ("  in use", counted("field")),
        ("  of reports", counted("report")),
        ("dated proofs", wide(stats.dated)),
        ("failures that became another", wide(stats.arrows)),
        ("citations", wide(stats.citations)),
        ("  reporting how it ended", wide(stats.reports)),
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

/// What is being tried, and what settles it.
#[must_use]
pub fn attempt(attempt: &Attempt) -> String {
    format!(
        "trying {} against {}: the next `unstuck run` of the command that failed settles it\n",
        attempt.approach, attempt.failure
    )
}

/// An outcome that was recorded.
#[must_use]
pub fn recorded(outcome: &Outcome) -> String {
    let seen = match &outcome.seen {
        Seen::Fixed => "fixed".to_owned(),
        Seen::Same => "same".to_owned(),
        Seen::Became(id) => format!("became {id}"),
    };
    format!("recorded: {}#{} {seen}\n", outcome.failure, outcome.approach)
}

/// An outcome that a server recorded.
#[must_use]
pub fn delivered(delivered: &Delivered) -> String {
    format!("recorded: {}#{}, as the word of {}\n", delivered.failure, delivered.approach, delivered.reporter)
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

/// What was taken over from another canon, and what not.
#[must_use]
pub fn imported(imported: &Imported) -> String {
    let mut out = String::new();
    let mut row = |name: &str, count: usize| {
        let _ = writeln!(out, "{name:<52}{count:>6}");
    };
    row("files read", imported.read);
    row("entries written", imported.imported);
    row("  with a pattern that passes every check", imported.patterns);
    row("  without one: found by search and resemblance", imported.imported - imported.patterns);
    for (why, count) in &imported.refused {
        row(&format!("    {why}"), *count);
    }
    row("rates that are shown as claims, none as measured", imported.claims);
    row("files left out", imported.left_out.len());
    for left_out in &imported.left_out {
        let line = left_out.line.map(|line| format!(":{line}")).unwrap_or_default();
        let _ = writeln!(out, "  {}{line}: {}", left_out.file.display(), left_out.why);
    }
    let _ = writeln!(out, "\noverlay: {}", imported.to.display());
    out
}

/// The most frequent unknown lines.
#[must_use]
pub fn unknowns(unknowns: &Unknowns) -> String {
    let mut out = format!("{BOLD}{:<22}{:>6}  last seen{BOLD:#}\n", "fingerprint", "runs");
    for row in &unknowns.unknowns {
        let _ = writeln!(out, "{:<22}{:>6}  {}", row.fingerprint, row.count, row.last_seen);
    }
    if unknowns.passed_over > 0 {
        let _ = writeln!(out, "\n{} rows of another version were passed over", unknowns.passed_over);
    }
    let _ = writeln!(
        out,
        "\n`unstuck explain LOG --format json` prints the fingerprint of each unknown line,\n`unstuck new ID --from LOG` makes an entry of one"
    );
    out
}
