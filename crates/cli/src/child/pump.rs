//! Moves bytes: from the command to our streams and into memory, from our keyboard to the command.

use std::io::{self, Read};
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::net::UnixStream;
use std::process::ExitStatus;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::{Errno, read, retry_on_intr, write};
use rustix::pipe::fcntl_setpipe_size;
use unstuck_app::Kept;

/// Bytes moved at a time: with the pages of the pipe they stay in the processor's nearer caches, which halves the cost of
/// moving them against four times as many.
const CHUNK: usize = 64 * 1024;
/// Size asked of pipes: the command goes on printing while we move what is there.
const PIPE: usize = 4 * CHUNK;
/// Bytes taken after the command ended, from processes that it left behind and that still write.
const AFTERMATH: usize = 4 << 20;

/// Where bytes of the command go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Source {
    Output,
    Error,
}

/// The streams of a running command.
pub(super) struct Pump {
    from: Vec<(Source, Option<OwnedFd>)>,
    keyboard: Option<OwnedFd>,
    chunk: Vec<u8>,
    /// A reader of ours has left.
    pub(super) unread: bool,
    /// Why output could not be passed on.
    pub(super) unwritten: Option<io::Error>,
}

impl Pump {
    pub(super) fn new() -> Self {
        Self { from: Vec::new(), keyboard: None, chunk: vec![0; CHUNK], unread: false, unwritten: None }
    }

    /// Passes on what the command writes there.
    pub(super) fn add(&mut self, source: Source, fd: OwnedFd) {
        // A system that allows less keeps its size; a terminal is no pipe.
        let _kept = fcntl_setpipe_size(&fd, PIPE);
        self.from.push((source, Some(fd)));
    }

    /// Passes our standard input on to the command's terminal.
    pub(super) fn type_into(&mut self, terminal: OwnedFd) {
        self.keyboard = Some(terminal);
    }

    /// Runs until the command has ended and its output is passed on.
    pub(super) fn run(
        &mut self,
        mut ended: &UnixStream,
        kept: &mut Kept,
        mut status: impl FnMut() -> io::Result<Option<ExitStatus>>,
    ) -> io::Result<ExitStatus> {
        let mut exit = None;
        let mut aftermath = 0;
        loop {
            let (readable, typed, woken) = self.wait(ended, exit.is_some())?;
            if woken {
                // Only the wake-up counts, not what it says.
                let _drained = ended.read(&mut [0; 64]);
                exit = exit.or(status()?);
            }
            let mut moved = 0;
            for at in readable {
                moved += self.pass(at, kept)?;
            }
            if typed {
                self.typed()?;
            }
            if let Some(exit) = exit {
                aftermath += moved;
                if moved == 0 || aftermath > AFTERMATH {
                    return Ok(exit);
                }
            }
            if exit.is_none() && self.from.iter().all(|(_, fd)| fd.is_none()) {
                exit = status()?;
            }
        }
    }

    /// Waits until something can be read, or the command has ended.
    fn wait(&self, ended: &UnixStream, over: bool) -> io::Result<(Vec<usize>, bool, bool)> {
        let stdin = io::stdin();
        let open: Vec<usize> = (0..self.from.len()).filter(|at| self.from[*at].1.is_some()).collect();
        let mut fds = vec![PollFd::new(ended, PollFlags::IN)];
        fds.extend(open.iter().filter_map(|at| self.from[*at].1.as_ref()).map(|fd| PollFd::new(fd, PollFlags::IN)));
        if self.keyboard.is_some() && !over {
            fds.push(PollFd::from_borrowed_fd(stdin.as_fd(), PollFlags::IN));
        }
        let now = Timespec { tv_sec: 0, tv_nsec: 0 };
        match poll(&mut fds, over.then_some(&now)) {
            Ok(_) => {}
            Err(Errno::INTR) => return Ok((Vec::new(), false, false)),
            Err(error) => return Err(error.into()),
        }
        let ready = |at: usize| fds.get(at).is_some_and(|fd| !fd.revents().is_empty());
        let readable = open.iter().enumerate().filter(|(at, _)| ready(at + 1)).map(|(_, at)| *at).collect();
        Ok((readable, ready(open.len() + 1), ready(0)))
    }

    /// Passes on one chunk; closes the stream at its end, and where ours takes no more: the command is told as it would be
    /// without us.
    fn pass(&mut self, at: usize, kept: &mut Kept) -> io::Result<usize> {
        let (source, Some(fd)) = &self.from[at] else { return Ok(0) };
        let count = match retry_on_intr(|| read(fd, &mut self.chunk[..])) {
            Ok(count) => count,
            // The other end of a terminal was closed.
            Err(Errno::IO) => 0,
            Err(error) => return Err(error.into()),
        };
        let bytes = &self.chunk[..count];
        let written = match source {
            Source::Output => write_all(io::stdout(), bytes),
            Source::Error => write_all(io::stderr(), bytes),
        };
        kept.push(bytes);
        if written.is_err() || count == 0 {
            self.from[at].1 = None;
        }
        match written {
            Err(Errno::PIPE) => self.unread = true,
            Err(error) => self.unwritten = Some(error.into()),
            Ok(()) => {}
        }
        Ok(count)
    }

    fn typed(&mut self) -> io::Result<()> {
        let Some(terminal) = &self.keyboard else { return Ok(()) };
        let mut keys = [0; 4096];
        match retry_on_intr(|| read(io::stdin(), &mut keys)) {
            Ok(0) | Err(Errno::IO) => self.keyboard = None,
            Ok(count) => {
                match write_all(terminal, &keys[..count]) {
                    // EIO: the command is gone.
                    Ok(()) | Err(Errno::IO) => {}
                    Err(error) => return Err(error.into()),
                }
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }
}

/// Writes all of it, past the buffer of `std`, which would look for line feeds and split each chunk in two; waits for a
/// stream that another program has set to non-blocking.
fn write_all(to: impl AsFd, mut bytes: &[u8]) -> Result<(), Errno> {
    while !bytes.is_empty() {
        match retry_on_intr(|| write(&to, bytes)) {
            Ok(count) => bytes = &bytes[count..],
            Err(Errno::AGAIN) => {
                retry_on_intr(|| poll(&mut [PollFd::new(&to, PollFlags::OUT)], None))?;
            }
            Err(error) => return Err(error),
        }
    }
    Ok(())
}
