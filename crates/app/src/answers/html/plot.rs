//! An interval drawn: how often an approach ended its failure, from never (left) to always (right).

use std::fmt::Write as _;

use unstuck_canon::Kind;

use super::{Markup, escaped};
use crate::view::RateView;

const WIDTH: f64 = 240.0;
const MIDDLE: f64 = 12.0;
/// Room for a mark at either end.
const MARGIN: f64 = 8.0;

/// The place of a share on the axis.
fn x(share: f64) -> f64 {
    ((MARGIN + share * (WIDTH - 2.0 * MARGIN)) * 10.0).round() / 10.0
}

/// The interval as a bar, the mean as a dot, a claim as a hollow mark. What was not measured is a dashed line.
pub(super) fn interval(rate: &RateView, kind: Kind, label: &str) -> Markup {
    let class = match kind {
        Kind::Workaround => "works",
        Kind::DeadEnd => "fails",
    };
    let (start, half, end) = (x(0.0), x(0.5), x(1.0));
    let base = if rate.mean.is_some() { format!("M{start} {MIDDLE}H{end}") } else { String::new() };
    let mut out = format!(
        "<svg class=\"interval {class}\" viewBox=\"0 0 240 24\" role=\"img\" aria-label=\"{}\">\
         <path class=\"grid\" d=\"M{start} 3v18M{half} 3v18M{end} 3v18{base}\"/>",
        escaped(label)
    );
    match (rate.mean, rate.low, rate.high) {
        (Some(mean), Some(low), Some(high)) => {
            let _ = write!(
                out,
                "<path class=\"bar\" d=\"M{} {MIDDLE}H{}\"/><circle class=\"mean\" cx=\"{}\" cy=\"{MIDDLE}\" r=\"5\"/>",
                x(low),
                x(high),
                x(mean)
            );
        }
        _ => {
            let _ = write!(out, "<path class=\"none\" d=\"M{start} {MIDDLE}H{end}\"/>");
        }
    }
    if let Some(claimed) = rate.claimed {
        let _ = write!(out, "<path class=\"claim\" d=\"M{} 4l6 8l-6 8l-6 -8z\"/>", x(claimed));
    }
    out.push_str("</svg>");
    Markup(out)
}

/// The densities of a prior (dashed) and a posterior, with the interval shaded.
pub(super) fn densities(
    prior: (f64, f64),
    posterior: (f64, f64),
    interval: (f64, f64),
    kind: Kind,
    label: &str,
) -> Markup {
    let class = match kind {
        Kind::Workaround => "works",
        Kind::DeadEnd => "fails",
    };
    let [prior, posterior] = [prior, posterior].map(Density::of);
    let top = posterior.highest().max(prior.highest());
    let curve = |density: &Density, from: f64, to: f64| {
        let points =
            samples(from, to).map(|share| format!("{} {:.1}", x(share), height(density.logarithm(share) - top)));
        points.collect::<Vec<_>>().join("L")
    };
    let (low, high) = interval;
    let (start, end) = (x(0.0), x(1.0));
    Markup(format!(
        "<svg class=\"density {class}\" viewBox=\"0 0 240 84\" role=\"img\" aria-label=\"{}\">\
         <path class=\"area\" d=\"M{} 80L{}L{} 80z\"/><path class=\"curve\" d=\"M{}\"/><path class=\"prior\" d=\"M{}\"/>\
         <path class=\"grid\" d=\"M{start} 80H{end}M{} 77v6\"/></svg>",
        escaped(label),
        x(low),
        curve(&posterior, low, high),
        x(high),
        curve(&posterior, 0.004, 0.996),
        curve(&prior, 0.004, 0.996),
        x(0.5)
    ))
}

/// Steps along the axis. 0 and 1 themselves have no finite density where a shape is below one.
fn samples(from: f64, to: f64) -> impl Iterator<Item = f64> {
    (0..=60_u32).map(move |step| from + (to - from) * f64::from(step) / 60.0)
}

fn height(log_share: f64) -> f64 {
    80.0 - 74.0 * log_share.exp().min(1.0)
}

/// The density of a Beta distribution.
struct Density {
    a: f64,
    b: f64,
    /// The logarithm of what makes its area one.
    constant: f64,
}

impl Density {
    /// By the midpoint rule: it has to fit a drawing.
    fn of((a, b): (f64, f64)) -> Self {
        const CELLS: u32 = 500;
        let cell = 1.0 / f64::from(CELLS);
        let bare = Self { a, b, constant: 0.0 };
        let area: f64 = (0..CELLS).map(|at| bare.logarithm((f64::from(at) + 0.5) * cell).exp() * cell).sum();
        Self { constant: -area.ln(), ..bare }
    }

    fn logarithm(&self, share: f64) -> f64 {
        self.constant + (self.a - 1.0) * share.ln() + (self.b - 1.0) * (1.0 - share).ln()
    }

    fn highest(&self) -> f64 {
        samples(0.02, 0.98).map(|share| self.logarithm(share)).fold(f64::MIN, f64::max)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_reaches_from_low_to_high() {
        let rate =
            RateView { mean: Some(0.75), low: Some(0.5), high: Some(1.0), claimed: Some(0.0), ..RateView::default() };
        let drawn = interval(&rate, Kind::Workaround, "a \"b\"").0;
        for part in ["M120 12H232", "cx=\"176\"", "class=\"claim\" d=\"M8 4", "a &quot;b&quot;"] {
            assert!(drawn.contains(part), "{part}: {drawn}");
        }
        assert!(!drawn.contains("none"));
        assert!(interval(&RateView::default(), Kind::DeadEnd, "").0.contains("class=\"none\""));
    }

    #[test]
    fn a_density_has_area_one() {
        let density = Density::of((5.5, 1.5));
        let sum: f64 = (0..1000).map(|step| density.logarithm((f64::from(step) + 0.5) / 1000.0).exp() / 1000.0).sum();
        assert!((sum - 1.0).abs() < 1e-3, "{sum}");
    }
}
