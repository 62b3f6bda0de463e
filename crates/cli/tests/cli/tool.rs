//! Runs the real binary: in a fresh folder, with nothing of the caller's environment but `PATH`.

mod screen;

use std::ffi::OsStr;
use std::fs;
use std::io::{Read, Write};
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use tempfile::TempDir;

pub(crate) use screen::{Pipes, Screen};

/// How long a test waits for a sign before it fails: far more than any needs on a busy machine.
pub(crate) const DEADLINE: Duration = Duration::from_secs(180);

/// A log with two known failures (`git/index-lock-exists` first), prefixed as GitHub Actions does.
pub(crate) const BUILD_LOG: &[u8] = include_bytes!("fixtures/build.log");

/// One line that the bundled canon knows as `git/index-lock-exists`.
pub(crate) const LOCKED: &str = "fatal: Unable to create '/home/me/app/.git/index.lock': File exists.";

/// The entries of this repository.
pub(crate) fn canon() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../canon")
}

/// Every `hit/*.log` of the repository's canon.
pub(crate) fn hits() -> Vec<PathBuf> {
    let folders = |path: &Path| {
        let mut paths: Vec<_> = fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()).collect();
        paths.retain(|path| path.is_dir());
        paths.sort();
        paths
    };
    let mut logs = Vec::new();
    for slug in folders(&canon()).iter().flat_map(|domain| folders(domain)) {
        let Ok(files) = fs::read_dir(slug.join("hit")) else { continue };
        logs.extend(files.map(|file| file.unwrap().path()).filter(|path| path.extension() == Some(OsStr::new("log"))));
    }
    logs.sort();
    assert!(logs.len() > 50, "only {} samples", logs.len());
    logs
}

/// Whether a program is on the `PATH`.
pub(crate) fn has(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap();
    std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
}

/// A fresh folder: home, working folder and root of a repository at once, so that no overlay above it counts.
pub(crate) struct Home {
    folder: TempDir,
}

impl Home {
    pub(crate) fn new() -> Self {
        let folder = TempDir::with_prefix("unstuck-").unwrap();
        fs::create_dir(folder.path().join(".git")).unwrap();
        Self { folder }
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Writes a file, with the folders above it.
    pub(crate) fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, bytes).unwrap();
        path
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path().join(name)).unwrap()
    }

    /// A call of the tool in this folder.
    pub(crate) fn unstuck<A: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = A>) -> Call {
        let mut call = self.program(env!("CARGO_BIN_EXE_unstuck"));
        call.command.args(args);
        call
    }

    /// A call of another program in this folder, with the same environment.
    pub(crate) fn program(&self, program: impl AsRef<OsStr>) -> Call {
        let mut command = Command::new(program);
        command.current_dir(self.path()).env_clear().envs(self.environment());
        Call { command, input: Vec::new() }
    }

    /// All that the tool gets to know of the machine.
    pub(crate) fn environment(&self) -> [(&'static str, std::ffi::OsString); 3] {
        [("PATH", std::env::var_os("PATH").unwrap()), ("HOME", self.path().into()), ("LANG", "C.UTF-8".into())]
    }
}

/// A call that is being put together.
pub(crate) struct Call {
    pub(crate) command: Command,
    input: Vec<u8>,
}

impl Call {
    pub(crate) fn arg(mut self, arg: impl AsRef<OsStr>) -> Self {
        self.command.arg(arg);
        self
    }

    pub(crate) fn args<A: AsRef<OsStr>>(mut self, args: impl IntoIterator<Item = A>) -> Self {
        self.command.args(args);
        self
    }

    pub(crate) fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    /// Works in this folder instead.
    pub(crate) fn within(mut self, folder: &Path) -> Self {
        self.command.current_dir(folder);
        self
    }

    /// What stands on standard input; nothing by default.
    pub(crate) fn input(mut self, bytes: impl Into<Vec<u8>>) -> Self {
        self.input = bytes.into();
        self
    }

    /// Starts it with pipes for all three streams.
    pub(crate) fn start(&mut self) -> Child {
        self.command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        self.command.spawn().unwrap()
    }

    /// Runs it to its end. Fails where it does not come to one, or panics.
    pub(crate) fn run(mut self) -> Ran {
        let mut child = self.start();
        let mut stdin = child.stdin.take().unwrap();
        let input = self.input;
        // Who does not read its input closes the pipe.
        thread::spawn(move || drop(stdin.write_all(&input)));
        finish(child)
    }
}

/// Reads a started program's output to its end.
pub(crate) fn finish(mut child: Child) -> Ran {
    let (sender, receiver) = channel();
    let stdout = child.stdout.take().map(|pipe| Box::new(pipe) as Box<dyn Read + Send>);
    let stderr = child.stderr.take().map(|pipe| Box::new(pipe) as Box<dyn Read + Send>);
    let outputs = [stdout, stderr].map(|pipe| pipe.unwrap_or_else(|| Box::new(std::io::empty())));
    for (at, mut output) in outputs.into_iter().enumerate() {
        let sender = sender.clone();
        thread::spawn(move || {
            let mut bytes = Vec::new();
            output.read_to_end(&mut bytes).unwrap();
            sender.send((at, bytes)).unwrap();
        });
    }
    let mut read = [Vec::new(), Vec::new()];
    for _ in 0..2 {
        match receiver.recv_timeout(DEADLINE) {
            Ok((at, bytes)) => read[at] = bytes,
            Err(RecvTimeoutError::Timeout) => {
                child.kill().unwrap();
                panic!("it did not end; so far: {read:?}");
            }
            Err(error) => panic!("{error}"),
        }
    }
    let [stdout, stderr] = read;
    Ran::new(child.wait().unwrap(), stdout, stderr)
}

/// What came of a call.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) stdout: Vec<u8>,
    pub(crate) stderr: Vec<u8>,
    status: ExitStatus,
}

impl Ran {
    pub(crate) fn new(status: ExitStatus, stdout: Vec<u8>, stderr: Vec<u8>) -> Self {
        let ran = Self { stdout, stderr, status };
        assert!(!ran.err().contains("panicked"), "{}", ran.told());
        ran
    }

    /// Holds it to an exit code.
    #[track_caller]
    pub(crate) fn code(self, code: i32) -> Self {
        assert_eq!(self.status.code(), Some(code), "{}", self.told());
        self
    }

    /// Standard output as text.
    #[track_caller]
    pub(crate) fn out(&self) -> &str {
        std::str::from_utf8(&self.stdout).expect("standard output is UTF-8")
    }

    /// Standard error as text; what is not UTF-8 is replaced.
    pub(crate) fn err(&self) -> String {
        String::from_utf8_lossy(&self.stderr).into_owned()
    }

    /// Standard output as one JSON value.
    #[track_caller]
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.stdout).unwrap_or_else(|error| panic!("{error}: {}", self.told()))
    }

    /// Holds it to silence on standard error.
    #[track_caller]
    pub(crate) fn quiet(self) -> Self {
        assert!(self.stderr.is_empty(), "{}", self.told());
        self
    }

    /// Holds each text to standing on standard error.
    #[track_caller]
    pub(crate) fn complains(self, texts: &[&str]) -> Self {
        for text in texts {
            assert!(self.err().contains(text), "{text:?} is missing: {}", self.told());
        }
        self
    }

    fn told(&self) -> String {
        let short = |bytes: &[u8]| String::from_utf8_lossy(&bytes[..bytes.len().min(4000)]).into_owned();
        let (code, signal) = (self.status.code(), self.status.signal());
        format!("code {code:?}, signal {signal:?}\n{}\n{}", short(&self.stdout), short(&self.stderr))
    }
}
