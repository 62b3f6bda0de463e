//! Jobs of GitHub Actions that report: their tokens are held against the keys of one issuer, which are fetched when they are first
//! needed, again when they are old, and again when a token names a key that is not among them.

use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use tokio::sync::Mutex;
use tokio::task::spawn_blocking;
use unstuck_app::actions::oidc::Issuer;
use unstuck_app::bearer::{self, Expected, Refused};
use unstuck_app::{Error, Keys};

use crate::journal;
use crate::problem::{self, Problem};
use crate::settings::JobTokens;

/// How long keys stand. A key that the issuer takes back is believed for no longer, unless it cannot be asked.
const FRESH: Duration = Duration::from_secs(3600);

/// How long keys stand while the issuer cannot be asked.
const STALE: Duration = Duration::from_secs(6 * 3600);

/// How long the issuer is left alone after it was asked in vain, or for a key that it did not have: whoever makes tokens up must
/// not be able to make us ask again and again.
const PAUSE: Duration = Duration::from_secs(10);

/// Whose tokens are taken, and the keys as far as they are known.
#[derive(Debug)]
pub(crate) struct Jobs {
    issuer: Issuer,
    audience: String,
    keys: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    keys: Option<(Arc<Keys>, Instant)>,
    /// When the issuer was last asked and gave no answer.
    down: Option<Instant>,
    /// When the issuer was last asked for a key that was not among those at hand.
    looked: Option<Instant>,
}

impl Jobs {
    pub(crate) fn new(settings: &JobTokens) -> Result<Self, Error> {
        let JobTokens { issuer, audience } = settings;
        Ok(Self { issuer: Issuer::new(issuer)?, audience: audience.clone(), keys: Mutex::default() })
    }

    /// The repository whose job shows the token.
    pub(crate) async fn repository(&self, token: &str) -> Result<String, Problem> {
        let expected = Expected { issuer: self.issuer.url(), audience: &self.audience };
        let shown = bearer::read(token, expected, Timestamp::now().as_second()).map_err(|why| refused(&why))?;
        let keys = self.keys(None).await?;
        match shown.proved(&keys) {
            Err(Refused::UnknownKey { .. }) => {}
            proved => return proved.map(str::to_owned).map_err(|why| refused(&why)),
        }
        let newer = self.keys(Some(&keys)).await?;
        shown.proved(&newer).map(str::to_owned).map_err(|why| refused(&why))
    }

    /// The keys; others than `before` where that is given and there are any. Who waits for another one's question takes its answer.
    async fn keys(&self, before: Option<&Arc<Keys>>) -> Result<Arc<Keys>, Problem> {
        let mut kept = self.keys.lock().await;
        let recent = |at: Option<Instant>| at.is_some_and(|at| at.elapsed() < PAUSE);
        let (down, looked) = (recent(kept.down), recent(kept.looked));
        if let Some((keys, at)) = &kept.keys {
            let others = before.is_none_or(|before| !Arc::ptr_eq(before, keys));
            let stand = at.elapsed() < if down { STALE } else { FRESH };
            if (others && stand) || (!others && looked && !down) {
                return Ok(Arc::clone(keys));
            }
        }
        if down {
            return Err(unavailable());
        }
        // Said before the answer is there: whoever asks and goes away must not make us ask for each time anew.
        let now = Instant::now();
        kept.down = Some(now);
        kept.looked = before.map(|_| now);
        let issuer = self.issuer.clone();
        let fetched = spawn_blocking(move || issuer.keys()).await;
        match fetched {
            Ok(Ok(keys)) => {
                let keys = Arc::new(keys);
                kept.keys = Some((Arc::clone(&keys), now));
                kept.down = None;
                return Ok(keys);
            }
            Ok(Err(error)) => journal::trouble("issuer", &error),
            // The thread panicked, which has told it itself.
            Err(_) => {}
        }
        let old = kept.keys.as_ref().filter(|(_, at)| at.elapsed() < STALE && before.is_none());
        old.map(|(keys, _)| Arc::clone(keys)).ok_or_else(unavailable)
    }
}

fn unavailable() -> Problem {
    Problem::new(problem::ISSUER, "the keys of the token's issuer cannot be fetched now").retry(PAUSE.as_secs())
}

fn refused(why: &Refused) -> Problem {
    Problem::new(problem::JOB_TOKEN, why.to_string())
        .help("ask for a new token in this job, for the audience of this server")
}
