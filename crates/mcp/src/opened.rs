//! A canon that was opened, and what is prepared of it.

use std::ops::Deref;
use std::sync::Arc;

use unstuck_app::actions::Explainer;
use unstuck_app::{Error, Lang, Library};

/// A canon that was opened.
#[derive(Debug, Clone)]
pub enum Opened {
    /// For many answers: its patterns are prepared, and stay for as long as the process lives.
    Kept(Arc<Explainer<'static>>),
    /// For one answer.
    Once(Arc<Library>),
}

impl Opened {
    /// Prepares the patterns of a library. They borrow from it, so it is never given back: only for the one that a server
    /// answers from, or for a few.
    ///
    /// # Errors
    /// Only where the index in the binary is damaged.
    pub fn kept(library: Arc<Library>) -> Result<Self, Error> {
        let library: &'static Library = Box::leak(Box::new(library));
        Ok(Self::Kept(Arc::new(Explainer::new(library, Lang::En)?)))
    }

    pub(crate) fn explainer(&self, lang: Lang) -> Result<Explainer<'_>, Error> {
        match self {
            Self::Kept(explainer) => Ok(explainer.speaking(lang)),
            Self::Once(library) => Explainer::new(library, lang),
        }
    }
}

impl Deref for Opened {
    type Target = Library;

    fn deref(&self) -> &Library {
        match self {
            Self::Kept(explainer) => explainer.library(),
            Self::Once(library) => library,
        }
    }
}
