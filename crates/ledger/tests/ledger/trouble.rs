//! Broken files, full disks, servers that go away.

use std::error::Error as _;
use std::time::{Duration, Instant};

use unstuck_ledger::{Error, Filter, Ledger};

use crate::child;
use crate::made::{nth, series};
use crate::server::{Server, file};

#[tokio::test]
async fn a_file_that_is_no_database_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("notes.txt");
    let text = "dear diary, ".repeat(1_000);
    std::fs::write(&path, &text).unwrap();
    let url = file(folder.path(), "notes.txt");
    for opened in [Ledger::open(&url).await, Ledger::read_only(&url).await] {
        let error = opened.unwrap_err();
        assert!(matches!(error, Error::Damaged { .. }), "{error:?}");
        assert!(error.to_string().contains("notes.txt"), "{error}");
    }
    assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
}

#[tokio::test]
async fn damage_inside_a_file_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let (url, path) = (file(folder.path(), "ledger.db"), folder.path().join("ledger.db"));
    let ledger = Ledger::open(&url).await.unwrap();
    ledger.append(&series(2_000)).await.unwrap();
    ledger.close().await;
    let whole = std::fs::read(&path).unwrap();
    let (mut damaged, mut altered) = (0, 0);
    // Another page each time, overwritten as a bad disk would.
    for page in (3..whole.len() / 4096).step_by(9) {
        let mut bytes = whole.clone();
        bytes[page * 4096..][..4096].fill(b'x');
        std::fs::write(&path, &bytes).unwrap();
        match Ledger::read_only(&url).await.unwrap().outcomes(&Filter::default()).await {
            Err(Error::Damaged { .. }) => damaged += 1,
            Err(Error::Altered { .. }) => altered += 1,
            // A page that was free.
            Ok(outcomes) => assert_eq!(outcomes.len(), 2_000),
            Err(error) => panic!("{error:?}"),
        }
    }
    assert!(damaged + altered > 3, "{damaged} {altered}");
    // One letter, so that every page is sound and only the digest is not.
    let word = "Débian".as_bytes();
    let mut bytes = whole.clone();
    // All of them, since some stand where SQLite no longer looks.
    for at in (0..whole.len() - word.len()).filter(|at| whole[*at..].starts_with(word)) {
        bytes[at] = b'L';
    }
    std::fs::write(&path, &bytes).unwrap();
    let error = Ledger::read_only(&url).await.unwrap().outcomes(&Filter::default()).await.unwrap_err();
    assert!(matches!(error, Error::Altered { .. }), "{error:?}");
    std::fs::write(&path, &whole[..whole.len() / 2]).unwrap();
    let error = match Ledger::read_only(&url).await {
        Ok(ledger) => ledger.outcomes(&Filter::default()).await.unwrap_err(),
        Err(error) => error,
    };
    assert!(matches!(error, Error::Damaged { .. }), "{error:?}");
}

#[tokio::test]
async fn sqlite_itself_refuses_to_change_an_outcome() {
    let folder = tempfile::tempdir().unwrap();
    Ledger::open(&file(folder.path(), "ledger.db")).await.unwrap().append(&series(3)).await.unwrap();
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(folder.path().join("ledger.db"));
    let pool = sqlx::SqlitePool::connect_with(options).await.unwrap();
    for sql in ["UPDATE outcome SET line = ''", "DELETE FROM outcome"] {
        let error = sqlx::query(sql).execute(&pool).await.unwrap_err();
        assert!(error.to_string().contains("append a new one"), "{error}");
    }
}

/// An answer about one failure looks at no other one's outcomes, of which there may be millions: one that could not be
/// read stands among them.
#[tokio::test]
async fn only_what_is_asked_for_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = Ledger::open(&file(folder.path(), "ledger.db")).await.unwrap();
    ledger.append(&series(200)).await.unwrap();
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(folder.path().join("ledger.db"));
    let pool = sqlx::SqlitePool::connect_with(options).await.unwrap();
    let bad = "INSERT INTO outcome VALUES ('other/failure', x'00', 'a', 'other/end', 'no outcome')";
    sqlx::query(bad).execute(&pool).await.unwrap();
    let (one, other) = (nth(0).failure, nth(0).approach);
    let filter = Filter { failure: Some(one.clone()), approach: Some(other) };
    assert!(!ledger.outcomes(&filter).await.unwrap().is_empty());
    assert_eq!(ledger.before(&"other/end".parse().unwrap()).await.unwrap(), ["other/failure".parse().unwrap()]);
    let error = ledger.outcomes(&Filter::default()).await.unwrap_err();
    assert!(matches!(error, Error::Altered { .. }), "{error:?}");
    // The plans of the two questions: by the key, and by the index.
    for (question, way) in [
        (
            "SELECT digest, line FROM outcome WHERE failure = 'a/b' AND digest > x'' ORDER BY digest LIMIT 9",
            "USING PRIMARY KEY (failure=? AND digest>?)",
        ),
        (
            "SELECT DISTINCT failure FROM outcome WHERE became = 'a/b'",
            "USING COVERING INDEX outcome_by_what_it_became (became=?)",
        ),
    ] {
        let rows: Vec<(i64, i64, i64, String)> =
            sqlx::query_as(sqlx::AssertSqlSafe(format!("EXPLAIN QUERY PLAN {question}")))
                .fetch_all(&pool)
                .await
                .unwrap();
        assert!(rows.len() == 1 && rows[0].3.ends_with(way), "{rows:?}");
    }
}

#[test]
fn a_full_disk_is_told_and_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let small = r#"mount -t tmpfs -o size=2m none "$FOLDER""#;
    let output = child::command("fills_the_disk", folder.path().to_str().unwrap(), "", Some(small)).output().unwrap();
    let told = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success() && told.contains("survived after"),
        "{told} {}",
        String::from_utf8_lossy(&output.stderr)
    );
}

#[tokio::test]
async fn a_read_only_folder_can_be_read() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = Ledger::open(&file(folder.path(), "ledger.db")).await.unwrap();
    ledger.append(&series(100)).await.unwrap();
    ledger.close().await;
    let read_only = r#"mount --bind "$FOLDER" "$FOLDER"; mount -o remount,bind,ro "$FOLDER""#;
    let output =
        child::command("may_only_read", folder.path().to_str().unwrap(), "", Some(read_only)).output().unwrap();
    let told = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success() && told.contains("read only"),
        "{told} {}",
        String::from_utf8_lossy(&output.stderr)
    );
}

#[tokio::test]
async fn a_server_that_is_not_there_is_told_without_its_password() {
    let begun = Instant::now();
    let error = Ledger::open("postgres://ann:hunter2@127.0.0.1:1/errors").await.unwrap_err();
    assert!(begun.elapsed() < Duration::from_secs(8), "{:?}", begun.elapsed());
    assert!(matches!(error, Error::Unreachable { .. }), "{error:?}");
    let mut told = format!("{error:?}");
    let mut cause: Option<&dyn std::error::Error> = Some(&error);
    while let Some(error) = cause {
        told += &format!("\n{error}");
        cause = error.source();
    }
    assert!(told.contains("postgres://ann:***@127.0.0.1:1/errors"), "{told}");
    assert!(!told.contains("hunter2"), "{told}");
    assert!(error.source().is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_crashes_loses_nothing_that_was_acknowledged() {
    let server = Server::start();
    let url = server.database("crash");
    let ledger = Ledger::open(&url).await.unwrap();
    ledger.append(&series(500)).await.unwrap();
    server.kill();
    for _ in 0..2 {
        let error = ledger.append(&[nth(500)]).await.unwrap_err();
        assert!(matches!(error, Error::Unreachable { .. }), "{error:?}");
    }
    server.resume();
    assert_eq!(ledger.outcomes(&Filter::default()).await.unwrap().len(), 500);
    assert_eq!(ledger.append(&series(501)).await.unwrap().new, 1);

    // And while tasks write.
    let writes = |task: usize| {
        let ledger = ledger.clone();
        async move {
            let mut acknowledged = Vec::new();
            for number in (0..).map(|step| 1_000 + task + 4 * step) {
                match ledger.append(&[nth(number)]).await {
                    Ok(_) => acknowledged.push(nth(number)),
                    Err(error) => {
                        assert!(matches!(error, Error::Unreachable { .. }), "{error:?}");
                        return acknowledged;
                    }
                }
            }
            acknowledged
        }
    };
    let tasks: Vec<_> = (0..4).map(|task| tokio::spawn(writes(task))).collect();
    while ledger.outcomes(&Filter::default()).await.unwrap().len() < 600 {}
    tokio::task::block_in_place(|| server.kill());
    let mut acknowledged = Vec::new();
    for task in tasks {
        acknowledged.extend(task.await.unwrap());
    }
    server.resume();
    assert!(acknowledged.len() > 50, "{}", acknowledged.len());
    let there = Ledger::open(&url).await.unwrap().outcomes(&Filter::default()).await.unwrap();
    assert!(acknowledged.iter().all(|outcome| there.contains(outcome)), "{} of {}", there.len(), acknowledged.len());
}
