//! Lines, and pieces of lines that never end.
//!
//! A line is what stands between line feeds; a carriage return before the line feed belongs to the ending. A line longer
//! than [`PIECE`] bytes comes as several pieces, each beginning [`OVERLAP`] bytes before the end of the one before, so that
//! a message is found unless it is longer than the overlap. Where the pieces lie depends on the line alone, never on how
//! the input was chunked.

/// Longest piece of a line, in bytes.
pub const PIECE: usize = 64 * 1024;
/// Bytes that a piece shares with the one before it.
pub const OVERLAP: usize = 4 * 1024;

/// A line of the input, or a piece of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Raw<'a> {
    /// 1-based number of the line.
    pub number: u64,
    /// Bytes as in the input, without the line ending.
    pub bytes: &'a [u8],
    /// The piece continues a line: its first [`OVERLAP`] bytes were in the piece before.
    pub continues: bool,
    /// The line goes on behind this piece.
    pub goes_on: bool,
}

/// Cuts a stream of bytes into lines.
#[derive(Debug, Default)]
pub struct Lines {
    held: Vec<u8>,
    continues: bool,
    number: u64,
    bytes: u64,
    ends_open: bool,
}

impl Lines {
    /// Takes the next chunk and gives every line that is complete to `out`.
    pub fn push(&mut self, chunk: &[u8], out: &mut impl FnMut(Raw<'_>)) {
        self.bytes += chunk.len() as u64;
        if let Some(last) = chunk.last() {
            self.ends_open = *last != b'\n';
        }
        let mut start = 0;
        for end in memchr::memchr_iter(b'\n', chunk) {
            self.line(&chunk[start..end], out);
            start = end + 1;
        }
        self.hold(&chunk[start..], out);
    }

    /// Gives the last line, where the input does not end with a line feed.
    pub fn finish(&mut self, out: &mut impl FnMut(Raw<'_>)) {
        if std::mem::take(&mut self.ends_open) {
            self.line(&[], out);
        }
    }

    /// Counts whole lines that somebody else looks at.
    pub(super) fn pass(&mut self, lines: &[u8]) {
        self.bytes += lines.len() as u64;
        self.number += memchr::memchr_iter(b'\n', lines).count() as u64;
    }

    /// Steps over a part of the input that was not kept: `bytes` bytes with `feeds` line feeds. What stood before it on its
    /// line is given to `out`; what comes next is the rest of a line.
    pub fn skip(&mut self, bytes: u64, feeds: u64, out: &mut impl FnMut(Raw<'_>)) {
        if self.ends_open {
            self.line(&[], out);
            self.number -= 1;
        }
        self.number += feeds;
        self.bytes += bytes;
        self.continues = true;
        self.ends_open = true;
    }

    /// Lines of the input so far.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.number + u64::from(self.ends_open)
    }

    /// Bytes of the input so far.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    fn line(&mut self, rest: &[u8], out: &mut impl FnMut(Raw<'_>)) {
        // The common case needs no copy.
        if self.held.is_empty() && rest.len() <= PIECE {
            self.number += 1;
            let continues = std::mem::take(&mut self.continues);
            out(Raw { number: self.number, bytes: without_return(rest), continues, goes_on: false });
            return;
        }
        self.hold(rest, out);
        self.number += 1;
        out(Raw { number: self.number, bytes: without_return(&self.held), continues: self.continues, goes_on: false });
        self.held.clear();
        self.continues = false;
    }

    fn hold(&mut self, mut bytes: &[u8], out: &mut impl FnMut(Raw<'_>)) {
        while self.held.len() + bytes.len() > PIECE {
            let (head, tail) = bytes.split_at(PIECE - self.held.len());
            self.held.extend_from_slice(head);
            bytes = tail;
            out(Raw { number: self.number + 1, bytes: &self.held, continues: self.continues, goes_on: true });
            self.held.drain(..PIECE - OVERLAP);
            self.continues = true;
        }
        self.held.extend_from_slice(bytes);
    }
}

fn without_return(line: &[u8]) -> &[u8] {
    line.strip_suffix(b"\r").unwrap_or(line)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    type Owned = (u64, Vec<u8>, bool, bool);

    fn lines<'a>(chunks: impl IntoIterator<Item = &'a [u8]>) -> (Vec<Owned>, u64) {
        let mut lines = Lines::default();
        let mut all = Vec::new();
        let mut keep = |raw: Raw<'_>| all.push((raw.number, raw.bytes.to_vec(), raw.continues, raw.goes_on));
        for chunk in chunks {
            lines.push(chunk, &mut keep);
        }
        lines.finish(&mut keep);
        (all, lines.count())
    }

    #[test]
    fn numbers_count_line_feeds() {
        let (all, count) = lines([&b"a\r\n\nb"[..]]);
        let seen: Vec<_> = all.iter().map(|(number, bytes, ..)| (*number, bytes.as_slice())).collect();
        assert_eq!(seen, [(1, &b"a"[..]), (2, b""), (3, b"b")]);
        assert_eq!(count, 3);
        assert_eq!(lines([&b"a\n"[..]]).1, 1);
        assert_eq!(lines([&b""[..]]).1, 0);
    }

    #[test]
    fn an_endless_line_comes_in_overlapping_pieces() {
        let line: Vec<u8> = (0..200_000_u32).map(|at| b'a' + (at % 23) as u8).collect();
        let (all, count) = lines([&line[..]]);
        assert_eq!(count, 1);
        assert!(all.len() > 3 && all.iter().all(|(number, bytes, ..)| *number == 1 && bytes.len() <= PIECE));
        let mut joined = all[0].1.clone();
        for (_, bytes, continues, _) in &all[1..] {
            assert!(continues);
            assert_eq!(joined[joined.len() - OVERLAP..], bytes[..OVERLAP]);
            joined.extend_from_slice(&bytes[OVERLAP..]);
        }
        assert_eq!(joined, line);
        assert!(!all[all.len() - 1].3);
    }

    #[test]
    fn numbers_go_on_behind_a_gap() {
        let mut lines = Lines::default();
        let mut all = Vec::new();
        let mut keep =
            |raw: Raw<'_>| all.push((raw.number, String::from_utf8_lossy(raw.bytes).into_owned(), raw.continues));
        lines.push(b"one\ntw", &mut keep);
        lines.skip(100, 3, &mut keep);
        lines.push(b"ve\nsix\n", &mut keep);
        lines.finish(&mut keep);
        let seen: Vec<_> = all.iter().map(|(number, text, continues)| (*number, text.as_str(), *continues)).collect();
        assert_eq!(seen, [(1, "one", false), (2, "tw", false), (5, "ve", true), (6, "six", false)]);
        assert_eq!((lines.count(), lines.bytes()), (6, 113));
    }

    proptest! {
        #[test]
        fn chunking_changes_nothing(text in proptest::collection::vec(prop_oneof![Just(b'\n'), Just(b'\r'), any::<u8>()], 0..300), size in 1..40_usize) {
            prop_assert_eq!(lines(text.chunks(size)), lines([&text[..]]));
        }
    }

    #[test]
    fn chunking_changes_nothing_in_long_lines() {
        let mut text = vec![b'x'; PIECE * 2 + 17];
        text.extend_from_slice(b"\r\nend\n");
        for size in [1000, PIECE - 1, PIECE, PIECE + 1] {
            assert_eq!(lines(text.chunks(size)), lines([&text[..]]));
        }
    }
}
