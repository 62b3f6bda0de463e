//! `explain`: find the known failures in a text.

use std::num::NonZero;
use std::sync::Arc;
use std::thread;

use unstuck_canon::Lang;
use unstuck_diagnosis::{Diagnoser, Diagnosis, Scanner, Sighting};

use super::unknowns::fingerprint;
use crate::input::Log;
use crate::view::{DiagnosisView, FailureView, InputView, MatchView, SimilarView, UnknownView};
use crate::{Error, Familiar, Identity, Kept, Library};

/// Most threads for one log: they read and unpack it in turn, which does not keep more of them busy.
const MOST_THREADS: usize = 8;

/// Finds the known failures in texts: prepared once, for as many texts as there are.
#[derive(Debug)]
pub struct Explainer<'l> {
    library: &'l Library,
    scanner: Arc<Scanner<'l>>,
    lang: Lang,
}

impl<'l> Explainer<'l> {
    /// Prepares the patterns of a library. Answers are in `lang`.
    ///
    /// # Errors
    /// Only where the index in the binary is damaged.
    pub fn new(library: &'l Library, lang: Lang) -> Result<Self, Error> {
        Ok(Self { library, scanner: Arc::new(library.scanner()?), lang })
    }

    /// The library whose failures it finds.
    #[must_use]
    pub fn library(&self) -> &'l Library {
        self.library
    }

    /// The same patterns, with answers in another language.
    #[must_use]
    pub fn speaking(&self, lang: Lang) -> Self {
        Self { library: self.library, scanner: Arc::clone(&self.scanner), lang }
    }

    /// Finds the known failures in a log.
    ///
    /// # Errors
    /// Where the log cannot be read to its end, or the ledger not at all.
    pub fn log(&self, mut log: Log<'_>) -> Result<DiagnosisView, Error> {
        let name = log.name.clone();
        let threads = thread::available_parallelism().map_or(1, NonZero::get).min(MOST_THREADS);
        let mut diagnoser = Diagnoser::new(self.library.index(), &self.scanner);
        diagnoser.read(threads, |chunk| log.chunk(chunk))?;
        let diagnosis = diagnoser.finish();
        view(self.library, name, diagnosis, self.lang)
    }

    /// Finds the known failures in a text at hand.
    ///
    /// # Errors
    /// Where the ledger cannot be read, or the index is damaged.
    pub fn text(&self, name: &str, text: &[u8]) -> Result<DiagnosisView, Error> {
        let mut diagnoser = Diagnoser::new(self.library.index(), &self.scanner);
        diagnoser.push(text);
        view(self.library, name.to_owned(), diagnoser.finish(), self.lang)
    }

    /// Finds the known failures in what was kept of a command's output. Unknown lines that it says when it goes well, too,
    /// are not told.
    ///
    /// # Errors
    /// Where the ledger cannot be read, or the index is damaged.
    pub fn kept(
        &self,
        name: &str,
        kept: &Kept,
        before: Option<(&Familiar, &Identity)>,
    ) -> Result<DiagnosisView, Error> {
        let mut diagnoser = Diagnoser::new(self.library.index(), &self.scanner);
        kept.head().for_each(|block| diagnoser.push(block));
        let (bytes, feeds) = kept.skipped();
        if bytes > 0 {
            diagnoser.skip(bytes, feeds);
        }
        kept.tail().for_each(|block| diagnoser.push(block));
        let familiar = |shape: &[u8]| before.is_some_and(|(lines, identity)| lines.knows(identity, shape));
        let mut view = view(self.library, name.to_owned(), diagnoser.finish_beside(familiar), self.lang)?;
        view.input.skipped = bytes;
        Ok(view)
    }
}

fn view(library: &Library, name: String, diagnosis: Diagnosis, lang: Lang) -> Result<DiagnosisView, Error> {
    let failures = library.index().failures();
    let diagnoses = diagnosis.sightings.into_iter().enumerate().map(|(at, Sighting { failure, seen, .. })| {
        let mut view = FailureView::new(library, &failures[failure], lang)?;
        view.primary = Some(at == 0);
        view.seen = Some(MatchView {
            line: seen.line,
            end_line: seen.end_line,
            text: seen.text,
            span: seen.span,
            captures: seen.captures,
            count: seen.count,
            message: seen.message,
            message_span: seen.message_span,
        });
        Ok(view)
    });
    let similar = diagnosis.similar.into_iter().map(|similar| SimilarView {
        id: failures[similar.failure].id.to_string(),
        title: failures[similar.failure].title(lang).to_owned(),
        score: (similar.score * 100.0).round() / 100.0,
        line: similar.line,
    });
    let unknown = diagnosis.unknown.into_iter().map(|unknown| UnknownView {
        line: unknown.line,
        text: unknown.text,
        count: unknown.count,
        fingerprint: fingerprint(&unknown.shape),
        message: unknown.message,
    });
    Ok(DiagnosisView {
        schema: "unstuck/diagnosis/1",
        input: InputView { name, bytes: diagnosis.input.bytes, lines: diagnosis.input.lines, skipped: 0 },
        diagnoses: diagnoses.collect::<Result<_, Error>>()?,
        similar: similar.collect(),
        unknown: unknown.collect(),
        lang,
    })
}
