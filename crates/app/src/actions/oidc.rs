//! `oidc`: which jobs may ask for tokens, what the tokens say, and what relying parties answer.

use std::fs;
use std::path::{Path, PathBuf};

pub use unstuck_trust::Party;
use unstuck_trust::{Context, Source};

use crate::Error;
use crate::view::oidc::OidcCheckView;

mod beside;
mod check;
mod decode;
mod gather;
mod issuer;
mod mends;
mod notes;
mod serve;
mod settings;

pub use beside::point_out;
pub use check::check;
pub use decode::{Decoded, Signature, decode};
pub use issuer::Issuer;
pub use serve::{Served, serve};
pub use settings::Settings;

use gather::{Gathered, TrustFile};

/// What an `oidc` action works on.
#[derive(Debug)]
pub struct Inspection {
    gathered: Gathered,
    trusts: Vec<TrustFile>,
    context: Context,
}

impl Inspection {
    /// Reads the workflows that were named, or those of the repository around the working folder; its `unstuck.toml`, over which
    /// `asked` goes; and the trust files of both.
    ///
    /// # Errors
    /// Where something cannot be read, a setting has a value that it does not take, or a trust file is not understood.
    pub fn gather(workflows: &[PathBuf], asked: Settings) -> Result<Self, Error> {
        let (mut inspection, trusts) = Self::begin(workflows, asked)?;
        inspection.trusts = trusts.iter().map(|trust| gather::trust(trust)).collect::<Result<_, _>>()?;
        Ok(inspection)
    }

    /// The same of texts: a workflow, and trust files with the party where that is named. No file is read, whatever `asked` names.
    ///
    /// # Errors
    /// Where a setting has a value that it does not take, or a trust file is not understood.
    pub fn of_texts(workflow: &str, trusts: &[(Option<Party>, String)], asked: &Settings) -> Result<Self, Error> {
        let path = format!("{}/workflow.yml", gather::FOLDER);
        let mut gathered = Gathered { asked: vec![path.clone()], ..Gathered::default() };
        gathered.repository.add(&path, Source::new(path.clone(), workflow));
        let named = trusts.iter().enumerate().map(|(at, (party, text))| {
            gather::understood(Source::new(format!("trust {}", at + 1), text.as_str()), *party)
        });
        Ok(Self { gathered, trusts: named.collect::<Result<_, _>>()?, context: asked.context()? })
    }

    /// The same without trust files.
    fn gather_without_trust(workflows: &[PathBuf], asked: Settings) -> Result<Self, Error> {
        Ok(Self::begin(workflows, asked)?.0)
    }

    fn begin(workflows: &[PathBuf], asked: Settings) -> Result<(Self, Vec<String>), Error> {
        let root = gather::root(workflows.first().map_or(Path::new("."), PathBuf::as_path));
        let mut settings = asked.over(Settings::read(&root)?);
        settings.repo = settings.repo.or_else(|| gather::origin(&root));
        let gathered = gather::workflows(&root, workflows)?;
        Ok((Self { gathered, trusts: Vec::new(), context: settings.context()? }, settings.trust))
    }
}

/// Makes the changes that mend what was found; the names of the files that changed.
///
/// # Errors
/// Where a file cannot be written. Each is written whole beside its place first, so that none is left half changed.
pub fn write(view: &OidcCheckView) -> Result<Vec<&str>, Error> {
    for mend in &view.mends {
        let path = Path::new(&mend.source.name);
        let failed = |source| Error::Write { path: path.to_owned(), source };
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let mut file = tempfile::NamedTempFile::new_in(folder).map_err(failed)?;
        std::io::Write::write_all(&mut file, mend.after.as_bytes()).map_err(failed)?;
        fs::set_permissions(file.path(), fs::metadata(path).map_err(failed)?.permissions()).map_err(failed)?;
        file.persist(path).map_err(|error| failed(error.error))?;
    }
    Ok(view.mends.iter().map(|mend| mend.source.name.as_str()).collect())
}
