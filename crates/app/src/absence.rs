//! A ledger that does not answer: asked again now and then, by one caller, while all others go on without.

use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::Error;

/// How long a ledger that did not answer is left alone. Each question can cost whoever asks some seconds.
const PAUSE: Duration = Duration::from_secs(3);

/// Hears that the ledger is gone, with why, and that it is back.
type Told = Box<dyn Fn(Option<&Error>) + Send + Sync>;

/// Whether a ledger answers.
pub(crate) struct Absence {
    /// When it may be asked again; none while it answers.
    until: Mutex<Option<Instant>>,
    told: Told,
}

impl fmt::Debug for Absence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Absence").field("until", &self.until).finish_non_exhaustive()
    }
}

impl Absence {
    pub(crate) fn new(told: impl Fn(Option<&Error>) + Send + Sync + 'static) -> Self {
        Self { until: Mutex::default(), told: Box::new(told) }
    }

    /// Whether the ledger did not answer when it was asked last.
    pub(crate) fn lasts(&self) -> bool {
        self.until().is_some()
    }

    /// Whether to ask. While it does not answer, one caller in each pause is told to.
    pub(crate) fn may_ask(&self) -> bool {
        let now = Instant::now();
        let mut until = self.until();
        match *until {
            Some(at) if now < at => false,
            Some(_) => {
                *until = Some(now + PAUSE);
                true
            }
            None => true,
        }
    }

    /// Remembers whether there was an answer, and tells where that is a change.
    pub(crate) fn heard(&self, gone: Option<&Error>) {
        let next = gone.map(|_| Instant::now() + PAUSE);
        let before = std::mem::replace(&mut *self.until(), next);
        if before.is_some() != next.is_some() {
            (self.told)(gone);
        }
    }

    fn until(&self) -> MutexGuard<'_, Option<Instant>> {
        self.until.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
