//! Lines to matches: candidates are tried, two-line patterns wait for their second line, what overlaps is settled by
//! specificity, and repetitions are counted.

use std::collections::BTreeMap;
use std::ops::Range;

use regex_automata::meta::Regex;
use regex_automata::{Input, PatternID};

use crate::log::{Clean, Part, Raw, clean};
use crate::quote::quote;
use crate::scan::{Found as Telling, Scanner, Scratch, find_in_piece, first_of_piece};
use crate::signs::Signs;
use crate::unknown::Unknowns;

/// Longest quote of a match over several lines, in bytes: beyond it only the first line is quoted.
const LONG_QUOTE: usize = 8 * 1024;
/// Longest capture, in bytes.
const CAPTURE: usize = 300;
/// How many lines further a message may go on: tools print a bare code first and say behind it what it is about.
const NEAR: u64 = 20;

/// A failure seen in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Match {
    /// 1-based line on which the match starts.
    pub line: u64,
    /// Line on which it ends.
    pub end_line: u64,
    /// The text of these lines exactly as in the input, without the last line's ending; a very long line is quoted around
    /// the match. Bytes that are not UTF-8 are shown as U+FFFD.
    pub text: String,
    /// Bytes of `text` on the first line that the pattern matched.
    pub span: Range<usize>,
    /// What the first line says without colours, timestamps and prefixes; a very long one around the match.
    pub message: String,
    /// Bytes of `message` that the pattern matched.
    pub message_span: Range<usize>,
    /// The pattern's named captures.
    pub captures: BTreeMap<String, String>,
    /// Number of lines on which the failure was seen.
    pub count: u64,
}

/// One match of one pattern, before it is known which of several overlapping ones stands.
#[derive(Debug, Clone)]
struct Found {
    failure: usize,
    specificity: usize,
    /// What matched: line, and bytes of the raw line. Two parts for a two-line pattern.
    parts: Vec<(u64, Range<usize>)>,
    seen: Match,
}

/// A two-line pattern whose first line was seen.
#[derive(Debug)]
struct Pending {
    pattern: u32,
    lines_left: usize,
    /// The quote so far; `None` when it grew too long.
    quote: Option<String>,
    found: Found,
}

/// What became of one failure in a log.
#[derive(Debug, Clone)]
pub(crate) struct Tally {
    /// Position of the failure in the index.
    pub(crate) failure: usize,
    pub(crate) specificity: usize,
    /// The first time in the whole log.
    pub(crate) first: Occurrence,
    /// The first time in the step that failed, where the log shows one.
    pub(crate) in_failed_step: Option<Occurrence>,
    latest: Occurrence,
    last_line: u64,
    /// Number of lines on which it was seen.
    pub(crate) count: u64,
}

/// A failure as a step of the log shows it.
#[derive(Debug, Clone)]
pub(crate) struct Occurrence {
    /// Line of the first match.
    pub(crate) line: u64,
    step: u64,
    /// The first match; or, near it, the first that has captures.
    pub(crate) told: Match,
}

impl Occurrence {
    fn goes_on(&mut self, seen: &Match, step: u64) {
        let near = self.step == step && seen.line <= self.line + NEAR;
        if near && self.told.captures.is_empty() && !seen.captures.is_empty() {
            self.told = seen.clone();
        }
    }
}

/// Matches one log.
#[derive(Debug)]
pub(crate) struct Matcher<'s, 'i> {
    scanner: &'s Scanner<'i>,
    scratch: Scratch,
    telling: Telling,
    candidates: Vec<u32>,
    pending: Vec<Pending>,
    /// Matches that a two-line match in waiting may still displace.
    open: Vec<Found>,
    tallies: BTreeMap<usize, Tally>,
    /// Number of the step, counted from 0; and whether its failure was announced already.
    step: u64,
    failed: bool,
    pub(crate) unknowns: Unknowns,
}

impl<'s, 'i> Matcher<'s, 'i> {
    pub(crate) fn new(scanner: &'s Scanner<'i>) -> Self {
        Self {
            scanner,
            scratch: Scratch::default(),
            telling: Telling::default(),
            candidates: Vec::new(),
            pending: Vec::new(),
            open: Vec::new(),
            tallies: BTreeMap::new(),
            step: 0,
            failed: false,
            unknowns: Unknowns::default(),
        }
    }

    pub(crate) fn scanner(&self) -> &'s Scanner<'i> {
        self.scanner
    }

    /// Takes the next part of the log.
    pub(crate) fn part(&mut self, part: Part<'_>) {
        match part {
            Part::Block { number, text } => self.block(number, text),
            Part::Raw(raw) => self.piece(raw),
        }
    }

    fn block(&mut self, number: u64, text: &[u8]) {
        let mut telling = std::mem::take(&mut self.telling);
        self.scanner.engine().block(text, number, &mut self.scratch, &mut telling);
        self.scanned(number, text, &telling);
        self.telling = telling;
    }

    /// Goes from one telling line of a block to the next. Lines between them only matter to patterns that wait for their
    /// second line.
    pub(crate) fn scanned(&mut self, number: u64, text: &[u8], telling: &Telling) {
        let mut next = Place { text, at: 0, number };
        for found in &telling.lines {
            self.between(&mut next, found.range.start);
            next = Place { text, at: found.range.start, number: found.number };
            if let Some(raw) = next.line() {
                self.candidates.clear();
                self.candidates.extend_from_slice(telling.patterns(found));
                self.line(raw, found.telling);
            }
        }
        self.between(&mut next, text.len());
    }

    /// Takes lines that say nothing by themselves, as long as a pattern waits.
    fn between<'t>(&mut self, next: &mut Place<'t>, end: usize) {
        while !self.pending.is_empty() && next.at < end {
            let Some(raw) = next.line() else { return };
            self.candidates.clear();
            self.line(raw, false);
        }
    }

    /// Takes a piece of a long line: everything is looked for in it.
    fn piece(&mut self, raw: Raw<'_>) {
        let line = clean(raw);
        let (patterns, telling) = self.scanner.engine().candidates(&line.text, &mut self.scratch);
        self.candidates.clear();
        self.candidates.extend_from_slice(patterns);
        let telling = telling || line.marked_error;
        self.cleaned(raw, &line, telling);
    }

    /// Takes a line on which nothing can match but the candidates.
    fn line(&mut self, raw: Raw<'_>, telling: bool) {
        self.cleaned(raw, &clean(raw), telling);
    }

    fn cleaned(&mut self, raw: Raw<'_>, line: &Clean<'_>, telling: bool) {
        if line.opens_step && !self.failed {
            self.step += 1;
        }
        let matched_before = self.open.len();
        self.second_lines(raw, line);
        let mut signs = Signs::default();
        let mut start = 0;
        let candidates = std::mem::take(&mut self.candidates);
        for segment in line.text.split(|byte| *byte == b'\r') {
            let range = start..start + segment.len();
            start = range.end + 1;
            if telling {
                signs.join(self.scanner.words.signs(segment));
            }
            for at in &candidates {
                self.try_pattern(*at, raw, line, range.clone());
            }
        }
        self.candidates = candidates;
        if self.open.len() == matched_before && signs.telling(line.marked_error) {
            self.unknowns.see(raw, line, signs);
        }
        self.failed = self.failed || announces_failure(&line.text);
        if self.pending.is_empty() {
            self.settle();
        }
    }

    /// Ends the log.
    pub(crate) fn finish(mut self) -> (Vec<Tally>, Unknowns) {
        self.settle();
        let failed = self.failed;
        let step = self.step;
        let tallies = self.tallies.into_values().map(|mut tally| {
            tally.in_failed_step = (failed && tally.latest.step == step).then(|| tally.latest.clone());
            tally
        });
        (tallies.collect(), self.unknowns)
    }

    fn try_pattern(&mut self, at: u32, raw: Raw<'_>, line: &Clean<'_>, segment: Range<usize>) {
        let Some((failure, pattern)) = self.scanner.pattern(at) else { return };
        let Some(regex) = self.scanner.engine().first(at) else { return };
        let text = &line.text[segment.clone()];
        let Some(hit) = find_in_piece(&regex, raw, &line.text, segment.clone()) else { return };
        if pattern.unless.is_some() && self.scanner.unless(at).is_some_and(|unless| unless.is_match(text)) {
            return;
        }
        let from = first_of_piece(raw, segment.start).min(text.len());
        let in_line = segment.start + hit.start()..segment.start + hit.end();
        let range = line.raw_range(in_line.clone());
        let captures = named(&regex, Input::new(text).range(from..)).map(|(captures, _)| captures).unwrap_or_default();
        let (message, message_span) = quote(&line.text, in_line);
        let (quote, span) = quote(raw.bytes, range.clone());
        let found = Found {
            failure,
            specificity: pattern.specificity,
            parts: vec![(raw.number, range)],
            seen: Match {
                line: raw.number,
                end_line: raw.number,
                text: quote.clone(),
                span,
                message,
                message_span,
                captures,
                count: 1,
            },
        };
        if pattern.then.is_some() {
            self.pending.retain(|pending| pending.pattern != at);
            let lines_left = pattern.within;
            self.pending.push(Pending { pattern: at, lines_left, quote: Some(quote), found });
        } else {
            self.open.push(found);
        }
    }

    /// Tries the second part of the patterns that wait.
    fn second_lines(&mut self, raw: Raw<'_>, line: &Clean<'_>) {
        let mut pending = std::mem::take(&mut self.pending);
        pending.retain_mut(|pending| {
            if !raw.continues {
                pending.lines_left = pending.lines_left.saturating_sub(1);
                let text = String::from_utf8_lossy(raw.bytes);
                pending.quote =
                    pending.quote.take().filter(|quote| quote.len() + text.len() < LONG_QUOTE).map(|mut quote| {
                        quote.push('\n');
                        quote.push_str(&text);
                        quote
                    });
            }
            let hit = self.scanner.then(pending.pattern).and_then(|then| {
                let mut start = 0;
                line.text.split(|byte| *byte == b'\r').find_map(|segment| {
                    let at = start;
                    start += segment.len() + 1;
                    let (captures, whole) = named(&then, Input::new(segment))?;
                    Some((captures, line.raw_range(at + whole.start..at + whole.end)))
                })
            });
            let Some((captures, range)) = hit else { return pending.lines_left > 0 };
            let mut found = pending.found.clone();
            found.parts.push((raw.number, range));
            found.seen.end_line = raw.number;
            found.seen.captures.extend(captures);
            if let Some(quote) = pending.quote.take() {
                found.seen.text = quote;
            }
            self.open.push(found);
            false
        });
        self.pending = pending;
    }

    /// Decides between overlapping matches and counts those that stand.
    fn settle(&mut self) {
        let open = std::mem::take(&mut self.open);
        let displaced = |found: &Found| {
            open.iter().any(|other| {
                other.failure != found.failure && other.specificity > found.specificity && overlap(other, found)
            })
        };
        // A weak pattern of a failure may be displaced where a strong one of the same failure stands.
        let standing: Vec<&Found> = open.iter().filter(|found| !displaced(found)).collect();
        for (at, found) in standing.iter().enumerate() {
            let repeated =
                standing[..at].iter().any(|other| other.failure == found.failure && other.seen.line == found.seen.line);
            if !repeated {
                self.count((*found).clone());
            }
        }
    }

    fn count(&mut self, found: Found) {
        let step = self.step;
        let failed = self.failed;
        let occurrence = || Occurrence { line: found.seen.line, step, told: found.seen.clone() };
        let tally = self.tallies.entry(found.failure).or_insert_with(|| Tally {
            failure: found.failure,
            specificity: found.specificity,
            first: occurrence(),
            in_failed_step: None,
            latest: occurrence(),
            last_line: 0,
            count: 0,
        });
        // The same line again: two pieces of a long line share some bytes.
        if tally.last_line == found.seen.line {
            return;
        }
        tally.last_line = found.seen.line;
        tally.count += 1;
        tally.specificity = tally.specificity.max(found.specificity);
        tally.first.goes_on(&found.seen, step);
        if tally.latest.step == step {
            tally.latest.goes_on(&found.seen, step);
        } else if !failed {
            tally.latest = occurrence();
        }
    }
}

/// A part of one and a part of the other share bytes.
fn overlap(a: &Found, b: &Found) -> bool {
    let share =
        |a: &(u64, Range<usize>), b: &(u64, Range<usize>)| a.0 == b.0 && a.1.start < b.1.end && b.1.start < a.1.end;
    a.parts.iter().any(|part| b.parts.iter().any(|other| share(part, other)))
}

/// The first match of an expression: the text of each named group, and where it stands.
fn named(regex: &Regex, input: Input<'_>) -> Option<(BTreeMap<String, String>, Range<usize>)> {
    let text = input.haystack();
    let mut captures = regex.create_captures();
    regex.captures(input, &mut captures);
    let whole = captures.get_match()?.range();
    let names = regex.group_info().pattern_names(PatternID::ZERO).flatten();
    let named = names.filter_map(|name| {
        let bytes = &text[captures.get_group_by_name(name)?.range()];
        Some((name.to_owned(), String::from_utf8_lossy(&bytes[..bytes.len().min(CAPTURE)]).into_owned()))
    });
    Some((named.collect(), whole))
}

/// Lines by which CI systems and shells say that the step failed: what comes after is cleaning up.
pub(crate) const FAILED: [&[u8]; 5] = [
    b"Process completed with exit code ",
    b"ERROR: Job failed",
    b"Bash exited with code",
    b"script returned exit code",
    b"Finished: FAILURE",
];

fn announces_failure(text: &[u8]) -> bool {
    FAILED.iter().any(|sign| text.starts_with(sign)) && text != b"Process completed with exit code 0."
}

/// A place in a block, at the start of a line.
struct Place<'t> {
    text: &'t [u8],
    at: usize,
    number: u64,
}

impl<'t> Place<'t> {
    /// The line that begins here; goes on to the next one.
    fn line(&mut self) -> Option<Raw<'t>> {
        let rest = self.text.get(self.at..).filter(|rest| !rest.is_empty())?;
        let end = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
        let bytes = rest[..end].strip_suffix(b"\r").unwrap_or(&rest[..end]);
        let raw = Raw { number: self.number, bytes, continues: false, goes_on: false };
        self.at += end + 1;
        self.number += 1;
        Some(raw)
    }
}
