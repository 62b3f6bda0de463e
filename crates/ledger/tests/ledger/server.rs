//! A real PostgreSQL server for tests.

use std::fs;
use std::io::Write as _;
use std::os::unix::fs::chown;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;

/// A server that listens on a socket in its own folder and goes away with this process, however that ends.
pub(crate) struct Server {
    folder: PathBuf,
    /// Waits for the end of its standard input, then stops the server and removes the folder.
    watcher: Child,
}

/// The newest PostgreSQL's programs, as Debian installs them.
fn programs() -> PathBuf {
    let installed = fs::read_dir("/usr/lib/postgresql").into_iter().flatten();
    let newest =
        installed.map(|entry| entry.unwrap().path().join("bin")).filter(|bin| bin.join("initdb").is_file()).max();
    newest.expect("PostgreSQL is not installed, and the ledger must be tested on it: apt-get install postgresql")
}

fn number(option: &str, user: &[&str]) -> u32 {
    let output = Command::new("id").arg(option).args(user).output().unwrap();
    String::from_utf8(output.stdout).unwrap().trim().parse().unwrap()
}

/// PostgreSQL refuses to run as root, so root runs it as Debian's user for it.
fn as_server(program: &str) -> Command {
    let program = programs().join(program);
    if number("-u", &[]) != 0 {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    command.args(["--reuid=postgres", "--regid=postgres", "--init-groups"]).arg(program);
    command
}

fn run(mut command: Command) {
    let output = command.stdin(Stdio::null()).output().unwrap();
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
}

impl Server {
    /// The server of this test binary.
    pub(crate) fn shared() -> &'static Self {
        static SHARED: OnceLock<Server> = OnceLock::new();
        SHARED.get_or_init(Self::start)
    }

    pub(crate) fn start() -> Self {
        let folder = tempfile::Builder::new().prefix("ledger-pg").tempdir().unwrap().keep();
        if number("-u", &[]) == 0 {
            chown(&folder, Some(number("-u", &["postgres"])), Some(number("-g", &["postgres"]))).unwrap();
        }
        let mut init = as_server("initdb");
        // A language's order is not that of bytes: exports must not depend on it.
        init.args(["-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale-provider=icu", "--icu-locale=en"]);
        init.args(["--locale=C.UTF-8", "--no-sync", "-D"]).arg(folder.join("data"));
        init.current_dir(&folder);
        run(init);
        let mut stop = as_server("pg_ctl");
        stop.args(["stop", "-m", "immediate", "-D"]).arg(folder.join("data"));
        let script = r#"cat >/dev/null; folder=$1; shift; "$@"; rm -rf "$folder""#;
        let watcher = Command::new("sh")
            .args(["-c", script, "sh"])
            .arg(&folder)
            .arg(stop.get_program())
            .args(stop.get_args())
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let server = Self { folder, watcher };
        server.resume();
        server
    }

    /// Starts it again after [`Server::kill`].
    pub(crate) fn resume(&self) {
        let settings = format!("-c listen_addresses='' -c unix_socket_directories={}", self.folder.display());
        let mut command = as_server("pg_ctl");
        command.args(["start", "-w", "-o", &settings, "-l"]).arg(self.log());
        command.arg("-D").arg(self.folder.join("data")).current_dir(&self.folder);
        // It keeps what it is given, so it must not be given a pipe that somebody waits for the end of.
        let status = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap();
        let log = fs::read_to_string(self.log()).unwrap_or_default();
        assert!(status.success(), "{command:?}: {log}");
    }

    /// Stops it as a crash would.
    pub(crate) fn kill(&self) {
        let mut command = as_server("pg_ctl");
        command.args(["stop", "-m", "immediate", "-D"]).arg(self.folder.join("data")).current_dir(&self.folder);
        run(command);
    }

    /// The file into which it writes what it does.
    pub(crate) fn log(&self) -> PathBuf {
        self.folder.join("log")
    }

    pub(crate) fn url(&self, database: &str) -> String {
        format!("postgres://postgres@localhost/{database}?host={}", self.folder.display())
    }

    /// The URL of a new database.
    pub(crate) fn database(&self, name: &str) -> String {
        let mut command = Command::new(programs().join("createdb"));
        command.args(["-U", "postgres", "-h"]).arg(&self.folder).arg(name);
        run(command);
        self.url(name)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(mut input) = self.watcher.stdin.take() {
            input.flush().unwrap();
        }
        self.watcher.wait().unwrap();
    }
}

/// The URL of a file that is not there yet.
pub(crate) fn file(folder: &Path, name: &str) -> String {
    format!("sqlite:{}", folder.join(name).display())
}
