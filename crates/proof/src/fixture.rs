//! Fixtures: what proofs need from registries, built once with network, before any proof and outside of it.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use sha2::{Digest, Sha256};

use crate::plan::{add, hex};
use crate::{Error, Options};

/// A fixture that could not be built: what its recipe said last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Unbuilt(pub(crate) String);

/// The folder with the fixture of that recipe, from the cache or built now, of which `building` is told before.
///
/// The recipe sees the whole system read-only, has the network, and writes only into its folder; without a sandbox, only
/// its good manners keep it there.
///
/// # Errors
/// Where the cache cannot be written or bubblewrap cannot be started. That the recipe fails is a result.
pub(crate) fn built(
    name: &str,
    recipe: &Path,
    options: &Options<'_>,
    building: &mut impl FnMut(&str),
) -> Result<Result<PathBuf, Unbuilt>, Error> {
    let Options { cache, sandboxed, .. } = *options;
    let mut digest = Sha256::new();
    add(&mut digest, recipe, recipe)?;
    let id = &hex(&digest.finalize())[..16];
    let done = cache.join(format!("{name}-{id}"));
    if done.is_dir() {
        return Ok(Ok(done));
    }
    building(name);
    let write = |path: &Path| {
        let path = path.to_owned();
        move |source| Error::Write { path, source }
    };
    fs::create_dir_all(cache).map_err(write(cache))?;
    // Another process may build the same one: whoever ends first has made it.
    let part = tempfile::Builder::new().prefix(&format!("{name}-")).tempdir_in(cache).map_err(write(cache))?;
    let recipe = recipe.canonicalize().map_err(|source| Error::Read { path: recipe.to_owned(), source })?;
    let build = recipe.join("build");
    let mut command = if sandboxed { confined(&recipe, part.path()) } else { Command::new(&build) };
    command.current_dir(part.path()).env("OUT", part.path());
    for (variable, folder) in
        [("XDG_CACHE_HOME", "/tmp/cache"), ("npm_config_cache", "/tmp/npm"), ("GOPATH", "/tmp/go")]
    {
        command.env(variable, folder);
    }
    if sandboxed {
        command.arg(&build);
    }
    let output = command.stdin(Stdio::null()).output().map_err(|source| Error::Start { path: build, source })?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        let said = said.lines().rev().take(5).collect::<Vec<_>>().into_iter().rev().collect::<Vec<_>>();
        return Ok(Err(Unbuilt(format!("fixture `{name}`: build ended with {}: {}", output.status, said.join(" | ")))));
    }
    readable(part.path())?;
    let part = part.keep();
    match fs::rename(&part, &done) {
        Ok(()) => Ok(Ok(done)),
        Err(_) if done.is_dir() => {
            fs::remove_dir_all(&part).map_err(write(&part))?;
            Ok(Ok(done))
        }
        Err(source) => Err(Error::Write { path: done, source }),
    }
}

/// A folder with this program in `bin/`, where proofs can read it: whoever runs them may not reach the place that it was started from.
///
/// # Errors
/// Where it cannot be found or copied.
pub(crate) fn own_program(cache: &Path) -> Result<PathBuf, Error> {
    let own = std::env::current_exe().map_err(|source| Error::Read { path: PathBuf::from("unstuck"), source })?;
    let read = |source| Error::Read { path: own.clone(), source };
    let mut digest = Sha256::new();
    digest.update(fs::read(&own).map_err(read)?);
    let done = cache.join(format!("emulator-{}", &hex(&digest.finalize())[..16]));
    if done.is_dir() {
        return Ok(done);
    }
    let write = |source| Error::Write { path: done.clone(), source };
    fs::create_dir_all(cache).map_err(write)?;
    let part = tempfile::Builder::new().prefix("emulator-").tempdir_in(cache).map_err(write)?;
    fs::create_dir(part.path().join("bin")).map_err(write)?;
    fs::copy(&own, part.path().join("bin/unstuck")).map_err(write)?;
    readable(part.path())?;
    let part = part.keep();
    match fs::rename(&part, &done) {
        Ok(()) => Ok(done),
        Err(_) if done.is_dir() => {
            fs::remove_dir_all(&part).map_err(write)?;
            Ok(done)
        }
        Err(source) => Err(write(source)),
    }
}

/// Bubblewrap round a recipe; its program is still to be added.
fn confined(recipe: &Path, out: &Path) -> Command {
    let mut command = Command::new("bwrap");
    command.args(["--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc", "--tmpfs", "/tmp", "--unshare-pid"]);
    command.args(["--die-with-parent", "--new-session"]);
    // Behind the /tmp of its own, so that a recipe and a cache below /tmp are there all the same.
    command.arg("--ro-bind").arg(recipe).arg(recipe).arg("--bind").arg(out).arg(out).arg("--chdir").arg(out);
    command
}

/// Lets everybody read a folder: proofs run as another user where unstuck is run by root.
pub(crate) fn readable(path: &Path) -> Result<(), Error> {
    let write = |source| Error::Write { path: path.to_owned(), source };
    let about = fs::symlink_metadata(path).map_err(write)?;
    if about.is_symlink() {
        return Ok(());
    }
    let mode = about.permissions().mode();
    let more = if about.is_dir() || mode & 0o100 != 0 { 0o555 } else { 0o444 };
    if mode & more != more {
        fs::set_permissions(path, fs::Permissions::from_mode(mode | more)).map_err(write)?;
    }
    if about.is_dir() {
        for child in crate::plan::children(path)? {
            readable(&child)?;
        }
    }
    Ok(())
}
