//! Logs that a caller names by path.
//!
//! A log of many megabytes does not pass through a model, so that a local server may be given a path. What it reads it
//! quotes, and agents are often held in a sandbox that does not hold this process. So only files of the project are read:
//! the path is resolved first, links and all, and must lie below the repository in which the server was started. A home
//! folder or the root of the file system is no project, and nothing that is not a regular file is opened. Over HTTP there
//! are no paths at all.

use std::fs;
use std::path::{Path, PathBuf};

/// Why a path is not read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refused {
    /// There is no such file.
    #[error("cannot read {path}: {source}")]
    Missing { path: String, source: std::io::Error },
    /// It lies elsewhere.
    #[error("{path} is not in the project {project}: only its files are read; pass the text instead")]
    Outside { path: String, project: String },
    /// It is a folder, a pipe or a device.
    #[error("{path} is not a regular file")]
    NoFile { path: String },
}

/// The repository in which a folder lies, where that is a project: neither a home folder nor the root of the file system.
pub(crate) fn project(folder: &Path, home: Option<&Path>) -> Option<PathBuf> {
    let root = folder.ancestors().find(|folder| folder.join(".git").exists())?;
    let root = fs::canonicalize(root).ok()?;
    let is_home = home.and_then(|home| fs::canonicalize(home).ok()).is_some_and(|home| home.starts_with(&root));
    (!is_home && root.parent().is_some()).then_some(root)
}

/// The file that a caller means, where it may be read.
pub(crate) fn allowed(project: &Path, path: &str) -> Result<PathBuf, Refused> {
    let missing = |source| Refused::Missing { path: path.to_owned(), source };
    let real = fs::canonicalize(project.join(path)).map_err(missing)?;
    if !real.starts_with(project) {
        return Err(Refused::Outside { path: path.to_owned(), project: project.display().to_string() });
    }
    if !fs::metadata(&real).map_err(missing)?.is_file() {
        return Err(Refused::NoFile { path: path.to_owned() });
    }
    Ok(real)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn only_regular_files_of_the_project_are_read() {
        let place = tempfile::tempdir().unwrap();
        let root = place.path().canonicalize().unwrap();
        let (own, other) = (root.join("own"), root.join("other"));
        fs::create_dir_all(own.join(".git")).unwrap();
        fs::create_dir_all(own.join("sub")).unwrap();
        fs::create_dir_all(&other).unwrap();
        fs::write(own.join("sub/build.log"), "x").unwrap();
        fs::write(other.join("secret"), "x").unwrap();
        symlink(other.join("secret"), own.join("link")).unwrap();
        assert_eq!(project(&own.join("sub"), Some(&other)).unwrap(), own);
        assert_eq!(project(&own, Some(&own)), None);
        assert_eq!(project(&own, Some(&own.join("sub"))), None);
        assert_eq!(project(Path::new("/"), None), None);
        assert_eq!(allowed(&own, "sub/build.log").unwrap(), own.join("sub/build.log"));
        assert_eq!(allowed(&own, own.join("sub/build.log").to_str().unwrap()).unwrap(), own.join("sub/build.log"));
        for (path, refused) in [
            ("link", "is not in the project"),
            ("../other/secret", "is not in the project"),
            ("/etc/passwd", "is not in the project"),
            ("sub", "is not a regular file"),
            ("none.log", "cannot read none.log"),
        ] {
            let error = allowed(&own, path).unwrap_err().to_string();
            assert!(error.contains(refused), "{path}: {error}");
        }
    }
}
