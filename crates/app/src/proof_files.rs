//! The files of a proof, to be shown: the build script compiles this file too.

use std::fs;
use std::io;
use std::path::Path;

/// Path below `proof/`, and text.
pub(crate) type ProofFiles = Vec<(String, String)>;

/// The files of the proof in an entry's folder, by path; none where it has no proof.
///
/// # Errors
/// Where a folder or a file that is there cannot be read.
pub(crate) fn proof_files(entry: &Path) -> io::Result<ProofFiles> {
    let mut files = ProofFiles::new();
    let folder = entry.join("proof");
    if folder.is_dir() {
        add(&folder, "", &mut files)?;
        files.sort();
    }
    Ok(files)
}

fn add(folder: &Path, prefix: &str, files: &mut ProofFiles) -> io::Result<()> {
    for item in fs::read_dir(folder)? {
        let item = item?;
        let name = format!("{prefix}{}", item.file_name().to_string_lossy());
        if item.file_type()?.is_dir() {
            add(&item.path(), &format!("{name}/"), files)?;
        } else {
            files.push((name, String::from_utf8_lossy(&fs::read(item.path())?).into_owned()));
        }
    }
    Ok(())
}
