//! Moves bytes: from the command to our streams and into memory, from our keyboard to the command.

use std::io::{self, Read};
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::net::UnixStream;
use std::process::ExitStatus;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::{FileType, fstat};
use rustix::io::{Errno, read, retry_on_intr, write};
use rustix::pipe::{SpliceFlags, fcntl_setpipe_size, tee};
use unstuck_app::Kept;

use super::keyboard::Keyboard;

/// Bytes moved at a time: with the pages of the pipe they stay in the processor's nearer caches.
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

impl Source {
    /// Where bytes of the command go to.
    fn sink(self) -> io::Result<OwnedFd> {
        match self {
            Self::Output => io::stdout().as_fd().try_clone_to_owned(),
            Self::Error => io::stderr().as_fd().try_clone_to_owned(),
        }
    }
}

/// A stream of the command.
struct Stream {
    /// `None` at its end, or where ours takes no more.
    fd: Option<OwnedFd>,
    sink: OwnedFd,
    /// Both are pipes: what the command wrote goes from one to the other without being copied.
    piped: bool,
}

/// The streams of a running command.
pub(super) struct Pump {
    from: Vec<Stream>,
    keyboard: Option<Keyboard>,
    /// A reader of ours has left.
    pub(super) unread: bool,
    /// Why output could not be passed on.
    pub(super) unwritten: Option<io::Error>,
}

impl Pump {
    pub(super) fn new() -> Self {
        Self { from: Vec::new(), keyboard: None, unread: false, unwritten: None }
    }

    /// Passes on what the command writes there.
    pub(super) fn add(&mut self, source: Source, fd: OwnedFd) -> io::Result<()> {
        // A system that allows less keeps its size; a terminal is no pipe.
        let _kept = fcntl_setpipe_size(&fd, PIPE);
        let sink = source.sink()?;
        let piped = is_pipe(&fd)? && is_pipe(&sink)?;
        self.from.push(Stream { fd: Some(fd), sink, piped });
        Ok(())
    }

    /// Passes on what is typed as well.
    pub(super) fn listen(&mut self, keyboard: Keyboard) {
        self.keyboard = Some(keyboard);
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
            if let Some(keyboard) = self.keyboard.as_ref().filter(|_| typed)
                && !keyboard.pass()?
            {
                self.keyboard = None;
            }
            if let Some(exit) = exit {
                aftermath += moved;
                if moved == 0 || aftermath > AFTERMATH {
                    return Ok(exit);
                }
            }
            if exit.is_none() && self.from.iter().all(|stream| stream.fd.is_none()) {
                exit = status()?;
            }
        }
    }

    /// Waits until something can be read, or the command has ended.
    fn wait(&self, ended: &UnixStream, over: bool) -> io::Result<(Vec<usize>, bool, bool)> {
        let stdin = io::stdin();
        let open: Vec<usize> = (0..self.from.len()).filter(|at| self.from[*at].fd.is_some()).collect();
        let mut fds = vec![PollFd::new(ended, PollFlags::IN)];
        fds.extend(open.iter().filter_map(|at| self.from[*at].fd.as_ref()).map(|fd| PollFd::new(fd, PollFlags::IN)));
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
        let Stream { fd: Some(fd), sink, piped } = &self.from[at] else { return Ok(0) };
        let mut written = Ok(());
        let count = kept.fill(|room| {
            let most = room.len().min(CHUNK);
            let room = &mut room[..most];
            if *piped {
                match tee_some(fd, sink, most) {
                    Ok(count) => return read_all(fd, &mut room[..count]),
                    // What nobody takes is kept all the same.
                    Err(error) => written = Err(error),
                }
            }
            match retry_on_intr(|| read(fd, &mut *room)) {
                // The other end of a terminal was closed.
                Err(Errno::IO) => Ok(0),
                Ok(count) if !*piped => {
                    written = write_all(sink, &room[..count]);
                    Ok(count)
                }
                done => done,
            }
        })?;
        if written.is_err() || count == 0 {
            self.from[at].fd = None;
        }
        match written {
            Err(Errno::PIPE) => self.unread = true,
            Err(error) => self.unwritten = Some(error.into()),
            Ok(()) => {}
        }
        Ok(count)
    }
}

fn is_pipe(fd: impl AsFd) -> io::Result<bool> {
    Ok(FileType::from_raw_mode(fstat(fd)?.st_mode) == FileType::Fifo)
}

/// Passes up to `most` bytes of a pipe on to another one, without taking them out of the first: 0 at its end.
fn tee_some(from: impl AsFd, to: impl AsFd, most: usize) -> Result<usize, Errno> {
    loop {
        match retry_on_intr(|| tee(&from, &to, most, SpliceFlags::empty())) {
            Err(Errno::AGAIN) => wait_for_room(&to)?,
            done => return done,
        }
    }
}

/// Reads as many bytes as there is room for: they are there.
fn read_all(from: impl AsFd, room: &mut [u8]) -> Result<usize, Errno> {
    let mut at = 0;
    while at < room.len() {
        match retry_on_intr(|| read(&from, &mut room[at..]))? {
            0 => break,
            count => at += count,
        }
    }
    Ok(at)
}

/// Writes all of it, past the buffer of `std`, which would look for line feeds and split each chunk in two.
pub(super) fn write_all(to: impl AsFd, mut bytes: &[u8]) -> Result<(), Errno> {
    while !bytes.is_empty() {
        match retry_on_intr(|| write(&to, bytes)) {
            Ok(count) => bytes = &bytes[count..],
            Err(Errno::AGAIN) => wait_for_room(&to)?,
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// Waits for a stream that another program has set to non-blocking.
fn wait_for_room(to: impl AsFd) -> Result<(), Errno> {
    retry_on_intr(|| poll(&mut [PollFd::new(&to, PollFlags::OUT)], None)).map(|_| ())
}
