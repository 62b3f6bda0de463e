//! What every command needs: the canon, the form of the answer, and somewhere to write it.

use std::env;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

use anstream::{AutoStream, ColorChoice};
use unstuck_app::actions::Field;
use unstuck_app::answers::human::{self, columns};
use unstuck_app::{Error, Identity, Kind, Lang, Library, Overlays, Records, Stamp};

use crate::args::{Color, Format, Global, LangArg};

/// The options of every command, resolved against the environment.
#[derive(Debug)]
pub(crate) struct Context {
    global: Global,
}

impl Context {
    pub(crate) fn new(global: Global) -> Self {
        Self { global }
    }

    pub(crate) fn format(&self) -> Format {
        self.global.format
    }

    /// The language asked for, else the locale's, as POSIX orders its variables.
    pub(crate) fn lang(&self) -> Lang {
        match self.global.lang {
            Some(LangArg::En) => Lang::En,
            Some(LangArg::Zh) => Lang::Zh,
            None => {
                let set = |name| env::var(name).ok().filter(|value| !value.is_empty());
                let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(set);
                if locale.is_some_and(|locale| locale.starts_with("zh")) { Lang::Zh } else { Lang::En }
            }
        }
    }

    /// Opens the canon with its overlays, and tells of entries that were left out.
    pub(crate) fn library(&self) -> Result<Library, Error> {
        self.library_with(&[])
    }

    /// The same, for an answer that is worth something without the ledger: where the one that was named does not answer
    /// now, that is told, and the canon's outcomes are counted alone. A name that is wrong stays an error.
    pub(crate) fn library_that_answers(&self) -> Result<Library, Error> {
        let records = match self.records() {
            Err(error) if error.kind() == Kind::Unavailable => {
                self.warning(&error);
                self.notice("the rates of this answer are those of the canon alone: what that ledger holds is missing");
                None
            }
            records => records?,
        };
        Ok(counting(self.overlaid(&[])?, records))
    }

    /// The canon with its overlays and further folders.
    pub(crate) fn library_with(&self, more: &[PathBuf]) -> Result<Library, Error> {
        Ok(counting(self.overlaid(more)?, self.records()?))
    }

    /// The canon of a server, counting the outcomes of a ledger that can be written to and need not answer all the time;
    /// `told` hears when it does not and when it does again. Where the user's own cannot be used, that is told and nothing is
    /// recorded.
    pub(crate) fn library_that_serves(
        &self,
        told: impl Fn(Option<&Error>) + Send + Sync + 'static,
    ) -> Result<Library, Error> {
        let records = match (Records::served(&self.ledger_url()?, told), &self.global.ledger) {
            (Ok(records), _) => Some(records),
            (Err(error), Some(_)) => return Err(error),
            (Err(error), None) => {
                self.warning(&error);
                None
            }
        };
        Ok(counting(self.overlaid(&[])?, records))
    }

    fn overlaid(&self, more: &[PathBuf]) -> Result<Library, Error> {
        let library = Library::open(&self.overlays(more))?;
        if let Some(trouble) = library.trouble() {
            self.warning(trouble);
        }
        for finding in library.left_out() {
            let place = &finding.place;
            let rule = finding.rule;
            self.notice(&format!(
                "warning: {}:{}: {} [{}]; the entry is left out\n  help: {}",
                place.path, place.line, finding.message, rule.code, rule.help
            ));
        }
        Ok(library)
    }

    fn overlays(&self, more: &[PathBuf]) -> Overlays {
        Overlays {
            installed: own_installed(),
            user: own_canon(),
            project: project_folder(&env::current_dir().unwrap_or_default()),
            given: self.global.canon.iter().chain(more).cloned().collect(),
            cache: own_cache(),
        }
    }

    /// What [`Context::library`] would read now, and whether there is a ledger.
    pub(crate) fn stamp(&self) -> Stamp {
        Stamp::of(&self.overlays(&[]), own_ledger())
    }

    /// The file of API tokens that was named, else the user's own.
    pub(crate) fn tokens(&self, named: Option<&PathBuf>) -> Result<PathBuf, Error> {
        let own = || Ok(data_folder().ok_or(Error::NoHome)?.join("tokens.json"));
        named.cloned().map_or_else(own, Ok)
    }

    /// Whether nothing is told.
    pub(crate) fn is_quiet(&self) -> bool {
        self.global.quiet
    }

    /// The ledger to read: the one that was named, else the user's own where there is one. Where the user's own cannot be
    /// read, that is told and the canon's outcomes are counted alone.
    fn records(&self) -> Result<Option<Records>, Error> {
        if let Some(url) = &self.global.ledger {
            return Records::read_only(url).map(Some);
        }
        let Some(path) = own_ledger().filter(|path| path.exists()) else { return Ok(None) };
        match Records::read_only(&sqlite(&path)) {
            Ok(records) => Ok(Some(records)),
            Err(error) => {
                self.warning(&error);
                Ok(None)
            }
        }
    }

    /// The ledger to write to, what is remembered on this machine, and the key that hides whose outcomes they are.
    pub(crate) fn field(&self) -> Result<Field, Error> {
        let folder = data_folder().ok_or(Error::NoHome)?;
        let identity = Identity::at(&folder.join("key"))?;
        Ok(Field { ledger: self.ledger_url()?, memory: own_ledger().ok_or(Error::NoHome)?, identity })
    }

    /// The URL of the ledger that was named, else of the user's own.
    pub(crate) fn ledger_url(&self) -> Result<String, Error> {
        let own = || own_ledger().map(|path| sqlite(&path)).ok_or(Error::NoHome);
        self.global.ledger.clone().map_or_else(own, Ok)
    }

    /// Columns for human output.
    pub(crate) fn width(&self) -> usize {
        let asked = env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
        let terminal = || terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
        columns(asked.or_else(terminal).unwrap_or(80))
    }

    fn choice(&self) -> ColorChoice {
        match self.global.color {
            Color::Auto => ColorChoice::Auto,
            Color::Always => ColorChoice::Always,
            Color::Never => ColorChoice::Never,
        }
    }

    /// Writes an answer to standard output.
    pub(crate) fn answer(&self, text: &str) -> Result<(), Error> {
        let mut out = AutoStream::new(io::stdout().lock(), self.choice());
        out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(Error::Answer)
    }

    /// Writes a notice to standard error. Nowhere is left to report to where that fails.
    pub(crate) fn notice(&self, text: &str) {
        if !self.global.quiet {
            let mut out = AutoStream::new(io::stderr().lock(), self.choice());
            let _unwritten = writeln!(out, "{text}");
        }
    }

    /// Tells of an error that the command survives.
    pub(crate) fn warning(&self, error: &Error) {
        self.notice(human::error(error).replacen("error", "warning", 1).trim_end());
    }

    /// Writes an answer to standard error, beside the output of a command.
    pub(crate) fn aside(&self, text: &str) {
        let mut out = AutoStream::new(io::stderr().lock(), self.choice());
        let _unwritten = write!(out, "{text}");
    }

    /// Tells of an error that is none of an action, with its causes.
    pub(crate) fn trouble(&self, error: &(dyn std::error::Error + 'static)) {
        let causes = std::iter::successors(error.source(), |cause| cause.source());
        let text = causes.fold(format!("error: {error}"), |text, cause| format!("{text}: {cause}"));
        let mut out = AutoStream::new(io::stderr().lock(), self.choice());
        let _unwritten = writeln!(out, "{text}");
    }

    /// Writes an error to standard error, whatever `--quiet` says.
    pub(crate) fn error(&self, error: &Error) {
        let mut out = AutoStream::new(io::stderr().lock(), self.choice());
        let _unwritten = write!(out, "{}", human::error(error));
    }

    /// Whether progress may be shown.
    pub(crate) fn talks_to_a_person(&self) -> bool {
        !self.global.quiet && io::stderr().is_terminal()
    }
}

fn counting(library: Library, records: Option<Records>) -> Library {
    match records {
        Some(records) => library.with_records(records),
        None => library,
    }
}

fn set(name: &str) -> Option<PathBuf> {
    env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from)
}

/// `$XDG_DATA_HOME/unstuck`, by default below `~/.local/share`.
fn data_folder() -> Option<PathBuf> {
    let data = set("XDG_DATA_HOME").or_else(|| Some(set("HOME")?.join(".local/share")))?;
    Some(data.join("unstuck"))
}

/// The file of unknown lines, beside the user's own ledger.
pub(crate) fn own_unknowns() -> Option<PathBuf> {
    Some(data_folder()?.join("unknowns"))
}

/// The user's own entries.
pub(crate) fn own_canon() -> Option<PathBuf> {
    Some(data_folder()?.join("canon"))
}

/// The canon that was installed in place of the program's.
pub(crate) fn own_installed() -> Option<PathBuf> {
    Some(data_folder()?.join("installed"))
}

/// `$XDG_CACHE_HOME/unstuck/canon`, by default below `~/.cache`.
fn own_cache() -> Option<PathBuf> {
    let cache = set("XDG_CACHE_HOME").or_else(|| Some(set("HOME")?.join(".cache")))?;
    Some(cache.join("unstuck/canon"))
}

/// `$XDG_CONFIG_HOME/unstuck/unstuck.toml`, by default below `~/.config`.
pub(crate) fn own_settings() -> Option<PathBuf> {
    let config = set("XDG_CONFIG_HOME").or_else(|| Some(set("HOME")?.join(".config")))?;
    Some(config.join("unstuck/unstuck.toml"))
}

/// Whether anything can be remembered of earlier runs.
pub(crate) fn remembers() -> bool {
    own_ledger().is_some_and(|path| path.exists())
}

fn own_ledger() -> Option<PathBuf> {
    Some(data_folder()?.join("ledger.db"))
}

fn sqlite(path: &Path) -> String {
    format!("sqlite:{}", path.display())
}

/// The repository in which a folder lies, else the folder itself.
pub(crate) fn project(from: &Path) -> PathBuf {
    let root = from.ancestors().find(|folder| folder.join(".git").exists());
    root.unwrap_or(from).to_owned()
}

/// `.unstuck/` in this folder or the nearest one above it, not beyond the repository's root.
pub(crate) fn project_folder(from: &Path) -> Option<PathBuf> {
    for folder in from.ancestors() {
        let own = folder.join(".unstuck");
        if own.is_dir() {
            return Some(own);
        }
        if folder.join(".git").exists() {
            return None;
        }
    }
    None
}
