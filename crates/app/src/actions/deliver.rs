//! `report --to`: an outcome to a server, as the word of whoever holds a token.

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::attempt::environment;
use crate::Error;
use crate::web::{Unanswered, Web};

/// How a server knows whose word it is.
pub enum Credential {
    /// An API token of that server.
    Token(String),
    /// A job of GitHub Actions, which asks for a token that says which repository it is of.
    Job {
        /// `ACTIONS_ID_TOKEN_REQUEST_URL`
        url: String,
        /// `ACTIONS_ID_TOKEN_REQUEST_TOKEN`
        secret: String,
        /// What the server takes tokens for; its own address where none is given.
        audience: Option<String>,
    },
}

/// What a server recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivered {
    /// `unstuck/recorded/1`
    pub schema: String,
    /// The failure.
    pub failure: String,
    /// The approach.
    pub approach: String,
    /// Whose voice it is.
    pub reporter: String,
    /// When.
    pub at: String,
}

/// What the token endpoint of a job says.
#[derive(Deserialize)]
struct Issued {
    value: String,
}

/// A problem, as far as it is told on.
#[derive(Deserialize)]
struct Problem {
    code: String,
    detail: String,
    help: Option<String>,
}

/// Reports how an approach, `ID#APPROACH`, ended to the server at `to`.
///
/// # Errors
/// Where no token can be had, or the server does not answer, or refuses.
pub fn deliver(to: &str, credential: &Credential, target: &str, fixed: bool) -> Result<Delivered, Error> {
    let to = to.trim_end_matches('/');
    let web = Web::new();
    let secret = match credential {
        Credential::Token(token) => token.clone(),
        Credential::Job { url, secret, audience } => token(&web, url, secret, audience.as_deref().unwrap_or(to))?,
    };
    let (failure, approach) = target.split_once('#').unwrap_or((target, ""));
    let outcome = if fixed { "fixed" } else { "same" };
    let report = json!({"failure": failure, "approach": approach, "outcome": outcome, "environment": environment()});
    let url = format!("{to}/api/v1/outcomes");
    let unanswered = |source| Error::Web { url: url.clone(), source };
    let (status, said) = web.post(&url, &secret, &report.to_string()).map_err(unanswered)?;
    if status == 201 {
        return serde_json::from_str(&said).map_err(|_| unanswered(Unanswered::Other { wanted: "answer of unstuck" }));
    }
    let problem: Problem = serde_json::from_str(&said).map_err(|_| unanswered(Unanswered::Status { status }))?;
    let Problem { code, detail, help } = problem;
    Err(Error::Undelivered { to: to.to_owned(), code, detail, help })
}

/// A token of the job for an audience.
fn token(web: &Web, url: &str, secret: &str, audience: &str) -> Result<String, Error> {
    let unanswered = |source| Error::Web { url: url.to_owned(), source };
    let asked = serde_urlencoded::to_string([("audience", audience)])
        .map_err(|_| unanswered(Unanswered::Other { wanted: "audience" }))?;
    let full = format!("{url}{}{asked}", if url.contains('?') { '&' } else { '?' });
    let said = web.get(&full, Some(secret)).map_err(unanswered)?;
    let issued = serde_json::from_str::<Issued>(&said);
    Ok(issued.map_err(|_| unanswered(Unanswered::Other { wanted: "token of a job" }))?.value)
}
