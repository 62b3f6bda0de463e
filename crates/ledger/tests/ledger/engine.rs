//! What is asked of a server is little, so that engines which speak PostgreSQL's language and scale out will do.

use std::collections::BTreeSet;
use std::fs;

use sqlx::Executor as _;
use unstuck_ledger::{Error, Filter, Ledger};

use crate::made::series;
use crate::server::Server;

/// What CockroachDB and Citus have too: plain tables, indexes, transactions. CockroachDB has no advisory locks
/// (cockroachdb/cockroach#13546), Citus no triggers on distributed tables (docs.citusdata.com, "Triggers on Distributed
/// Tables") and no uniqueness that leaves out the column by which a table is distributed.
const ASKED: [&str; 9] = [
    "begin",
    "commit",
    "create index",
    "create table",
    "insert into",
    "select",
    "set",
    "rollback",
    "update _sqlx_migrations",
];

/// Words that would ask for more.
const TOO_MUCH: [&str; 12] = [
    "advisory",
    "trigger",
    "sequence",
    "serial",
    "references",
    "returning",
    "lock table",
    "for update",
    "listen",
    "do $$",
    "language",
    "update outcome",
];

/// The statements in a server's log, in small letters and without comments. A line that begins with a tab goes on with the
/// one before.
fn statements(log: &str) -> Vec<String> {
    let mut found = Vec::new();
    for line in log.replace("\n\t", "\u{1}").lines() {
        let said = line.split_once("LOG:  statement: ").map(|(_, text)| text);
        // `execute NAME: TEXT`
        let run = || line.split_once("LOG:  execute ").and_then(|(_, text)| Some(text.split_once(": ")?.1));
        let Some(text) = said.or_else(run) else { continue };
        let lines = text.split('\u{1}').map(|line| line.split("--").next().unwrap_or_default().trim());
        let text = lines.collect::<Vec<_>>().join(" ").to_lowercase();
        found.extend(text.split(';').map(str::trim).filter(|text| !text.is_empty()).map(ToOwned::to_owned));
    }
    found
}

#[tokio::test]
async fn an_engine_without_advisory_locks_and_triggers_will_do() {
    let server = Server::start();
    let admin = sqlx::PgPool::connect(&server.database("small")).await.unwrap();
    admin
        .execute(
            "CREATE ROLE plain LOGIN; ALTER DATABASE small OWNER TO plain; ALTER ROLE plain SET log_statement = 'all';
            REVOKE EXECUTE ON FUNCTION pg_advisory_lock(bigint), pg_try_advisory_lock(bigint) FROM PUBLIC",
        )
        .await
        .unwrap();
    let url = server.url("small").replace("postgres@", "plain@");
    // All of them find that there is no schema.
    let opened = tokio::join!(Ledger::open(&url), Ledger::open(&url), Ledger::open(&url), Ledger::open(&url));
    for ledger in <[_; 4]>::from(opened) {
        ledger.unwrap();
    }
    let ledger = Ledger::open(&url).await.unwrap();
    assert_eq!(ledger.append(&series(700)).await.unwrap().new, 700);
    assert_eq!(ledger.append(&series(701)).await.unwrap().new, 1);
    assert_eq!(ledger.outcomes(&Filter::default()).await.unwrap().len(), 701);
    assert!(!ledger.before(&"npm/other-2".parse().unwrap()).await.unwrap().is_empty());

    let mut asked = BTreeSet::new();
    for statement in statements(&fs::read_to_string(server.log()).unwrap()) {
        assert!(TOO_MUCH.iter().all(|word| !statement.contains(word)), "{statement}");
        let known = ASKED.into_iter().find(|asked| statement.starts_with(asked));
        asked.insert(known.unwrap_or_else(|| panic!("{statement}")));
    }
    assert!(asked.contains("insert into") && asked.contains("create table") && asked.contains("select"), "{asked:?}");

    // Every row's key begins with the failure, by which tables are cut up.
    let key = "SELECT string_agg(a.attname, ',' ORDER BY k.at) FROM pg_index i, unnest(i.indkey) WITH ORDINALITY k(number, at), pg_attribute a
        WHERE i.indrelid = 'outcome'::regclass AND i.indisunique AND a.attrelid = i.indrelid AND a.attnum = k.number GROUP BY i.indexrelid";
    let keys: Vec<String> = sqlx::query_scalar(key).fetch_all(&admin).await.unwrap();
    assert_eq!(keys, ["failure,digest"]);
}

#[tokio::test]
async fn a_role_that_may_not_make_tables_is_told_so() {
    let server = Server::shared();
    let admin = sqlx::PgPool::connect(&server.database("closed")).await.unwrap();
    admin
        .execute("CREATE ROLE guest LOGIN; REVOKE CREATE ON SCHEMA public FROM PUBLIC; REVOKE CREATE ON SCHEMA public FROM guest")
        .await
        .unwrap();
    let error = Ledger::open(&server.url("closed").replace("postgres@", "guest@")).await.unwrap_err();
    assert!(matches!(error, Error::ReadOnly { .. }), "{error:?}");
}
