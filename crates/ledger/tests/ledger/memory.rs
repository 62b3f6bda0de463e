//! Commands that failed: remembered in a file here, and never on a server.

use unstuck_ledger::{Error, Filter, Ledger, Memory, Pending};

use crate::made::nth;
use crate::server::file;

#[tokio::test]
async fn commands_are_remembered_and_forgotten() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("new/ledger.db");
    let memory = Memory::open(&path).await.unwrap();
    let mut pending = Pending {
        command: "c1".to_owned(),
        project: "p1".to_owned(),
        failure: nth(0).failure,
        approach: None,
        environment: nth(0).environment,
        at: nth(0).at,
    };
    assert_eq!(memory.pending("c1", "p1").await.unwrap(), None);
    memory.remember(&pending).await.unwrap();
    assert_eq!(memory.pending("c1", "p1").await.unwrap().as_ref(), Some(&pending));
    pending.approach = Some("force-push".parse().unwrap());
    pending.at = nth(9).at;
    memory.remember(&pending).await.unwrap();
    let elsewhere = Pending { project: "p2".to_owned(), ..pending.clone() };
    memory.remember(&elsewhere).await.unwrap();
    let earlier = Pending { command: "c0".to_owned(), at: nth(0).at, approach: None, ..pending.clone() };
    memory.remember(&earlier).await.unwrap();
    let other = Pending { command: "c3".to_owned(), failure: "git/other".parse().unwrap(), ..pending.clone() };
    memory.remember(&other).await.unwrap();
    assert_eq!(memory.pending_of("p1", &pending.failure).await.unwrap(), [pending.clone(), earlier]);
    assert_eq!(memory.pending_of("p3", &pending.failure).await.unwrap(), []);
    // From another process's view too, and beside the outcomes in the same file.
    let again = Memory::open(&path).await.unwrap();
    assert_eq!(again.pending("c1", "p1").await.unwrap().as_ref(), Some(&pending));
    let ledger = Ledger::open(&file(folder.path(), "new/ledger.db")).await.unwrap();
    assert_eq!(ledger.append(&[nth(0)]).await.unwrap().new, 1);
    assert_eq!(ledger.outcomes(&Filter::default()).await.unwrap(), [nth(0)]);
    memory.forget("c1", "p1").await.unwrap();
    memory.forget("c1", "p1").await.unwrap();
    assert_eq!(memory.pending("c1", "p1").await.unwrap(), None);
    assert_eq!(memory.pending("c1", "p2").await.unwrap(), Some(elsewhere));
}

#[tokio::test]
async fn a_file_that_is_no_database_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.db");
    std::fs::write(&path, "dear diary, ".repeat(1_000)).unwrap();
    let error = Memory::open(&path).await.unwrap_err();
    assert!(matches!(error, Error::Damaged { .. }), "{error:?}");
}
