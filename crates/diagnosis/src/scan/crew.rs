//! Several threads for one long text. Whose turn it is reads a block and scans it while the next one reads; what was found is
//! given in the order of the text, so that nothing depends on who was quicker.
//!
//! A block stays with the processor that read it, and so does its buffer: between processors that share no cache, moving it
//! costs a good part of what a second thread gains.

use std::collections::BTreeMap;
use std::mem::take;
use std::sync::{Condvar, Mutex, PoisonError};

use super::{Engine, Found, Scratch};
use crate::log::{Blocks, Decoder, Part, Raw};

/// Bytes read at a time.
const CHUNK: usize = 64 * 1024;
/// Bytes of a text after which more threads pay.
const LONG: usize = 2 << 20;
/// Turns a thread that wait for one before them: beyond it the quick ones wait.
const AHEAD: usize = 4;

/// What a text is made of, in order.
pub(crate) enum Scanned<'t> {
    /// Whole lines, and what was found in them.
    Block {
        /// 1-based number of the first line.
        number: u64,
        text: &'t [u8],
        found: &'t Found,
    },
    /// A line or a piece of one, not scanned yet.
    Raw(Raw<'t>),
}

/// Reads the beginning of a text, which is one thread's work, and gives its chunks to `push`; says whether the text goes on.
pub(crate) fn begin<E>(
    source: &mut impl FnMut(&mut [u8]) -> Result<usize, E>,
    threads: usize,
    push: &mut impl FnMut(&[u8]),
) -> Result<bool, E> {
    let mut chunk = vec![0; CHUNK];
    let mut bytes = 0;
    while threads < 2 || bytes < LONG {
        match source(&mut chunk)? {
            0 => return Ok(false),
            count => {
                push(&chunk[..count]);
                bytes += count;
            }
        }
    }
    Ok(true)
}

/// Reads a source to its end on so many threads, the caller's among them. What is not a whole line at the end stays in
/// `blocks`. `source` fills a buffer, and says with 0 that it has ended.
pub(crate) fn read<E: Send>(
    engine: &Engine<'_>,
    threads: usize,
    (decoder, blocks): (&mut Decoder, &mut Blocks),
    source: impl FnMut(&mut [u8]) -> Result<usize, E> + Send,
    out: impl FnMut(Scanned<'_>) + Send,
) -> Result<(), E> {
    let spare = std::iter::repeat_with(Vec::new).take(threads).collect();
    let crew = Crew {
        engine,
        most: threads * AHEAD,
        input: Mutex::new(Input { source, decoder, blocks, turns: 0, end: None }),
        order: Mutex::new(Order { given: 0, early: BTreeMap::new(), spare, broken: false, out }),
        given: Condvar::new(),
    };
    std::thread::scope(|scope| {
        let crew = &crew;
        (1..threads).for_each(|own| drop(scope.spawn(move || crew.work(own))));
        crew.work(0);
    });
    // A thread that panicked has passed its panic on by now, so that nobody finds a poisoned lock here.
    crew.input.into_inner().map_or(Ok(()), |input| input.end.unwrap_or(Ok(())))
}

/// A buffer, and room for what is found in it.
type Buffer = (Vec<u8>, Found);

/// What one thread read in one turn.
struct Turn {
    /// Counted from 0.
    number: u64,
    owner: usize,
    parts: Vec<Owned>,
}

/// As [`Scanned`], with the text.
enum Owned {
    Block { number: u64, buffer: Buffer },
    Raw { number: u64, bytes: Vec<u8>, continues: bool, goes_on: bool },
}

struct Crew<'e, 'a, S, E, F> {
    engine: &'e Engine<'a>,
    most: usize,
    input: Mutex<Input<'e, S, E>>,
    order: Mutex<Order<F>>,
    /// Some turn was given to whom it was for, or never will be.
    given: Condvar,
}

struct Input<'e, S, E> {
    source: S,
    decoder: &'e mut Decoder,
    blocks: &'e mut Blocks,
    turns: u64,
    end: Option<Result<(), E>>,
}

struct Order<F> {
    /// How many turns were given to `out`.
    given: u64,
    /// Turns that are done before one that comes before them.
    early: BTreeMap<u64, Turn>,
    /// For each thread, the buffers that it may fill.
    spare: Vec<Vec<Buffer>>,
    /// A thread panicked: its turn will never come.
    broken: bool,
    out: F,
}

impl<S, E, F> Crew<'_, '_, S, E, F>
where
    S: FnMut(&mut [u8]) -> Result<usize, E>,
    F: FnMut(Scanned<'_>),
{
    fn work(&self, own: usize) {
        let _alarm = Alarm { order: &self.order, given: &self.given };
        let mut scratch = Scratch::default();
        let mut buffer = Buffer::default();
        while let Some(mut turn) = self.turn(own, buffer) {
            for part in &mut turn.parts {
                if let Owned::Block { number, buffer: (text, found) } = part {
                    self.engine.block(text, *number, &mut scratch, found);
                }
            }
            let Some(next) = self.give(turn) else { return };
            buffer = next;
        }
    }

    /// Reads until there is something to scan; `None` at the end.
    fn turn(&self, owner: usize, (mut text, mut found): Buffer) -> Option<Turn> {
        let mut input = self.input.lock().ok()?;
        let Input { source, decoder, blocks, turns, end } = &mut *input;
        let mut parts = Vec::new();
        while parts.is_empty() && end.is_none() {
            let mut keep = |part: Part<'_>| parts.push(Owned::new(part, &mut found));
            let read = if decoder.passes() {
                blocks.read(take(&mut text), source, &mut keep)
            } else {
                text.resize(CHUNK, 0);
                source(&mut text).inspect(|count| {
                    decoder.push(&text[..*count], &mut |text| blocks.push(text, &mut keep));
                })
            };
            *end = match read {
                Ok(0) => Some(Ok(())),
                Ok(_) => None,
                Err(error) => Some(Err(error)),
            };
        }
        let number = *turns;
        *turns += u64::from(!parts.is_empty());
        (!parts.is_empty()).then_some(Turn { number, owner, parts })
    }

    /// Gives what is complete up to here, and returns a buffer for the next turn; `None` where there is none.
    fn give(&self, turn: Turn) -> Option<Buffer> {
        let owner = turn.owner;
        let mut order = self.order.lock().ok()?;
        order.take(turn);
        self.given.notify_all();
        while order.early.len() > self.most && !order.broken {
            order = self.given.wait(order).ok()?;
        }
        (!order.broken).then(|| order.spare.get_mut(owner).and_then(Vec::pop).unwrap_or_default())
    }
}

impl<F: FnMut(Scanned<'_>)> Order<F> {
    fn take(&mut self, turn: Turn) {
        self.early.insert(turn.number, turn);
        while let Some(turn) = self.early.remove(&self.given) {
            self.given += 1;
            for part in turn.parts {
                match part {
                    Owned::Block { number, buffer } => {
                        (self.out)(Scanned::Block { number, text: &buffer.0, found: &buffer.1 });
                        if let Some(spare) = self.spare.get_mut(turn.owner) {
                            spare.push(buffer);
                        }
                    }
                    Owned::Raw { number, bytes, continues, goes_on } => {
                        (self.out)(Scanned::Raw(Raw { number, bytes: &bytes, continues, goes_on }));
                    }
                }
            }
        }
    }
}

impl Owned {
    fn new(part: Part<'_>, found: &mut Found) -> Self {
        match part {
            Part::Block { number, text } => Self::Block { number, buffer: (take(text), take(found)) },
            Part::Raw(Raw { number, bytes, continues, goes_on }) => {
                Self::Raw { number, bytes: bytes.to_vec(), continues, goes_on }
            }
        }
    }
}

/// Lets the others go when its thread panics: they must not wait for a turn that will never come.
struct Alarm<'c, F> {
    order: &'c Mutex<Order<F>>,
    given: &'c Condvar,
}

impl<F> Drop for Alarm<'_, F> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.order.lock().unwrap_or_else(PoisonError::into_inner).broken = true;
            self.given.notify_all();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scan::{Also, Prepared, build};
    use unstuck_canon::Rarity;

    /// The turn that the others wait for belongs to a thread that panics.
    #[test]
    fn nobody_waits_for_a_turn_that_never_comes() {
        let index = build(std::iter::empty(), &Rarity::default(), Also::Nothing).unwrap();
        let engine = Engine::new(Prepared::open(&index[..]).unwrap());
        let (mut decoder, mut blocks) = (Decoder::default(), Blocks::default());
        let source = |_: &mut [u8]| Ok::<_, ()>(0);
        let input = Input { source, decoder: &mut decoder, blocks: &mut blocks, turns: 0, end: None };
        let order = Order {
            given: 0,
            early: BTreeMap::new(),
            spare: vec![vec![], vec![]],
            broken: false,
            out: |_: Scanned<'_>| {},
        };
        let crew = Crew {
            engine: &engine,
            most: 3,
            input: Mutex::new(input),
            order: Mutex::new(order),
            given: Condvar::new(),
        };
        std::thread::scope(|scope| {
            let quick = scope.spawn(|| {
                (1..9)
                    .take_while(|number| crew.give(Turn { number: *number, owner: 0, parts: vec![] }).is_some())
                    .count()
            });
            let slow = scope.spawn(|| {
                let _alarm = Alarm { order: &crew.order, given: &crew.given };
                while crew.order.lock().unwrap().early.len() < 4 {
                    std::thread::yield_now();
                }
                panic!("as a defect would");
            });
            assert!(slow.join().is_err());
            assert_eq!(quick.join().unwrap(), 3);
        });
    }
}
