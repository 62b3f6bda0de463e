//! What every command needs: the canon, the form of the answer, and somewhere to write it.

use std::env;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

use anstream::{AutoStream, ColorChoice};
use unstuck_app::answers::human::{self, columns};
use unstuck_app::{Lang, Library, Overlays};

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
    pub(crate) fn library(&self) -> Result<Library, unstuck_app::Error> {
        self.library_with(&[])
    }

    /// The same, with further folders.
    pub(crate) fn library_with(&self, more: &[PathBuf]) -> Result<Library, unstuck_app::Error> {
        let library = Library::open(&Overlays {
            user: user_folder(),
            project: project_folder(&env::current_dir().unwrap_or_default()),
            given: self.global.canon.iter().chain(more).cloned().collect(),
        })?;
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
    pub(crate) fn answer(&self, text: &str) -> Result<(), unstuck_app::Error> {
        let mut out = AutoStream::new(io::stdout().lock(), self.choice());
        out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(unstuck_app::Error::Answer)
    }

    /// Writes a notice to standard error. Nowhere is left to report to where that fails.
    pub(crate) fn notice(&self, text: &str) {
        if !self.global.quiet {
            let mut out = AutoStream::new(io::stderr().lock(), self.choice());
            let _unwritten = writeln!(out, "{text}");
        }
    }

    /// Writes an answer to standard error, beside the output of a command.
    pub(crate) fn aside(&self, text: &str) {
        let mut out = AutoStream::new(io::stderr().lock(), self.choice());
        let _unwritten = write!(out, "{text}");
    }

    /// Writes an error to standard error, whatever `--quiet` says.
    pub(crate) fn error(&self, error: &unstuck_app::Error) {
        let mut out = AutoStream::new(io::stderr().lock(), self.choice());
        let _unwritten = write!(out, "{}", human::error(error));
    }

    /// Whether progress may be shown.
    pub(crate) fn talks_to_a_person(&self) -> bool {
        !self.global.quiet && io::stderr().is_terminal()
    }
}

/// `$XDG_DATA_HOME/unstuck/canon`, by default below `~/.local/share`.
fn user_folder() -> Option<PathBuf> {
    let set = |name| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let data = set("XDG_DATA_HOME").or_else(|| Some(set("HOME")?.join(".local/share")))?;
    Some(data.join("unstuck/canon"))
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
