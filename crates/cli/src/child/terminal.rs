//! Our terminal and the pseudo-terminal that the command gets in its place.

use std::io;
use std::os::fd::{AsFd, OwnedFd};

use pty_process::Size;
use pty_process::blocking::{Pts, Pty, open};
use rustix::process::{Signal, kill_process_group};
use rustix::termios::{OptionalActions, OutputModes, Termios, tcgetattr, tcgetpgrp, tcgetwinsize, tcsetattr};

use super::into_io;

/// Our end of the command's terminal.
pub(super) struct Terminal {
    pty: Pty,
}

impl Terminal {
    /// Opens a terminal with the settings and size of ours; gives the command's end as well.
    pub(super) fn open(input: bool) -> io::Result<(Self, Pts)> {
        let (pty, theirs) = open().map_err(into_io)?;
        let mut settings = ours()?;
        if !input {
            // Our terminal stays as it is and ends lines itself; when it is raw, theirs must.
            settings.output_modes.remove(OutputModes::OPOST);
        }
        tcsetattr(&theirs, OptionalActions::Now, &settings)?;
        let terminal = Self { pty };
        terminal.resize()?;
        Ok((terminal, theirs))
    }

    /// Takes over the size of our terminal.
    pub(super) fn resize(&self) -> io::Result<()> {
        let size = tcgetwinsize(io::stdout()).or_else(|_| tcgetwinsize(io::stderr()))?;
        self.pty.resize(Size::new_with_pixel(size.ws_row, size.ws_col, size.ws_xpixel, size.ws_ypixel)).map_err(into_io)
    }

    /// Sends a signal to the foreground of the command's terminal, as a key there would; says whether somebody was there.
    pub(super) fn interrupt(&self, signal: i32) -> bool {
        let foreground = tcgetpgrp(&self.pty).ok();
        let sent =
            foreground.zip(Signal::from_named_raw(signal)).map(|(group, signal)| kill_process_group(group, signal));
        sent.is_some_and(|sent| sent.is_ok())
    }

    /// Another handle of our end.
    pub(super) fn reader(&self) -> io::Result<OwnedFd> {
        self.pty.as_fd().try_clone_to_owned()
    }
}

fn ours() -> io::Result<Termios> {
    Ok(tcgetattr(io::stdout()).or_else(|_| tcgetattr(io::stderr()))?)
}
