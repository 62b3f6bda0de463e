//! The ledger on disk: outcomes are appended, and read again in an order that does not depend on the store.

mod error;
mod exchange;
mod memory;
mod pages;
mod postgres;
mod sql;
mod sqlite;
mod url;

use std::fs;
use std::path::Path;

use unstuck_canon::{ApproachId, FailureId};

pub use error::Error;
pub use memory::{Memory, Pending};
pub use pages::Pages;

use self::postgres::Postgres;
use self::sqlite::Sqlite;
use self::url::{Place, masked};
use crate::Outcome;

/// A ledger: a set of outcomes, of which none ever changes or goes. Clones share their connections.
///
/// Appending is idempotent, by the outcomes' digests, so whoever got no answer appends again.
#[derive(Debug, Clone)]
pub struct Ledger {
    /// The URL without the password.
    name: String,
    store: Store,
    writable: bool,
}

/// Where the outcomes are.
#[derive(Debug, Clone)]
enum Store {
    Sqlite(Sqlite),
    Postgres(Postgres),
    /// Nothing was ever written.
    Nowhere,
}

/// What came of appending.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Appended {
    /// Outcomes that were not there before.
    pub new: u64,
    /// Outcomes that were, or that were given twice.
    pub known: u64,
}

/// Which outcomes to read; all by default.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only of this failure.
    pub failure: Option<FailureId>,
    /// Only of approaches of this name.
    pub approach: Option<ApproachId>,
}

/// The same call on whichever store it is; `$nowhere` where nothing was ever written.
macro_rules! on_store {
    ($ledger:expr, $nowhere:expr, $store:ident => $call:expr) => {
        match &$ledger.store {
            Store::Sqlite($store) => $call.await.map_err(|error| Error::of(&$ledger.name, error)),
            Store::Postgres($store) => $call.await.map_err(|error| Error::of(&$ledger.name, error)),
            Store::Nowhere => $nowhere,
        }
    };
}
use on_store;

impl Ledger {
    /// Opens the ledger at a URL to read and write, and brings its schema up to date. `sqlite:PATH` is made where it is
    /// missing, with its folder; the database of `postgres://USER@HOST/DATABASE` must be there.
    ///
    /// # Errors
    /// Where the URL is of another kind, or the ledger cannot be reached, is damaged, read-only or too new.
    pub async fn open(url: &str) -> Result<Self, Error> {
        let name = masked(url);
        let store = match Place::of(url)? {
            Place::File(path) => {
                return Ok(Self { store: Store::Sqlite(open_file(&name, &path).await?), name, writable: true });
            }
            Place::Server(options) => {
                Store::Postgres(Postgres::open(&options).await.map_err(|error| Error::of(&name, error))?)
            }
        };
        let ledger = Self { name, store, writable: true };
        if ledger.version().await? != Some(sql::SCHEMA) {
            on_store!(ledger, Ok(()), store => store.migrate())?;
        }
        Ok(ledger)
    }

    /// Opens the ledger at a URL to read, and writes nothing at all: where there is no file, or no ledger in the database,
    /// it is empty.
    ///
    /// # Errors
    /// As [`Ledger::open`].
    pub async fn read_only(url: &str) -> Result<Self, Error> {
        let name = masked(url);
        let store = match Place::of(url)? {
            Place::File(path) if !path.exists() => Store::Nowhere,
            Place::File(path) => {
                Store::Sqlite(Sqlite::read_only(&path).await.map_err(|error| Error::of(&name, error))?)
            }
            Place::Server(options) => {
                Store::Postgres(Postgres::open(&options).await.map_err(|error| Error::of(&name, error))?)
            }
        };
        let mut ledger = Self { name, store, writable: false };
        if ledger.version().await?.is_none() {
            ledger.store = Store::Nowhere;
        }
        Ok(ledger)
    }

    /// The URL without the password: for messages.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    async fn version(&self) -> Result<Option<i64>, Error> {
        let version = on_store!(self, Ok(None), store => store.version())?;
        understood(&self.name, version)
    }

    fn must_be_writable(&self) -> Result<(), Error> {
        if self.writable { Ok(()) } else { Err(Error::ReadOnly { ledger: self.name.clone(), source: None }) }
    }

    /// Appends all of them or none, in one transaction, and returns when they are durable. Those that are there already
    /// are passed over.
    ///
    /// # Errors
    /// Where the store refuses; then nothing is known about these outcomes, and they can be appended again.
    pub async fn append(&self, outcomes: &[Outcome]) -> Result<Appended, Error> {
        self.must_be_writable()?;
        if outcomes.is_empty() {
            return Ok(Appended::default());
        }
        let mut rows: Vec<sql::Row> = outcomes.iter().map(sql::Row::from).collect();
        // Writers that append the same outcomes at the same time lock them in the same order, so none waits for ever.
        rows.sort_unstable_by(|one, other| (&one.failure, one.digest).cmp(&(&other.failure, other.digest)));
        rows.dedup_by(|one, other| one.digest == other.digest);
        let new = on_store!(self, Ok(0), store => store.append(&rows))?;
        Ok(Appended { new, known: (outcomes.len() as u64).saturating_sub(new) })
    }

    /// The failures that have outcomes, in the order of their ids.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub async fn failures(&self) -> Result<Vec<FailureId>, Error> {
        let failures = on_store!(self, Ok(Vec::new()), store => store.failures())?;
        failures.into_iter().map(|failure| self.id(failure)).collect()
    }

    /// The outcomes that pass the filter, by failure and digest. [`Ledger::pages`] does not hold them all.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub async fn outcomes(&self, filter: &Filter) -> Result<Vec<Outcome>, Error> {
        let mut all = Vec::new();
        let mut pages = self.pages(filter);
        while let Some(mut page) = pages.next().await? {
            all.append(&mut page);
        }
        Ok(all)
    }

    /// The failures of which some outcome became that one, in the order of their ids.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub async fn before(&self, failure: &FailureId) -> Result<Vec<FailureId>, Error> {
        let mut before = on_store!(self, Ok(Vec::new()), store => store.before(failure.as_str()))?;
        before.sort_unstable();
        before.into_iter().map(|failure| self.id(failure)).collect()
    }

    /// A failure's id, as it was appended.
    fn id(&self, failure: String) -> Result<FailureId, Error> {
        failure.parse().map_err(|_| Error::Altered { ledger: self.name.clone(), failure, digest: "?".to_owned() })
    }

    /// Closes the connections of this ledger and its clones, and waits for it. Nothing is lost without: what was
    /// acknowledged is durable.
    pub async fn close(&self) {
        match &self.store {
            Store::Sqlite(store) => store.close().await,
            Store::Postgres(store) => store.close().await,
            Store::Nowhere => {}
        }
    }
}

/// The schema that is there, if any; one that is not known here is an error.
fn understood(ledger: &str, version: Option<i64>) -> Result<Option<i64>, Error> {
    match version {
        Some(version) if version > sql::SCHEMA => {
            Err(Error::Newer { ledger: ledger.to_owned(), version, known: sql::SCHEMA })
        }
        _ => Ok(version),
    }
}

/// Opens a file to read and write, makes it where it is missing, and brings its schema up to date.
async fn open_file(name: &str, path: &Path) -> Result<Sqlite, Error> {
    make_folder(path)?;
    let store = match Sqlite::open(path).await {
        Ok(store) => store,
        Err(source) => return Err(refused(name, path, source).await),
    };
    let failed = |error| Error::of(name, error);
    if understood(name, store.version().await.map_err(failed)?)? != Some(sql::SCHEMA) {
        store.migrate().await.map_err(failed)?;
    }
    Ok(store)
}

/// Why a file cannot be opened for writing. In a folder that cannot be written to SQLite says only that it cannot open
/// something, which is the file that it wants beside the database.
async fn refused(ledger: &str, path: &Path, source: sqlx::Error) -> Error {
    match Error::of(ledger, source) {
        Error::Unreachable { source, .. } if path.exists() && Sqlite::read_only(path).await.is_ok() => {
            Error::ReadOnly { ledger: ledger.to_owned(), source: Some(source) }
        }
        other => other,
    }
}

fn make_folder(file: &Path) -> Result<(), Error> {
    let Some(folder) = file.parent().filter(|folder| !folder.as_os_str().is_empty()) else { return Ok(()) };
    fs::create_dir_all(folder).map_err(|source| Error::Folder { path: folder.to_owned(), source })
}
