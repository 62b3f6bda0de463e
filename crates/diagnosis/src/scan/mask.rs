//! A line at a glance: which short strings stand in it, roughly.
//!
//! A line in which a common word stands is a candidate for every pattern with that word. What else these patterns ask for is
//! mostly missing, and one comparison of masks says so: each string of three bytes sets one bit of 128, and a line without a
//! bit of a branch does not match it. A bit too many costs a closer look and no more.

/// Bytes of a mask where it is stored.
pub(super) const MASK: usize = 16;
/// Bytes of the strings that set bits.
const GRAM: usize = 3;

/// The strings of three bytes in a text, in lower case, by their hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Mask(u128);

impl Mask {
    /// That of a text in which anything may stand.
    pub(super) const ALL: Self = Self(u128::MAX);

    /// Adds the strings of a text in lower case.
    pub(super) fn add(&mut self, folded: &[u8]) {
        for gram in folded.windows(GRAM) {
            let word = u32::from(gram[0]) | u32::from(gram[1]) << 8 | u32::from(gram[2]) << 16;
            self.0 |= 1 << (word.wrapping_mul(0x9E37_79B1) >> 25);
        }
    }

    /// Whether everything that has bits in `part` may be in this text.
    pub(super) fn may_hold(self, part: Self) -> bool {
        part.0 & !self.0 == 0
    }

    /// Reads what [`Mask::bytes`] gave.
    pub(super) fn read(bytes: [u8; MASK]) -> Self {
        Self(u128::from_le_bytes(bytes))
    }

    /// The mask as bytes.
    pub(super) fn bytes(self) -> [u8; MASK] {
        self.0.to_le_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &[u8]) -> Mask {
        let mut mask = Mask::default();
        mask.add(text);
        mask
    }

    #[test]
    fn a_part_of_a_text_is_never_missed() {
        let text = b"error: failed to push some refs to 'origin'";
        for len in 0..text.len() {
            assert!(text.windows(len.max(1)).all(|part| of(text).may_hold(of(part))));
        }
        assert!(!of(text).may_hold(of(b"permission denied")));
        assert!(Mask::ALL.may_hold(of(text)));
    }

    #[test]
    fn is_read_as_it_was_written() {
        let mask = of(b"fatal: not a git repository");
        assert_eq!(Mask::read(mask.bytes()), mask);
    }
}
