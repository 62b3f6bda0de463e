//! The output of a running command, kept within bounds: its beginning and its end, and how much lies between.

use std::collections::VecDeque;

/// Bytes of the beginning that are kept.
const HEAD: usize = 8 << 20;
/// Bytes of the end that are kept, to within one block.
const TAIL: usize = 48 << 20;
/// Bytes in a block.
const BLOCK: usize = 1 << 20;

/// Output that was kept.
#[derive(Debug, Default)]
pub struct Kept {
    head: Vec<u8>,
    tail: VecDeque<Block>,
    skipped: u64,
    skipped_feeds: u64,
}

/// A part of the tail, and the line feeds in it: counted on arrival, while the bytes are in the processor's cache.
#[derive(Debug)]
struct Block {
    bytes: Vec<u8>,
    feeds: u64,
}

impl Kept {
    /// Keeps the next bytes.
    pub fn push(&mut self, mut bytes: &[u8]) {
        let room = HEAD - self.head.len();
        if room > 0 {
            let (own, rest) = bytes.split_at(room.min(bytes.len()));
            self.head.extend_from_slice(own);
            bytes = rest;
        }
        while !bytes.is_empty() {
            if self.tail.back().is_none_or(|block| block.bytes.len() == BLOCK) {
                let block = self.drop_oldest().unwrap_or_else(|| Vec::with_capacity(BLOCK));
                self.tail.push_back(Block { bytes: block, feeds: 0 });
            }
            let Some(block) = self.tail.back_mut() else { return };
            let (own, rest) = bytes.split_at((BLOCK - block.bytes.len()).min(bytes.len()));
            block.feeds += memchr::memchr_iter(b'\n', own).count() as u64;
            block.bytes.extend_from_slice(own);
            bytes = rest;
        }
    }

    /// Makes room where there is none: the oldest block of the tail is counted and given back empty.
    fn drop_oldest(&mut self) -> Option<Vec<u8>> {
        if self.tail.len() * BLOCK < TAIL {
            return None;
        }
        let Block { mut bytes, feeds } = self.tail.pop_front()?;
        self.skipped += bytes.len() as u64;
        self.skipped_feeds += feeds;
        bytes.clear();
        Some(bytes)
    }

    /// The first bytes.
    #[must_use]
    pub fn head(&self) -> &[u8] {
        &self.head
    }

    /// The last bytes, block by block.
    pub fn tail(&self) -> impl Iterator<Item = &[u8]> {
        self.tail.iter().map(|block| block.bytes.as_slice())
    }

    /// Bytes between the two, and the line feeds among them.
    #[must_use]
    pub fn skipped(&self) -> (u64, u64) {
        (self.skipped, self.skipped_feeds)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_is_counted_and_the_ends_are_kept() {
        let mut kept = Kept::default();
        let total = HEAD + TAIL + 10 * BLOCK;
        let row: Vec<u8> =
            (0..1000_u32).map(|at| if at % 100 == 99 { b'\n' } else { b'a' + (at % 26) as u8 }).collect();
        let all: Vec<u8> = row.iter().copied().cycle().take(total).collect();
        for chunk in all.chunks(70_001) {
            kept.push(chunk);
        }
        let (bytes, feeds) = kept.skipped();
        let skipped = usize::try_from(bytes).unwrap();
        assert!(skipped > 0);
        assert_eq!(kept.head(), &all[..HEAD]);
        assert_eq!(feeds, memchr::memchr_iter(b'\n', &all[HEAD..HEAD + skipped]).count() as u64);
        assert!(kept.tail().flatten().copied().eq(all[HEAD + skipped..].iter().copied()));
    }
}
