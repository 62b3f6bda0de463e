//! Plots of the first page: what was measured, and how much of it.

use std::fmt::Write as _;

use unstuck_canon::Kind;

use super::labels::Labels;
use super::{Markup, escaped};
use crate::actions::Measurement;

const BINS: usize = 20;

/// Measured approaches by their mean: workarounds above the axis, dead ends below.
pub(super) fn histogram(measurements: &[Measurement], labels: &Labels) -> Markup {
    let mut bins = [(0_u32, 0_u32); BINS];
    for measurement in measurements {
        let bin = &mut bins[bin(measurement.mean)];
        match measurement.kind {
            Kind::Workaround => bin.0 += 1,
            Kind::DeadEnd => bin.1 += 1,
        }
    }
    let most = bins.iter().map(|(works, fails)| (*works).max(*fails)).max().unwrap_or(0).max(1);
    let tall = |count: u32| f64::from(count) * 64.0 / f64::from(most);
    let mut out = format!(
        "<svg class=\"histogram\" viewBox=\"0 0 640 172\" role=\"img\" aria-label=\"{}\">",
        escaped(labels.figures_measured)
    );
    for (at, (works, fails)) in bins.iter().enumerate() {
        let left = at * 32 + 3;
        if *works > 0 {
            let _ = write!(
                out,
                "<rect class=\"works\" x=\"{left}\" y=\"{:.1}\" width=\"26\" height=\"{:.1}\" rx=\"2\"/>\
                 <text x=\"{}\" y=\"{:.1}\">{works}</text>",
                84.0 - tall(*works),
                tall(*works),
                left + 13,
                80.0 - tall(*works)
            );
        }
        if *fails > 0 {
            let _ = write!(
                out,
                "<rect class=\"fails\" x=\"{left}\" y=\"88\" width=\"26\" height=\"{:.1}\" rx=\"2\"/>\
                 <text x=\"{}\" y=\"{:.1}\">{fails}</text>",
                tall(*fails),
                left + 13,
                101.0 + tall(*fails)
            );
        }
    }
    out.push_str("<path class=\"grid\" d=\"M0 86H640\"/></svg>");
    Markup(out)
}

fn bin(mean: f64) -> usize {
    // A mean lies between 0 and 1.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of twenty")]
    let bin = (mean * 20.0) as usize;
    bin.min(BINS - 1)
}

/// Counts as parts of one bar, with a legend below.
pub(super) fn stacked<'w>(counts: impl IntoIterator<Item = (&'w str, u64)>, label: &str) -> Markup {
    // What there is none of keeps its colour for itself.
    let counts = counts.into_iter().enumerate().filter(|(_, (_, count))| *count > 0);
    let counts: Vec<(usize, (&str, u64))> = counts.collect();
    let sum: u64 = counts.iter().map(|(_, (_, count))| count).sum();
    let mut out = format!(
        "<svg class=\"stacked\" viewBox=\"0 0 640 16\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"{}\">",
        escaped(label)
    );
    let mut left = 0.0;
    for (at, (_, count)) in &counts {
        let width = portion(*count, sum) * 640.0;
        let _ = write!(
            out,
            "<rect class=\"part{at}\" x=\"{left:.1}\" y=\"0\" width=\"{:.1}\" height=\"16\"/>",
            (width - 2.0).max(1.0)
        );
        left += width;
    }
    out.push_str("</svg><ul class=\"key\">");
    for (at, (word, count)) in &counts {
        let _ = write!(out, "<li class=\"part{at}\"><b>{count}</b> {}</li>", escaped(word));
    }
    out.push_str("</ul>");
    Markup(out)
}

/// A part of a whole as a thin bar.
pub(super) fn share(part: u64, whole: u64, label: &str) -> Markup {
    let width = portion(part, whole) * 120.0;
    Markup(format!(
        "<svg class=\"share\" viewBox=\"0 0 120 6\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"{0}\"><title>{0}</title>\
         <rect class=\"all\" width=\"120\" height=\"6\"/><rect class=\"part\" width=\"{width:.1}\" height=\"6\"/></svg>",
        escaped(label)
    ))
}

#[expect(clippy::cast_precision_loss, reason = "exact up to 2^53")]
fn portion(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}
