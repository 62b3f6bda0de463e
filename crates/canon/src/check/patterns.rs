//! Patterns are of the dialect, and specific enough to be found quickly and not by chance.

use toml::Spanned;

use super::{Known, Report};
use crate::{Entry, Level, Pattern, Rule, SHORTEST_LITERAL, Status};

pub(super) const RULES: &[&Rule] = &[&BAD_PATTERN, &WEAK_LITERAL, &BAD_WITHIN, &NO_PATTERN];

/// Furthest line on which the second part of a pattern may match: the engine keeps that many lines.
const FURTHEST: u32 = 20;

static BAD_PATTERN: Rule = Rule {
    code: "bad-pattern",
    level: Level::Error,
    asks: "A pattern is a regular expression on bytes, Unicode off, without look-around and back-references.",
    help: "see the dialect in CONTRIBUTING.md; non-ASCII letters may stand in the text but not in [classes]",
};
static WEAK_LITERAL: Rule = Rule {
    code: "weak-literal",
    level: Level::Error,
    asks: "Every match of a pattern contains one of a few literals of at least five bytes.",
    help: "add the fixed words of the message, so that each alternative has five bytes in a row without a class or `.*`",
};
static BAD_WITHIN: Rule = Rule {
    code: "bad-within",
    level: Level::Error,
    asks: "`then` and `within` come together, and `within` is 1 to 20.",
    help: "write how many lines further `then` may match, for example `within = 3`",
};
static NO_PATTERN: Rule = Rule {
    code: "no-pattern",
    level: Level::Error,
    asks: "A confirmed failure has a pattern.",
    help: "add [[pattern]] with `match`, or say status = \"unconfirmed\" where nobody has seen the message",
};

pub(super) fn run(entry: &Entry, _: &Known, report: &mut Report<'_>) {
    if entry.head.patterns.is_empty() && *entry.head.status.get_ref() == Status::Confirmed {
        report.at(&NO_PATTERN, entry.head.status.span(), "confirmed, but without any pattern");
    }
    for pattern in &entry.head.patterns {
        expression(&pattern.first, true, report);
        for other in pattern.then.iter().chain(&pattern.unless) {
            expression(other, false, report);
        }
        let span = pattern.then.as_ref().unwrap_or(&pattern.first).span();
        match (&pattern.then, pattern.within) {
            (None, None) => {}
            (Some(_), Some(within)) if (1..=FURTHEST).contains(&within) => {}
            (Some(_), Some(within)) => {
                report.at(&BAD_WITHIN, span, format!("`within = {within}` is not 1 to {FURTHEST}"))
            }
            (Some(_), None) => report.at(&BAD_WITHIN, span, "`then` without `within`"),
            (None, Some(_)) => report.at(&BAD_WITHIN, span, "`within` without `then`"),
        }
    }
}

fn expression(text: &Spanned<String>, needs_literal: bool, report: &mut Report<'_>) {
    match Pattern::new(text.get_ref()) {
        Err(error) => report.at(&BAD_PATTERN, text.span(), error.to_string()),
        Ok(pattern) if needs_literal && pattern.shortest_literal() < SHORTEST_LITERAL => {
            let message = match pattern.literals.iter().min_by_key(|literal| literal.len()) {
                Some(literal) => {
                    format!("`{}` is all that a match must contain", String::from_utf8_lossy(literal).escape_debug())
                }
                None => "there is no text that every match must contain".to_owned(),
            };
            report.at(&WEAK_LITERAL, text.span(), message);
        }
        Ok(_) => {}
    }
}
