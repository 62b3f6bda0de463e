//! Failures as answers show them, kept for a while: what a server was asked for it is asked for again.

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};
use std::time::{Duration, Instant};

use unstuck_canon::{FailureId, Lang};

use crate::Error;
use crate::view::FailureView;

/// Views of failures by language and id. There are only as many as there are failures.
#[derive(Debug)]
pub(crate) struct Shown {
    /// How long one stands; for ever where nothing but the canon is counted.
    fresh: Option<Duration>,
    views: [RwLock<HashMap<FailureId, (FailureView, Instant)>>; 2],
}

impl Shown {
    pub(crate) fn new(fresh: Option<Duration>) -> Self {
        Self { fresh, views: Default::default() }
    }

    /// The view that stands, else one that is made now.
    pub(crate) fn view(
        &self,
        failure: &FailureId,
        lang: Lang,
        make: impl FnOnce() -> Result<FailureView, Error>,
    ) -> Result<FailureView, Error> {
        let views = &self.views[usize::from(lang == Lang::Zh)];
        if let Some((view, made)) = views.read().unwrap_or_else(PoisonError::into_inner).get(failure)
            && self.fresh.is_none_or(|fresh| made.elapsed() < fresh)
        {
            return Ok(view.clone());
        }
        let made = Instant::now();
        let view = make()?;
        views.write().unwrap_or_else(PoisonError::into_inner).insert(failure.clone(), (view.clone(), made));
        Ok(view)
    }

    /// Forgets a failure: an outcome of it came in.
    pub(crate) fn forget(&self, failure: &FailureId) {
        for views in &self.views {
            views.write().unwrap_or_else(PoisonError::into_inner).remove(failure);
        }
    }
}
