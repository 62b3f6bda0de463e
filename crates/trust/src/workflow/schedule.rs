//! The times of `on: schedule`.
//!
//! Source: GitHub's "Events that trigger workflows", section `schedule` (the POSIX form of cron), and the package
//! `@actions/workflow-parser`, which refuses the workflow for a time that is not of that form.

use super::Refusal;
use crate::node::Node;

/// The five fields: least and greatest value, and names for the values from the least on.
const FIELDS: [(u32, u32, &[&str]); 5] = [
    (0, 59, &[]),
    (0, 23, &[]),
    (1, 31, &[]),
    (1, 12, &["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]),
    (0, 6, &["sun", "mon", "tue", "wed", "thu", "fri", "sat"]),
];

/// Times that GitHub refuses.
pub(super) fn refuse(on: Option<&Node>, refused: &mut Vec<Refusal>) {
    let times = on.and_then(|on| on.get("schedule")).map(Node::items).unwrap_or_default();
    let crons = times.iter().filter_map(|time| time.get("cron"));
    let wrong = crons.filter(|cron| cron.scalar().is_some_and(|text| !text.is_empty() && !is_time(text)));
    refused.extend(wrong.map(|cron| Refusal {
        message: "Invalid cron expression. Expected format: '* * * * *' (minute hour day month weekday)".to_owned(),
        span: cron.span.clone(),
        known: Vec::new(),
    }));
}

fn is_time(cron: &str) -> bool {
    let parts: Vec<&str> = cron.split(' ').filter(|part| !part.is_empty()).collect();
    // Several blanks between two fields are one; a blank at either end is refused.
    let bare = !cron.starts_with(' ') && !cron.ends_with(' ');
    let fits = |(part, field): (&&str, _)| part.split(',').all(|one| is_part(one, field));
    bare && parts.len() == FIELDS.len() && parts.iter().zip(FIELDS).all(fits)
}

/// `*`, a value, `FROM-TO`, or one of these with `/STEP`.
fn is_part(part: &str, (least, most, names): (u32, u32, &[&str])) -> bool {
    let number = |text: &str| {
        let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse().ok().filter(|number| digits && (least..=most).contains(number))
    };
    let value = |text: &str| {
        let named = names.iter().zip(least..).find(|(name, _)| name.eq_ignore_ascii_case(text));
        named.map(|(_, number)| number).or_else(|| number(text))
    };
    let (span, step) = part.split_once('/').map_or((part, None), |(span, step)| (span, Some(step)));
    let steps = step.is_none_or(|step| value(step).is_some_and(|step| step > 0));
    let spans = match span.split_once('-') {
        Some((from, to)) => value(from).zip(value(to)).is_some_and(|(from, to)| from <= to),
        None => span == "*" || value(span).is_some(),
    };
    steps && spans
}
