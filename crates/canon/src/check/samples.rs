//! The text behind an entry: every hit says where it really occurred, and near misses are there.

use std::collections::BTreeSet;

use super::{Known, Report, repeated};
use crate::{Entry, Level, Rule, Status};

pub(super) const RULES: &[&Rule] = &[
    &NO_HIT,
    &HIT_FILE_MISSING,
    &HIT_NOT_LISTED,
    &HIT_LISTED_TWICE,
    &HIT_WITHOUT_ORIGIN,
    &NO_MISS,
    &MISS_EMPTY,
    &SAMPLE_NO_LOG,
];

static NO_HIT: Rule = Rule {
    code: "no-hit",
    level: Level::Error,
    asks: "A confirmed failure has text that really occurred, in `hit/`.",
    help: "save the failing output as hit/NAME.log and list it as [[hit]] with file, line and from",
};
static HIT_FILE_MISSING: Rule = Rule {
    code: "hit-file-missing",
    level: Level::Error,
    asks: "Every [[hit]] names a file in `hit/`.",
    help: "add the file, or take the [[hit]] out",
};
static HIT_NOT_LISTED: Rule = Rule {
    code: "hit-not-listed",
    level: Level::Warning,
    asks: "Every file in `hit/` has a [[hit]] that says by hand which line must match.",
    help: "add [[hit]] with file, line and from",
};
static HIT_LISTED_TWICE: Rule = Rule {
    code: "hit-listed-twice",
    level: Level::Warning,
    asks: "A file in `hit/` is listed once.",
    help: "keep one of the two",
};
static HIT_WITHOUT_ORIGIN: Rule = Rule {
    code: "hit-without-origin",
    level: Level::Warning,
    asks: "`from` says `ran: COMMAND, SITUATION (VERSION)` or is the URL of one of the entry's citations.",
    help: "add the page to [[citation]], or write how the text was captured",
};
static NO_MISS: Rule = Rule {
    code: "no-miss",
    level: Level::Warning,
    asks: "There is at least one near miss in `miss/`: similar text that must not match.",
    help: "save, for example, the message of a neighbouring failure as miss/NAME.log",
};
static MISS_EMPTY: Rule = Rule {
    code: "miss-empty",
    level: Level::Warning,
    asks: "Every file in `miss/` has text in it: nothing matches an empty one, whatever the pattern.",
    help: "save the text of the near miss, or take the file out",
};

static SAMPLE_NO_LOG: Rule = Rule {
    code: "sample-no-log",
    level: Level::Warning,
    asks: "The name of every file in `hit/` and `miss/` ends with `.log`: others are in no archive of the canon.",
    help: "rename it, and the [[hit]] with it, or take it out",
};

pub(super) fn run(entry: &Entry, _: &Known, report: &mut Report<'_>) {
    let head = &entry.head;
    if head.hits.is_empty() && *head.status.get_ref() == Status::Confirmed {
        report.at(&NO_HIT, head.status.span(), "confirmed, but without any hit");
    }
    let files: BTreeSet<&str> = entry.hits.iter().map(crate::SourceFile::name).collect();
    let listed: BTreeSet<&str> = head.hits.iter().map(|hit| hit.file.get_ref().as_str()).collect();
    for hit in &head.hits {
        let name = hit.file.get_ref();
        if !files.contains(name.as_str()) {
            report.at(&HIT_FILE_MISSING, hit.file.span(), format!("there is no hit/{name}"));
        }
        let from = hit.from.get_ref();
        let cited = head.citations.iter().any(|citation| citation.url.get_ref() == from);
        let ran = from.strip_prefix("ran: ").is_some_and(|text| text.ends_with(')') && text.contains('('));
        if !cited && !ran {
            report.at(
                &HIT_WITHOUT_ORIGIN,
                hit.from.span(),
                format!("`{from}` is neither a captured run nor a cited page"),
            );
        }
    }
    for (name, span) in repeated(head.hits.iter().map(|hit| (hit.file.get_ref(), hit.file.span()))) {
        report.at(&HIT_LISTED_TWICE, span, format!("hit/{name} is listed before"));
    }
    for file in entry.hits.iter().filter(|file| !listed.contains(file.name())) {
        report.other(&HIT_NOT_LISTED, file, None, format!("hit/{} is in no [[hit]]", file.name()));
    }
    if entry.misses.is_empty() && *head.status.get_ref() == Status::Confirmed {
        report.whole(&NO_MISS, "there is no file in miss/");
    }
    for file in entry.misses.iter().filter(|file| file.bytes.trim_ascii().is_empty()) {
        report.other(&MISS_EMPTY, file, None, format!("there is nothing in miss/{}", file.name()));
    }
    for file in entry.hits.iter().chain(&entry.misses).filter(|file| !file.name().ends_with(".log")) {
        report.other(&SAMPLE_NO_LOG, file, None, format!("{} does not end with .log", file.name()));
    }
}
