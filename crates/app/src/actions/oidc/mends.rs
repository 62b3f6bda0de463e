//! The changes that mend what was found, one text a file, each held to its promise.

use std::collections::BTreeMap;

use unstuck_trust::edit::{Edit, applied, diff};
use unstuck_trust::{Claims, Policy, Source, Verdict, policy};

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
    if edits.is_empty() {
        return None;
    }
    let mended = policies(trust, &applied(&trust.source.text, &edits));
    lets_in(&mended, at, token).then_some(edits)
}

/// The policies of a changed trust file; none where it cannot be read.
fn policies(trust: &TrustFile, text: &str) -> Vec<Box<dyn Policy>> {
    policy::read(&Source::new(trust.source.name.clone(), text), trust.named).unwrap_or_default()
}

fn lets_in(policies: &[Box<dyn Policy>], at: usize, token: &Claims) -> bool {
    policies.get(at).is_some_and(|policy| policy.decide(token).verdict == Verdict::Allow)
}

/// Files with the mends so far.
#[derive(Default)]
pub(super) struct Mends {
    files: BTreeMap<String, File>,
}

struct File {
    before: Source,
    edits: Vec<Edit>,
    /// Its text so far.
    text: String,
    /// Of a trust file: the policies in that text, and the tokens that they let in.
    policies: Vec<Box<dyn Policy>>,
    admitted: Vec<(usize, Claims)>,
}

impl Mends {
    fn file(&mut self, source: &Source) -> &mut File {
        self.files.entry(source.name.clone()).or_insert_with(|| File {
            before: source.clone(),
            edits: Vec::new(),
            text: source.text.clone(),
            policies: Vec::new(),
            admitted: Vec::new(),
        })
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
        if file.policies.is_empty() {
            file.policies = policies(trust, &file.text);
        }
        let token = (at, token.clone());
        if lets_in(&file.policies, token.0, &token.1) {
            file.admitted.push(token);
            return;
        }
        let Some(policy) = file.policies.get(at) else { return };
        let edits = policy.mend(&token.1, &policy.decide(&token.1));
        if edits.is_empty() {
            return;
        }
        let replaced = applied(&file.text, &edits);
        let beside = applied(&file.text, &edits.iter().map(|edit| listed(&file.text, edit)).collect::<Vec<_>>());
        for text in [replaced, beside] {
            let mended = policies(trust, &text);
            // The new one first: it alone keeps most texts out.
            if std::iter::once(&token).chain(&file.admitted).all(|(at, token)| lets_in(&mended, *at, token)) {
                file.text = text;
                file.policies = mended;
                file.admitted.push(token);
                return;
            }
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
