//! [`Checked`] entries to an [`Index`].

use std::borrow::Cow;

use rayon::prelude::*;

use crate::{Checked, CompiledPattern, Index, Indexed, Layer, Pattern, PatternSource, Retired, SourceFile, words};

/// Makes the index of one layer.
#[must_use]
pub fn compile(entries: Vec<Checked>, retired: Retired, layer: Layer) -> Index<'static> {
    Index::new(entries.into_par_iter().map(|entry| indexed(entry, layer)).collect(), retired)
}

fn indexed(checked: Checked, layer: Layer) -> Indexed<'static> {
    let entry = checked.into_entry();
    let text = |file: SourceFile| Cow::Owned(file.bytes);
    Indexed {
        id: entry.id,
        layer,
        title: entry.en.title,
        title_zh: entry.zh.map(|prose| prose.title).unwrap_or_default(),
        words: words(entry.head.signature.get_ref()),
        signature: entry.head.signature.into_inner(),
        code: entry.head.code,
        category: entry.head.category,
        status: entry.head.status.into_inner(),
        provenance: entry.head.provenance,
        echo: entry.head.echo,
        // `check` has seen that each is an id.
        echoes: entry.head.echoes.iter().filter_map(|id| id.get_ref().parse().ok()).collect(),
        patterns: entry.head.patterns.iter().filter_map(pattern).collect(),
        approaches: entry.head.approaches.len(),
        citations: entry.head.citations.len(),
        path: entry.entry.path.clone(),
        entry: text(entry.entry),
        zh: entry.zh_file.map(text).unwrap_or_default(),
        outcomes: entry.outcomes.map(text).unwrap_or_default(),
    }
}

/// `None` only for a pattern that `check` refused.
fn pattern(source: &PatternSource) -> Option<CompiledPattern> {
    let first = Pattern::specificity(source.first.get_ref()).ok()?;
    let then = source.then.as_ref().map(|then| Pattern::specificity(then.get_ref())).transpose().ok()?;
    Some(CompiledPattern {
        specificity: first + then.unwrap_or_default(),
        regex: source.first.get_ref().clone(),
        unless: source.unless.as_ref().map(|unless| unless.get_ref().clone()),
        then: source.then.as_ref().map(|then| then.get_ref().clone()),
        within: source.within.unwrap_or(0) as usize,
    })
}
