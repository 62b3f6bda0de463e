//! A share and how sure it is.

use schemars::JsonSchema;
use serde::Serialize;

/// The 97.5 % point of the normal distribution.
const Z: f64 = 1.959_963_984_540_054;

/// So many of so many, with Wilson's interval of 95 %: it stays within 0 and 1 and says something of a count of zero, too.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
pub struct Share {
    /// How many.
    pub count: u64,
    /// Of how many.
    pub of: u64,
    /// Lower bound of the true share.
    pub low: f64,
    /// Upper bound.
    pub high: f64,
}

impl Share {
    /// `count` of `of`; of none, nothing is known.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "counts of cases and lines are far below 2^52")]
    pub fn new(count: u64, of: u64) -> Self {
        if of == 0 {
            return Self { count, of, low: 0.0, high: 1.0 };
        }
        let (n, share) = (of as f64, count as f64 / of as f64);
        let middle = share + Z * Z / (2.0 * n);
        let width = Z * (share * (1.0 - share) / n + Z * Z / (4.0 * n * n)).sqrt();
        let scale = 1.0 + Z * Z / n;
        // Rounding leaves some 1e-17 where the bound is 0 or 1.
        let low = if count == 0 { 0.0 } else { ((middle - width) / scale).max(0.0) };
        let high = if count == of { 1.0 } else { ((middle + width) / scale).min(1.0) };
        Self { count, of, low, high }
    }

    /// The share itself; `None` of none.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "counts of cases and lines are far below 2^52")]
    pub fn value(&self) -> Option<f64> {
        (self.of > 0).then(|| self.count as f64 / self.of as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Wilson's interval of 0 of n ends at z² / (n + z²); that of 81 of 263 is in Newcombe (1998), table I: 0.2553 to 0.3662.
    #[test]
    fn is_what_others_found() {
        let newcombe = Share::new(81, 263);
        assert!((newcombe.low - 0.2553).abs() < 5e-5 && (newcombe.high - 0.3662).abs() < 5e-5, "{newcombe:?}");
        let none = Share::new(0, 1000);
        assert_eq!(none.low, 0.0);
        assert!((none.high - Z * Z / (1000.0 + Z * Z)).abs() < 1e-12, "{none:?}");
        let all = Share::new(1000, 1000);
        assert_eq!(all.high, 1.0);
        assert!((all.low - (1.0 - none.high)).abs() < 1e-12, "{all:?}");
        assert_eq!(Share::new(0, 0).value(), None);
    }
}
