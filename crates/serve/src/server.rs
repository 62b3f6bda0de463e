//! What every request shares: the canon, opened once, and the threads that may block.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;
use tokio::time::timeout;
use unstuck_app::actions::{Explainer, Searcher};
use unstuck_app::{Error, Lang, Library, Site, Tokens};

use crate::gate::Buckets;
use crate::metrics::Metrics;
use crate::problem::{self, Problem};
use crate::settings::Settings;
use crate::shelf::Shelf;

/// A server, as its handlers hold it.
pub type Shared = Arc<Server>;

/// How long a request waits for a thread before it is sent away.
const PATIENCE: Duration = Duration::from_secs(5);

/// What every request shares.
#[derive(Debug)]
pub struct Server {
    pub(crate) library: &'static Library,
    pub(crate) english: Explainer<'static>,
    pub(crate) chinese: Explainer<'static>,
    searcher: OnceLock<Searcher<'static>>,
    pub(crate) site: Site,
    pub(crate) settings: Settings,
    pub(crate) tokens: Option<Tokens>,
    pub(crate) shelf: Shelf,
    pub(crate) metrics: Metrics,
    pub(crate) buckets: Buckets,
    work: Semaphore,
}

impl Server {
    /// Prepares a server. The library lives as long as the process: patterns borrow from it, and threads from them.
    ///
    /// # Errors
    /// Only where the patterns do not fit into one automaton.
    pub fn new(library: Library, settings: Settings) -> Result<Shared, Error> {
        let library: &'static Library = Box::leak(Box::new(library));
        let fresh = library.records().map(|_| settings.limits.fresh);
        let english = Explainer::new(library, Lang::En)?;
        Ok(Arc::new(Self {
            library,
            chinese: english.speaking(Lang::Zh),
            english,
            searcher: OnceLock::new(),
            site: Site::new(&settings.base_url, true),
            tokens: settings.tokens.as_deref().map(Tokens::at),
            shelf: Shelf::new(fresh),
            metrics: Metrics::default(),
            buckets: Buckets::new(settings.limits.rate),
            work: Semaphore::new(settings.limits.concurrent),
            settings,
        }))
    }

    pub(crate) fn explainer(&self, lang: Lang) -> &Explainer<'static> {
        match lang {
            Lang::En => &self.english,
            Lang::Zh => &self.chinese,
        }
    }

    /// Prepared by the first search: until then nobody waits for it.
    pub(crate) fn searcher(&self) -> &Searcher<'static> {
        self.searcher.get_or_init(|| Searcher::new(self.library))
    }

    /// Runs an action on a thread that may block, of which there are only so many.
    pub(crate) async fn work<T: Send + 'static>(
        self: &Arc<Self>,
        action: impl FnOnce(&Self) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let busy = || Problem::new(problem::BUSY, "all of its threads are at work").retry(1);
        let permit = match timeout(PATIENCE, self.work.acquire()).await {
            Ok(Ok(permit)) => permit,
            Ok(Err(_)) | Err(_) => return Err(busy()),
        };
        let server = Arc::clone(self);
        let done = spawn_blocking(move || action(&server)).await;
        drop(permit);
        done.unwrap_or_else(|_| Err(Problem::new(problem::INTERNAL, problem::INTERNAL.title)))
    }
}
