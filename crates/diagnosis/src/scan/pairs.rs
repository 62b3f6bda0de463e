//! The bare answer: which pattern matches on which line. `then` and `unless` are asked by who makes a diagnosis of it.

use regex_automata::meta::Regex;
use regex_automata::{Input, Match};

use super::crew::{self, Scanned};
use super::{Engine, Found, Scratch};
use crate::log::{Blocks, Decoder, Part, Raw, clean};

/// Reads one text and gives the pairs of line and pattern.
#[derive(Debug)]
pub struct Pairs<'e, 'a> {
    engine: &'e Engine<'a>,
    decoder: Decoder,
    blocks: Blocks,
    state: State,
}

#[derive(Debug, Default)]
struct State {
    scratch: Scratch,
    found: Found,
    /// Number of the long line whose pieces came last, and the patterns that matched on it.
    long: (u64, Vec<u32>),
}

impl<'e, 'a> Pairs<'e, 'a> {
    /// Begins a text.
    #[must_use]
    pub fn new(engine: &'e Engine<'a>) -> Self {
        Self { engine, decoder: Decoder::default(), blocks: Blocks::default(), state: State::default() }
    }

    /// As [`Diagnoser::read`](crate::Diagnoser::read): the pairs and their order do not depend on threads.
    ///
    /// # Errors
    /// The source's own.
    pub fn read<E: Send>(
        &mut self,
        threads: usize,
        mut source: impl FnMut(&mut [u8]) -> Result<usize, E> + Send,
        out: &mut (impl FnMut(u64, u32) + Send),
    ) -> Result<(), E> {
        if !crew::begin(&mut source, threads, &mut |bytes| self.push(bytes, out))? {
            return Ok(());
        }
        let Self { engine, decoder, blocks, state } = self;
        crew::read(engine, threads, (decoder, blocks), source, |scanned| match scanned {
            Scanned::Block { found, .. } => give(found, out),
            Scanned::Raw(raw) => state.piece(engine, raw, out),
        })
    }

    /// Takes the next bytes; where they are cut makes no difference.
    pub fn push(&mut self, bytes: &[u8], out: &mut impl FnMut(u64, u32)) {
        let Self { engine, decoder, blocks, state } = self;
        decoder.push(bytes, &mut |part| blocks.push(part, &mut |part| state.take(engine, part, out)));
    }

    /// What the text has cost so far, beyond the first look at each byte: positions, literals and bytes of lines looked at. A
    /// measure that does not depend on the machine; what [`Pairs::read`] gave to other threads is not in it.
    #[must_use]
    pub fn steps(&self) -> u64 {
        self.state.scratch.steps()
    }

    /// Ends the text.
    pub fn finish(&mut self, out: &mut impl FnMut(u64, u32)) {
        let Self { engine, decoder, blocks, state } = self;
        decoder.finish(&mut |part| blocks.push(part, &mut |part| state.take(engine, part, out)));
        blocks.finish(&mut |part| state.take(engine, part, out));
    }
}

impl State {
    fn take(&mut self, engine: &Engine<'_>, part: Part<'_>, out: &mut impl FnMut(u64, u32)) {
        match part {
            Part::Block { number, text } => {
                engine.block(text, number, &mut self.scratch, &mut self.found);
                give(&self.found, out);
            }
            Part::Raw(raw) => self.piece(engine, raw, out),
        }
    }

    fn piece(&mut self, engine: &Engine<'_>, raw: Raw<'_>, out: &mut impl FnMut(u64, u32)) {
        let line = clean(raw);
        if self.long.0 != raw.number {
            self.long = (raw.number, Vec::new());
        }
        let (candidates, _) = engine.candidates(&line.text, &mut self.scratch);
        for pattern in candidates {
            let Some(regex) = engine.first(*pattern) else { continue };
            let mut start = 0;
            let matches = line.text.split(|byte| *byte == b'\r').any(|segment| {
                let place = start..start + segment.len();
                start = place.end + 1;
                find_in_piece(&regex, raw, &line.text, place).is_some()
            });
            if matches && !self.long.1.contains(pattern) {
                self.long.1.push(*pattern);
                out(raw.number, *pattern);
            }
        }
    }
}

fn give(found: &Found, out: &mut impl FnMut(u64, u32)) {
    for line in &found.lines {
        found.patterns(line).iter().for_each(|pattern| out(line.number, *pattern));
    }
}

/// A match in a segment of a line or of a piece of one.
pub(crate) fn find_in_piece(
    regex: &Regex,
    raw: Raw<'_>,
    text: &[u8],
    segment: std::ops::Range<usize>,
) -> Option<Match> {
    let own = &text[segment.clone()];
    let from = first_of_piece(raw, segment.start).min(own.len());
    // What ends with the piece may go on in the next one, which sees it whole.
    let open = raw.goes_on && segment.end == text.len();
    regex.find(Input::new(own).range(from..)).filter(|hit| !open || hit.end() < own.len())
}

/// A piece's first byte belongs to the piece before: beginning behind it, `^` and `\b` see what really stands there.
pub(crate) fn first_of_piece(raw: Raw<'_>, segment: usize) -> usize {
    usize::from(raw.continues && segment == 0)
}
