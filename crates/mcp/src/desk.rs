//! What a server answers from, and what it may touch.

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use rmcp::model::Tool;
use tokio::task::spawn_blocking;
use unstuck_app::actions::Field;
use unstuck_app::{Error, Lang, Library};

use crate::Opened;
use crate::files::project;
use crate::tools::{self, Answer};

type Open<T> = Box<dyn Fn() -> Result<T, Error> + Send + Sync>;

/// What a server answers from, and what it may touch. Reading the canon is always allowed; writing outcomes and reading
/// files only where that was given.
pub struct Desk {
    library: Open<Opened>,
    field: Option<Open<Field>>,
    folder: Option<PathBuf>,
    lang: Lang,
    tools: OnceLock<Vec<(Tool, Answer)>>,
}

impl std::fmt::Debug for Desk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Desk").field("folder", &self.folder).field("lang", &self.lang).finish_non_exhaustive()
    }
}

impl Desk {
    /// Answers from the library that `open` gives, which is asked before every answer, so that entries that came since are
    /// seen.
    pub fn new(open: impl Fn() -> Result<Opened, Error> + Send + Sync + 'static, lang: Lang) -> Self {
        Self { library: Box::new(open), field: None, folder: None, lang, tools: OnceLock::new() }
    }

    /// Answers from one library for as long as the process lives. Its patterns are prepared by the first answer.
    #[must_use]
    pub fn over(library: Arc<Library>, lang: Lang) -> Self {
        let kept = OnceLock::<Opened>::new();
        let open = move || match kept.get() {
            Some(opened) => Ok(opened.clone()),
            None => Opened::kept(Arc::clone(&library)).map(|opened| kept.get_or_init(|| opened).clone()),
        };
        Self::new(open, lang)
    }

    /// Lets callers report outcomes. Over a network only behind something that knows who they are.
    #[must_use]
    pub fn with_reports(self, open: impl Fn() -> Result<Field, Error> + Send + Sync + 'static) -> Self {
        Self { field: Some(Box::new(open)), ..self }
    }

    /// Lets callers name logs by their path, in the project in which `folder` lies; not at all where it lies in none. Never
    /// over a network.
    #[must_use]
    pub fn with_files(self, folder: &Path, home: Option<&Path>) -> Self {
        Self { folder: project(folder, home), ..self }
    }

    /// What callers may call, and what answers them: made when it is first asked for, after everything was allowed.
    pub(crate) fn tools(&self) -> &[(Tool, Answer)] {
        self.tools.get_or_init(|| tools::of(self))
    }

    /// The language of answers where a caller asks for none.
    pub(crate) fn lang(&self) -> Lang {
        self.lang
    }

    pub(crate) fn library(&self) -> Result<Opened, Error> {
        (self.library)()
    }

    pub(crate) fn field(&self) -> Option<Result<Field, Error>> {
        self.field.as_ref().map(|open| open())
    }

    /// Whether callers may report outcomes.
    pub(crate) fn takes_reports(&self) -> bool {
        self.field.is_some()
    }

    /// The folder in which callers may name logs.
    pub(crate) fn folder(&self) -> Option<&PathBuf> {
        self.folder.as_ref()
    }

    /// Does work that takes its time away from the threads that speak the protocol. None where it panicked.
    pub(crate) async fn work<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&Self) -> T + Send + 'static,
    ) -> Option<T> {
        let desk = Arc::clone(self);
        spawn_blocking(move || work(&desk)).await.ok()
    }
}
