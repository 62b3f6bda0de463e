//! Counts for Prometheus, in its text format.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Upper ends of the buckets, in seconds.
const BUCKETS: [f64; 9] = [0.001, 0.0025, 0.01, 0.025, 0.1, 0.25, 1.0, 5.0, 30.0];

/// What is counted.
#[derive(Debug, Default)]
pub(crate) struct Metrics {
    requests: Mutex<BTreeMap<(String, u16), u64>>,
    times: Mutex<BTreeMap<String, Times>>,
    running: AtomicU64,
    explained: AtomicU64,
    unknown: AtomicU64,
    bytes: AtomicU64,
    outcomes: AtomicU64,
}

#[derive(Debug, Default)]
struct Times {
    buckets: [u64; BUCKETS.len()],
    count: u64,
    sum: f64,
}

/// A request that is being answered; the count goes down when it is dropped.
pub(crate) struct Running<'m>(&'m Metrics);

impl Drop for Running<'_> {
    fn drop(&mut self) {
        self.0.running.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Metrics {
    pub(crate) fn begin(&self) -> Running<'_> {
        self.running.fetch_add(1, Ordering::Relaxed);
        Running(self)
    }

    pub(crate) fn count(&self, route: &str, status: u16, took: Duration) {
        *lock(&self.requests).entry((route.to_owned(), status)).or_default() += 1;
        let mut times = lock(&self.times);
        let times = times.entry(route.to_owned()).or_default();
        let seconds = took.as_secs_f64();
        times.count += 1;
        times.sum += seconds;
        for (bucket, end) in times.buckets.iter_mut().zip(BUCKETS) {
            *bucket += u64::from(seconds <= end);
        }
    }

    /// A text was explained.
    pub(crate) fn explained(&self, bytes: u64, known: bool) {
        self.explained.fetch_add(1, Ordering::Relaxed);
        self.unknown.fetch_add(u64::from(!known), Ordering::Relaxed);
        self.bytes.fetch_add(bytes, Ordering::Relaxed);
    }

    /// An outcome was recorded.
    pub(crate) fn recorded(&self) {
        self.outcomes.fetch_add(1, Ordering::Relaxed);
    }

    /// Everything, as Prometheus reads it; `gone` where there is a ledger: whether it does not answer.
    pub(crate) fn text(&self, gone: Option<bool>) -> String {
        let mut out =
            "# HELP unstuck_requests_total Requests answered.\n# TYPE unstuck_requests_total counter\n".to_owned();
        for ((route, status), count) in &*lock(&self.requests) {
            let _ = writeln!(out, "unstuck_requests_total{{route=\"{route}\",status=\"{status}\"}} {count}");
        }
        out.push_str(
            "# HELP unstuck_request_seconds Time until a response began.\n# TYPE unstuck_request_seconds histogram\n",
        );
        for (route, times) in &*lock(&self.times) {
            for (count, end) in times.buckets.iter().zip(BUCKETS) {
                let _ = writeln!(out, "unstuck_request_seconds_bucket{{route=\"{route}\",le=\"{end}\"}} {count}");
            }
            let Times { count, sum, .. } = times;
            let _ = writeln!(
                out,
                "unstuck_request_seconds_bucket{{route=\"{route}\",le=\"+Inf\"}} {count}\n\
                 unstuck_request_seconds_sum{{route=\"{route}\"}} {sum:.6}\n\
                 unstuck_request_seconds_count{{route=\"{route}\"}} {count}"
            );
        }
        for (name, kind, help, value) in [
            ("unstuck_requests_running", "gauge", "Requests that are being answered.", &self.running),
            ("unstuck_explained_total", "counter", "Texts that were explained.", &self.explained),
            ("unstuck_explained_unknown_total", "counter", "Of them those in which nothing was known.", &self.unknown),
            ("unstuck_explained_bytes_total", "counter", "Bytes of text that were explained.", &self.bytes),
            ("unstuck_outcomes_total", "counter", "Outcomes that were recorded.", &self.outcomes),
        ] {
            let value = value.load(Ordering::Relaxed);
            let _ = writeln!(out, "# HELP {name} {help}\n# TYPE {name} {kind}\n{name} {value}");
        }
        if let Some(gone) = gone {
            let up = u8::from(!gone);
            let _ = writeln!(
                out,
                "# HELP unstuck_ledger_up Whether the ledger answers.\n# TYPE unstuck_ledger_up gauge\nunstuck_ledger_up {up}"
            );
        }
        out
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
