//! Whether rates mean what they say, drawn: what was predicted (to the right) against what came (upwards).

use std::fmt::Write as _;

use super::{Markup, escaped};
use crate::actions::CalibrationBin;

/// Side of the square in which shares are drawn.
const SIDE: f64 = 200.0;
/// Room round it for the names of the axes.
const LEFT: f64 = 44.0;
const TOP: f64 = 8.0;
/// Radius of the largest dot.
const LARGEST: f64 = 8.0;

/// A dot for each tenth, as large as there are outcomes in it, with its interval; on the diagonal prediction and outcome agree.
pub(super) fn reliability(bins: &[CalibrationBin], (predicted, came): (&str, &str), label: &str) -> Markup {
    let (x, y) = (|share: f64| LEFT + share * SIDE, |share: f64| TOP + (1.0 - share) * SIDE);
    let (left, right, top, bottom) = (x(0.0), x(1.0), y(1.0), y(0.0));
    let mut out = format!(
        "<svg class=\"reliability\" viewBox=\"0 0 260 244\" role=\"img\" aria-label=\"{}\">\
         <path class=\"grid\" d=\"M{left} {top}V{bottom}H{right}\"/><path class=\"even\" d=\"M{left} {bottom}L{right} {top}\"/>",
        escaped(label)
    );
    for share in [0.0, 0.5, 1.0] {
        let percent = share * 100.0;
        let _ = write!(
            out,
            "<text x=\"{:.0}\" y=\"{:.0}\">{percent}%</text><text class=\"upright\" x=\"{:.0}\" y=\"{:.0}\">{percent}%</text>",
            x(share),
            bottom + 16.0,
            left - 6.0,
            y(share) + 4.0
        );
    }
    let _ = write!(
        out,
        "<text x=\"{:.0}\" y=\"{:.0}\">{}</text><text transform=\"translate(10 {:.0}) rotate(-90)\">{}</text>",
        x(0.5),
        bottom + 32.0,
        escaped(predicted),
        y(0.5),
        escaped(came)
    );
    let most = bins.iter().map(|bin| bin.trials).max().unwrap_or(1);
    for bin in bins {
        let (at, low, high) = (x(bin.predicted), y(bin.low), y(bin.high));
        let _ = write!(
            out,
            "<path class=\"bar\" d=\"M{at:.1} {low:.1}V{high:.1}\"/>\
             <circle cx=\"{at:.1}\" cy=\"{:.1}\" r=\"{:.1}\"><title>{:.0}% → {:.0}% ({} / {})</title></circle>",
            y(bin.observed),
            (share(bin.trials, most).sqrt() * LARGEST).max(2.0),
            bin.predicted * 100.0,
            bin.observed * 100.0,
            bin.fixed,
            bin.trials
        );
    }
    out.push_str("</svg>");
    Markup(out)
}

/// By how much predictions are off, on average over the outcomes: the expected calibration error (Naeini and others 2015).
pub(super) fn distance(bins: &[CalibrationBin]) -> f64 {
    let all: u64 = bins.iter().map(|bin| bin.trials).sum();
    bins.iter().map(|bin| (bin.predicted - bin.observed).abs() * share(bin.trials, all)).sum()
}

#[expect(clippy::cast_precision_loss, reason = "exact up to 2^53")]
fn share(part: u64, whole: u64) -> f64 {
    part as f64 / whole as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bin(predicted: f64, observed: f64, trials: u64) -> CalibrationBin {
        CalibrationBin { predicted, trials, fixed: 0, observed, low: 0.0, high: 1.0 }
    }

    #[test]
    fn the_distance_counts_outcomes_and_not_tenths() {
        let bins = [bin(0.1, 0.0, 90), bin(0.9, 0.4, 10)];
        assert!((distance(&bins) - 0.14).abs() < 1e-12);
        assert!(distance(&[]).abs() < 1e-12);
    }

    #[test]
    fn what_never_came_is_drawn_at_the_bottom() {
        let svg = reliability(&[bin(0.5, 0.0, 4)], ("a", "b"), "\"c\"").0;
        assert!(
            svg.contains("cx=\"144.0\" cy=\"208.0\" r=\"8.0\"") && svg.contains("aria-label=\"&quot;c&quot;\""),
            "{svg}"
        );
    }
}
