//! `search`: failures by words, English or Chinese (Okapi BM25 over titles, messages and prose).

use bm25::{Document, SearchEngine, SearchEngineBuilder, Tokenizer};
use unstuck_canon::{Indexed, Lang};

use super::Listing;
use crate::view::{BestView, FailureView, RowView};
use crate::{Error, Library};

/// Most results on a command line.
const MOST: usize = 20;

/// Finds failures by words: prepared once, for as many searches as there are.
pub struct Searcher<'l> {
    library: &'l Library,
    engine: SearchEngine<usize, u32, Words>,
}

impl std::fmt::Debug for Searcher<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Searcher").field("library", self.library).finish_non_exhaustive()
    }
}

impl<'l> Searcher<'l> {
    /// Prepares the texts of a library.
    #[must_use]
    pub fn new(library: &'l Library) -> Self {
        let failures = library.index().failures().iter();
        let documents = failures.enumerate().map(|(id, failure)| Document { id, contents: contents(failure) });
        let engine = SearchEngineBuilder::<usize, u32, Words>::with_tokenizer_and_documents(Words, documents).build();
        Self { library, engine }
    }

    /// The failures that fit the words, best first, `most` at most.
    ///
    /// # Errors
    /// Where the ledger cannot be read, or the index is damaged.
    pub fn search(&self, words: &str, lang: Lang, most: usize) -> Result<Listing, Error> {
        let mut without_ledger = false;
        let rows = self.engine.search(words, most).into_iter().map(|hit| {
            let failure = &self.library.index().failures()[hit.document.id];
            let view = FailureView::new(self.library, failure, lang)?;
            without_ledger |= view.without_ledger;
            let best = view.workarounds.into_iter().next();
            let best = best.map(|best| BestView { approach: best.id, title: best.title, rate: best.rate });
            Ok(RowView { score: Some(hit.score), best, ..RowView::new(failure, lang) })
        });
        let rows = rows.collect::<Result<_, Error>>()?;
        Ok(Listing { without_ledger, ..Listing::new(rows, lang) })
    }
}

/// The failures that fit the words, best first.
///
/// # Errors
/// As [`Searcher::search`].
pub fn search(library: &Library, words: &str, lang: Lang) -> Result<Listing, Error> {
    Searcher::new(library).search(words, lang, MOST)
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
