//! Writes a log of a given size to standard output, the same one every time: what the benches read.
//!
//! ```text
//! cargo run --release -p unstuck-app --example make_log -- 50k
//! make_log 1g [ORDINARY [CANON]]
//! ```
//!
//! The size is in bytes, or with `k`, `m` or `g` in thousands, millions or thousands of millions; the log ends with the
//! line that reaches it. `ORDINARY` is a folder with logs in which nothing failed (`canon/ordinary`), `CANON` one with
//! entries (`canon`).
//!
//! The log is real tool output in an order of its own: runs of 20 to 80 consecutive lines from a log of `ORDINARY` chosen
//! at random, three quarters of them behind timestamps as GitHub Actions writes them. One line in a thousand is replaced
//! by a line from a sample `CANON/*/*/hit/*.log`. Colours are those of the sources.

use std::error::Error;
use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// Lines of logs, without their line feeds.
type Lines = Vec<Vec<u8>>;

/// Where the random numbers start: any number would do.
const SEED: u64 = 0x756E_7374_7563_6B21;

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let bytes = args.next().as_deref().and_then(size).ok_or("usage: make_log SIZE [ORDINARY [CANON]]")?;
    let ordinary = PathBuf::from(args.next().unwrap_or_else(|| "canon/ordinary".to_owned()));
    let canon = PathBuf::from(args.next().unwrap_or_else(|| "canon".to_owned()));
    let mut out = BufWriter::with_capacity(64 * 1024, io::stdout().lock());
    match Sources::read(&ordinary, &canon)?.write(bytes, &mut out).and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        done => Ok(done?),
    }
}

/// `50k`, `20m`, `1g`, or bytes.
fn size(text: &str) -> Option<u64> {
    let (digits, unit) = match text.strip_suffix(['k', 'm', 'g']) {
        Some(digits) if text.ends_with('k') => (digits, 1_000),
        Some(digits) if text.ends_with('m') => (digits, 1_000_000),
        Some(digits) => (digits, 1_000_000_000),
        None => (text, 1),
    };
    digits.parse::<u64>().ok()?.checked_mul(unit)
}

/// The lines that logs are made of.
#[derive(Debug)]
pub(crate) struct Sources {
    /// Logs in which nothing failed.
    ordinary: Vec<Lines>,
    /// Lines of samples.
    hits: Lines,
}

impl Sources {
    /// Reads them, each folder in the order of its names.
    pub(crate) fn read(ordinary: &Path, canon: &Path) -> io::Result<Self> {
        let mut sources = Self { ordinary: Vec::new(), hits: Vec::new() };
        for path in logs(ordinary)? {
            sources.ordinary.push(lines(&path)?);
        }
        sources.ordinary.retain(|log| !log.is_empty());
        for failure in entries(canon)?.iter().map(|domain| entries(domain)).collect::<Result<Vec<_>, _>>()?.concat() {
            for path in logs(&failure.join("hit"))? {
                sources.hits.extend(lines(&path)?.into_iter().filter(|line| !line.is_empty()));
            }
        }
        if sources.ordinary.is_empty() || sources.hits.is_empty() {
            let message = format!("no logs in {}, or no samples in {}", ordinary.display(), canon.display());
            return Err(io::Error::new(io::ErrorKind::NotFound, message));
        }
        Ok(sources)
    }

    /// Writes a log of that many bytes, and of the rest of its last line.
    pub(crate) fn write(&self, bytes: u64, out: &mut impl Write) -> io::Result<()> {
        let mut random = Random(SEED);
        let mut clock = Clock::default();
        let mut line = Vec::new();
        let mut written = 0;
        while written < bytes {
            let log = &self.ordinary[random.below(self.ordinary.len())];
            let count = 20 + random.below(61);
            let from = random.below(log.len().saturating_sub(count) + 1);
            let stamped = random.below(4) != 0;
            for own in log.iter().skip(from).take(count) {
                line.clear();
                if stamped {
                    clock.pass(random.below(4_000));
                    write!(line, "{clock} ")?;
                }
                let hit = random.below(1_000) == 0;
                line.extend_from_slice(if hit { &self.hits[random.below(self.hits.len())] } else { own });
                line.push(b'\n');
                out.write_all(&line)?;
                written += line.len() as u64;
                if written >= bytes {
                    break;
                }
            }
        }
        Ok(())
    }
}

/// What is in a folder, by name; nothing where there is no folder.
fn entries(folder: &Path) -> io::Result<Vec<PathBuf>> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let mut paths = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>()?;
    paths.sort();
    Ok(paths)
}

fn logs(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut paths = entries(folder)?;
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "log"));
    Ok(paths)
}

fn lines(path: &Path) -> io::Result<Lines> {
    let text = fs::read(path)?;
    let text = text.strip_suffix(b"\n").unwrap_or(&text);
    Ok(text.split(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect())
}

/// SplitMix64: Steele, Lea and Flood, Fast Splittable Pseudorandom Number Generators (OOPSLA 2014), as in Sebastiano
/// Vigna's `splitmix64.c`.
#[derive(Debug)]
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number below `limit`. Not quite even, which no log minds.
    fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % limit as u64).unwrap_or(0)
    }
}

/// The time on the runner, in ticks of 100 ns since the log began.
#[derive(Debug, Default)]
struct Clock(u64);

impl Clock {
    fn pass(&mut self, ticks: usize) {
        self.0 += ticks as u64;
    }
}

impl std::fmt::Display for Clock {
    /// The lines follow each other so quickly that the day does not end before some hundred gigabytes.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        const SECOND: u64 = 10_000_000;
        let ticks = ((12 * 60 + 34) * 60 + 56) * SECOND + 1_234_567 + self.0;
        let seconds = ticks / SECOND;
        let (hour, minute, second) = (seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
        write!(f, "2026-01-20T{hour:02}:{minute:02}:{second:02}.{:07}Z", ticks % SECOND)
    }
}
