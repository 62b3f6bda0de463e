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

    /// An answer that still stands.
    pub(crate) fn fresh(&self, key: &str) -> Option<Arc<Answer>> {
        let kept = self.kept(key)?;
        self.fresh.is_none_or(|fresh| kept.made.elapsed() < fresh).then_some(kept.answer)
    }

    /// Makes an answer and keeps it. Where that fails for a reason that passes, one that no longer stands is better than
    /// none: pages stay while a ledger is gone.
    pub(crate) fn make(
        &self,
        key: &str,
        make: impl FnOnce() -> Result<Answer, Problem>,
    ) -> Result<Arc<Answer>, Problem> {
        match make() {
            Ok(answer) => {
                let answer = Arc::new(answer);
                let kept = Kept { answer: Arc::clone(&answer), made: Instant::now() };
                self.answers.write().unwrap_or_else(PoisonError::into_inner).insert(key.to_owned(), kept);
                Ok(answer)
            }
            Err(problem) if problem.code.status == 503 => self.kept(key).map(|kept| kept.answer).ok_or(problem),
            Err(problem) => Err(problem),
        }
    }

    /// Forgets everything: an outcome came in.
    pub(crate) fn clear(&self) {
        // What is kept is still better than nothing where the ledger goes away, so it is only made old.
        let old = self.fresh.and_then(|fresh| Instant::now().checked_sub(fresh));
        let mut answers = self.answers.write().unwrap_or_else(PoisonError::into_inner);
        match old {
            Some(old) => answers.values_mut().for_each(|kept| kept.made = old),
            None => answers.clear(),
        }
    }

    fn kept(&self, key: &str) -> Option<Kept> {
        self.answers.read().unwrap_or_else(PoisonError::into_inner).get(key).cloned()
    }
}
