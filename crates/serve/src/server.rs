//! What every request shares: the canon, opened once, and the threads that may block.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::task::spawn_blocking;
use tokio::time::timeout;
use unstuck_app::actions::{Explainer, Searcher};
use unstuck_app::view::DiagnosisView;
use unstuck_app::{Error, Lang, Library, Site, Tokens};

use crate::body::Room;
use crate::gate::Buckets;
use crate::jobs::Jobs;
use crate::metrics::Metrics;
use crate::problem::{self, Problem};
use crate::settings::Settings;
use crate::shelf::Shelf;
use crate::unknowns::Unknowns;

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
    pub(crate) jobs: Option<Jobs>,
    pub(crate) shelf: Shelf,
    pub(crate) metrics: Metrics,
    pub(crate) unknowns: Unknowns,
    pub(crate) buckets: Buckets,
    /// Room for bodies that no thread reads yet.
    pub(crate) room: Room,
    work: Semaphore,
    /// Of those threads, the ones that may wait for their clients.
    along: Semaphore,
}

impl Server {
    /// Prepares a server. The library lives as long as the process: patterns borrow from it, and threads from them.
    ///
    /// # Errors
    /// Where the issuer of job tokens has no address that can be asked safely, or the index in the binary is damaged.
    pub fn new(library: Library, settings: Settings) -> Result<Shared, Error> {
        let library: &'static Library = Box::leak(Box::new(library.keeping(settings.limits.fresh)));
        let fresh = library.records().map(|_| settings.limits.fresh);
        let english = Explainer::new(library, Lang::En)?;
        Ok(Arc::new(Self {
            library,
            chinese: english.speaking(Lang::Zh),
            english,
            searcher: OnceLock::new(),
            site: Site::new(&settings.base_url, true),
            tokens: settings.tokens.as_deref().map(Tokens::at),
            jobs: settings.jobs.as_ref().map(Jobs::new).transpose()?,
            shelf: Shelf::new(fresh),
            metrics: Metrics::default(),
            unknowns: Unknowns::default(),
            buckets: Buckets::new(settings.limits.rate),
            room: Room::new(),
            work: Semaphore::new(settings.limits.concurrent),
            along: Semaphore::new((settings.limits.concurrent * 3 / 4).max(1)),
            settings,
        }))
    }

    pub(crate) fn explainer(&self, lang: Lang) -> &Explainer<'static> {
        match lang {
            Lang::En => &self.english,
            Lang::Zh => &self.chinese,
        }
    }

    /// Counts a text that was explained.
    pub(crate) fn explained(&self, view: &DiagnosisView) {
        self.metrics.explained(view.input.bytes, !view.diagnoses.is_empty());
        self.unknowns.count(view.unknown.iter().map(|line| line.fingerprint.as_str()));
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
        let permit = waited(&self.work).await?;
        let server = Arc::clone(self);
        let done = spawn_blocking(move || action(&server)).await;
        drop(permit);
        done.unwrap_or_else(|_| Err(Problem::new(problem::INTERNAL, problem::INTERNAL.title)))
    }

    /// The same for an action that reads along with its client, who may be slow: never all threads do that.
    pub(crate) async fn work_along<T: Send + 'static>(
        self: &Arc<Self>,
        action: impl FnOnce(&Self) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let _permit = waited(&self.along).await?;
        self.work(action).await
    }
}

async fn waited(threads: &Semaphore) -> Result<SemaphorePermit<'_>, Problem> {
    match timeout(PATIENCE, threads.acquire()).await {
        Ok(Ok(permit)) => Ok(permit),
        Ok(Err(_)) | Err(_) => Err(Problem::new(problem::BUSY, "all of its threads are at work").retry(1)),
    }
}
