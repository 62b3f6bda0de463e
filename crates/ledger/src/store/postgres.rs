//! The ledger on a server.

use std::time::Duration;

use sqlx::migrate::MigrateError;
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use sqlx::{AssertSqlSafe, Connection as _, PgConnection};

use super::sql::{self, Row, Stored};

/// How long to wait for the server, or for a free connection.
const PATIENCE: Duration = Duration::from_secs(10);

/// Connections at a time.
const CONNECTIONS: u32 = 8;

/// How often to begin the migrations again where somebody else is at them.
const MIGRATING: usize = 8;

const MIGRATIONS: &[(i64, &str, &str)] = &[(1, "outcomes", include_str!("postgres/1-outcomes.sql"))];

/// A database on a PostgreSQL server, or on one that speaks its language. An answer is as durable as the server's own
/// `synchronous_commit` makes it; as delivered, that is on disk.
#[derive(Debug, Clone)]
pub(crate) struct Postgres {
    pool: PgPool,
}

impl Postgres {
    pub(crate) async fn open(options: &PgConnectOptions) -> Result<Self, sqlx::Error> {
        // One connection by hand: a pool would try again and again, and then say only that time is up.
        let probe = PgConnection::connect_with(options).await?;
        probe.close().await?;
        let pool = PgPoolOptions::new().max_connections(CONNECTIONS).acquire_timeout(PATIENCE);
        Ok(Self { pool: pool.connect_lazy_with(options.clone()) })
    }

    /// The schema's version; none where there is no ledger in the database yet.
    pub(crate) async fn version(&self) -> Result<Option<i64>, sqlx::Error> {
        let there = "SELECT COUNT(*) FROM information_schema.tables \
            WHERE table_schema = current_schema() AND table_name = '_sqlx_migrations'";
        if sqlx::query_scalar::<_, i64>(there).fetch_one(&self.pool).await? == 0 {
            return Ok(None);
        }
        sqlx::query_scalar(sql::VERSION).fetch_one(&self.pool).await
    }

    /// Brings the schema up to date, without the advisory lock that sqlx would take: CockroachDB has none. Of two that
    /// find no schema one fails at what the other has made, and finds it made when it looks again.
    pub(crate) async fn migrate(&self) -> Result<(), sqlx::Error> {
        let mut migrator = sql::migrator(MIGRATIONS);
        migrator.set_locking(false);
        for _ in 1..MIGRATING {
            match migrator.run(&self.pool).await {
                Err(MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _)) if collided(&error) => {}
                ended => return Ok(ended?),
            }
        }
        Ok(migrator.run(&self.pool).await?)
    }

    /// Appends rows; how many of them were new. Durable when it returns.
    pub(crate) async fn append(&self, rows: &[Row]) -> Result<u64, sqlx::Error> {
        let mut new = 0;
        let mut transaction = self.pool.begin().await?;
        for rows in rows.chunks(sql::ROWS) {
            let sql = sql::insert(rows.len(), |value| format!("${value}"));
            let mut query = sqlx::query(AssertSqlSafe(sql)).persistent(rows.len() == sql::ROWS || rows.len() == 1);
            for row in rows {
                query = query
                    .bind(&row.failure)
                    .bind(&row.digest[..])
                    .bind(&row.approach)
                    .bind(&row.became)
                    .bind(&row.line);
            }
            new += query.execute(&mut *transaction).await?.rows_affected();
        }
        transaction.commit().await?;
        Ok(new)
    }

    /// The failures that have outcomes, in the order of their bytes, which need not be the server's.
    pub(crate) async fn failures(&self) -> Result<Vec<String>, sqlx::Error> {
        let mut failures: Vec<String> =
            sqlx::query_scalar("SELECT DISTINCT failure FROM outcome").fetch_all(&self.pool).await?;
        failures.sort_unstable();
        Ok(failures)
    }

    pub(crate) async fn page(
        &self,
        failure: &str,
        after: &[u8],
        approach: Option<&str>,
    ) -> Result<Vec<Stored>, sqlx::Error> {
        let query = sqlx::query_as(sql::READ).bind(failure).bind(after).bind(approach).bind(sql::PAGE);
        query.fetch_all(&self.pool).await
    }

    /// The failures of which some outcome became that one.
    pub(crate) async fn before(&self, failure: &str) -> Result<Vec<String>, sqlx::Error> {
        sqlx::query_scalar(sql::BEFORE).bind(failure).fetch_all(&self.pool).await
    }

    pub(crate) async fn close(&self) {
        self.pool.close().await;
    }
}

/// Whether somebody else was there first: a table, a type or a row that is there already, or a transaction that is to be
/// begun again.
fn collided(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(sqlx::error::DatabaseError::code);
    code.is_some_and(|code| ["23505", "42P07", "42710", "40001", "40P01"].contains(&&*code))
}
