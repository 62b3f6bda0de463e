//! Where a ledger is.

use std::path::PathBuf;

use sqlx::postgres::PgConnectOptions;

use super::Error;

/// A ledger's URL, understood.
pub(crate) enum Place {
    File(PathBuf),
    Server(Box<PgConnectOptions>),
}

impl Place {
    /// Understands `sqlite:PATH`, `postgres://...` and `postgresql://...`.
    pub(crate) fn of(url: &str) -> Result<Self, Error> {
        let refused = |source| Error::Url { ledger: masked(url), source };
        if let Some(path) = url.strip_prefix("sqlite:") {
            let path = path.strip_prefix("//").unwrap_or(path);
            // A ledger in memory would acknowledge what nobody can read again; `file:` is a URL to SQLite, not a path.
            return match path {
                "" | ":memory:" => Err(refused(None)),
                _ if path.starts_with("file:") => Err(refused(None)),
                _ => Ok(Self::File(PathBuf::from(path))),
            };
        }
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            let options = url.parse().map_err(|source| refused(Some(source)))?;
            return Ok(Self::Server(Box::new(options)));
        }
        Err(refused(None))
    }
}

/// The URL as it may be shown: without password, and without the parameters, of which one can be the password.
pub(crate) fn masked(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://").filter(|(scheme, _)| *scheme != "sqlite") else {
        return url.to_owned();
    };
    // The last `@`, since a password that was not encoded may hold one, or a slash, or a question mark.
    let shown = match rest.rsplit_once('@') {
        Some((user, host)) => match user.split_once(':') {
            Some((user, _)) => format!("{user}:***@{host}"),
            None => rest.to_owned(),
        },
        None => rest.to_owned(),
    };
    let shown = shown.split('?').next().unwrap_or_default();
    format!("{scheme}://{shown}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_never_shown() {
        for (url, shown) in [
            ("postgres://ann:secret@host:5432/db", "postgres://ann:***@host:5432/db"),
            ("postgres://ann:s@e/c?ret@host/db?sslmode=require", "postgres://ann:***@host/db"),
            ("postgresql://ann@host/db?password=secret", "postgresql://ann@host/db"),
            ("postgres:///db?host=/run&password=a@b", "postgres:///db"),
            ("mysql://ann:secret@host/db", "mysql://ann:***@host/db"),
            ("sqlite:/home/ann/a:b@c.db", "sqlite:/home/ann/a:b@c.db"),
        ] {
            assert_eq!(masked(url), shown, "{url}");
        }
    }

    #[test]
    fn only_two_kinds_are_known() {
        for url in ["", "ledger.db", "mysql://host/db", "sqlite:", "sqlite::memory:", "sqlite:file:x", "postgres://a b"]
        {
            assert!(matches!(Place::of(url), Err(Error::Url { .. })), "{url}");
        }
        for url in ["sqlite:x.db", "sqlite:///tmp/x.db", "sqlite:é ?#.db"] {
            assert!(matches!(Place::of(url), Ok(Place::File(_))), "{url}");
        }
        assert!(matches!(Place::of("postgresql://ann@host/db"), Ok(Place::Server(_))));
    }
}
