//! Signals: what ends or resizes us is meant for the command.

use std::io;
use std::os::unix::net::UnixStream;
use std::process::Child;
use std::thread::{self, JoinHandle};

use rustix::process::{Pid, Signal, kill_process};
use signal_hook::consts::{SIGCHLD, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2, SIGWINCH};
use signal_hook::iterator::{Handle, Signals as Iterator};
use signal_hook::low_level::{pipe, unregister};

use super::terminal::Terminal;

/// Watches for the end of the command.
pub(super) struct Signals {
    ended: UnixStream,
    registration: signal_hook::SigId,
}

impl Signals {
    /// Begins to watch: before the command starts, so that its end cannot be missed.
    pub(super) fn watch() -> io::Result<Self> {
        let (ended, writer) = UnixStream::pair()?;
        ended.set_nonblocking(true)?;
        let registration = pipe::register(SIGCHLD, writer)?;
        Ok(Self { ended, registration })
    }

    /// Becomes readable when a child ends.
    pub(super) fn ended(&self) -> &UnixStream {
        &self.ended
    }

    /// Passes signals on to the command. `keyboard`: the terminal sends Ctrl-C and Ctrl-\ to the command by itself.
    pub(super) fn forward(&self, child: &Child, keyboard: bool, terminal: Option<Terminal>) -> io::Result<Forwarding> {
        let mut signals = Iterator::new([SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2, SIGWINCH])?;
        let handle = signals.handle();
        let pid = i32::try_from(child.id()).ok().and_then(Pid::from_raw).ok_or(io::ErrorKind::InvalidData)?;
        let thread = thread::spawn(move || {
            for number in signals.forever() {
                match number {
                    SIGWINCH => {
                        if let Some(terminal) = &terminal {
                            // A terminal that cannot be resized keeps the size it has.
                            let _kept = terminal.resize();
                        }
                    }
                    SIGINT | SIGQUIT if keyboard => {}
                    SIGINT | SIGQUIT if terminal.as_ref().is_some_and(|terminal| terminal.interrupt(number)) => {}
                    _ => {
                        if let Some(signal) = Signal::from_named_raw(number) {
                            // The command may just have ended: then there is nobody to tell.
                            let _ended = kill_process(pid, signal);
                        }
                    }
                }
            }
        });
        Ok(Forwarding { handle, thread: Some(thread) })
    }
}

impl Drop for Signals {
    fn drop(&mut self) {
        unregister(self.registration);
    }
}

/// Passes signals on until it is dropped.
pub(super) struct Forwarding {
    handle: Handle,
    thread: Option<JoinHandle<()>>,
}

impl Drop for Forwarding {
    fn drop(&mut self) {
        self.handle.close();
        if let Some(thread) = self.thread.take() {
            // A panic there was printed already and must not become a second one here.
            let _panicked = thread.join();
        }
    }
}
