//! The output of a running command, kept within bounds: its beginning and its end, and how much lies between.

use std::collections::VecDeque;

/// Bytes in a block.
const BLOCK: usize = 1 << 20;
/// Blocks of the beginning that are kept.
const HEAD: usize = 8;
/// Blocks of the end that are kept. They are written over and over while a command prints on: more of them would not stay
/// in the processor's caches, and would double what keeping costs.
const TAIL: usize = 16;

/// Output that was kept.
#[derive(Debug, Default)]
pub struct Kept {
    head: Vec<Block>,
    tail: VecDeque<Block>,
    skipped: u64,
    skipped_feeds: u64,
}

/// A part of the output, and the line feeds in it: counted on arrival, while the bytes are in the processor's cache.
#[derive(Debug)]
struct Block {
    bytes: Vec<u8>,
    len: usize,
    feeds: u64,
}

impl Block {
    fn new() -> Self {
        Self { bytes: vec![0; BLOCK], len: 0, feeds: 0 }
    }

    fn full(&self) -> bool {
        self.len == BLOCK
    }
}

impl Kept {
    /// Keeps what `fill` writes to the start of the room that it is given; it says how many bytes these are.
    ///
    /// # Errors
    /// Those of `fill`; then nothing is kept.
    pub fn fill<E>(&mut self, fill: impl FnOnce(&mut [u8]) -> Result<usize, E>) -> Result<usize, E> {
        let block = self.open();
        let room = &mut block.bytes[block.len..];
        let count = fill(room)?.min(room.len());
        block.feeds += memchr::memchr_iter(b'\n', &room[..count]).count() as u64;
        block.len += count;
        Ok(count)
    }

    /// The block that is being filled.
    fn open(&mut self) -> &mut Block {
        let at = if self.head.last().is_none_or(Block::full) { self.head.len() } else { self.head.len() - 1 };
        if at < HEAD {
            if at == self.head.len() {
                self.head.push(Block::new());
            }
            return &mut self.head[at];
        }
        if self.tail.back().is_none_or(Block::full) {
            let block = self.drop_oldest().unwrap_or_else(Block::new);
            self.tail.push_back(block);
        }
        let last = self.tail.len() - 1;
        &mut self.tail[last]
    }

    /// Makes room where there is none: the oldest block of the tail is counted and given back empty.
    fn drop_oldest(&mut self) -> Option<Block> {
        if self.tail.len() < TAIL {
            return None;
        }
        let block = self.tail.pop_front()?;
        self.skipped += block.len as u64;
        self.skipped_feeds += block.feeds;
        Some(Block { len: 0, feeds: 0, ..block })
    }

    /// The first bytes, block by block.
    pub fn head(&self) -> impl Iterator<Item = &[u8]> {
        self.head.iter().map(|block| &block.bytes[..block.len])
    }

    /// The last bytes, block by block.
    pub fn tail(&self) -> impl Iterator<Item = &[u8]> {
        self.tail.iter().map(|block| &block.bytes[..block.len])
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

    fn push(kept: &mut Kept, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            let count = kept.fill(|room| {
                let count = room.len().min(bytes.len());
                room[..count].copy_from_slice(&bytes[..count]);
                Ok::<_, ()>(count)
            });
            bytes = &bytes[count.unwrap()..];
        }
    }

    #[test]
    fn the_middle_is_counted_and_the_ends_are_kept() {
        let mut kept = Kept::default();
        let total = (HEAD + TAIL + 3) * BLOCK + 1000;
        let row: Vec<u8> =
            (0..1000_u32).map(|at| if at % 100 == 99 { b'\n' } else { b'a' + (at % 26) as u8 }).collect();
        let all: Vec<u8> = row.iter().copied().cycle().take(total).collect();
        for chunk in all.chunks(70_001) {
            push(&mut kept, chunk);
        }
        let (bytes, feeds) = kept.skipped();
        let skipped = usize::try_from(bytes).unwrap();
        assert_eq!(skipped, 4 * BLOCK);
        assert!(kept.head().collect::<Vec<_>>().concat() == all[..HEAD * BLOCK]);
        assert_eq!(feeds, memchr::memchr_iter(b'\n', &all[HEAD * BLOCK..HEAD * BLOCK + skipped]).count() as u64);
        assert!(kept.tail().collect::<Vec<_>>().concat() == all[HEAD * BLOCK + skipped..]);
    }

    #[test]
    fn little_is_kept_whole_and_a_failure_keeps_nothing() {
        let mut kept = Kept::default();
        push(&mut kept, b"one\n");
        assert_eq!(kept.fill(|_| Err("lost")), Err("lost"));
        push(&mut kept, b"two");
        assert_eq!(kept.head().collect::<Vec<_>>().concat(), b"one\ntwo");
        assert_eq!((kept.tail().count(), kept.skipped()), (0, (0, 0)));
    }
}
