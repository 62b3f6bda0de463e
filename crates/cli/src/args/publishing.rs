//! Arguments of `export`, `key` and `update`.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Subcommand};
use jiff::Timestamp;
use jiff::civil::Date;
use unstuck_app::release::PublicKey;

/// Arguments of `export`.
#[derive(Debug, ClapArgs)]
pub(crate) struct Export {
    /// Folder to write to; files that are there are replaced
    #[arg(value_name = "DIR")]
    pub(crate) dir: PathBuf,
    /// Where the files will lie, such as `https://example.org/canon`
    #[arg(long, value_name = "URL", default_value = "")]
    pub(crate) base_url: String,
    /// First day of changes.json [default: everything]
    #[arg(long, value_name = "DAY")]
    pub(crate) since: Option<Date>,
    /// Sign the canon with this key, so that `unstuck update` takes it; may repeat
    #[arg(long, value_name = "KEYFILE")]
    pub(crate) sign: Vec<PathBuf>,
    /// When a signed canon was made: only a later one takes its place [default: now]
    #[arg(long, value_name = "TIME", requires = "sign")]
    pub(crate) made: Option<Timestamp>,
    /// Only the canon: canon.zip, and what signs it
    #[arg(long)]
    pub(crate) canon_only: bool,
}

/// Arguments of `key`.
#[derive(Debug, ClapArgs)]
pub(crate) struct KeyArgs {
    #[command(subcommand)]
    pub(crate) action: KeyAction,
}

/// What to do with a key that signs canons.
#[derive(Debug, Subcommand)]
pub(crate) enum KeyAction {
    /// Make a key, write it to a new file, and print its public half
    New {
        /// The file
        file: PathBuf,
    },
    /// Print the public half of a key
    Show {
        /// The file
        file: PathBuf,
    },
}

/// Arguments of `update`. What is given nowhere here is looked up in `unstuck/unstuck.toml` of the user's configuration, and never
/// in a repository.
#[derive(Debug, ClapArgs)]
pub(crate) struct Update {
    /// Where the canon is published: https://, or http:// of this machine
    #[arg(long, value_name = "URL", env = "UNSTUCK_UPDATE_URL")]
    pub(crate) url: Option<String>,
    /// By whose key it is signed: ed25519:...; may repeat
    #[arg(long, value_name = "KEY", env = "UNSTUCK_UPDATE_KEY", value_delimiter = ',')]
    pub(crate) key: Vec<PublicKey>,
    /// Certificates to trust instead of the well-known ones, as PEM
    #[arg(long, value_name = "FILE", env = "SSL_CERT_FILE")]
    pub(crate) ca_file: Option<PathBuf>,
    /// Forget the installed canon, and use the program's own again
    #[arg(long)]
    pub(crate) remove: bool,
}
