//! `export`: the site as files, all of them in one archive, and the canon for `update` to fetch. The same canon gives the same
//! bytes.
//!
//! Every page lies in a folder of its own, so that its address is the one that a server would have.

use std::fs::{self, File};
use std::io::{self, Cursor};
use std::path::{Path, PathBuf};

use jiff::civil::Date;
use jiff::{Timestamp, Unit};
use unstuck_canon::Lang;

use super::{changes, evidence, figures, list, page};
use crate::answers::{bulk, html, json, markdown};
use crate::archive::Packer;
use crate::release::{ARCHIVE, MANIFEST, Manifest, SIGNATURES, SigningKey};
use crate::{Error, Library, Site, sources};

/// All files of the site, but for itself.
const EVERYTHING: &str = "/unstuck.zip";

/// What to write.
#[derive(Debug)]
pub struct Export<'e> {
    /// Where.
    pub folder: &'e Path,
    /// Where the files will lie.
    pub site: &'e Site,
    /// The first day of the list of changes; all days where none is given.
    pub since: Option<Date>,
    /// Only the canon, for `update`.
    pub canon_only: bool,
    /// Keys to sign it with; without any it is not for `update`.
    pub signers: &'e [SigningKey],
    /// When a signed canon was made, by default now. Nothing else that is written depends on the clock.
    pub made: Option<Timestamp>,
}

/// Writes the site to a folder: how many files.
///
/// # Errors
/// Where a file cannot be written, or the ledger not be read.
pub fn export(library: &Library, asked: &Export<'_>) -> Result<usize, Error> {
    let mut out = Folder { folder: asked.folder, files: 0, everything: None };
    if !asked.canon_only {
        let path = out.path(EVERYTHING);
        let file = fs::create_dir_all(asked.folder).and_then(|()| File::create(&path));
        out.everything = Some(Packer::new(file.map_err(|source| Error::Write { path, source })?));
        site(library, asked, &mut out)?;
    }
    canon(library, asked, &mut out)?;
    out.finished()
}

fn site(library: &Library, asked: &Export<'_>, out: &mut Folder<'_>) -> Result<(), Error> {
    let site = asked.site;
    for (path, _, bytes) in html::ASSETS {
        out.write(path, bytes)?;
    }
    for lang in Lang::ALL {
        let prefix = if lang == Lang::Zh { "/zh" } else { "" };
        let mut paged = |path: &str, text: String| out.write(&format!("{prefix}{path}/index.html"), text);
        paged("", html::home(&figures(library, lang)?, &[], site)?)?;
        let nothing = super::Listing::new(Vec::new(), lang);
        paged("/search", html::search("", &nothing, site)?)?;
        for path in bulk::pages(library) {
            if let Some(id) = path.strip_prefix("/errors/") {
                paged(&path, html::failure(&page(library, id, lang)?, site)?)?;
            } else if let Some(id) = path.strip_prefix("/evidence/") {
                paged(&path, html::evidence(&evidence(library, id, lang)?, site)?)?;
            } else if let Some(domain) = path.strip_prefix("/domains/") {
                paged(&path, html::domain(domain, &list(library, Some(domain), lang), site)?)?;
            }
        }
        for failure in library.index().failures() {
            let whole = super::show(library, failure.id.as_str(), lang)?;
            out.write(&format!("{prefix}/errors/{}.json", failure.id), json::json(&whole)?)?;
            out.write(&format!("{prefix}/errors/{}.md", failure.id), markdown::whole(&whole))?;
        }
    }
    out.write("/errors.ndjson", bulk::ndjson(library)?)?;
    out.write("/llms.txt", bulk::llms(library, site))?;
    out.write("/llms-full.txt", bulk::llms_full(library)?)?;
    out.write("/feed.xml", bulk::feed(library, site)?)?;
    out.write("/changes.json", json::json(&changes(library, asked.since)?)?)?;
    out.write("/sitemap.xml", bulk::sitemap(library, site))?;
    out.write("/search-index.json", bulk::search_index(library)?)
}

/// The entries themselves, and who vouches for them.
fn canon(library: &Library, asked: &Export<'_>, out: &mut Folder<'_>) -> Result<(), Error> {
    let failed = |source| Error::Write { path: asked.folder.join(ARCHIVE), source };
    let mut packer = Packer::new(Cursor::new(Vec::new()));
    for (path, bytes) in sources::files(library)? {
        packer.add(&path, &bytes).map_err(failed)?;
    }
    let archive = packer.finish().map_err(failed)?.into_inner();
    out.write(ARCHIVE, &archive)?;
    if asked.signers.is_empty() {
        // They would describe another archive.
        out.gone(MANIFEST)?;
        out.gone(SIGNATURES)?;
    } else {
        let now = || Timestamp::now().round(Unit::Second).map_err(Error::Clock);
        let made = asked.made.map_or_else(now, Ok)?;
        let manifest = json::json(&Manifest::of(&archive, library.index().failures().len(), made))?;
        let signatures = asked.signers.iter().map(|key| key.sign(manifest.as_bytes()) + "\n").collect::<String>();
        out.write(MANIFEST, manifest)?;
        out.write(SIGNATURES, signatures)?;
    }
    Ok(())
}

/// Where files go.
struct Folder<'f> {
    folder: &'f Path,
    files: usize,
    everything: Option<Packer<File>>,
}

impl Folder<'_> {
    fn path(&self, path: &str) -> PathBuf {
        self.folder.join(path.trim_start_matches('/'))
    }

    fn write(&mut self, name: &str, bytes: impl AsRef<[u8]>) -> Result<(), Error> {
        let (path, bytes) = (self.path(name), bytes.as_ref());
        let failed = |source| Error::Write { path: path.clone(), source };
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(failed)?;
        }
        fs::write(&path, bytes).map_err(failed)?;
        self.files += 1;
        match &mut self.everything {
            Some(everything) => everything.add(name, bytes).map_err(failed),
            None => Ok(()),
        }
    }

    fn gone(&self, name: &str) -> Result<(), Error> {
        let path = self.path(name);
        match fs::remove_file(&path) {
            Err(source) if source.kind() != io::ErrorKind::NotFound => Err(Error::Write { path, source }),
            _ => Ok(()),
        }
    }

    fn finished(self) -> Result<usize, Error> {
        let path = self.path(EVERYTHING);
        match self.everything {
            Some(everything) => {
                everything.finish().map_err(|source| Error::Write { path, source })?;
                Ok(self.files + 1)
            }
            None => Ok(self.files),
        }
    }
}
