//! `search`: failures by words, English or Chinese (Okapi BM25 over titles, messages and prose).

use bm25::{Document, SearchEngineBuilder, Tokenizer};
use unstuck_canon::{Indexed, Lang};

use super::Listing;
use crate::view::{BestView, FailureView, RowView};
use crate::{Error, Library};

/// Most results.
const MOST: usize = 20;

/// The failures that fit the words, best first.
///
/// # Errors
/// Where the ledger cannot be read, or the index is damaged.
pub fn search(library: &Library, words: &str, lang: Lang) -> Result<Listing, Error> {
    let failures = library.index().failures();
    let documents = failures.iter().enumerate().map(|(id, failure)| Document { id, contents: contents(failure) });
    let engine = SearchEngineBuilder::<usize, u32, Words>::with_tokenizer_and_documents(Words, documents).build();
    let rows = engine.search(words, MOST).into_iter().map(|hit| {
        let failure = &failures[hit.document.id];
        let view = FailureView::new(library, failure, lang)?;
        let best = view.workarounds.into_iter().next();
        let best = best.map(|best| BestView { approach: best.id, title: best.title, rate: best.rate });
        Ok(RowView { score: Some(hit.score), best, ..RowView::new(failure, lang) })
    });
    Ok(Listing::new(rows.collect::<Result<_, Error>>()?, lang))
}

/// What is searched. Id, title and message stand three times: BM25 knows no fields, and a word there says most.
fn contents(failure: &Indexed<'_>) -> String {
    let telling = format!("{} {} {} {} ", failure.id, failure.title, failure.title_zh, failure.signature);
    let text = |bytes| String::from_utf8_lossy(bytes);
    format!("{}{}{}", telling.repeat(3), text(&failure.entry), text(&failure.zh))
}

/// Lower-case words of letters and digits; Chinese text as overlapping pairs of characters, because it has no spaces.
pub(super) struct Words;

impl Tokenizer for Words {
    fn tokenize(&self, text: &str) -> Vec<String> {
        let mut tokens = Vec::new();
        let mut word = String::new();
        let mut last_han: Option<char> = None;
        for char in text.chars() {
            if is_han(char) {
                tokens.extend((!word.is_empty()).then(|| std::mem::take(&mut word)));
                if let Some(last) = last_han {
                    tokens.push(format!("{last}{char}"));
                }
                last_han = Some(char);
                continue;
            }
            last_han = None;
            if char.is_alphanumeric() || char == '_' {
                word.extend(char.to_lowercase());
            } else if !word.is_empty() {
                tokens.push(std::mem::take(&mut word));
            }
        }
        tokens.extend((!word.is_empty()).then_some(word));
        tokens
    }
}

fn is_han(char: char) -> bool {
    ('\u{3400}'..='\u{9fff}').contains(&char)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_is_cut_into_pairs() {
        assert_eq!(Words.tokenize("请求ID_token失败了 E0382"), ["请求", "id_token", "失败", "败了", "e0382"]);
    }
}
