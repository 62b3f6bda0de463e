//! What came to the canon, by the days that its entries name themselves.

use std::collections::BTreeMap;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;
use unstuck_canon::Fate;

use crate::dated::days;
use crate::{Error, Library};

/// What came to the canon, the newest day first: a reader stops at the day it knows.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Changes {
    /// `unstuck/changes/1`
    pub schema: &'static str,
    /// What is listed, and what is not.
    pub notice: &'static str,
    /// The first day that is listed, where it was limited.
    #[schemars(with = "Option<String>", extend("format" = "date"))]
    pub since: Option<Date>,
    /// The days.
    pub days: Vec<ChangedDay>,
    /// Ids that are no longer used, whenever that was.
    pub retired: BTreeMap<String, Fate>,
}

/// What came on one day.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ChangedDay {
    /// The day, UTC.
    pub day: String,
    /// Failures, by id.
    pub failures: Vec<ChangedFailure>,
}

/// What came to one failure on one day.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ChangedFailure {
    /// The failure.
    pub id: String,
    /// Title.
    pub title: String,
    /// Outcomes that were seen on that day, by source.
    pub outcomes: BTreeMap<&'static str, u64>,
    /// Pages that were opened on that day and are cited.
    pub citations: u64,
}

/// Lists what came on that day or later; everything where no day is given.
///
/// # Errors
/// Where recorded outcomes cannot be read.
pub fn changes(library: &Library, since: Option<Date>) -> Result<Changes, Error> {
    let first = since.map(|day| day.to_string()).unwrap_or_default();
    let mut by_day: BTreeMap<String, Vec<ChangedFailure>> = BTreeMap::new();
    for failure in library.index().failures() {
        let entry = failure.read().map_err(Error::unread)?;
        for (day, what) in days(failure, &entry)?.into_iter().filter(|(day, _)| *day >= first) {
            by_day.entry(day).or_default().push(ChangedFailure {
                id: failure.id.to_string(),
                title: failure.title.clone(),
                outcomes: what.outcomes,
                citations: what.citations,
            });
        }
    }
    Ok(Changes {
        schema: "unstuck/changes/1",
        notice: "Outcomes by the day they were seen, citations by the day they were opened. Edits of an entry's text carry no date \
                 and are not listed.",
        since,
        days: by_day.into_iter().rev().map(|(day, failures)| ChangedDay { day, failures }).collect(),
        retired: library.index().retired().failure.clone(),
    })
}
