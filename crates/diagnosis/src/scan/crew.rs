//! Several threads for one long text: each block is scanned by whoever is free, and what was found is taken in the order of
//! the text, so that nothing depends on who was quicker.

use std::collections::BTreeMap;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::Scope;

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
pub(crate) struct Crew {
    jobs: Sender<Job>,
    /// `None` comes from a thread that panicked: nobody waits after that, and the scope passes the panic on.
    done: Receiver<Option<Job>>,
    most: usize,
    handed_out: u64,
    taken: u64,
    early: BTreeMap<u64, Job>,
    spare: Vec<Job>,
}

impl Crew {
    pub(crate) fn start<'scope>(scope: &'scope Scope<'scope, '_>, engine: &'scope Engine<'_>, threads: usize) -> Self {
        let (jobs, incoming) = channel();
        let (outgoing, done) = channel();
        let incoming = Arc::new(Mutex::new(incoming));
        for _ in 0..threads {
            let (incoming, outgoing) = (Arc::clone(&incoming), Alarm(outgoing.clone()));
            scope.spawn(move || work(engine, &incoming, &outgoing.0));
        }
        let most = threads * AHEAD;
        Self { jobs, done, most, handed_out: 0, taken: 0, early: BTreeMap::new(), spare: Vec::new() }
    }

    /// Hands out a block, and gives what was found in earlier ones.
    pub(crate) fn block(&mut self, number: u64, text: &[u8], out: &mut impl FnMut(u64, &[u8], &Found)) {
        let mut job = self.spare.pop().unwrap_or_default();
        job.turn = self.handed_out;
        job.number = number;
        job.text.clear();
        job.text.extend_from_slice(text);
        if self.jobs.send(job).is_ok() {
            self.handed_out += 1;
        }
        self.wait(self.most as u64, out);
    }

    /// Gives what was found in all blocks that were handed out.
    pub(crate) fn all(&mut self, out: &mut impl FnMut(u64, &[u8], &Found)) {
        self.wait(0, out);
    }

    /// Waits until at most so many blocks are on their way.
    fn wait(&mut self, most: u64, out: &mut impl FnMut(u64, &[u8], &Found)) {
        while self.handed_out - self.taken > most {
            let Ok(Some(job)) = self.done.recv() else {
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

fn work(engine: &Engine<'_>, incoming: &Mutex<Receiver<Job>>, outgoing: &Sender<Option<Job>>) {
    let mut scratch = Scratch::default();
    loop {
        let next = incoming.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(mut job) = next else { return };
        engine.block(&job.text, job.number, &mut scratch, &mut job.found);
        if outgoing.send(Some(job)).is_err() {
            return;
        }
    }
}
