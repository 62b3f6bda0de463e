//! The same cases in another project's matcher: `evaluation/deadends` writes down what deadends.dev's own one answers.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Share;
use super::set::{Case, NONE};

/// What the matcher answered, as the script wrote it down.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Answers {
    /// Commit of the checkout.
    commit: String,
    /// Day of the run.
    day: String,
    /// Its entries.
    entries: u64,
    /// By our failure: those of its entries that are about the same one, chosen by hand.
    same: BTreeMap<String, Vec<String>>,
    /// By the text of the case: what it names, and whether an expression of its own matched or words alone.
    cases: BTreeMap<String, Answer>,
    /// Alarming lines of successful output: how many were asked.
    alarming: u64,
    /// Of them: answered at all.
    alarming_answered: u64,
    /// Of them: answered by an expression.
    alarming_matched: u64,
}

#[derive(Debug, Clone, Deserialize)]
struct Answer {
    id: Option<String>,
    matched: bool,
}

/// Side by side.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct PeerView {
    /// Commit of the checkout.
    pub commit: String,
    /// Day of the run.
    pub day: String,
    /// Its entries.
    pub entries: u64,
    /// Cases of ours that were not asked when the script ran last.
    pub not_asked: u64,
    /// Cases of failures that both hold, and of them: named by it.
    pub right: Share,
    /// The same where only answers of an expression count.
    pub matched_right: Share,
    /// The same cases in this project.
    pub ours: Share,
    /// Cases of failures that we hold and it does not: answered all the same.
    pub answered: Share,
    /// The same where only answers of an expression count.
    pub matched_answered: Share,
    /// Alarming lines of successful output on which it names an error.
    pub alarming: Share,
    /// The same where only answers of an expression count.
    pub matched_alarming: Share,
}

pub(super) fn run(answers: &Answers, cases: &[Case], right: impl Fn(&Case) -> bool) -> PeerView {
    let [mut both, mut theirs, mut matched, mut ours] = [0; 4];
    let [mut lone, mut answered, mut matched_answered, mut not_asked] = [0; 4];
    for case in cases.iter().filter(|case| case.failure != NONE) {
        let Some(answer) = answers.cases.get(&case.text) else {
            not_asked += 1;
            continue;
        };
        match answers.same.get(&case.failure).filter(|same| !same.is_empty()) {
            Some(same) => {
                both += 1;
                let named = answer.id.as_ref().is_some_and(|id| same.contains(id));
                theirs += u64::from(named);
                matched += u64::from(named && answer.matched);
                ours += u64::from(right(case));
            }
            None => {
                lone += 1;
                answered += u64::from(answer.id.is_some());
                matched_answered += u64::from(answer.id.is_some() && answer.matched);
            }
        }
    }
    PeerView {
        commit: answers.commit.clone(),
        day: answers.day.clone(),
        entries: answers.entries,
        not_asked,
        right: Share::new(theirs, both),
        matched_right: Share::new(matched, both),
        ours: Share::new(ours, both),
        answered: Share::new(answered, lone),
        matched_answered: Share::new(matched_answered, lone),
        alarming: Share::new(answers.alarming_answered, answers.alarming),
        matched_alarming: Share::new(answers.alarming_matched, answers.alarming),
    }
}
