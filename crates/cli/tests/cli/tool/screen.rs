//! The binary on a real terminal: a pseudo-terminal whose other end the test holds.

use std::ffi::OsStr;
use std::io::{Read, Write};
use std::process::{Child, Stdio};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Instant;

use pty_process::Size;
use pty_process::blocking::{Command, Pty, open};
use rustix::termios::{Termios, tcgetattr};

use super::{DEADLINE, Home, Ran};

/// Which standard streams are pipes and not the terminal.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Pipes {
    pub(crate) input: Option<&'static str>,
    pub(crate) output: bool,
    pub(crate) error: bool,
}

/// A terminal of 33 rows and 91 columns on which the tool runs.
pub(crate) struct Screen {
    pty: Arc<Pty>,
    child: Child,
    written: Receiver<Vec<u8>>,
    shown: Vec<u8>,
}

impl Screen {
    /// Starts the tool with all three streams on the terminal.
    pub(crate) fn start<A: AsRef<OsStr>>(home: &Home, args: impl IntoIterator<Item = A>) -> Self {
        Self::start_with(home, args, Pipes::default())
    }

    /// Starts the tool with some streams on pipes.
    pub(crate) fn start_with<A: AsRef<OsStr>>(home: &Home, args: impl IntoIterator<Item = A>, pipes: Pipes) -> Self {
        Self::spawn(home, Command::new(env!("CARGO_BIN_EXE_unstuck")).args(args), pipes)
    }

    /// Starts a shell script that finds the tool in `$UNSTUCK`.
    pub(crate) fn shell(home: &Home, script: &str) -> Self {
        Self::spawn(home, Command::new("bash").args(["-c", script]), Pipes::default())
    }

    fn spawn(home: &Home, command: Command, pipes: Pipes) -> Self {
        let (pty, theirs) = open().unwrap();
        pty.resize(Size::new(33, 91)).unwrap();
        let mut command = command.current_dir(home.path()).env_clear().envs(home.environment());
        command = command.env("TERM", "xterm-256color").env("UNSTUCK", env!("CARGO_BIN_EXE_unstuck"));
        if pipes.input.is_some() {
            command = command.stdin(Stdio::piped());
        }
        if pipes.output {
            command = command.stdout(Stdio::piped());
        }
        if pipes.error {
            command = command.stderr(Stdio::piped());
        }
        let mut child = command.spawn(theirs).unwrap();
        if let (Some(text), Some(mut stdin)) = (pipes.input, child.stdin.take()) {
            stdin.write_all(text.as_bytes()).unwrap();
        }
        let pty = Arc::new(pty);
        let (sender, written) = channel();
        let reader = Arc::clone(&pty);
        thread::spawn(move || {
            let mut chunk = [0; 4096];
            // Reading fails when the last process on the terminal has ended.
            while let Ok(count) = (&*reader).read(&mut chunk) {
                if sender.send(chunk[..count].to_vec()).is_err() {
                    return;
                }
            }
        });
        Self { pty, child, written, shown: Vec::new() }
    }

    /// Waits until a text is shown.
    #[track_caller]
    pub(crate) fn wait_for(&mut self, text: &str) {
        let until = Instant::now() + DEADLINE;
        while !self.text().contains(text) {
            let Ok(bytes) = self.written.recv_timeout(until.saturating_duration_since(Instant::now())) else {
                panic!("{text:?} never came: {:?}", self.text());
            };
            self.shown.extend(bytes);
        }
    }

    /// Presses keys.
    pub(crate) fn press(&self, keys: &str) {
        (&*self.pty).write_all(keys.as_bytes()).unwrap();
    }

    /// Changes the size: the kernel tells the tool.
    pub(crate) fn resize(&self, rows: u16, columns: u16) {
        self.pty.resize(Size::new(rows, columns)).unwrap();
    }

    /// The terminal's settings.
    pub(crate) fn settings(&self) -> Termios {
        tcgetattr(&*self.pty).unwrap()
    }

    /// The tool's process id.
    pub(crate) fn pid(&self) -> rustix::process::Pid {
        rustix::process::Pid::from_child(&self.child)
    }

    /// What was shown so far.
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.shown).into_owned()
    }

    /// Waits for the end; what was shown on the terminal stands as `stdout`, what went to a pipe as `stderr`.
    #[track_caller]
    pub(crate) fn end(mut self) -> Ran {
        let until = Instant::now() + DEADLINE;
        let piped: Option<Box<dyn Read>> = match (self.child.stdout.take(), self.child.stderr.take()) {
            (Some(output), _) => Some(Box::new(output)),
            (None, Some(error)) => Some(Box::new(error)),
            (None, None) => None,
        };
        while let Ok(bytes) = self.written.recv_timeout(until.saturating_duration_since(Instant::now())) {
            self.shown.extend(bytes);
        }
        if Instant::now() > until {
            self.child.kill().unwrap();
            panic!("it did not end; so far: {:?}", self.text());
        }
        let mut bytes = Vec::new();
        if let Some(mut piped) = piped {
            piped.read_to_end(&mut bytes).unwrap();
        }
        Ran::new(self.child.wait().unwrap(), self.shown, bytes)
    }
}
