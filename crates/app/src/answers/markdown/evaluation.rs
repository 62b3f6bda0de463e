//! `docs/evaluation.md`.

use std::fmt::Write as _;

use crate::evaluation::{Because, CasesView, EvaluationView, PeerView, Share};

/// The whole page.
#[must_use]
pub fn evaluation(view: &EvaluationView) -> String {
    let mut out = "# How well failures are named\n\n\
         Made by `unstuck eval --format markdown`; the set is `evaluation/`. A share stands with Wilson's interval of 95%.\n\n"
        .to_owned();
    let _ = writeln!(out, "{} failures in the canon.\n", view.failures);
    for breach in view.breaches() {
        let _ = writeln!(out, "- **must not be:** {}", breach.replace('\n', " "));
    }
    messages(&mut out, view);
    logs(&mut out, view);
    green(&mut out, view);
    confusion(&mut out, view);
    similar(&mut out, view);
    if let Some(peer) = &view.peer {
        beside(&mut out, peer);
    }
    by_failure(&mut out, view);
    out
}

fn messages(out: &mut String, view: &EvaluationView) {
    let cases = &view.cases;
    out.push_str(
        "## Messages\n\nReal messages, or a few lines, from public pages and from runs of the tools; no entry was written from them when they were \
         asked, and one by which an entry was mended afterwards counts as it ended before. \
         *Right*: the failure that a person read in it is named first. A case whose failure the canon does not hold must stay \
         unanswered. *Blind*: who chose the message had not seen the patterns; these are \
         part of the others.\n\n| | cases | share | blind | share |\n|---|---|---|---|---|\n",
    );
    let rows = |cases: &CasesView| {
        [
            ("the canon holds the failure: right", cases.right),
            ("the canon holds the failure: wrong", cases.wrong),
            ("the canon holds the failure: unknown", cases.unknown),
            ("it does not hold it: answered all the same", cases.answered),
            ("right, of all cases", cases.of_all),
            ("right, of what was named", cases.precision),
        ]
    };
    let cell = |share: &Share| format!("{} of {} | {}", share.count, share.of, percent(share));
    for ((name, all), (_, blind)) in rows(cases).iter().zip(&rows(&view.blind)) {
        let _ = writeln!(out, "| {name} | {} | {} |", cell(all), cell(blind));
    }
    let _ = writeln!(
        out,
        "\nOf the wrong ones, {} named the right failure behind another. Of those answered all the same, {} ({} of the blind ones) name an echo \
         such as `make/recipe-failed`, which says no more than that something failed before it.\n",
        cases.beside, cases.echoed, view.blind.echoed
    );
    if !cases.missed.is_empty() {
        let mended = cases.missed.iter().filter(|missed| missed.mended).count();
        let _ = writeln!(
            out,
            "Cases that did not end as they should, {} in all; {mended} of them do today, which says nothing of messages that nobody has seen:\n\n\
             | case | shows | named |\n|---|---|---|",
            cases.missed.len()
        );
    }
    for missed in &cases.missed {
        let id = |id: &Option<String>| id.as_ref().map_or("nothing".to_owned(), |id| format!("`{id}`"));
        let mended = if missed.mended { ", mended since" } else { "" };
        let _ = writeln!(out, "| {} | {} | {}{mended} |", missed.case, id(&missed.failure), id(&missed.named));
    }
    out.push('\n');
}

fn logs(out: &mut String, view: &EvaluationView) {
    let share = &view.logs.root_first;
    let _ = writeln!(
        out,
        "## Root before symptom\n\nWhole failing logs with several errors in them. The cause is named first in {} of {} ({}); \
         an echo in {}, nothing in {}.\n\n| log | cause | named |\n|---|---|---|",
        share.count,
        share.of,
        percent(share),
        view.logs.echo_first,
        view.logs.unknown
    );
    for log in &view.logs.logs {
        let named: Vec<String> = log.named.iter().map(|id| format!("`{id}`")).collect();
        let mark = if log.right() { "" } else { "**not first:** " };
        let _ = writeln!(out, "| {} | `{}` | {mark}{} |", log.file, log.expected, named.join(", "));
    }
    out.push('\n');
}

fn green(out: &mut String, view: &EvaluationView) {
    let green = &view.green;
    let _ = writeln!(
        out,
        "## Output of commands that went well\n\nAn entry that fires here is refused by a test, so these counts say what is left, \
         not what a new entry would do.\n\n| | lines | false alarms | per million lines |\n|---|---|---|---|\n\
         | {} logs | {} | {} | {} |\n| alarming lines, each by itself | {} | {} | {} |\n\nOf the alarms, {} are \
         on lines that print the message word for word (`evaluation/quoted.toml`).\n",
        green.logs,
        green.lines.of,
        green.lines.count,
        per_million(&green.lines),
        green.alarming.of,
        green.alarming.count,
        per_million(&green.alarming),
        green.quoted
    );
}

fn confusion(out: &mut String, view: &EvaluationView) {
    let own = &view.confusion.own;
    let _ = writeln!(
        out,
        "## Hits against patterns\n\nEvery entry's hits through every entry's patterns: {} of {} hits are seen by their own \
         entry. The cells beside the diagonal that are not 0:\n\n| hits of | also seen | hits | in order because |\n|---|---|---|---|",
        own.count, own.of
    );
    for cell in &view.confusion.cells {
        let because = match cell.because {
            Some(Because::Echo) => "it is an echo",
            Some(Because::Named) => "one names the other",
            None => "**it is not**",
        };
        let _ = writeln!(out, "| `{}` | `{}` | {} | {because} |", cell.of, cell.seen, cell.hits);
    }
    out.push('\n');
}

fn similar(out: &mut String, view: &EvaluationView) {
    let _ = writeln!(
        out,
        "## What a score of `similar` means\n\nThe best guess for each message, as if no pattern had matched. *Right*: of the \
         guesses at this score and above, those that name the failure of the label. Under {:.1} nothing is said. \
         The share holds for a set with as many failures that the canon does not hold as this one ({} of {}).\n\n\
         | score | guesses | right | reached, of the cases the canon holds |\n|---|---|---|---|",
        unstuck_diagnosis::THRESHOLD,
        view.cases.answered.of,
        view.cases.of_all.of
    );
    for row in &view.similar {
        let (right, reached) = (&row.right, &row.reached);
        let _ = writeln!(
            out,
            "| {:.1} | {} | {} ({}) | {} of {} |",
            row.score,
            right.of,
            right.count,
            percent(right),
            reached.count,
            reached.of
        );
    }
    out.push('\n');
}

fn beside(out: &mut String, peer: &PeerView) {
    let PeerView { commit, day, entries, not_asked, .. } = peer;
    let cell = |share: &Share| format!("{} of {} ({})", share.count, share.of, percent(share));
    let _ = writeln!(
        out,
        "## Beside deadends.dev\n\nIts own matcher (`generator.lookup.lookup`, commit `{commit}`, {entries} entries) on {day}, by \
         `evaluation/deadends`. Right: the entry named is about the same failure (chosen by hand, \
         `evaluation/peers/same.toml`). Its matcher also answers on shared words; the second column counts only answers in which \
         its regular expression or its whole signature matched.{}\n\n\
         | | any answer | answers of a match | unstuck |\n|---|---|---|---|",
        if *not_asked > 0 { format!(" {not_asked} cases came later and were not asked.") } else { String::new() }
    );
    let _ = writeln!(
        out,
        "| failures that both hold: right | {} | {} | {} |",
        cell(&peer.right),
        cell(&peer.matched_right),
        cell(&peer.ours)
    );
    let _ = writeln!(
        out,
        "| failures that only unstuck holds: answered all the same | {} | {} | |",
        cell(&peer.answered),
        cell(&peer.matched_answered)
    );
    let _ = writeln!(
        out,
        "| alarming lines of successful output: an error is named | {} | {} | see above |\n",
        cell(&peer.alarming),
        cell(&peer.matched_alarming)
    );
}

fn by_failure(out: &mut String, view: &EvaluationView) {
    out.push_str(
        "## By failure\n\nCases that show it; something was named (found); it was named first (right), another was (wrong), nothing was \
         (unknown); cases of others that were taken for it.\n\n\
         | failure | cases | found | right | wrong | unknown | taken |\n|---|---|---|---|---|---|---|\n",
    );
    for row in &view.cases.failures {
        let _ = writeln!(
            out,
            "| `{}` | {} | {} | {} | {} | {} | {} |",
            row.id, row.cases, row.found, row.right, row.wrong, row.unknown, row.taken
        );
    }
}

fn percent(share: &Share) -> String {
    let Some(value) = share.value() else { return "of none".to_owned() };
    let [value, low, high] = [value, share.low, share.high].map(|share| 100.0 * share);
    format!("{value:.1}%, {low:.1}-{high:.1}%")
}

fn per_million(share: &Share) -> String {
    let Some(value) = share.value() else { return "of none".to_owned() };
    let [value, low, high] = [value, share.low, share.high].map(|share| 1e6 * share);
    format!("{value:.1} ({low:.1}-{high:.1})")
}
