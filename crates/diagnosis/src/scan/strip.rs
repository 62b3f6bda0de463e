//! A block of lines without escapes and control characters, and the way back.
//!
//! The filter must see the bytes of a message side by side although colours stand between them in the input. What is taken
//! out here is what [`clean`](crate::log::clean()) takes out of a line; prefixes stay, because a literal found in one costs
//! nothing but a look.

use crate::log::{escape_len, is_noise};

/// Bytes looked at together.
const STEP: usize = 64;

/// The last block that was stripped.
#[derive(Debug, Default)]
pub(super) struct Stripped {
    text: Vec<u8>,
    /// Where something was taken out: the place in `text`, and how many bytes of the input were left out up to there.
    cuts: Vec<(usize, usize)>,
}

impl Stripped {
    /// Whether a block has anything to take out.
    pub(super) fn noisy(block: &[u8]) -> bool {
        let noisy = |bytes: &[u8]| bytes.iter().fold(false, |noisy, byte| noisy | noise(*byte));
        let (steps, rest) = block.as_chunks::<STEP>();
        steps.iter().any(|step| noisy(step)) || noisy(rest)
    }

    /// Takes a block's noise out.
    pub(super) fn strip(&mut self, block: &[u8]) -> &[u8] {
        self.text.clear();
        self.cuts.clear();
        let mut kept = 0;
        let mut at = 0;
        let mut removed = 0;
        while at < block.len() {
            // Whole steps without noise are passed over together.
            if let Some(step) = block[at..].first_chunk::<STEP>()
                && !step.iter().fold(false, |noisy, byte| noisy | noise(*byte))
            {
                at += STEP;
                continue;
            }
            let rest = &block[at..];
            let Some(next) = rest.iter().take(STEP).position(|byte| noise(*byte)) else {
                at += STEP.min(rest.len());
                continue;
            };
            at += next;
            let len = if block[at] == 0x1B {
                // A sequence ends with its line at the latest.
                let line = memchr::memchr(b'\n', &block[at..]).map_or(block.len(), |end| at + end);
                escape_len(&block[at..line])
            } else {
                1
            };
            self.text.extend_from_slice(&block[kept..at]);
            at += len;
            kept = at;
            removed += len;
            match self.cuts.last_mut() {
                Some((place, left_out)) if *place == self.text.len() => *left_out = removed,
                _ => self.cuts.push((self.text.len(), removed)),
            }
        }
        self.text.extend_from_slice(&block[kept..]);
        &self.text
    }

    /// The text of the last block.
    pub(super) fn text(&self) -> &[u8] {
        &self.text
    }

    /// Where a byte of the text stood in the block.
    pub(super) fn raw(&self, at: usize) -> usize {
        let cuts = self.cuts.partition_point(|(place, _)| *place <= at);
        at + cuts.checked_sub(1).map_or(0, |last| self.cuts[last].1)
    }
}

fn noise(byte: u8) -> bool {
    is_noise(byte) & (byte != b'\n')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::{Raw, clean};
    use proptest::prelude::*;

    const WORDS: &[&[u8]] = &[
        b"\x1b[",
        b"\x1b[31m",
        b"\x1b]0;t",
        b"\x07",
        b"\x1b",
        b"\n",
        b"\x00",
        b"abc",
        b"m",
        b"\x1b\\",
        b"\x1b(",
        b"\t\r",
        b"2024-01-20T12:34:56Z ",
        b"a long run of text that is longer than one step of the loop, so that steps are passed over",
    ];

    proptest! {
        /// Line by line, a stripped block ends with what cleaning leaves of the line.
        #[test]
        fn a_block_is_stripped_as_its_lines_are(words in proptest::collection::vec(proptest::sample::select(WORDS), 0..40)) {
            let mut block = words.concat();
            block.push(b'\n');
            let mut stripped = Stripped::default();
            let text = stripped.strip(&block).to_vec();
            prop_assert_eq!(Stripped::noisy(&block), text.len() < block.len());
            for at in 0..text.len() {
                prop_assert_eq!(text[at], block[stripped.raw(at)]);
            }
            let lines: Vec<&[u8]> = block.split(|byte| *byte == b'\n').collect();
            let shown: Vec<&[u8]> = text.split(|byte| *byte == b'\n').collect();
            prop_assert_eq!(lines.len(), shown.len());
            for (line, shown) in lines.into_iter().zip(shown) {
                let cleaned = clean(Raw { number: 1, bytes: line, continues: false, goes_on: false });
                prop_assert!(shown.ends_with(&cleaned.text));
                let whole = clean(Raw { number: 1, bytes: line, continues: true, goes_on: false });
                prop_assert_eq!(shown, &*whole.text);
            }
        }
    }
}
