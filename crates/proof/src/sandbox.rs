//! The sandbox: one bubblewrap for all four steps of a trial, so that a server which `setup` starts is there until the end.

use std::fs;
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use rustix::fs::{CWD, Mode, mkfifoat};
use tempfile::TempDir;
use unstuck_canon::ApproachId;

use crate::fixture::readable;
use crate::{Error, Plan, Variant};

/// What runs inside.
const DRIVER: &str = include_str!("driver.sh");
/// Where programs are looked for inside.
pub(crate) const PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
/// The user as whom bubblewrap is started by root: the kernel exempts root from the limit on processes.
pub(crate) const UNPRIVILEGED: u32 = 65_001;
/// The user inside.
const PROVER: &str = "1000";
/// MiB of `/run` and `/dev/shm`.
const SMALL: u64 = 64;
/// What tools need of `/etc`. Nothing in it is secret.
const ETC: [&str; 20] = [
    "alternatives",
    "apt",
    "ca-certificates",
    "ca-certificates.conf",
    "debian_version",
    "dpkg",
    "gai.conf",
    "host.conf",
    "java-17-openjdk",
    "ld.so.cache",
    "ld.so.conf",
    "ld.so.conf.d",
    "localtime",
    "maven",
    "mime.types",
    "nsswitch.conf",
    "os-release",
    "protocols",
    "services",
    "ssl",
];
const PASSWD: &str = "root:x:0:0:root:/root:/bin/sh\n\
    prover:x:1000:1000:prover:/home/prover:/bin/bash\n\
    nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n";
const GROUP: &str = "root:x:0:\nprover:x:1000:\nnogroup:x:65534:\n";
const HOSTS: &str = "127.0.0.1 localhost\n::1 localhost\n127.0.0.1 registry.test server.test wrong.test\n";

/// Where the inside finds the pipe for what is to be kept: behind those of the steps.
const ARCHIVE: &str = "/out/5";

/// Steps of a trial: setup, trigger, approach, trigger again.
pub(crate) const STEPS: usize = 4;

/// A sandbox that is prepared but not started. Its folder is removed when it is dropped.
#[derive(Debug)]
pub(crate) struct Sandbox {
    pub(crate) folder: TempDir,
    /// The archive into which the inside is to be copied at the end, where it is to be kept.
    pub(crate) archive: Option<PathBuf>,
}

/// Whether bubblewrap works here.
///
/// # Errors
/// [`Error::NoSandbox`] where it does not.
pub(crate) fn available() -> Result<(), Error> {
    let mut command = Command::new("bwrap");
    command.args(["--unshare-all", "--unshare-user", "--disable-userns", "--ro-bind", "/", "/", "true"]);
    let output = unprivileged(&mut command).stdin(Stdio::null()).output().map_err(|error| Error::NoSandbox {
        reason: match error.kind() {
            io::ErrorKind::NotFound => "bubblewrap (bwrap) is not installed".to_owned(),
            _ => format!("bwrap cannot be started: {error}"),
        },
    })?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(Error::NoSandbox { reason: format!("bwrap ended with {}: {}", output.status, said.trim()) })
}

fn unprivileged(command: &mut Command) -> &mut Command {
    if rustix::process::geteuid().is_root() { command.uid(UNPRIVILEGED).gid(UNPRIVILEGED) } else { command }
}

impl Sandbox {
    /// Lays out what the inside sees of a plan: a copy of the proof, and a pipe for the output of each step.
    ///
    /// What is kept comes out through a pipe too: a folder of the host that the inside could write to would be a disk to
    /// fill, and a place for links to what is outside.
    pub(crate) fn prepare(plan: &Plan, keep: Option<&Path>) -> Result<Self, Error> {
        let preparing = || Error::sandbox("prepared");
        let folder = tempfile::Builder::new().prefix("unstuck-proof-").tempdir().map_err(preparing())?;
        let at = folder.path();
        fs::set_permissions(at, fs::Permissions::from_mode(0o711)).map_err(preparing())?;
        copy(&plan.folder, &at.join("proof")).map_err(preparing())?;
        readable(&at.join("proof"))?;
        for (name, text) in [("passwd", PASSWD), ("group", GROUP), ("hosts", HOSTS)] {
            fs::write(at.join(name), text).map_err(preparing())?;
            fs::set_permissions(at.join(name), fs::Permissions::from_mode(0o644)).map_err(preparing())?;
        }
        for number in 1..=STEPS + usize::from(keep.is_some()) {
            let pipe = at.join(number.to_string());
            mkfifoat(CWD, &pipe, Mode::from_raw_mode(0o600)).map_err(|error| preparing()(error.into()))?;
            fs::set_permissions(&pipe, fs::Permissions::from_mode(0o622)).map_err(preparing())?;
        }
        if let Some(kept) = keep {
            fs::create_dir_all(kept).map_err(preparing())?;
        }
        Ok(Self { folder, archive: keep.map(|kept| kept.join("inside.tar")) })
    }

    /// The pipes: for the output of each step, and then, where there is an archive, for that.
    pub(crate) fn pipes(&self) -> impl Iterator<Item = PathBuf> {
        (1..=STEPS + usize::from(self.archive.is_some())).map(|number| self.folder.path().join(number.to_string()))
    }

    /// The command that runs a trial: status lines on standard output, troubles of bubblewrap on standard error. Commands whose
    /// output tells a fact are added as arguments.
    pub(crate) fn command(
        &self,
        plan: &Plan,
        variant: &Variant,
        approach: &ApproachId,
        fixtures: &[(String, PathBuf)],
    ) -> Command {
        let at = self.folder.path();
        let limits = plan.limits;
        let mut command = Command::new("bwrap");
        command.args(["--unshare-all", "--unshare-user", "--disable-userns", "--uid", PROVER, "--gid", PROVER]);
        command.args(["--hostname", "sandbox", "--die-with-parent", "--new-session", "--clearenv"]);
        command.args(["--ro-bind", "/usr", "/usr"]);
        for name in ["bin", "sbin", "lib", "lib64"] {
            let root = Path::new("/").join(name);
            match fs::read_link(&root) {
                Ok(target) => command.arg("--symlink").arg(target).arg(&root),
                Err(_) => command.arg("--ro-bind-try").arg(&root).arg(&root),
            };
        }
        for path in ETC.iter().map(|name| Path::new("/etc").join(name)).chain([PathBuf::from("/var/lib/dpkg")]) {
            command.arg("--ro-bind-try").arg(&path).arg(&path);
        }
        for name in ["passwd", "group", "hosts"] {
            command.arg("--ro-bind").arg(at.join(name)).arg(Path::new("/etc").join(name));
        }
        command.args(["--proc", "/proc", "--dev", "/dev"]);
        let disk = limits.disk;
        for (path, size) in
            [("/dev/shm", SMALL), ("/run", SMALL), ("/tmp", disk), ("/work", disk), ("/home/prover", disk)]
        {
            command.args(["--size", &(size << 20).to_string(), "--tmpfs", path]);
        }
        command.arg("--ro-bind").arg(at.join("proof")).arg("/proof");
        for (name, folder) in fixtures {
            command.arg("--ro-bind").arg(folder).arg(Path::new("/fixtures").join(name));
        }
        for (pipe, number) in self.pipes().zip(1..) {
            command.arg("--bind").arg(pipe).arg(Path::new("/out").join(i32::to_string(&number)));
        }
        for (name, value) in environment(variant) {
            command.args(["--setenv", name, value]);
        }
        command.args(["--remount-ro", "/dev", "--remount-ro", "/", "--chdir", "/work"]);
        command.arg("/bin/bash");
        self.driven(&mut command, plan, approach);
        command
    }

    /// The same steps on the machine itself, likewise.
    pub(crate) fn bare(&self, plan: &Plan, variant: &Variant, approach: &ApproachId) -> Command {
        let mut command = Command::new("/bin/bash");
        command.env_clear().envs(environment(variant)).current_dir("/work").process_group(0);
        self.driven(&mut command, plan, approach);
        command
    }

    /// Adds what makes a shell run the steps, as who has no rights.
    fn driven(&self, command: &mut Command, plan: &Plan, approach: &ApproachId) {
        let limits = plan.limits;
        command.args(["-c", DRIVER, "driver", approach.as_str()]);
        let numbers = [limits.seconds, limits.processes, limits.memory << 10, limits.disk << 10, limits.seconds * 2];
        command.args(numbers.map(|number| number.to_string()));
        command.arg(if self.archive.is_some() { ARCHIVE } else { "" });
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        unprivileged(command);
    }
}

/// The whole environment of the steps.
fn environment(variant: &Variant) -> impl Iterator<Item = (&str, &str)> {
    let own = [
        ("PATH", PATH),
        ("HOME", "/home/prover"),
        ("USER", "prover"),
        ("LOGNAME", "prover"),
        ("LANG", "C.UTF-8"),
        ("TZ", "UTC"),
        ("TMPDIR", "/tmp"),
        ("VARIANT", &variant.name),
    ];
    own.into_iter().chain(variant.env.iter().map(|(name, value)| (name.as_str(), value.as_str())))
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
