//! Several threads for one long text: each block is scanned by whoever is free, the reader among them, and what was found is
//! taken in the order of the text, so that nothing depends on who was quicker.

use std::collections::BTreeMap;
use std::thread::Scope;

use crossbeam_channel::{Receiver, Sender, unbounded};

use super::{Engine, Found, Scratch};

/// Blocks a thread that are on their way at once: enough that nobody waits, few enough for the caches.
const AHEAD: usize = 3;

/// A block, and what was found in it.
#[derive(Debug, Default)]
struct Job {
    turn: u64,
    number: u64,
    text: Vec<u8>,
    found: Found,
}

/// Threads that scan blocks. They end when the crew is dropped.
#[derive(Debug)]
pub(crate) struct Crew<'e, 'a> {
    engine: &'e Engine<'a>,
    jobs: Sender<Job>,
    /// The jobs again, for the reader who has read enough ahead.
    open: Receiver<Job>,
    /// `None` comes from a thread that panicked: nobody waits after that, and the scope passes the panic on.
    done: Receiver<Option<Job>>,
    scratch: Scratch,
    most: u64,
    handed_out: u64,
    taken: u64,
    early: BTreeMap<u64, Job>,
    spare: Vec<Job>,
}

impl<'e, 'a> Crew<'e, 'a> {
    /// Starts all threads but the one that calls.
    pub(crate) fn start<'scope>(scope: &'scope Scope<'scope, '_>, engine: &'e Engine<'a>, threads: usize) -> Self
    where
        'e: 'scope,
    {
        let (jobs, open) = unbounded();
        let (outgoing, done) = unbounded();
        for _ in 1..threads {
            let (open, outgoing) = (open.clone(), Alarm(outgoing.clone()));
            scope.spawn(move || work(engine, &open, &outgoing.0));
        }
        let most = (threads * AHEAD) as u64;
        let (scratch, early, spare) = (Scratch::default(), BTreeMap::new(), Vec::new());
        Self { engine, jobs, open, done, scratch, most, handed_out: 0, taken: 0, early, spare }
    }

    /// Hands out a block, leaving another buffer in its place, and gives what was found in earlier ones.
    pub(crate) fn block(&mut self, number: u64, text: &mut Vec<u8>, out: &mut impl FnMut(u64, &[u8], &Found)) {
        let mut job = self.spare.pop().unwrap_or_default();
        job.turn = self.handed_out;
        job.number = number;
        std::mem::swap(&mut job.text, text);
        if self.jobs.send(job).is_ok() {
            self.handed_out += 1;
        }
        while let Ok(done) = self.done.try_recv() {
            self.take(done, out);
        }
        self.work_off(self.most, out);
    }

    /// Gives what was found in all blocks that were handed out.
    pub(crate) fn all(&mut self, out: &mut impl FnMut(u64, &[u8], &Found)) {
        self.work_off(0, out);
    }

    /// Scans along, and waits where nothing is open, until at most so many blocks are on their way.
    fn work_off(&mut self, most: u64, out: &mut impl FnMut(u64, &[u8], &Found)) {
        while self.handed_out - self.taken > most {
            let done = match self.open.try_recv() {
                Ok(mut job) => {
                    self.engine.block(&job.text, job.number, &mut self.scratch, &mut job.found);
                    Some(job)
                }
                Err(_) => self.done.recv().unwrap_or_default(),
            };
            self.take(done, out);
        }
    }

    fn take(&mut self, done: Option<Job>, out: &mut impl FnMut(u64, &[u8], &Found)) {
        let Some(job) = done else {
            self.taken = self.handed_out;
            return;
        };
        self.early.insert(job.turn, job);
        while let Some(job) = self.early.remove(&self.taken) {
            out(job.number, &job.text, &job.found);
            self.taken += 1;
            self.spare.push(job);
        }
    }
}

/// Says so when its thread panics.
struct Alarm(Sender<Option<Job>>);

impl Drop for Alarm {
    fn drop(&mut self) {
        if std::thread::panicking() {
            // Nobody listens any more where the crew is gone, and then nobody waits either.
            drop(self.0.send(None));
        }
    }
}

fn work(engine: &Engine<'_>, open: &Receiver<Job>, outgoing: &Sender<Option<Job>>) {
    let mut scratch = Scratch::default();
    for mut job in open {
        engine.block(&job.text, job.number, &mut scratch, &mut job.found);
        if outgoing.send(Some(job)).is_err() {
            return;
        }
    }
}
