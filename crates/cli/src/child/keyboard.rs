//! Our keyboard while the command has a terminal of its own: keys go to it as they are.

use std::fs;
use std::io;
use std::os::fd::OwnedFd;
use std::process::Child;

use rustix::io::{Errno, read, retry_on_intr};
use rustix::process::{Pid, Signal, kill_current_process_group, kill_process_group};
use rustix::termios::{LocalModes, OptionalActions, SpecialCodeIndex, Termios, tcgetattr, tcgetpgrp, tcsetattr};

use super::pump::write_all;

/// Our terminal in raw mode. Dropping it restores the settings.
pub(super) struct Keyboard {
    before: Termios,
    raw: Termios,
    /// Our end of the command's terminal.
    terminal: OwnedFd,
    command: Pid,
}

impl Keyboard {
    /// From now on keys go to the command.
    pub(super) fn enter(terminal: OwnedFd, command: &Child) -> io::Result<Self> {
        let before = tcgetattr(io::stdin())?;
        let mut raw = before.clone();
        raw.make_raw();
        tcsetattr(io::stdin(), OptionalActions::Now, &raw)?;
        Ok(Self { before, raw, terminal, command: Pid::from_child(command) })
    }

    /// Passes on what was typed; says whether more can come.
    pub(super) fn pass(&self) -> io::Result<bool> {
        let mut keys = [0; 4096];
        let count = match retry_on_intr(|| read(io::stdin(), &mut keys)) {
            Ok(0) | Err(Errno::IO) => return Ok(false),
            count => count?,
        };
        let keys = &keys[..count];
        let suspends = self.key_that_suspends();
        match keys.iter().position(|key| Some(*key) == suspends) {
            None => self.give(keys)?,
            Some(at) => {
                self.give(&keys[..at])?;
                self.suspend()?;
                self.give(&keys[at + 1..])?;
            }
        }
        Ok(true)
    }

    fn give(&self, keys: &[u8]) -> io::Result<()> {
        match write_all(&self.terminal, keys) {
            // EIO: the command is gone.
            Ok(()) | Err(Errno::IO) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Ctrl-Z, where it would stop the command if we were not there. The kernel stops no group whose parents are all in
    /// other sessions, so that the command would never see it.
    fn key_that_suspends(&self) -> Option<u8> {
        let settings = tcgetattr(&self.terminal).ok()?;
        let key = settings.special_codes[SpecialCodeIndex::VSUSP];
        let acts = key != 0 && settings.local_modes.contains(LocalModes::ISIG);
        // A shell that stops and continues jobs of its own puts them into other groups.
        let alone = tcgetpgrp(&self.terminal).is_ok_and(|group| group == self.command);
        (acts && alone && stops_by_default(self.command)).then_some(key)
    }

    /// Stops the command and us, as the terminal would; goes on when somebody continues us.
    fn suspend(&self) -> io::Result<()> {
        kill_process_group(self.command, Signal::STOP)?;
        tcsetattr(io::stdin(), OptionalActions::Drain, &self.before)?;
        kill_current_process_group(Signal::TSTP)?;
        tcsetattr(io::stdin(), OptionalActions::Now, &self.raw)?;
        kill_process_group(self.command, Signal::CONT)?;
        Ok(())
    }
}

impl Drop for Keyboard {
    fn drop(&mut self) {
        // Nothing is left to try where the terminal is gone.
        let _gone = tcsetattr(io::stdin(), OptionalActions::Drain, &self.before);
    }
}

/// Whether a process neither ignores nor handles Ctrl-Z.
fn stops_by_default(process: Pid) -> bool {
    let Ok(status) = fs::read_to_string(format!("/proc/{}/status", process.as_raw_nonzero())) else { return false };
    let set = |name: &str| {
        let mask = status.lines().find_map(|line| line.strip_prefix(name))?;
        Some(u64::from_str_radix(mask.trim(), 16).ok()? >> (Signal::TSTP.as_raw() - 1) & 1 == 1)
    };
    set("SigIgn:") == Some(false) && set("SigCgt:") == Some(false)
}
