//! `unknowns`: what the canon does not know and a user or a team meets most.
//!
//! `run` adds one row for each decisive line of a failed command in which it knew nothing: the version of the shape, a digest
//! of it, and the day. The text is not kept, and the digest has no key, so that the files of colleagues can be added up;
//! whoever has a file can try out whether a message that they guess is in it.

use std::collections::BTreeMap;
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;
use sha2::{Digest, Sha256};
use unstuck_diagnosis::SHAPE;

use crate::Error;
use crate::input::Log;

/// Bytes beyond which a file is written anew with its rows added up.
const LONG: u64 = 256 * 1024;
/// Rows that are left then: the most frequent ones.
const MOST: usize = 2_000;

/// The most frequent unknown lines.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Unknowns {
    /// `unstuck/unknowns/1`
    pub schema: &'static str,
    /// The most frequent first.
    pub unknowns: Vec<UnknownRow>,
    /// Rows of another version of the shapes, or that are no rows: not counted.
    pub passed_over: u64,
}

/// One unknown line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct UnknownRow {
    /// As `explain --format json` prints it.
    pub fingerprint: String,
    /// Runs that failed with it.
    pub count: u64,
    /// The last day on which one did.
    pub last_seen: String,
}

/// The name of a shape: its version, and the first eight bytes of its SHA-256.
pub(crate) fn fingerprint(shape: &[u8]) -> String {
    let digest = Sha256::digest(shape);
    let digits: String = digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    format!("u{SHAPE}-{digits}")
}

/// Adds the unknown lines of one failed run to the user's file.
///
/// # Errors
/// Where the file cannot be written.
pub fn remember<'f>(file: &Path, fingerprints: impl Iterator<Item = &'f str>) -> Result<(), Error> {
    let failed = |source| Error::Write { path: file.to_owned(), source };
    let day = Timestamp::now().strftime("%Y-%m-%d");
    let rows: String = fingerprints.map(|fingerprint| format!("{fingerprint} 1 {day}\n")).collect();
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder).map_err(failed)?;
    }
    // One write of a few rows at the end: two runs at a time do not mix theirs.
    let mut open = OpenOptions::new().create(true).append(true).open(file).map_err(failed)?;
    open.write_all(rows.as_bytes()).map_err(failed)?;
    if open.metadata().map_err(failed)?.len() > LONG {
        shorten(file)?;
    }
    Ok(())
}

/// Adds the rows of a long file up.
fn shorten(file: &Path) -> Result<(), Error> {
    let failed = |source| Error::Write { path: file.to_owned(), source };
    let all = unknowns(&[file.to_owned()])?.unknowns.into_iter().take(MOST);
    let rows: String = all.map(|row| format!("{} {} {}\n", row.fingerprint, row.count, row.last_seen)).collect();
    let draft = file.with_extension(std::process::id().to_string());
    fs::write(&draft, rows).and_then(|()| fs::rename(&draft, file)).map_err(failed)
}

/// Adds files up: the user's own, and those of colleagues. A file that is missing is empty.
///
/// # Errors
/// Where a file is there and cannot be read.
pub fn unknowns(files: &[PathBuf]) -> Result<Unknowns, Error> {
    let mut counts: BTreeMap<String, (u64, String)> = BTreeMap::new();
    let mut passed_over = 0;
    for file in files {
        let mut bytes = Vec::new();
        match Log::open(file) {
            Ok(log) => log.read(|chunk| bytes.extend_from_slice(chunk))?,
            Err(Error::Read { source, .. }) if source.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
        for row in String::from_utf8_lossy(&bytes).lines() {
            let Some((fingerprint, count, day)) = understood(row) else {
                passed_over += 1;
                continue;
            };
            let known = counts.entry(fingerprint.to_owned()).or_default();
            known.0 += count;
            if known.1.as_str() < day {
                day.clone_into(&mut known.1);
            }
        }
    }
    let rows = counts.into_iter();
    let rows = rows.map(|(fingerprint, (count, last_seen))| UnknownRow { fingerprint, count, last_seen }).collect();
    Ok(Unknowns { passed_over, ..Unknowns::of(rows) })
}

impl Unknowns {
    /// The most frequent rows first, of those the latest.
    #[must_use]
    pub fn of(mut unknowns: Vec<UnknownRow>) -> Self {
        unknowns.sort_by(|a, b| {
            b.count.cmp(&a.count).then(b.last_seen.cmp(&a.last_seen)).then(a.fingerprint.cmp(&b.fingerprint))
        });
        Self { schema: "unstuck/unknowns/1", unknowns, passed_over: 0 }
    }
}

/// Fingerprint, count and day of a row of this version.
fn understood(row: &str) -> Option<(&str, u64, &str)> {
    let mut parts = row.split(' ');
    let (fingerprint, count, day) = (parts.next()?, parts.next()?.parse().ok()?, parts.next()?);
    let digits = fingerprint.strip_prefix(&format!("u{SHAPE}-"))?;
    let fits = parts.next().is_none()
        && digits.len() == 16
        && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
        && day.parse::<jiff::civil::Date>().is_ok();
    fits.then_some((fingerprint, count, day))
}
