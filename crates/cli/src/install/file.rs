//! The files: read whole, written whole.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::edit::{Change, Trouble};

/// A file before and after.
#[derive(Debug)]
pub(crate) struct Written {
    pub(crate) path: PathBuf,
    /// None where there is none.
    pub(crate) before: Option<String>,
    /// None where it goes.
    pub(crate) after: Option<String>,
    /// What became of each entry.
    pub(crate) changes: Vec<(String, Change)>,
}

impl Written {
    /// The lines that differ, with what goes and what comes.
    pub(crate) fn difference(&self) -> String {
        let lines = |text: &Option<String>| {
            text.as_deref().map_or_else(Vec::new, |text| text.lines().map(str::to_owned).collect())
        };
        let (before, after): (Vec<String>, Vec<String>) = (lines(&self.before), lines(&self.after));
        let same = before.iter().zip(&after).take_while(|(one, other)| one == other).count();
        let most = before.len().min(after.len()) - same;
        let end =
            before.iter().rev().zip(after.iter().rev()).take(most).take_while(|(one, other)| one == other).count();
        let gone = before[same..before.len() - end].iter().map(|line| format!("- {line}\n"));
        let come = after[same..after.len() - end].iter().map(|line| format!("+ {line}\n"));
        gone.chain(come).collect()
    }
}

/// The text of a file; none where there is no file.
pub(super) fn read(path: &Path) -> Result<Option<String>, Trouble> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(Trouble::Read { path: path.to_owned(), source }),
    }
}

/// Puts the new text in the place of the old at once: whoever reads the file sees one or the other. Where the file is a link,
/// as dotfile managers make them, it stays one, and its permissions stay what they are.
pub(super) fn write(written: &Written) -> Result<(), Trouble> {
    let failed = |source| Trouble::Write { path: written.path.clone(), source };
    let real = fs::canonicalize(&written.path).unwrap_or_else(|_| written.path.clone());
    let Some(text) = &written.after else { return fs::remove_file(&real).map_err(failed) };
    let folder = real.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(failed)?;
    let mut draft = NamedTempFile::new_in(folder).map_err(failed)?;
    draft.write_all(text.as_bytes()).map_err(failed)?;
    let permissions = fs::metadata(&real).ok().map(|data| data.permissions()).unwrap_or_else(ordinary);
    draft.as_file().set_permissions(permissions).map_err(failed)?;
    draft.as_file().sync_all().map_err(failed)?;
    draft.persist(&real).map_err(|error| failed(error.error))?;
    Ok(())
}

/// Readable by all, as a file that an editor makes; a temporary file is its owner's alone.
fn ordinary() -> fs::Permissions {
    std::os::unix::fs::PermissionsExt::from_mode(0o644)
}
