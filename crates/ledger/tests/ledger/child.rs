//! Other processes: this test binary, started again for one of the tests below.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use unstuck_ledger::{Error, Filter, Ledger};

use crate::made::{nth, series};
use crate::server::file;

/// Where the child finds the ledger's URL or folder, and which outcomes it appends: `FIRST BATCH COUNT`.
const LEDGER: &str = "UNSTUCK_TEST_LEDGER";
const RANGE: &str = "UNSTUCK_TEST_RANGE";

/// This binary again, for one test; where `prepare` is given, as a shell command in a mount namespace of its own, with
/// `$FOLDER`, so that nothing is mounted outside.
pub(crate) fn command(test: &str, ledger: &str, range: &str, prepare: Option<&str>) -> Command {
    let binary = std::env::current_exe().unwrap();
    let mut command = match prepare {
        None => Command::new(binary),
        Some(prepare) => {
            let mut command = Command::new("unshare");
            // Without root, the namespace needs one of users too.
            let root = Command::new("id").arg("-u").output().unwrap().stdout == b"0\n";
            command.args(if root { &["-m"][..] } else { &["-rm"] });
            command.args(["sh", "-ec", &format!(r#"{prepare}; exec "$@""#), "sh"]).arg(binary);
            command.env("FOLDER", ledger);
            command
        }
    };
    command.args([&format!("child::{test}"), "--exact", "--ignored", "--nocapture"]);
    command.env(LEDGER, ledger).env(RANGE, range).stdin(Stdio::null()).stdout(Stdio::piped());
    command
}

fn given() -> Option<String> {
    std::env::var(LEDGER).ok()
}

#[tokio::test]
#[ignore = "a process that other tests start"]
async fn appends() {
    let Some(url) = given() else { return };
    let range: Vec<usize> = std::env::var(RANGE).unwrap().split(' ').map(|number| number.parse().unwrap()).collect();
    let [first, batch, count] = range[..] else { panic!("{range:?}") };
    let ledger = Ledger::open(&url).await.unwrap();
    let numbers: Vec<usize> = (first..first + count).collect();
    let mut out = std::io::stdout();
    for numbers in numbers.chunks(batch) {
        let outcomes: Vec<_> = numbers.iter().map(|number| nth(*number)).collect();
        ledger.append(&outcomes).await.unwrap();
        for outcome in &outcomes {
            writeln!(out, "ack {}", outcome.digest()).unwrap();
        }
        out.flush().unwrap();
    }
}

#[tokio::test]
#[ignore = "a process that other tests start, on a disk of 2 MB"]
async fn fills_the_disk() {
    let Some(folder) = given().map(PathBuf::from) else { return };
    let (url, filler) = (file(&folder, "ledger.db"), folder.join("filler"));
    std::fs::write(&filler, vec![1; 700_000]).unwrap();
    let ledger = Ledger::open(&url).await.unwrap();
    let mut acknowledged = 0;
    let error = loop {
        let batch: Vec<_> = (acknowledged..acknowledged + 50).map(nth).collect();
        match ledger.append(&batch).await {
            Ok(_) => acknowledged += 50,
            Err(error) => break error,
        }
        assert!(acknowledged < 100_000, "the disk is not small");
    };
    assert!(matches!(error, Error::Disk { .. }), "{error:?}");
    assert!(acknowledged > 0);
    let held = |outcomes: Vec<_>| (0..acknowledged).all(|number| outcomes.contains(&nth(number)));
    assert!(held(ledger.outcomes(&Filter::default()).await.unwrap()), "of {acknowledged}");

    std::fs::remove_file(&filler).unwrap();
    let more = series(acknowledged + 50);
    assert_eq!(ledger.append(&more).await.unwrap().new, 50);
    ledger.close().await;
    let again = Ledger::open(&url).await.unwrap();
    assert_eq!(again.outcomes(&Filter::default()).await.unwrap().len(), acknowledged + 50);
    println!("survived after {acknowledged}");
}

#[tokio::test]
#[ignore = "a process that other tests start, in a folder that is read-only"]
async fn may_only_read() {
    let Some(folder) = given() else { return };
    let url = file(Path::new(&folder), "ledger.db");
    let error = match Ledger::open(&url).await {
        Err(error) => error,
        Ok(ledger) => ledger.append(&series(200)).await.unwrap_err(),
    };
    assert!(matches!(error, Error::ReadOnly { .. }), "{error:?}");
    let ledger = Ledger::read_only(&url).await.unwrap();
    assert_eq!(ledger.outcomes(&Filter::default()).await.unwrap().len(), 100);
    println!("read only");
}
