//! How often short strings occur in ordinary logs: the measure by which literals are chosen.

/// Bytes of a gram.
const GRAM: usize = 4;
/// Slots of the table, as a power of two: the distinct grams of a few megabytes of logs fit without crowding.
const BITS: u32 = 17;
/// Steps of the stored scale for each doubling of the rate.
const STEPS: f32 = 8.0;

/// Rates of all grams of four bytes, case folded, in output of commands that went well. Without any text every rate is 0.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rarity {
    /// By the hash of a gram: `8 log2(1 + occurrences in a megabyte)`. Empty, or all slots.
    scale: Vec<u8>,
}

impl Rarity {
    /// Counts the grams of texts.
    #[must_use]
    pub fn measure<'a>(texts: impl IntoIterator<Item = &'a [u8]>) -> Self {
        let mut counts = vec![0_u32; 1 << BITS];
        let mut bytes = 0_usize;
        for text in texts {
            bytes += text.len();
            for gram in text.windows(GRAM) {
                let count = &mut counts[slot(gram)];
                *count = count.saturating_add(1);
            }
        }
        if bytes == 0 {
            return Self::default();
        }
        #[expect(clippy::cast_precision_loss, reason = "a scale of 8 steps a doubling is coarser than that")]
        let scaled = |count: u32| STEPS * (1.0 + count as f32 * 1e6 / bytes as f32).log2();
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "between 0 and 8 log2(1 + 1e6) < 160"
        )]
        let scale = counts.into_iter().map(|count| scaled(count).round() as u8).collect();
        Self { scale }
    }

    /// Reads what [`Rarity::as_bytes`] gave. `None` where the length is wrong.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        (bytes.is_empty() || bytes.len() == 1 << BITS).then(|| Self { scale: bytes.to_vec() })
    }

    /// The table as bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.scale
    }

    /// Occurrences of a gram in a megabyte. A gram of fewer than four bytes counts as very common.
    #[must_use]
    pub fn rate(&self, gram: &[u8]) -> f32 {
        if gram.len() != GRAM {
            return 1e6;
        }
        self.scale.get(slot(gram)).map_or(0.0, |scale| (f32::from(*scale) / STEPS).exp2() - 1.0)
    }

    /// At most how often a literal occurs in a megabyte: as often as its rarest two neighbouring grams.
    #[must_use]
    pub fn of_literal(&self, literal: &[u8]) -> f32 {
        let rates: Vec<f32> = literal.windows(GRAM).map(|gram| self.rate(gram)).collect();
        rates.windows(2).map(|pair| pair[0] + pair[1]).fold(1e6, f32::min)
    }
}

/// Upper and lower case share a slot.
fn slot(gram: &[u8]) -> usize {
    let word = gram.iter().fold(0_u32, |word, byte| word << 8 | u32::from(byte | 0x20));
    (word.wrapping_mul(0x9E37_79B1) >> (32 - BITS)) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_seen_often_has_a_high_rate() {
        let text = "error: not found\n".repeat(1000) + "one Xylophone\n";
        let rarity = Rarity::measure([text.as_bytes()]);
        assert!(rarity.rate(b"rror") > 50_000.0);
        assert!(rarity.rate(b"xylo") > 10.0 && rarity.rate(b"xylo") < 200.0);
        assert!(rarity.of_literal(b"not found") > rarity.of_literal(b"one xylo"));
        assert_eq!(Rarity::from_bytes(rarity.as_bytes()), Some(rarity.clone()));
        assert_eq!(Rarity::from_bytes(&[1]), None);
    }

    #[test]
    fn without_a_measurement_only_length_counts() {
        let rarity = Rarity::default();
        assert_eq!(rarity.of_literal(b"error"), 0.0);
        assert!(rarity.of_literal(b"err") > 1e5);
    }
}
