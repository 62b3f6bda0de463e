//! Byte order marks and UTF-16.
//!
//! PowerShell 5 and some Windows tools write logs as UTF-16. A byte order mark at the very start is believed. Without one,
//! as where only the end of a log was kept, a text is UTF-16 when each of its first characters is plain ASCII beside a zero
//! byte; all else is passed on as it is.

/// Turns input bytes into bytes that are UTF-8 wherever the input says what it is.
#[derive(Debug, Default)]
pub struct Decoder {
    state: State,
    /// Bytes that are not decided or not complete yet.
    pending: Vec<u8>,
}

/// Bytes by which a text without a mark is judged.
const JUDGED: usize = 8;

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Nothing decided: too few bytes seen.
    #[default]
    Start,
    /// Bytes pass as they are.
    Plain,
    LittleEndian,
    BigEndian,
}

impl Decoder {
    /// Decodes the next chunk and gives the result to `out`.
    pub fn push(&mut self, bytes: &[u8], out: &mut impl FnMut(&[u8])) {
        match self.state {
            State::Plain => out(bytes),
            State::Start => {
                self.pending.extend_from_slice(bytes);
                if self.pending.len() >= JUDGED {
                    self.decide(out);
                }
            }
            State::LittleEndian | State::BigEndian => {
                self.pending.extend_from_slice(bytes);
                self.units(false, out);
            }
        }
    }

    /// Whether all that comes passes as it is.
    pub(crate) fn passes(&self) -> bool {
        self.state == State::Plain
    }

    /// Decodes what is left at the end of the input.
    pub fn finish(&mut self, out: &mut impl FnMut(&[u8])) {
        if self.state == State::Start {
            self.decide(out);
        }
        self.units(true, out);
    }

    fn decide(&mut self, out: &mut impl FnMut(&[u8])) {
        let bytes = std::mem::take(&mut self.pending);
        let (state, mark) = match bytes.as_slice() {
            [0xEF, 0xBB, 0xBF, ..] => (State::Plain, 3),
            [0xFF, 0xFE, ..] => (State::LittleEndian, 2),
            [0xFE, 0xFF, ..] => (State::BigEndian, 2),
            bytes if unmarked(bytes, 0) => (State::LittleEndian, 0),
            bytes if unmarked(bytes, 1) => (State::BigEndian, 0),
            _ => (State::Plain, 0),
        };
        self.state = state;
        self.push(&bytes[mark..], out);
    }

    /// Decodes the complete UTF-16 units in `pending`; keeps half a unit or half a pair unless this is the end.
    fn units(&mut self, end: bool, out: &mut impl FnMut(&[u8])) {
        let unit = |pair: &[u8]| match self.state {
            State::BigEndian => u16::from_be_bytes([pair[0], pair[1]]),
            _ => u16::from_le_bytes([pair[0], pair[1]]),
        };
        let mut units: Vec<u16> = self.pending.chunks_exact(2).map(unit).collect();
        let half = self.pending.len() % 2;
        let open_pair = !end && units.last().is_some_and(|last| (0xD800..0xDC00).contains(last));
        if open_pair {
            units.pop();
        }
        let text: String = char::decode_utf16(units).map(|char| char.unwrap_or('\u{fffd}')).collect();
        let keep = half + if open_pair { 2 } else { 0 };
        self.pending.drain(..self.pending.len() - keep);
        if end {
            self.pending.clear();
        }
        if !text.is_empty() {
            out(text.as_bytes());
        }
    }
}

/// Whether a text begins with characters of UTF-16 that are ASCII; `place` is where in each pair of bytes they stand.
fn unmarked(bytes: &[u8], place: usize) -> bool {
    let plain = |byte: u8| byte.is_ascii_graphic() || byte.is_ascii_whitespace() || byte == 0x1B;
    bytes
        .get(..JUDGED)
        .is_some_and(|first| first.chunks_exact(2).all(|pair| plain(pair[place]) && pair[1 - place] == 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decode(chunks: &[&[u8]]) -> String {
        let mut decoder = Decoder::default();
        let mut bytes = Vec::new();
        for chunk in chunks {
            decoder.push(chunk, &mut |part| bytes.extend_from_slice(part));
        }
        decoder.finish(&mut |part| bytes.extend_from_slice(part));
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn utf16_in_both_orders_whatever_the_chunks() {
        let text = "error: 错误 😀\n";
        for (mark, order) in [([0xFF, 0xFE], u16::to_le_bytes as fn(u16) -> [u8; 2]), ([0xFE, 0xFF], u16::to_be_bytes)]
        {
            for mark in [&mark[..], &[]] {
                let mut bytes = mark.to_vec();
                bytes.extend(text.encode_utf16().flat_map(order));
                assert_eq!(decode(&[&bytes]), text);
                let singles: Vec<&[u8]> = bytes.chunks(1).collect();
                assert_eq!(decode(&singles), text);
            }
        }
    }

    #[test]
    fn zeros_alone_are_no_utf16() {
        for text in
            ["a\0b\0", "a\0b\0c\0de", "\0\0\0\0\0\0\0\0", "a\0\0\0b\0\0\0", "\x01\0\x02\0\x03\0\x04\0", "ab\0\0cd\0\0"]
        {
            assert_eq!(decode(&[text.as_bytes()]), text);
        }
    }

    #[test]
    fn a_utf8_mark_goes_and_short_input_stays() {
        assert_eq!(decode(&[b"\xEF\xBB", b"\xBFab"]), "ab");
        assert_eq!(decode(&[b"a"]), "a");
        assert_eq!(decode(&[]), "");
    }
}
