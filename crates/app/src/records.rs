//! The ledger, as actions use it: call and wait.

use std::io::{BufRead, ErrorKind, Write};
use std::sync::OnceLock;
use std::time::Duration;

use tokio::runtime::{Builder, Runtime};
use tokio::time::timeout;
use unstuck_canon::FailureId;
use unstuck_ledger::{Appended, Filter, Ledger, Outcome};

use crate::absence::Absence;
use crate::{Error, Kind};

/// How long a server waits for its ledger before it answers without.
const PATIENCE: Duration = Duration::from_secs(5);

/// A ledger and the thread's own runtime to wait for it. An asynchronous caller uses it where blocking is allowed.
#[derive(Debug)]
pub struct Records {
    url: String,
    /// Empty until it was reached for the first time.
    ledger: OnceLock<Ledger>,
    runtime: Runtime,
    /// Where answers go on without the ledger while it is gone.
    absence: Option<Absence>,
}

impl Records {
    /// Opens a ledger to read and write; `sqlite:PATH` is made where it is missing.
    ///
    /// # Errors
    /// Where the URL is of no known kind, or the ledger cannot be used.
    pub fn open(url: &str) -> Result<Self, Error> {
        let runtime = runtime()?;
        let ledger = runtime.block_on(Ledger::open(url))?;
        Ok(Self { url: url.to_owned(), ledger: ledger.into(), runtime, absence: None })
    }

    /// Opens a ledger to read; one that is not there is empty, and nothing is made.
    ///
    /// # Errors
    /// As [`Records::open`].
    pub fn read_only(url: &str) -> Result<Self, Error> {
        let runtime = runtime()?;
        let ledger = runtime.block_on(Ledger::read_only(url))?;
        Ok(Self { url: url.to_owned(), ledger: ledger.into(), runtime, absence: None })
    }

    /// The ledger of a server, to read and write. While it does not answer, what is asked of it is answered without, and it is
    /// tried again by itself; `told` hears of every change. It need not even answer now.
    ///
    /// # Errors
    /// As [`Records::open`], but not where the ledger is only out of reach.
    pub fn served(url: &str, told: impl Fn(Option<&Error>) + Send + Sync + 'static) -> Result<Self, Error> {
        let absence = Some(Absence::new(told));
        let records = Self { url: url.to_owned(), ledger: OnceLock::new(), runtime: runtime()?, absence };
        match records.ask(async |_| Ok(())) {
            Err(error) if error.kind() != Kind::Unavailable => Err(error),
            Ok(()) | Err(_) => Ok(records),
        }
    }

    /// Whether answers are made without the ledger now, because it does not answer.
    #[must_use]
    pub fn is_gone(&self) -> bool {
        self.absence.as_ref().is_some_and(Absence::lasts)
    }

    /// The outcomes of one failure; none where the ledger is gone and answers go on without.
    pub(crate) fn outcomes(&self, failure: &FailureId) -> Result<Option<Vec<Outcome>>, Error> {
        let filter = Filter { failure: Some(failure.clone()), ..Filter::default() };
        self.perhaps(async |ledger| ledger.outcomes(&filter).await)
    }

    /// The failures of which some outcome became that one; none where the ledger is gone and answers go on without.
    pub(crate) fn before(&self, failure: &FailureId) -> Result<Option<Vec<FailureId>>, Error> {
        self.perhaps(async |ledger| ledger.before(failure).await)
    }

    pub(crate) fn append(&self, outcome: Outcome) -> Result<Appended, Error> {
        self.ask(async |ledger| ledger.append(&[outcome]).await)
    }

    /// Writes all outcomes as JSON lines, sorted: how many.
    ///
    /// # Errors
    /// Where the ledger cannot be read or `out` not be written.
    pub fn export(&self, out: &mut impl Write) -> Result<u64, Error> {
        self.ask(async |ledger| ledger.export(out).await).map_err(|error| match error {
            // Whoever reads it has seen enough.
            Error::Ledger(unstuck_ledger::Error::Stream { source, .. }) if source.kind() == ErrorKind::BrokenPipe => {
                Error::Answer(source)
            }
            other => other,
        })
    }

    /// Appends outcomes from JSON lines; those that are there already count once.
    ///
    /// # Errors
    /// At the first line that is no outcome, and where the ledger refuses.
    pub fn import(&self, lines: &mut impl BufRead) -> Result<Appended, Error> {
        self.ask(async |ledger| ledger.import(lines).await)
    }

    /// Asks something that an answer can do without.
    fn perhaps<T>(
        &self,
        question: impl AsyncFnOnce(&Ledger) -> Result<T, unstuck_ledger::Error>,
    ) -> Result<Option<T>, Error> {
        let Some(absence) = &self.absence else { return self.ask(question).map(Some) };
        if !absence.may_ask() {
            return Ok(None);
        }
        match self.ask(question) {
            Err(error) if error.kind() == Kind::Unavailable => Ok(None),
            asked => asked.map(Some),
        }
    }

    /// Asks, and remembers whether there was an answer.
    fn ask<T>(&self, question: impl AsyncFnOnce(&Ledger) -> Result<T, unstuck_ledger::Error>) -> Result<T, Error> {
        let Some(absence) = &self.absence else {
            return Ok(self.runtime.block_on(async { question(self.opened().await?).await })?);
        };
        let asked = async {
            let answer = async { question(self.opened().await?).await };
            let late = |_| Error::LedgerSilent { seconds: PATIENCE.as_secs() };
            Ok(timeout(PATIENCE, answer).await.map_err(late)??)
        };
        let asked: Result<T, Error> = self.runtime.block_on(asked);
        absence.heard(asked.as_ref().err().filter(|error| error.kind() == Kind::Unavailable));
        asked
    }

    async fn opened(&self) -> Result<&Ledger, unstuck_ledger::Error> {
        if let Some(ledger) = self.ledger.get() {
            return Ok(ledger);
        }
        let ledger = Ledger::open(&self.url).await?;
        Ok(self.ledger.get_or_init(|| ledger))
    }
}

pub(crate) fn runtime() -> Result<Runtime, Error> {
    Builder::new_current_thread().enable_all().build().map_err(Error::Runtime)
}
