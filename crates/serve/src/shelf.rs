//! Answers that were rendered, kept: an entry does not change while the server runs, and its outcomes only now and then.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use crate::answer::Answer;
use crate::problem::Problem;

/// Rendered answers by what they answer. There are only as many as there are pages.
#[derive(Debug)]
pub(crate) struct Shelf {
    answers: RwLock<HashMap<String, Kept>>,
    /// How long one stands; for ever where there is no ledger.
    fresh: Option<Duration>,
}

#[derive(Debug, Clone)]
struct Kept {
    answer: Arc<Answer>,
    made: Instant,
}

impl Shelf {
    pub(crate) fn new(fresh: Option<Duration>) -> Self {
        Self { answers: RwLock::default(), fresh }
    }

    /// An answer that still stands. Of one that is old, the first who asks is told nothing and makes it anew; the others get the old
    /// one until then, or all of them would make it at once.
    pub(crate) fn fresh(&self, key: &str) -> Option<Arc<Answer>> {
        self.within(key, self.fresh)
    }

    /// The same, where an answer stands so long.
    pub(crate) fn within(&self, key: &str, fresh: Option<Duration>) -> Option<Arc<Answer>> {
        let stands = |kept: &Kept| fresh.is_none_or(|fresh| kept.made.elapsed() < fresh);
        let kept = self.answers.read().unwrap_or_else(PoisonError::into_inner).get(key).cloned()?;
        if stands(&kept) {
            return Some(kept.answer);
        }
        let mut answers = self.answers.write().unwrap_or_else(PoisonError::into_inner);
        let kept = answers.get_mut(key)?;
        if stands(kept) {
            return Some(Arc::clone(&kept.answer));
        }
        kept.made = Instant::now();
        None
    }

    /// Makes an answer and keeps it.
    pub(crate) fn make(
        &self,
        key: &str,
        make: impl FnOnce() -> Result<Answer, Problem>,
    ) -> Result<Arc<Answer>, Problem> {
        let answer = Arc::new(make()?);
        let kept = Kept { answer: Arc::clone(&answer), made: Instant::now() };
        self.answers.write().unwrap_or_else(PoisonError::into_inner).insert(key.to_owned(), kept);
        Ok(answer)
    }

    /// Forgets the answers about a failure: an outcome of it came in. Answers about all failures are made anew when they are old:
    /// who reports must not be able to make the server count everything again each time.
    pub(crate) fn forget(&self, failure: &str) {
        let of = |key: &str| key.strip_suffix(failure).is_some_and(|rest| rest.ends_with(' '));
        self.answers.write().unwrap_or_else(PoisonError::into_inner).retain(|key, _| !of(key));
    }
}
