//! Watches a sandbox from outside: reads what its steps print, keeps time and memory, and ends it where it goes too far.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read, Write};
use std::process::{Child, Command};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::{Mode, OFlags, open};
use unstuck_diagnosis::Diagnoser;

use crate::processes::descendants;
use crate::sandbox::{STEPS, Sandbox};
use crate::{Error, Limits};

/// MiB of memory that all processes of a sandbox may have in use together.
const RESIDENT: u64 = 3072;
/// Bytes of a step's output that are kept for people to read: its end.
const TAIL: usize = 32 << 10;
/// Folders that are kept, each as large as a plan's limit allows.
const FOLDERS: u64 = 3;
/// How often the clock and the memory are looked at.
const TICK: Duration = Duration::from_millis(200);
/// Time beyond the steps' own limits: starting, the facts, copying what is kept.
const GRACE: Duration = Duration::from_secs(60);

/// Why a sandbox was ended from outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stop {
    Time,
    Memory,
    Asked,
}

/// What came out of a sandbox.
#[derive(Debug, Default)]
pub(crate) struct Watched {
    /// By step: exit code, once it ended.
    pub(crate) codes: [Option<i32>; STEPS],
    /// By step: how long it took.
    pub(crate) took: [Duration; STEPS],
    /// By step: the end of what it printed.
    pub(crate) tails: [Vec<u8>; STEPS],
    /// By fact.
    pub(crate) facts: BTreeMap<usize, String>,
    /// What bubblewrap had to say.
    pub(crate) troubles: String,
    /// Why it was ended from outside, if it was.
    pub(crate) stop: Option<Stop>,
}

/// Starts the command and watches it to its end. The outputs of the second and the fourth step are pushed to `before` and
/// `after`.
pub(crate) fn watch(
    sandbox: &Sandbox,
    command: &mut Command,
    limits: Limits,
    stopped: &AtomicBool,
    [before, after]: [&mut Diagnoser<'_, '_>; 2],
) -> Result<Watched, Error> {
    let starting = || Error::sandbox("started");
    let mut pipes = Vec::new();
    for pipe in sandbox.pipes() {
        // Open for writing as well: a pipe without a writer would look like one at its end.
        let flags = OFlags::RDWR | OFlags::NONBLOCK | OFlags::CLOEXEC;
        let pipe = open(pipe, flags, Mode::empty()).map_err(|error| starting()(error.into()))?;
        pipes.push(File::from(pipe));
    }
    let mut child = command.spawn().map_err(starting())?;
    let archive = sandbox.archive.as_deref().map(File::create).transpose().map_err(starting())?;
    let mut watcher = Watcher {
        watched: Watched::default(),
        status: Vec::new(),
        begun: Instant::now(),
        diagnosers: [before, after],
        archive: archive.map(|file| (file, (limits.disk * FOLDERS) << 20)),
    };
    let told = watcher.follow(&mut child, &mut pipes, limits.seconds, stopped);
    if told.is_err() || watcher.watched.stop.is_some() {
        // Everything inside dies with it. That it is dead already is as good.
        let _gone = child.kill();
    }
    child.wait().map_err(Error::sandbox("ended"))?;
    told.map_err(Error::sandbox("watched"))?;
    for (at, pipe) in pipes.iter_mut().enumerate() {
        watcher.drain(at, pipe).map_err(Error::sandbox("watched"))?;
    }
    Ok(watcher.watched)
}

struct Watcher<'w, 's, 'i> {
    watched: Watched,
    /// The beginning of a status line.
    status: Vec<u8>,
    begun: Instant,
    diagnosers: [&'w mut Diagnoser<'s, 'i>; 2],
    /// Where the inside goes that is to be kept, and how many bytes more.
    archive: Option<(File, u64)>,
}

impl Watcher<'_, '_, '_> {
    fn follow(&mut self, child: &mut Child, pipes: &mut [File], seconds: u64, stopped: &AtomicBool) -> io::Result<()> {
        let deadline = Instant::now() + Duration::from_secs((seconds + 2) * STEPS as u64) + GRACE;
        let (mut status, mut troubles) = (child.stdout.take(), child.stderr.take());
        let mut looked = Instant::now();
        let tick = Timespec { tv_sec: 0, tv_nsec: i64::from(TICK.subsec_nanos()) };
        while let Some(lines) = &mut status {
            let mut polled: Vec<_> = pipes.iter().map(|pipe| PollFd::new(pipe, PollFlags::IN)).collect();
            polled.push(PollFd::new(lines, PollFlags::IN));
            polled.extend(troubles.as_ref().map(|troubles| PollFd::new(troubles, PollFlags::IN)));
            poll(&mut polled, Some(&tick)).or_else(interrupted)?;
            let ready: Vec<_> = polled.iter().map(|fd| !fd.revents().is_empty()).collect();
            drop(polled);
            for (at, pipe) in pipes.iter_mut().enumerate().filter(|(at, _)| ready[*at]) {
                self.drain(at, pipe)?;
            }
            let mut buffer = [0; 4096];
            let others = pipes.len();
            if ready[others] {
                let read = lines.read(&mut buffer)?;
                self.told(&buffer[..read]);
                if read == 0 {
                    status = None;
                }
            }
            if ready.get(others + 1) == Some(&true)
                && let Some(source) = &mut troubles
            {
                let read = source.read(&mut buffer)?;
                if self.watched.troubles.len() < TAIL {
                    self.watched.troubles.push_str(&String::from_utf8_lossy(&buffer[..read]));
                }
                if read == 0 {
                    troubles = None;
                }
            }
            if looked.elapsed() >= TICK {
                looked = Instant::now();
                self.watched.stop = if stopped.load(Ordering::Relaxed) {
                    Some(Stop::Asked)
                } else if Instant::now() > deadline {
                    Some(Stop::Time)
                } else if resident(child.id())? > RESIDENT << 20 {
                    Some(Stop::Memory)
                } else {
                    None
                };
                if self.watched.stop.is_some() {
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    /// Takes what a step has printed so far; at most a mebibyte at a time, so that the clock is looked at.
    fn drain(&mut self, at: usize, pipe: &mut File) -> io::Result<()> {
        let mut buffer = [0; 64 << 10];
        for _ in 0..16 {
            let read = match pipe.read(&mut buffer) {
                Ok(0) => return Ok(()),
                Ok(read) => read,
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(()),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            let bytes = &buffer[..read];
            match at {
                1 => self.diagnosers[0].push(bytes),
                3 => self.diagnosers[1].push(bytes),
                _ => {}
            }
            let Some(tail) = self.watched.tails.get_mut(at) else {
                if let Some((file, room)) = &mut self.archive {
                    let taken = &bytes[..bytes.len().min(usize::try_from(*room).unwrap_or(usize::MAX))];
                    file.write_all(taken)?;
                    *room -= taken.len() as u64;
                }
                continue;
            };
            tail.extend_from_slice(bytes);
            if tail.len() > 2 * TAIL {
                tail.drain(..tail.len() - TAIL);
            }
        }
        Ok(())
    }

    /// Takes status lines: `start N`, `step N CODE`, `fact N TEXT`. What is not one of them is left.
    fn told(&mut self, bytes: &[u8]) {
        self.status.extend_from_slice(bytes);
        while let Some(end) = self.status.iter().position(|byte| *byte == b'\n') {
            let line: Vec<u8> = self.status.drain(..=end).collect();
            let line = String::from_utf8_lossy(&line);
            let mut words = line.trim_end_matches('\n').splitn(3, ' ');
            let (Some(word), Some(Ok(number))) = (words.next(), words.next().map(str::parse::<usize>)) else {
                continue;
            };
            let rest = words.next().unwrap_or_default();
            let watched = &mut self.watched;
            match (word, number) {
                ("start", 1..=STEPS) => self.begun = Instant::now(),
                ("step", 1..=STEPS) => {
                    watched.codes[number - 1] = rest.parse().ok();
                    watched.took[number - 1] = self.begun.elapsed();
                }
                ("fact", _) => {
                    watched.facts.insert(number, rest.trim().to_owned());
                }
                _ => {}
            }
        }
    }
}

fn interrupted(error: rustix::io::Errno) -> io::Result<usize> {
    if error == rustix::io::Errno::INTR { Ok(0) } else { Err(error.into()) }
}

/// Bytes of memory that a process and all its descendants have in use. A page that two of them share counts twice.
fn resident(root: u32) -> io::Result<u64> {
    let pages: u64 = descendants(root)?.iter().map(|process| process.pages).sum();
    Ok(pages * rustix::param::page_size() as u64)
}
