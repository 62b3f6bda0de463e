//! Time on the processor, and a digest of what was found.

use std::io::Write;
use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};

/// What is taken for time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Clock {
    /// What this thread has had of a processor: what others do on the machine counts little.
    Thread,
    Wall,
}

fn now(clock: Clock) -> Duration {
    let time = clock_gettime(match clock {
        Clock::Thread => ClockId::ThreadCPUTime,
        Clock::Wall => ClockId::Monotonic,
    });
    Duration::new(time.tv_sec.try_into().unwrap_or(0), time.tv_nsec.try_into().unwrap_or(0))
}

/// Pairs of line and pattern, in any order.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Pairs {
    pub(crate) count: u64,
    pub(crate) digest: u64,
}

impl Pairs {
    /// Adds a pair. `hs.c` does the same sum.
    pub(crate) fn add(&mut self, line: u64, pattern: u32) {
        let mut mixed =
            line.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ u64::from(pattern).wrapping_mul(0xC2B2_AE3D_27D4_EB4F);
        mixed ^= mixed >> 29;
        mixed = mixed.wrapping_mul(0xBF58_476D_1CE4_E5B9);
        self.count += 1;
        self.digest = self.digest.wrapping_add(mixed ^ mixed >> 32);
    }
}

/// Runs something several times and writes a row: name, median and best MB/s, pairs, digest.
pub(crate) fn report(
    name: &str,
    bytes: usize,
    runs: usize,
    clock: Clock,
    out: &mut impl Write,
    mut run: impl FnMut() -> Pairs,
) -> std::io::Result<()> {
    let mut times = Vec::new();
    let mut found = Pairs::default();
    for _ in 0..runs.max(1) {
        let start = now(clock);
        found = run();
        times.push(now(clock).saturating_sub(start).as_secs_f64());
    }
    times.sort_by(f64::total_cmp);
    #[expect(clippy::cast_precision_loss, reason = "a log has fewer bytes than 2^52")]
    let rate = |seconds: f64| bytes as f64 / 1e6 / seconds.max(1e-9);
    let (median, best) = (rate(times[times.len() / 2]), rate(times[0]));
    writeln!(out, "{name}\t{median:.5}\t{best:.5}\t{}\t{:016x}", found.count, found.digest)?;
    out.flush()
}
