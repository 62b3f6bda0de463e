//! Blocks of whole lines: what can be looked at without going from line to line.
//!
//! Most of a log says nothing. A block lets the scanner pass over it in one go, and find lines only where there is
//! something. Lines longer than [`PIECE`], and what is left of a line behind a gap, come piece by piece, as from [`Lines`].

use super::lines::{Lines, PIECE, Raw};

/// Bytes of a block at most, unless the chunk that completes it is larger. Four pieces, and small enough for a second cache.
pub(crate) const BLOCK: usize = 256 * 1024;

/// A part of the input.
#[derive(Debug)]
pub(crate) enum Part<'a> {
    /// Whole lines, each with its line feed.
    Block {
        /// 1-based number of the first line.
        number: u64,
        /// Whoever wants to keep the text takes it, and leaves a buffer to be filled next.
        text: &'a mut Vec<u8>,
    },
    /// A line or a piece of one.
    Raw(Raw<'a>),
}

/// Cuts a stream of bytes into blocks.
#[derive(Debug, Default)]
pub(crate) struct Blocks {
    held: Vec<u8>,
    /// Where the beginning of a line goes while the lines before it are given.
    next: Vec<u8>,
    lines: Lines,
    /// What comes next is the rest of a line that is given piece by piece.
    inside: bool,
}

impl Blocks {
    /// Takes the next chunk.
    pub(crate) fn push(&mut self, mut chunk: &[u8], out: &mut impl FnMut(Part<'_>)) {
        while !chunk.is_empty() {
            if self.inside {
                let end = memchr::memchr(b'\n', chunk).map_or(chunk.len(), |at| at + 1);
                let (own, rest) = chunk.split_at(end);
                self.inside = own.last() != Some(&b'\n');
                self.lines.push(own, &mut |raw| out(Part::Raw(raw)));
                chunk = rest;
                continue;
            }
            let (own, rest) = chunk.split_at(chunk.len().min(BLOCK - self.held.len()));
            self.held.extend_from_slice(own);
            chunk = rest;
            if self.held.len() == BLOCK {
                self.flush(out);
            }
        }
    }

    /// Reads the next block straight into a buffer, whatever that holds, and gives as many bytes as it read to `out`: fewer than
    /// a block's only at the end of the source, or behind the beginning of a line that is given piece by piece.
    ///
    /// # Errors
    /// The source's own; what was read before it is kept.
    pub(crate) fn read<E>(
        &mut self,
        mut buffer: Vec<u8>,
        source: &mut impl FnMut(&mut [u8]) -> Result<usize, E>,
        out: &mut impl FnMut(Part<'_>),
    ) -> Result<usize, E> {
        buffer.resize(BLOCK, 0);
        if self.inside {
            let count = source(&mut buffer)?;
            self.push(&buffer[..count], out);
            return Ok(count);
        }
        let before = self.held.len();
        buffer[..before].copy_from_slice(&self.held);
        let mut len = before;
        let mut end = Ok(1);
        while len < BLOCK && matches!(end, Ok(1..)) {
            end = source(&mut buffer[len..]);
            len += end.as_ref().map_or(0, |count| *count);
        }
        buffer.truncate(len);
        self.held = buffer;
        if len == BLOCK {
            self.flush(out);
        }
        end.map(|_| len - before)
    }

    /// Gives what is left.
    pub(crate) fn finish(&mut self, out: &mut impl FnMut(Part<'_>)) {
        self.flush(out);
        let rest = std::mem::take(&mut self.held);
        self.lines.push(&rest, &mut |raw| out(Part::Raw(raw)));
        self.lines.finish(&mut |raw| out(Part::Raw(raw)));
    }

    /// As [`Lines::skip`].
    pub(crate) fn skip(&mut self, bytes: u64, feeds: u64, out: &mut impl FnMut(Part<'_>)) {
        self.flush(out);
        let rest = std::mem::take(&mut self.held);
        self.lines.push(&rest, &mut |raw| out(Part::Raw(raw)));
        self.lines.skip(bytes, feeds, &mut |raw| out(Part::Raw(raw)));
        self.inside = true;
    }

    /// Lines of the input so far, complete once it is finished.
    pub(crate) fn count(&self) -> u64 {
        self.lines.count()
    }

    /// Gives the whole lines that are held, and the beginning of a line that is too long to wait for its end.
    fn flush(&mut self, out: &mut impl FnMut(Part<'_>)) {
        loop {
            let whole = whole_lines(&self.held);
            if whole > 0 {
                self.next.clear();
                self.next.extend_from_slice(&self.held[whole..]);
                self.held.truncate(whole);
                let number = self.lines.count() + 1;
                self.lines.pass(&self.held);
                out(Part::Block { number, text: &mut self.held });
                std::mem::swap(&mut self.held, &mut self.next);
            }
            if self.held.len() <= PIECE {
                return;
            }
            let feed = memchr::memchr(b'\n', &self.held);
            let long = feed.map_or(self.held.len(), |at| at + 1);
            self.lines.push(&self.held[..long], &mut |raw| out(Part::Raw(raw)));
            self.inside = feed.is_none();
            self.held.drain(..long);
        }
    }
}

/// Bytes of the lines at the beginning of a text that are complete and no longer than a piece.
fn whole_lines(text: &[u8]) -> usize {
    let mut end = 0;
    // The last line feed within reach: behind it begins a line that is longer than a piece, or is not all there yet.
    while let Some(feed) = memchr::memrchr(b'\n', &text[end..text.len().min(end + PIECE + 1)]) {
        end += feed + 1;
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    type Row = (u64, Vec<u8>, bool, bool);

    fn row(raw: Raw<'_>) -> Row {
        (raw.number, raw.bytes.to_vec(), raw.continues, raw.goes_on)
    }

    fn keep_rows(part: Part<'_>, rows: &mut Vec<Row>) {
        match part {
            Part::Raw(raw) => rows.push(row(raw)),
            Part::Block { number, text } => {
                assert!(text.ends_with(b"\n"));
                let mut lines = Lines::default();
                let mut own = Vec::new();
                lines.push(text, &mut |raw| own.push(row(raw)));
                rows.extend(own.into_iter().map(|(own, bytes, ..)| (own + number - 1, bytes, false, false)));
            }
        }
    }

    fn by_block<'a>(chunks: impl IntoIterator<Item = &'a [u8]>) -> (Vec<Row>, u64) {
        let mut rows = Vec::new();
        let mut keep = |part: Part<'_>| keep_rows(part, &mut rows);
        let mut blocks = Blocks::default();
        chunks.into_iter().for_each(|chunk| blocks.push(chunk, &mut keep));
        blocks.finish(&mut keep);
        (rows, blocks.count())
    }

    /// Reads into buffers, as far as a source gives bytes, after a few that were pushed.
    fn by_reading(text: &[u8], pushed: usize, size: usize) -> (Vec<Row>, u64) {
        let mut rows = Vec::new();
        let mut keep = |part: Part<'_>| keep_rows(part, &mut rows);
        let mut blocks = Blocks::default();
        let (first, mut rest) = text.split_at(pushed.min(text.len()));
        blocks.push(first, &mut keep);
        let mut source = |chunk: &mut [u8]| {
            let len = chunk.len().min(size);
            std::io::Read::read(&mut rest, &mut chunk[..len])
        };
        // What stands in a buffer makes no difference.
        while blocks.read(vec![b'\n'; size % 3 * BLOCK], &mut source, &mut keep).unwrap() > 0 {}
        blocks.finish(&mut keep);
        (rows, blocks.count())
    }

    fn by_line(text: &[u8]) -> (Vec<Row>, u64) {
        let mut rows = Vec::new();
        let mut lines = Lines::default();
        lines.push(text, &mut |raw| rows.push(row(raw)));
        lines.finish(&mut |raw| rows.push(row(raw)));
        (rows, lines.count())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(40))]
        #[test]
        fn blocks_hold_the_lines(lengths in proptest::collection::vec(prop_oneof![
            4 => 0..200_usize, 2 => Just(PIECE), 1 => Just(PIECE + 1), 1 => Just(PIECE - 1), 1 => 60_000..140_000_usize, 1 => Just(BLOCK),
        ], 0..12), size in prop_oneof![1..50_000_usize, Just(BLOCK), Just(BLOCK + 1), Just(1_000_000)], end in any::<bool>()) {
            let mut text = Vec::new();
            for (at, len) in lengths.into_iter().enumerate() {
                text.extend((0..len).map(|byte| b'a' + ((at + byte) % 25) as u8));
                text.push(b'\n');
            }
            if end {
                text.pop();
            }
            prop_assert_eq!(by_block(text.chunks(size)), by_line(&text));
            prop_assert_eq!(by_reading(&text, size / 7, size), by_line(&text));
        }
    }
}
