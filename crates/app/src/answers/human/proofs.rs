//! Proofs for people: a line for each trial, and a table at the end.

use std::fmt::Write;

use super::{BAD, BOLD, DIM, GOOD};
use crate::actions::{Progress, Proved};

/// One line of progress: what is built, or how many of all trials have ended and how this one did.
#[must_use]
pub fn progress(progress: Progress<'_>) -> String {
    match progress {
        Progress::Building(fixture) => format!("building the fixture `{fixture}`, once"),
        Progress::Ended { trial, ended, all } => {
            let mark = if trial.as_labelled { "" } else { " (not as labelled)" };
            format!("{ended}/{all} {}#{} [{}] {}{mark}", trial.failure, trial.approach, trial.variant, trial.outcome)
        }
    }
}

/// What came of the proofs.
#[must_use]
pub fn proofs(proved: &Proved) -> String {
    let mut text = String::new();
    let (mut failure, mut variant) = ("", "");
    if !proved.trials.is_empty() {
        let _ = writeln!(text, "{DIM}    {:<44} {:<9} {:<9} {:>7}{DIM:#}", "approach", "outcome", "expected", "time");
    }
    for trial in &proved.trials {
        if failure != trial.failure {
            (failure, variant) = (&trial.failure, "");
            let _ = writeln!(text, "{BOLD}{failure}{BOLD:#}");
        }
        if variant != trial.variant {
            variant = &trial.variant;
            let _ = writeln!(text, "  in {variant}");
        }
        let colour = if trial.as_labelled { GOOD } else { BAD };
        // The id of the failure that it became does not fit into a column.
        let (outcome, became) = trial.outcome.split_once(' ').filter(|(word, _)| *word == "became").unzip();
        let outcome = outcome.unwrap_or(&trial.outcome);
        let seconds = format!("{:.1} s", trial.seconds);
        let _ = writeln!(
            text,
            "    {:<44} {colour}{outcome:<9}{colour:#} {DIM}{:<9} {seconds:>7}{DIM:#}",
            trial.approach, trial.expected
        );
        if let Some(id) = became {
            let _ = writeln!(text, "      became {id}");
        }
        let recorded = trial.recorded.filter(|recorded| *recorded != "holds");
        let recorded = recorded.map(|recorded| format!("recorded outcome: {recorded}"));
        for line in trial.reason.iter().chain(&recorded) {
            let _ = writeln!(text, "      {line}");
        }
        for step in &trial.steps {
            let code = step.code.map_or_else(|| "did not end".to_owned(), |code| format!("exit code {code}"));
            let _ = writeln!(text, "      {DIM}{}: {code}, {:.1} s{DIM:#}", step.name, step.seconds);
            let lines: Vec<_> = step.output.lines().collect();
            for line in &lines[lines.len().saturating_sub(6)..] {
                let line: String = line.chars().filter(|character| !character.is_control()).take(72).collect();
                let _ = writeln!(text, "      {DIM}| {line}{DIM:#}");
            }
        }
        if let Some(kept) = &trial.kept {
            let _ = writeln!(text, "      kept in {}", kept.display());
        }
    }
    for problem in &proved.unreadable {
        let _ = writeln!(text, "{BAD}{problem}{BAD:#}");
    }
    let _ = writeln!(
        text,
        "{} failures, {} approaches in {} variants: {} outcomes,\n{} as labelled, {} not, {} could not run here",
        proved.failures,
        proved.approaches,
        proved.variants,
        proved.outcomes,
        proved.as_labelled,
        proved.not_as_labelled,
        proved.not_run
    );
    if proved.recorded > 0 {
        let _ = writeln!(text, "{} new outcomes were recorded", proved.recorded);
    }
    text
}
