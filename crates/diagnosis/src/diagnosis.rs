//! The whole of the engine: bytes pushed in, a diagnosis out.

use unstuck_canon::Index;

use crate::log::{Blocks, Decoder, Part};
use crate::matching::{Match, Matcher};
use crate::rank::rank;
use crate::scan::{Scanned, crew};
use crate::similar::similar;
use crate::{Scanner, Similar, Unknown};

/// What was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Input {
    /// Bytes, after decompression and before decoding.
    pub bytes: u64,
    /// Lines.
    pub lines: u64,
}

/// A known failure in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sighting {
    /// Position of the failure in the index.
    pub failure: usize,
    /// Where and how it was seen.
    pub seen: Match,
    /// It only reports another failure.
    pub echo: bool,
}

/// What a text says.
#[derive(Debug, Clone, PartialEq)]
pub struct Diagnosis {
    /// What was read.
    pub input: Input,
    /// Known failures, the cause first.
    pub sightings: Vec<Sighting>,
    /// Failures whose message resembles an unknown line: guesses. Only where nothing is known.
    pub similar: Vec<Similar>,
    /// Lines that look decisive and that nothing explains.
    pub unknown: Vec<Unknown>,
}

/// Reads one log.
#[derive(Debug)]
pub struct Diagnoser<'s, 'i> {
    index: &'i Index<'i>,
    decoder: Decoder,
    blocks: Blocks,
    matcher: Matcher<'s, 'i>,
    bytes: u64,
}

impl<'s, 'i> Diagnoser<'s, 'i> {
    /// Begins a log. `scanner` was made from `index`.
    #[must_use]
    pub fn new(index: &'i Index<'i>, scanner: &'s Scanner<'i>) -> Self {
        let (decoder, blocks) = (Decoder::default(), Blocks::default());
        Self { index, decoder, blocks, matcher: Matcher::new(scanner), bytes: 0 }
    }

    /// Reads a source to its end; where that is long, on so many threads, the caller's among them. `source` fills a buffer, says
    /// how many bytes it gave, and ends with 0. The diagnosis does not depend on threads.
    ///
    /// # Errors
    /// The source's own.
    pub fn read<E: Send>(
        &mut self,
        threads: usize,
        mut source: impl FnMut(&mut [u8]) -> Result<usize, E> + Send,
    ) -> Result<(), E> {
        if !crew::begin(&mut source, threads, &mut |bytes| self.push(bytes))? {
            return Ok(());
        }
        let Self { decoder, blocks, matcher, bytes, .. } = self;
        let engine = matcher.scanner().engine();
        let counted = |chunk: &mut [u8]| source(chunk).inspect(|count| *bytes += *count as u64);
        crew::read(engine, threads, (decoder, blocks), counted, |scanned| match scanned {
            Scanned::Block { number, text, found } => matcher.scanned(number, text, found),
            Scanned::Raw(raw) => matcher.part(Part::Raw(raw)),
        })
    }

    /// Takes the next bytes; where they are cut makes no difference.
    pub fn push(&mut self, bytes: &[u8]) {
        self.bytes += bytes.len() as u64;
        let Self { decoder, blocks, matcher, .. } = self;
        decoder.push(bytes, &mut |text| blocks.push(text, &mut |part| matcher.part(part)));
    }

    /// Steps over a part of the log that was not kept: `bytes` bytes with `feeds` line feeds. Line numbers go on as if it
    /// had been read.
    pub fn skip(&mut self, bytes: u64, feeds: u64) {
        self.bytes += bytes;
        let Self { blocks, matcher, .. } = self;
        blocks.skip(bytes, feeds, &mut |part| matcher.part(part));
    }

    /// Ends the log.
    #[must_use]
    pub fn finish(self) -> Diagnosis {
        self.finish_beside(|_| false)
    }

    /// Ends the log, for who only wants to know which failures it shows.
    pub(crate) fn sightings(mut self) -> Vec<Sighting> {
        self.end();
        rank(self.index, self.matcher.finish().0)
    }

    /// Ends the log of a command that went well before: a decisive-looking line whose shape stood in that run's output too
    /// (`familiar`) is not what it failed with, and is not told.
    #[must_use]
    pub fn finish_beside(mut self, familiar: impl Fn(&[u8]) -> bool) -> Diagnosis {
        self.end();
        let input = Input { bytes: self.bytes, lines: self.blocks.count() };
        let (tallies, unknowns) = self.matcher.finish();
        let sightings = rank(self.index, tallies);
        let unknown = unknowns.finish(familiar);
        let lines: Vec<_> = unknown.iter().map(|unknown| (unknown.line, unknown.message.clone())).collect();
        let similar = if sightings.is_empty() { similar(self.index, &lines) } else { Vec::new() };
        Diagnosis { input, sightings, similar, unknown }
    }

    /// Scans what is left.
    fn end(&mut self) {
        let Self { decoder, blocks, matcher, .. } = self;
        decoder.finish(&mut |text| blocks.push(text, &mut |part| matcher.part(part)));
        blocks.finish(&mut |part| matcher.part(part));
    }
}
