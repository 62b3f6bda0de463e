//! `explain`: find the known failures in a text.

use unstuck_canon::{Index, Lang};
use unstuck_diagnosis::{Diagnoser, Diagnosis, Scanner, Sighting};

use crate::input::Log;
use crate::view::{DiagnosisView, FailureView, InputView, MatchView, SimilarView, UnknownView};
use crate::{Error, Kept, Library};

/// Finds the known failures in a log.
///
/// # Errors
/// Where the log cannot be read to its end.
pub fn explain(library: &Library, log: Log<'_>, lang: Lang) -> Result<DiagnosisView, Error> {
    let name = log.name.clone();
    let scanner = scanner(library)?;
    let mut diagnoser = Diagnoser::new(library.index(), &scanner);
    log.read(|bytes| diagnoser.push(bytes))?;
    view(library.index(), name, diagnoser.finish(), lang)
}

/// Finds the known failures in a text at hand.
///
/// # Errors
/// Only where the index is damaged.
pub fn explain_text(library: &Library, name: &str, text: &[u8], lang: Lang) -> Result<DiagnosisView, Error> {
    let scanner = scanner(library)?;
    let mut diagnoser = Diagnoser::new(library.index(), &scanner);
    diagnoser.push(text);
    view(library.index(), name.to_owned(), diagnoser.finish(), lang)
}

/// Finds the known failures in what was kept of a command's output.
///
/// # Errors
/// Only where the index is damaged.
pub fn explain_kept(library: &Library, name: &str, kept: &Kept, lang: Lang) -> Result<DiagnosisView, Error> {
    let scanner = scanner(library)?;
    let mut diagnoser = Diagnoser::new(library.index(), &scanner);
    diagnoser.push(kept.head());
    let (bytes, feeds) = kept.skipped();
    if bytes > 0 {
        diagnoser.skip(bytes, feeds);
    }
    kept.tail().for_each(|block| diagnoser.push(block));
    let mut view = view(library.index(), name.to_owned(), diagnoser.finish(), lang)?;
    view.input.skipped = bytes;
    Ok(view)
}

pub(super) fn scanner(library: &Library) -> Result<Scanner<'_>, Error> {
    Scanner::new(library.index()).map_err(|error| Error::Patterns(error.to_string()))
}

fn view(index: &Index<'_>, name: String, diagnosis: Diagnosis, lang: Lang) -> Result<DiagnosisView, Error> {
    let failures = index.failures();
    let diagnoses = diagnosis.sightings.into_iter().enumerate().map(|(at, Sighting { failure, seen, .. })| {
        let mut view = FailureView::new(&failures[failure], lang)?;
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
