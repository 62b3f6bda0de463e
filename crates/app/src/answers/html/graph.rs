//! What turns into what, drawn: the failures before this one above it, those after it below.

use std::fmt::Write as _;

use super::labels::Labels;
use super::{Markup, escaped};
use crate::Links;
use crate::actions::PageView;
use crate::view::ArrowView;

const WIDTH: usize = 640;
const BOX: usize = 40;
/// From one box to the next, with room for the arrow and what it says.
const STEP: usize = 84;

/// The arrows around a failure; none where no approach was seen to turn anything into anything.
pub(super) fn graph(view: &PageView, links: Links<'_>, labels: &Labels) -> Option<Markup> {
    let (before, after) = (&view.whole.preceded_by, &view.whole.failure.leads_to);
    if before.is_empty() && after.is_empty() {
        return None;
    }
    let rows = before.len() + after.len();
    let height = rows * STEP + BOX + 4;
    let mut out = format!(
        "<svg class=\"graph\" viewBox=\"0 0 {WIDTH} {height}\" role=\"group\" aria-label=\"{}\">\
         <defs><marker id=\"_head\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"8\" markerHeight=\"8\" \
         orient=\"auto\"><path d=\"M0 0L8 4L0 8z\"/></marker></defs>",
        escaped(labels.transitions)
    );
    let own = 2 + before.len() * STEP;
    for (at, arrow) in before.iter().enumerate() {
        let top = 2 + at * STEP;
        other(&mut out, view, arrow, links, top);
        // Past the boxes between, and into this failure from the left.
        let turn = 24 + 26 * (before.len() - 1 - at);
        line(&mut out, labels, arrow, (turn + 40, top + BOX), (turn + 40, own - 2));
    }
    boxed(&mut out, &view.whole.failure.id, labels.this_failure, own, "own");
    for (at, arrow) in after.iter().enumerate() {
        let top = own + (at + 1) * STEP;
        other(&mut out, view, arrow, links, top);
        let turn = 64 + 26 * at;
        line(&mut out, labels, arrow, (turn, own + BOX), (turn, top - 2));
    }
    out.push_str("</svg>");
    Some(Markup(out))
}

fn other(out: &mut String, view: &PageView, arrow: &ArrowView, links: Links<'_>, top: usize) {
    let href = links.page(&format!("/errors/{}", arrow.id));
    let title = view.titles.get(&arrow.id).map_or("", String::as_str);
    let _ = write!(out, "<a href=\"{}\">", escaped(&href));
    boxed(out, &arrow.id, title, top, "other");
    out.push_str("</a>");
}

fn boxed(out: &mut String, id: &str, title: &str, top: usize, class: &str) {
    let left = 40;
    let _ = write!(
        out,
        "<g class=\"{class}\"><title>{}</title><rect x=\"{left}\" y=\"{top}\" width=\"{}\" height=\"{BOX}\" rx=\"6\"/>\
         <text x=\"{}\" y=\"{}\">{}</text></g>",
        escaped(title),
        WIDTH - left - 2,
        left + 16,
        top + 25,
        escaped(id)
    );
}

fn line(out: &mut String, labels: &Labels, arrow: &ArrowView, from: (usize, usize), to: (usize, usize)) {
    let told = format!("{} {} · {}", labels.after, arrow.via, Labels::number(labels.times, arrow.trials));
    let _ = write!(
        out,
        "<path class=\"arrow\" d=\"M{} {}V{}\" marker-end=\"url(#_head)\"/><text class=\"via\" x=\"{}\" y=\"{}\">{}</text>",
        from.0,
        from.1,
        to.1,
        from.0 + 12,
        to.1 - 15,
        escaped(&told)
    );
}
