//! Arguments of `serve` and `token`.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args as ClapArgs, Subcommand};
use unstuck_app::actions::oidc::Issuer;

/// Arguments of `serve`.
#[derive(Debug, ClapArgs)]
pub(crate) struct Serve {
    /// Where to listen
    #[arg(long, value_name = "HOST:PORT", default_value = "127.0.0.1:8080")]
    pub(crate) addr: String,
    /// What the addresses in answers begin with [default: http:// and where it listens]
    #[arg(long, value_name = "URL")]
    pub(crate) base_url: Option<String>,
    /// File of the API tokens [default: in the user's data folder]
    #[arg(long, value_name = "FILE")]
    pub(crate) tokens: Option<PathBuf>,
    /// Take reports of GitHub Actions jobs with OIDC tokens for this audience; the reporter is the repository [default: none]
    #[arg(long, value_name = "AUDIENCE")]
    pub(crate) oidc_audience: Option<String>,
    /// Who makes those tokens
    #[arg(long, value_name = "URL", default_value = Issuer::GITHUB, requires = "oidc_audience")]
    pub(crate) oidc_issuer: String,
    /// Believe the last address in X-Forwarded-For: a proxy stands in front
    #[arg(long)]
    pub(crate) behind_proxy: bool,
    /// Largest body in bytes
    #[arg(long, value_name = "BYTES", default_value_t = 256 << 20)]
    pub(crate) max_body: u64,
    /// Longest text in bytes that a packed body may come to
    #[arg(long, value_name = "BYTES", default_value_t = 1 << 30)]
    pub(crate) max_text: u64,
    /// Longest time of a request
    #[arg(long, value_name = "SECONDS", default_value = "60", value_parser = seconds)]
    pub(crate) max_time: Duration,
    /// Longest time of the head of a request, and for which a connection may be idle
    #[arg(long, value_name = "SECONDS", default_value = "30", value_parser = seconds)]
    pub(crate) max_head: Duration,
    /// Longest pause in a body, and in the taking of an answer
    #[arg(long, value_name = "SECONDS", default_value = "10", value_parser = seconds)]
    pub(crate) max_pause: Duration,
    /// Requests that are worked on at a time
    #[arg(long, value_name = "N", default_value_t = 64)]
    pub(crate) max_concurrent: usize,
    /// Connections at a time
    #[arg(long, value_name = "N", default_value_t = 16_384)]
    pub(crate) max_connections: usize,
    /// Requests of one client in a minute, 0 for any number
    #[arg(long, value_name = "N", default_value_t = 600)]
    pub(crate) rate: u32,
}

fn seconds(text: &str) -> Result<Duration, String> {
    let seconds: f64 = text.parse().map_err(|_| "wanted a number of seconds".to_owned())?;
    Duration::try_from_secs_f64(seconds).map_err(|error| error.to_string())
}

/// Arguments of `token`.
#[derive(Debug, ClapArgs)]
pub(crate) struct TokenArgs {
    #[command(subcommand)]
    pub(crate) action: TokenAction,
    /// File of the API tokens [default: in the user's data folder]
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) tokens: Option<PathBuf>,
}

/// What to do with API tokens.
#[derive(Debug, Subcommand)]
pub(crate) enum TokenAction {
    /// Make a token and print it; it is kept nowhere
    New {
        /// Whose reports it is for: one voice per name
        name: String,
    },
    /// Names of the tokens that there are, and when they were made
    List,
    /// Take a token back
    Revoke {
        /// Its name
        name: String,
    },
}
