//! `export`: the site as files. Every page lies in a folder of its own, so that its address is the one that a server
//! would have.

use std::fs;
use std::path::{Path, PathBuf};

use unstuck_canon::Lang;

use super::{evidence, figures, list, page};
use crate::answers::{bulk, html, json, markdown};
use crate::{Error, Library, Site};

/// Writes the site to a folder: how many files.
///
/// # Errors
/// Where a file cannot be written, or the ledger not be read.
pub fn export(library: &Library, site: &Site, folder: &Path) -> Result<usize, Error> {
    let mut out = Folder { folder, files: 0 };
    for (path, _, bytes) in html::ASSETS {
        out.write(path, bytes)?;
    }
    for lang in Lang::ALL {
        let prefix = if lang == Lang::Zh { "/zh" } else { "" };
        let mut paged = |path: &str, text: String| out.write(&format!("{prefix}{path}/index.html"), text);
        paged("", html::home(&figures(library, lang)?, site)?)?;
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
    out.write("/sitemap.xml", bulk::sitemap(library, site))?;
    out.write("/search-index.json", bulk::search_index(library)?)?;
    Ok(out.files)
}

/// Where files go.
struct Folder<'f> {
    folder: &'f Path,
    files: usize,
}

impl Folder<'_> {
    fn write(&mut self, path: &str, bytes: impl AsRef<[u8]>) -> Result<(), Error> {
        let path: PathBuf = self.folder.join(path.trim_start_matches('/'));
        let failed = |source| Error::Write { path: path.clone(), source };
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(failed)?;
        }
        fs::write(&path, bytes).map_err(failed)?;
        self.files += 1;
        Ok(())
    }
}
