//! Without a sandbox: on a machine that is thrown away, and on no other.
//!
//! The steps are the same and see the same paths. There is nothing between them and the machine but the limits that each
//! process has: no file system, network or `/tmp` of its own. So one trial runs at a time, and nothing is recorded.

use std::fs;
use std::io;
use std::os::unix::fs::{chown, symlink};
use std::path::{Path, PathBuf};

use rustix::io::Errno;
use rustix::process::{Pid, Signal, WaitOptions, getpid, kill_process, set_child_subreaper, wait};

use crate::Error;
use crate::processes::descendants;
use crate::sandbox::{Sandbox, UNPRIVILEGED};

/// The folders and links at the root of the machine that a trial needs; removed when it is dropped.
#[derive(Debug, Default)]
pub(crate) struct Ground {
    made: Vec<PathBuf>,
}

impl Ground {
    /// Makes what is not there yet. What is there already is somebody's, and stays as it is.
    ///
    /// # Errors
    /// [`Error::Occupied`] where it is, and where it cannot be made.
    pub(crate) fn lay(sandbox: &Sandbox, fixtures: &[(String, PathBuf)]) -> Result<Self, Error> {
        let inside = sandbox.folder.path();
        let mut ground = Self::default();
        ground.make("/work", |path| fs::create_dir(path))?;
        if !Path::new("/home").exists() {
            ground.make("/home", |path| fs::create_dir(path))?;
        }
        ground.make("/home/prover", |path| fs::create_dir(path))?;
        ground.make("/proof", |path| symlink(inside.join("proof"), path))?;
        ground.make("/out", |path| symlink(inside, path))?;
        ground.make("/fixtures", |path| fs::create_dir(path))?;
        for (name, folder) in fixtures {
            ground.make(&format!("/fixtures/{name}"), |path| symlink(folder, path))?;
        }
        if rustix::process::geteuid().is_root() {
            for path in ["/work", "/home/prover"] {
                chown(path, Some(UNPRIVILEGED), Some(UNPRIVILEGED))
                    .map_err(|source| Error::Write { path: path.into(), source })?;
            }
        }
        // Whoever loses its parent inside becomes our child, and can be found.
        set_child_subreaper(Some(getpid())).map_err(|error| Error::sandbox("prepared")(error.into()))?;
        Ok(ground)
    }

    fn make(&mut self, path: &str, make: impl Fn(&Path) -> io::Result<()>) -> Result<(), Error> {
        let path = PathBuf::from(path);
        make(&path).map_err(|source| match source.kind() {
            io::ErrorKind::AlreadyExists => Error::Occupied { path: path.clone() },
            _ => Error::Write { path: path.clone(), source },
        })?;
        self.made.push(path);
        Ok(())
    }

    /// Ends what a trial has left running, and removes what was made.
    ///
    /// # Errors
    /// Where that fails.
    pub(crate) fn clear(mut self) -> Result<(), Error> {
        end_all().map_err(Error::sandbox("cleared"))?;
        while let Some(path) = self.made.pop() {
            remove(&path).map_err(|source| Error::Write { path, source })?;
        }
        Ok(())
    }
}

impl Drop for Ground {
    fn drop(&mut self) {
        // Only where something else failed before, which is what is told.
        for path in self.made.iter().rev() {
            let _left = remove(path);
        }
    }
}

fn remove(path: &Path) -> io::Result<()> {
    if fs::symlink_metadata(path)?.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) }
}

/// Kills all descendants of this process, and waits until none is left.
fn end_all() -> io::Result<()> {
    loop {
        for process in descendants(std::process::id())? {
            if let Some(pid) = i32::try_from(process.id).ok().and_then(Pid::from_raw) {
                match kill_process(pid, Signal::KILL) {
                    // It ended meanwhile.
                    Ok(()) | Err(Errno::SRCH) => {}
                    Err(error) => return Err(error.into()),
                }
            }
        }
        match wait(WaitOptions::empty()) {
            Ok(_) | Err(Errno::INTR) => {}
            Err(Errno::CHILD) => return Ok(()),
            Err(error) => return Err(error.into()),
        }
    }
}
