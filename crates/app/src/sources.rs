//! The canon's entries as files, to be packed and to be read again: `canon/DOMAIN/SLUG/entry.md` and what belongs to it, as
//! they lie in a repository.

use std::collections::BTreeMap;
use std::path::Path;

use unstuck_canon::load::{Folder, load};
use unstuck_canon::{Indexed, Layer, SourceEntry, SourceFile};

use crate::archive::Files;
use crate::proof_files::{ProofFiles, proof_files};
use crate::{Error, Library, bundle};

const TOP: &str = "canon/";

/// Every file of every entry of a library. Outcomes of a ledger are not among them.
///
/// # Errors
/// Where the folder of an overlay cannot be read.
pub(crate) fn files(library: &Library) -> Result<Files, Error> {
    let hits: BTreeMap<_, _> = bundle::samples()?.0.into_iter().collect();
    let misses: BTreeMap<_, _> = bundle::misses()?.into_iter().collect();
    let proofs: BTreeMap<_, _> = bundle::proofs()?.into_iter().collect();
    let installed = library.installed_files()?;
    let mut files = Files::new();
    files.insert(format!("{TOP}LICENSE"), bundle::LICENSE.to_vec());
    let retired = toml::to_string(library.index().retired()).map_err(Error::Unwritable)?;
    files.insert(format!("{TOP}retired.toml"), retired.into_bytes());
    for failure in library.index().failures() {
        let id = failure.id.as_str();
        let mut add = |path: &str, bytes: &[u8]| files.insert(format!("{TOP}{id}/{path}"), bytes.to_vec());
        add("entry.md", &failure.entry);
        for (path, bytes) in [("zh.md", &failure.zh), ("outcomes.jsonl", &failure.outcomes)] {
            if !bytes.is_empty() {
                add(path, bytes);
            }
        }
        let mut samples = |kind: &str, samples: &[SourceFile]| {
            for sample in samples {
                add(&format!("{kind}/{}", sample.name()), &sample.bytes);
            }
        };
        let own = |all: &BTreeMap<String, Vec<SourceFile>>| all.get(id).cloned().unwrap_or_default();
        match failure.layer {
            Layer::Bundled => {
                samples("hit", &own(&hits));
                samples("miss", &own(&misses));
            }
            Layer::Installed => {
                let prefix = format!("{TOP}{id}/");
                let own = installed.iter().filter(|(path, _)| path.starts_with(&prefix));
                files.extend(own.map(|(path, bytes)| (path.clone(), bytes.clone())));
                continue;
            }
            _ => {
                let entries = load(folder(failure))?.entries;
                for entry in &entries {
                    samples("hit", &entry.hits);
                    samples("miss", &entry.misses);
                }
            }
        }
        let own = if failure.layer == Layer::Bundled { proofs.get(id).cloned() } else { Some(beside(failure)?) };
        for (path, text) in own.into_iter().flatten() {
            add(&format!("proof/{path}"), text.as_bytes());
        }
    }
    Ok(files)
}

/// The folder in which the entry of an overlay lies.
fn folder<'f>(failure: &'f Indexed<'_>) -> &'f Path {
    Path::new(&failure.path).parent().unwrap_or(Path::new(""))
}

/// The files of a proof that lies beside an entry of an overlay.
pub(crate) fn beside(failure: &Indexed<'_>) -> Result<ProofFiles, Error> {
    let folder = folder(failure);
    proof_files(folder).map_err(|source| Error::Read { name: folder.display().to_string(), source })
}

/// The files of a proof among those of an archive.
pub(crate) fn proof(files: &Files, id: &str) -> ProofFiles {
    let prefix = format!("{TOP}{id}/proof/");
    let own = files.iter().filter_map(|(path, bytes)| Some((path.strip_prefix(&prefix)?, bytes)));
    own.map(|(path, bytes)| (path.to_owned(), String::from_utf8_lossy(bytes).into_owned())).collect()
}

/// The entries among the files of an archive, as [`load`] reads them from a folder. `place` stands before their paths.
pub(crate) fn entries(files: &Files, place: &str) -> Folder {
    let file = |path: &str, bytes: &[u8]| SourceFile { path: format!("{place}/{path}"), bytes: bytes.to_vec() };
    let at = |path: &str| files.get(path).map(|bytes| file(path, bytes));
    let all = |folder: &str| {
        let from = files.range(folder.to_owned()..).take_while(|(path, _)| path.starts_with(folder));
        let logs = from.filter(|(path, _)| path.ends_with(".log") && !path[folder.len()..].contains('/'));
        logs.map(|(path, bytes)| file(path, bytes)).collect()
    };
    let ids = files.keys().filter_map(|path| path.strip_prefix(TOP)?.strip_suffix("/entry.md"));
    let entries = ids.filter(|id| id.matches('/').count() == 1).filter_map(|id| {
        Some(SourceEntry {
            id: id.to_owned(),
            entry: at(&format!("{TOP}{id}/entry.md"))?,
            zh: at(&format!("{TOP}{id}/zh.md")),
            hits: all(&format!("{TOP}{id}/hit/")),
            misses: all(&format!("{TOP}{id}/miss/")),
            outcomes: at(&format!("{TOP}{id}/outcomes.jsonl")),
        })
    });
    Folder { entries: entries.collect(), retired: at(&format!("{TOP}retired.toml")), ordinary: Vec::new() }
}
