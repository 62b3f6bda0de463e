//! The ledger in a file.

use std::path::Path;
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{AssertSqlSafe, Connection as _, SqliteConnection};

use super::sql::{self, Remembered, Row, Stored};
use crate::Pending;

/// How long to wait for another process that writes.
const PATIENCE: Duration = Duration::from_secs(30);

/// Connections that read at a time.
const READERS: u32 = 4;

const MIGRATIONS: &[(i64, &str, &str)] = &[(1, "outcomes", include_str!("sqlite/1-outcomes.sql"))];

/// A file with one writer and some readers, which do not wait for each other (WAL).
#[derive(Debug, Clone)]
pub(crate) struct Sqlite {
    writer: SqlitePool,
    readers: SqlitePool,
}

fn options(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new().filename(path).busy_timeout(PATIENCE)
}

impl Sqlite {
    /// Opens the file for writing, makes it where it is missing, and brings its schema up to date.
    pub(crate) async fn open(path: &Path) -> Result<Self, sqlx::Error> {
        let options = options(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            // With WAL the default of many programs, NORMAL, may lose the last transactions when the power goes.
            .synchronous(SqliteSynchronous::Full);
        let writer = SqlitePoolOptions::new()
            .max_connections(1)
            // As patient as with another process: tasks of this one queue for the connection instead.
            .acquire_timeout(2 * PATIENCE)
            .connect_with(options.clone())
            .await?;
        let readers = SqlitePoolOptions::new()
            .max_connections(READERS)
            .connect_lazy_with(options.create_if_missing(false).read_only(true));
        Ok(Self { writer, readers })
    }

    /// Opens a file that is there, for reading only.
    pub(crate) async fn read_only(path: &Path) -> Result<Self, sqlx::Error> {
        let options = options(path).read_only(true);
        let options = match SqliteConnection::connect_with(&options).await {
            Ok(probe) => match Self::read_something(probe).await {
                Ok(()) => options,
                Err(error) => Self::untouched(path, options).ok_or(error)?,
            },
            Err(error) => Self::untouched(path, options).ok_or(error)?,
        };
        let readers = SqlitePoolOptions::new().max_connections(READERS).connect_with(options).await?;
        Ok(Self { writer: readers.clone(), readers })
    }

    async fn read_something(mut probe: SqliteConnection) -> Result<(), sqlx::Error> {
        sqlx::query("SELECT COUNT(*) FROM sqlite_master").execute(&mut probe).await?;
        probe.close().await
    }

    /// A file in WAL mode wants a second file beside it even to be read. In a folder that cannot be written to there can
    /// be none; where nothing was left to be written back either, the file alone is the whole ledger.
    fn untouched(path: &Path, options: SqliteConnectOptions) -> Option<SqliteConnectOptions> {
        let mut log = path.as_os_str().to_owned();
        log.push("-wal");
        (!Path::new(&log).exists()).then(|| options.immutable(true))
    }

    /// The schema's version; none where there is no ledger in the file yet.
    pub(crate) async fn version(&self) -> Result<Option<i64>, sqlx::Error> {
        let there = "SELECT COUNT(*) FROM sqlite_master WHERE name = '_sqlx_migrations'";
        if sqlx::query_scalar::<_, i64>(there).fetch_one(&self.writer).await? == 0 {
            return Ok(None);
        }
        sqlx::query_scalar(sql::VERSION).fetch_one(&self.writer).await
    }

    pub(crate) async fn migrate(&self) -> Result<(), sqlx::Error> {
        // One transaction round all of it, taken at once: of two processes that find no schema, the second waits, and
        // then finds one. sqlx itself locks nothing here.
        let mut transaction = self.writer.begin_with("BEGIN IMMEDIATE").await?;
        sql::migrator(MIGRATIONS).run(&mut *transaction).await?;
        transaction.commit().await
    }

    /// Appends rows; how many of them were new. Durable when it returns.
    pub(crate) async fn append(&self, rows: &[Row]) -> Result<u64, sqlx::Error> {
        let mut connection = self.writer.acquire().await?;
        match insert(&mut connection, rows).await {
            Ok(new) => Ok(new),
            Err(error) => {
                // On a full disk SQLite rolls back by itself, and sqlx goes on counting a transaction that is not there:
                // the connection cannot be used again. What closing it says is less than what went wrong.
                let _ = connection.close().await;
                Err(error)
            }
        }
    }

    /// The failures that have outcomes, in the order of their bytes.
    pub(crate) async fn failures(&self) -> Result<Vec<String>, sqlx::Error> {
        let mut failures: Vec<String> = Vec::new();
        // A leap to each: `SELECT DISTINCT` would read every row.
        let next = "SELECT failure FROM outcome WHERE failure > $1 ORDER BY failure LIMIT 1";
        loop {
            let last = failures.last().map_or("", String::as_str);
            match sqlx::query_scalar(next).bind(last).fetch_optional(&self.readers).await? {
                Some(failure) => failures.push(failure),
                None => return Ok(failures),
            }
        }
    }

    pub(crate) async fn page(
        &self,
        failure: &str,
        after: &[u8],
        approach: Option<&str>,
    ) -> Result<Vec<Stored>, sqlx::Error> {
        let query = sqlx::query_as(sql::READ).bind(failure).bind(after).bind(approach).bind(sql::PAGE);
        query.fetch_all(&self.readers).await
    }

    /// The failures of which some outcome became that one.
    pub(crate) async fn before(&self, failure: &str) -> Result<Vec<String>, sqlx::Error> {
        sqlx::query_scalar(sql::BEFORE).bind(failure).fetch_all(&self.readers).await
    }

    pub(crate) async fn remember(&self, pending: &Pending) -> Result<(), sqlx::Error> {
        sqlx::query(sql::REMEMBER)
            .bind(&pending.command)
            .bind(&pending.project)
            .bind(pending.failure.as_str())
            .bind(pending.approach.as_ref().map(unstuck_canon::ApproachId::as_str))
            .bind(pending.environment_text())
            .bind(pending.at.to_string())
            .execute(&self.writer)
            .await?;
        Ok(())
    }

    pub(crate) async fn pending(&self, command: &str, project: &str) -> Result<Option<Remembered>, sqlx::Error> {
        sqlx::query_as(sql::PENDING).bind(command).bind(project).fetch_optional(&self.readers).await
    }

    /// What is remembered of the commands of a project that failed so; the failure's place holds the command.
    pub(crate) async fn pending_of(&self, project: &str, failure: &str) -> Result<Vec<Remembered>, sqlx::Error> {
        sqlx::query_as(sql::PENDING_OF).bind(project).bind(failure).fetch_all(&self.readers).await
    }

    pub(crate) async fn forget(&self, command: &str, project: &str) -> Result<(), sqlx::Error> {
        sqlx::query(sql::FORGET).bind(command).bind(project).execute(&self.writer).await?;
        Ok(())
    }

    pub(crate) async fn close(&self) {
        self.readers.close().await;
        self.writer.close().await;
    }
}

async fn insert(connection: &mut SqliteConnection, rows: &[Row]) -> Result<u64, sqlx::Error> {
    let mut new = 0;
    let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
    for rows in rows.chunks(sql::ROWS) {
        let sql = sql::insert(rows.len(), |_| "?".to_owned());
        let mut query = sqlx::query(AssertSqlSafe(sql)).persistent(rows.len() == sql::ROWS || rows.len() == 1);
        for row in rows {
            query =
                query.bind(&row.failure).bind(&row.digest[..]).bind(&row.approach).bind(&row.became).bind(&row.line);
        }
        new += query.execute(&mut *transaction).await?.rows_affected();
    }
    transaction.commit().await?;
    Ok(new)
}
