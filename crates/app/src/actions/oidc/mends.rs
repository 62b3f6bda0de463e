//! The changes that mend what was found, one text a file, each held to its promise.

use std::collections::BTreeMap;

use unstuck_trust::edit::{Edit, applied, diff};
use unstuck_trust::{Claims, Source, Verdict, policy};

use super::gather::TrustFile;
use crate::view::oidc::Mend;

/// The mend of a trust file for one token alone. `None` where the changed file would not let it in.
pub(super) fn alone(trust: &TrustFile, at: usize, token: &Claims) -> Option<Vec<Edit>> {
    let policy = trust.policies.get(at)?;
    let decision = policy.decide(token);
    if decision.verdict != Verdict::Deny {
        return None;
    }
    let edits = policy.mend(token, &decision);
    (!edits.is_empty() && admits(trust, &applied(&trust.source.text, &edits), &[(at, token.clone())])).then_some(edits)
}

/// Whether a changed trust file lets these tokens in.
fn admits(trust: &TrustFile, text: &str, tokens: &[(usize, Claims)]) -> bool {
    let source = Source::new(trust.source.name.clone(), text);
    let Ok(policies) = policy::read(&source, trust.named) else { return false };
    let admitted = |(at, token): &(usize, Claims)| {
        policies.get(*at).is_some_and(|policy| policy.decide(token).verdict == Verdict::Allow)
    };
    tokens.iter().all(admitted)
}

/// Files with the mends so far.
#[derive(Default)]
pub(super) struct Mends {
    files: BTreeMap<String, File>,
}

struct File {
    before: Source,
    edits: Vec<Edit>,
    /// Of a trust file: its text so far, and the tokens that were let in.
    text: String,
    admitted: Vec<(usize, Claims)>,
}

impl Mends {
    fn file(&mut self, source: &Source) -> &mut File {
        let new =
            || File { before: source.clone(), edits: Vec::new(), text: source.text.clone(), admitted: Vec::new() };
        self.files.entry(source.name.clone()).or_insert_with(new)
    }

    /// Adds edits of a workflow.
    pub(super) fn add(&mut self, source: &Source, edits: &[Edit]) {
        let file = self.file(source);
        file.edits.extend_from_slice(edits);
        file.text = applied(&source.text, &file.edits);
    }

    /// Lets one more token in, beside those that an earlier mend let in.
    pub(super) fn admit(&mut self, trust: &TrustFile, at: usize, token: &Claims) {
        let file = self.file(&trust.source);
        let wanted: Vec<(usize, Claims)> = file.admitted.iter().cloned().chain([(at, token.clone())]).collect();
        if admits(trust, &file.text, &wanted) {
            file.admitted = wanted;
            return;
        }
        let source = Source::new(trust.source.name.clone(), file.text.as_str());
        let policies = policy::read(&source, trust.named).unwrap_or_default();
        let Some(policy) = policies.get(at) else { return };
        let edits = policy.mend(token, &policy.decide(token));
        let replaced = applied(&file.text, &edits);
        let beside = applied(&file.text, &edits.iter().map(|edit| listed(&file.text, edit)).collect::<Vec<_>>());
        if let Some(text) = [replaced, beside].into_iter().find(|text| admits(trust, text, &wanted)) {
            file.text = text;
            file.admitted = wanted;
        }
    }

    /// The files that changed.
    pub(super) fn done(self) -> Vec<Mend> {
        let changed = self.files.into_values().filter(|file| file.text != file.before.text);
        let mend = |file: File| Mend { diff: diff(&file.before, &file.text), source: file.before, after: file.text };
        changed.map(mend).collect()
    }
}

/// The same edit, but a text that would replace another one stands beside it in a list.
fn listed(text: &str, edit: &Edit) -> Edit {
    let old = &text[edit.span.0..edit.span.1];
    if old.starts_with('"') && edit.text.starts_with('"') {
        return Edit { span: edit.span, text: format!("[{old}, {}]", edit.text) };
    }
    edit.clone()
}
