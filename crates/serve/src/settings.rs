//! What can be set, and what it is when nobody sets it.

use std::path::PathBuf;
use std::time::Duration;

/// What a server needs to know besides the canon.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// What the addresses in answers begin with.
    pub base_url: String,
    /// The file of API tokens.
    pub tokens: Option<PathBuf>,
    /// The jobs that may report with tokens of their own; none where that is not set.
    pub jobs: Option<JobTokens>,
    /// Whether each request is told on standard error.
    pub journal: bool,
    /// Whether a proxy in front says whose request it is, in the last value of `X-Forwarded-For`.
    pub behind_proxy: bool,
    /// What is refused.
    pub limits: Limits,
}

/// Whose jobs may report: every repository that an issuer makes tokens for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobTokens {
    /// `iss` of their tokens, where the keys are too.
    pub issuer: String,
    /// `aud` of their tokens: what they were made for.
    pub audience: String,
}

/// What is refused, each with a problem of its own.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Bytes of a body, as they are sent.
    pub body: u64,
    /// Bytes of text that a packed body may come to.
    pub text: u64,
    /// Bytes of a JSON body or a form field, which are held whole.
    pub json: usize,
    /// How long a request may take.
    pub time: Duration,
    /// How long the next part of a body may be waited for, and how long a client may take no part of an answer.
    pub pause: Duration,
    /// How long the head of a request may take, and how long a connection may be idle.
    pub head: Duration,
    /// Requests that are worked on at the same time, in all.
    pub concurrent: usize,
    /// Connections at the same time.
    pub connections: usize,
    /// Requests of one client in a minute; 0 for any number.
    pub rate: u32,
    /// How long an answer stands before the ledger is asked again.
    pub fresh: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body: 256 << 20,
            text: 1 << 30,
            json: 8 << 20,
            time: Duration::from_secs(60),
            pause: Duration::from_secs(10),
            head: Duration::from_secs(30),
            concurrent: 64,
            connections: 16_384,
            rate: 600,
            fresh: Duration::from_secs(5),
        }
    }
}
