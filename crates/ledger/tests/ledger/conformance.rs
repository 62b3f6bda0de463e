//! What both stores promise: one suite, and both run it by name.

use std::io::BufReader;
use std::process::Child;

use unstuck_ledger::{Appended, Error, Filter, Ledger, Outcome, Seen, Units};

use crate::child;
use crate::made::{nth, series};
use crate::server::{Server, file};

/// Runs each case on a store of its own.
macro_rules! cases {
    ($($case:ident),* $(,)?) => {
        async fn every_case(store: &str, fresh: impl Fn(&str) -> String) {
            $(
                println!("{store}: {}", stringify!($case));
                $case(fresh(stringify!($case))).await;
            )*
        }
    };
}

cases! {
    appending_twice_is_appending_once,
    what_was_appended_is_what_is_read,
    filters_leave_out_the_rest,
    a_union_is_the_same_from_both_sides,
    ten_thousand,
    tasks_may_write_at_the_same_time,
    processes_may_write_at_the_same_time,
    a_killed_writer_loses_nothing_that_it_acknowledged,
    a_bad_line_stops_an_import_and_loses_nothing,
    reading_makes_nothing,
    a_newer_schema_is_refused,
    what_became_a_failure_is_found_from_its_end,
}

#[tokio::test]
async fn sqlite() {
    let folder = tempfile::tempdir().unwrap();
    // A folder that is not there yet, and a name that would mean something in a URL.
    every_case("sqlite", |name| file(folder.path(), &format!("new é/{name} ?#%20.db"))).await;
}

#[tokio::test]
async fn postgres() {
    let server = Server::shared();
    every_case("postgres", |name| server.database(name)).await;
}

async fn export(ledger: &Ledger) -> String {
    let mut bytes = Vec::new();
    ledger.export(&mut bytes).await.unwrap();
    String::from_utf8(bytes).unwrap()
}

fn sorted(mut outcomes: Vec<Outcome>) -> Vec<Outcome> {
    outcomes.sort_by_key(|outcome| (outcome.failure.clone(), outcome.digest()));
    outcomes
}

async fn appending_twice_is_appending_once(url: String) {
    let ledger = Ledger::open(&url).await.unwrap();
    let all = series(50);
    assert_eq!(ledger.append(&[]).await.unwrap(), Appended::default());
    assert_eq!(ledger.append(&all[..30]).await.unwrap(), Appended { new: 30, known: 0 });
    assert_eq!(ledger.append(&all[..30]).await.unwrap(), Appended { new: 0, known: 30 });
    assert_eq!(ledger.append(&all[20..]).await.unwrap(), Appended { new: 20, known: 10 });
    assert_eq!(ledger.append(&[nth(50), nth(50), nth(0)]).await.unwrap(), Appended { new: 1, known: 2 });
    assert_eq!(ledger.outcomes(&Filter::default()).await.unwrap(), sorted(series(51)));
}

async fn what_was_appended_is_what_is_read(url: String) {
    let ledger = Ledger::open(&url).await.unwrap();
    let mut odd = nth(3);
    odd.voice = "\0 ' \" \\ \u{202e} \u{10ffff} ; DROP TABLE outcome".to_owned();
    ledger.append(&[odd.clone()]).await.unwrap();
    ledger.close().await;
    let again = Ledger::open(&url).await.unwrap();
    assert_eq!(again.outcomes(&Filter::default()).await.unwrap(), [odd]);
}

async fn filters_leave_out_the_rest(url: String) {
    let ledger = Ledger::open(&url).await.unwrap();
    let all = series(300);
    ledger.append(&all).await.unwrap();
    let (failure, approach) = (all[7].failure.clone(), all[7].approach.clone());
    for filter in [
        Filter::default(),
        Filter { failure: Some(failure.clone()), approach: None },
        Filter { failure: None, approach: Some(approach.clone()) },
        Filter { failure: Some(failure), approach: Some(approach) },
        Filter { failure: Some("no/such".parse().unwrap()), approach: None },
    ] {
        let wanted = |outcome: &Outcome| {
            filter.failure.as_ref().is_none_or(|failure| outcome.failure == *failure)
                && filter.approach.as_ref().is_none_or(|approach| outcome.approach == *approach)
        };
        let expected = sorted(all.iter().filter(|outcome| wanted(outcome)).cloned().collect());
        assert_eq!(ledger.outcomes(&filter).await.unwrap(), expected, "{filter:?}");
    }
    let failures = ledger.failures().await.unwrap();
    assert_eq!(failures.len(), 20);
    assert!(failures.is_sorted(), "by bytes: {failures:?}");
}

async fn a_union_is_the_same_from_both_sides(url: String) {
    // The other side is a file, whichever store this is.
    let folder = tempfile::tempdir().unwrap();
    let one = Ledger::open(&url).await.unwrap();
    let other = Ledger::open(&file(folder.path(), "other.db")).await.unwrap();
    one.append(&series(60)).await.unwrap();
    other.append(&(40..100).map(nth).collect::<Vec<_>>()).await.unwrap();
    let (of_one, of_other) = (export(&one).await, export(&other).await);
    assert_ne!(of_one, of_other);
    let appended = one.import(&mut of_other.as_bytes()).await.unwrap();
    assert_eq!(appended, Appended { new: 40, known: 20 });
    other.import(&mut of_one.as_bytes()).await.unwrap();
    let whole = export(&one).await;
    assert_eq!(whole, export(&other).await);
    assert_eq!(Outcome::read_lines(&whole).unwrap(), sorted(series(100)));
}

async fn ten_thousand(url: String) {
    let ledger = Ledger::open(&url).await.unwrap();
    // All of one failure and one more, so that there is a full page and a rest.
    let mut all = series(10_001);
    all.iter_mut().for_each(|outcome| outcome.failure = "a/one".parse().unwrap());
    assert_eq!(ledger.append(&all).await.unwrap().new, 10_001);
    let (mut pages, mut units, mut sizes) = (ledger.pages(&Filter::default()), Units::default(), Vec::new());
    while let Some(page) = pages.next().await.unwrap() {
        sizes.push(page.len());
        units.extend(&page);
    }
    assert_eq!(sizes, [10_000, 1]);
    assert_eq!(units, all.iter().collect::<Units>());
    let text = export(&ledger).await;
    assert_eq!(text.lines().count(), 10_001);
    assert_eq!(ledger.import(&mut text.as_bytes()).await.unwrap(), Appended { new: 0, known: 10_001 });
}

async fn tasks_may_write_at_the_same_time(url: String) {
    let ledger = Ledger::open(&url).await.unwrap();
    // Each overlaps the next by half, in opposite orders.
    let write = |task: usize| {
        let ledger = ledger.clone();
        let mut outcomes: Vec<_> = (task * 50..task * 50 + 100).map(nth).collect();
        if task % 2 == 1 {
            outcomes.reverse();
        }
        async move {
            let mut new = 0;
            for batch in outcomes.chunks(20) {
                new += ledger.append(batch).await.unwrap().new;
            }
            new
        }
    };
    let tasks: Vec<_> = (0..8).map(|task| tokio::spawn(write(task))).collect();
    let mut new = 0;
    for task in tasks {
        new += task.await.unwrap();
    }
    assert_eq!(new, 450);
    assert_eq!(ledger.outcomes(&Filter::default()).await.unwrap(), sorted(series(450)));
}

async fn processes_may_write_at_the_same_time(url: String) {
    // The schema is not there yet either: they all find that at once.
    let start =
        |process: usize| child::command("appends", &url, &format!("{} 10 200", process * 100), None).spawn().unwrap();
    let processes: Vec<Child> = (0..4).map(start).collect();
    for process in processes {
        let output = process.wait_with_output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    }
    let ledger = Ledger::open(&url).await.unwrap();
    assert_eq!(ledger.outcomes(&Filter::default()).await.unwrap(), sorted(series(500)));
}

async fn a_killed_writer_loses_nothing_that_it_acknowledged(url: String) {
    use std::io::BufRead as _;
    let mut process = child::command("appends", &url, "0 3 1000000", None).spawn().unwrap();
    let mut acknowledged = Vec::new();
    for line in BufReader::new(process.stdout.take().unwrap()).lines() {
        // The last line may be cut by the kill.
        let line = line.unwrap();
        let digest = line.rsplit_once("ack ").map(|(_, digest)| digest.to_owned());
        acknowledged.extend(digest.filter(|digest| digest.len() == 64));
        if acknowledged.len() == 150 {
            process.kill().unwrap();
        }
    }
    assert!(!process.wait().unwrap().success());
    assert!(acknowledged.len() >= 150);
    let ledger = Ledger::open(&url).await.unwrap();
    let there: Vec<String> =
        ledger.outcomes(&Filter::default()).await.unwrap().iter().map(|outcome| outcome.digest().to_string()).collect();
    assert!(acknowledged.iter().all(|digest| there.contains(digest)), "{} of {}", there.len(), acknowledged.len());
    // A batch is there whole or not at all.
    assert_eq!(there.len() % 3, 0);
}

async fn a_bad_line_stops_an_import_and_loses_nothing(url: String) {
    let ledger = Ledger::open(&url).await.unwrap();
    let good: Vec<String> = series(1_500).iter().map(Outcome::line).collect();
    let newer = good[0].replacen('{', "{\"surprise\":1,", 1);
    for bad in ["{", "[]", "\u{0}", "{\"failure\":\"a/b\"}", &newer] {
        let text = format!("{}\n\n{bad}\n{}\n", good[..1_200].join("\n"), good[1_200..].join("\r\n"));
        let error = ledger.import(&mut text.as_bytes()).await.unwrap_err();
        let Error::Line(line) = error else { panic!("{error:?}") };
        assert_eq!(line.line, 1_202, "{bad}");
        assert_eq!(ledger.outcomes(&Filter::default()).await.unwrap().len(), 1_200);
    }
    let error = ledger.import(&mut &b"\xff\xfe\n"[..]).await.unwrap_err();
    assert!(matches!(error, Error::Line(_)), "{error:?}");
    let whole = good.join("\r\n");
    assert_eq!(ledger.import(&mut whole.as_bytes()).await.unwrap(), Appended { new: 300, known: 1_200 });
}

async fn reading_makes_nothing(url: String) {
    let empty = Ledger::read_only(&url).await.unwrap();
    assert_eq!(empty.outcomes(&Filter::default()).await.unwrap(), []);
    assert_eq!(export(&empty).await, "");
    if let Some(path) = url.strip_prefix("sqlite:") {
        assert!(!std::path::Path::new(path).exists());
    }
    // Even where there was nothing, writing is refused and does not vanish.
    assert!(matches!(empty.append(&series(1)).await, Err(Error::ReadOnly { .. })));

    let ledger = Ledger::open(&url).await.unwrap();
    ledger.append(&series(5)).await.unwrap();
    let reader = Ledger::read_only(&url).await.unwrap();
    assert_eq!(reader.outcomes(&Filter::default()).await.unwrap().len(), 5);
    assert!(matches!(reader.append(&series(9)).await, Err(Error::ReadOnly { .. })));
    ledger.append(&series(7)).await.unwrap();
    assert_eq!(reader.outcomes(&Filter::default()).await.unwrap().len(), 7);
}

async fn a_newer_schema_is_refused(url: String) {
    Ledger::open(&url).await.unwrap().close().await;
    let newer = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
        VALUES (7, 'later', true, '', 0)";
    match url.strip_prefix("sqlite:") {
        Some(path) => {
            let options = sqlx::sqlite::SqliteConnectOptions::new().filename(path);
            let pool = sqlx::SqlitePool::connect_with(options).await.unwrap();
            sqlx::query(newer).execute(&pool).await.unwrap();
            pool.close().await;
        }
        None => {
            let pool = sqlx::PgPool::connect(&url).await.unwrap();
            sqlx::query(newer).execute(&pool).await.unwrap();
            pool.close().await;
        }
    }
    for opened in [Ledger::open(&url).await, Ledger::read_only(&url).await] {
        let error = opened.unwrap_err();
        assert!(matches!(error, Error::Newer { version: 7, known: 1, .. }), "{error:?}");
        assert_eq!(error.help(), "update unstuck");
        assert!(error.to_string().contains("a_newer_schema_is_refused"), "{error}");
    }
}

async fn what_became_a_failure_is_found_from_its_end(url: String) {
    let ledger = Ledger::open(&url).await.unwrap();
    let became = |at, failure: &str, next: &str| Outcome {
        failure: failure.parse().unwrap(),
        seen: Seen::Became(next.parse().unwrap()),
        ..nth(at)
    };
    let all = [became(1, "git/b", "git/z"), became(2, "git/a", "git/z"), became(3, "git/a", "git/z"), nth(4)];
    ledger.append(&all).await.unwrap();
    ledger.append(&[became(5, "git/z", "git/a")]).await.unwrap();
    let before = |id: &str| ledger_before(&ledger, id.to_owned());
    assert_eq!(before("git/z").await, ["git/a", "git/b"]);
    assert_eq!(before("git/a").await, ["git/z"]);
    assert_eq!(before("git/b").await, [""; 0]);
}

async fn ledger_before(ledger: &Ledger, id: String) -> Vec<String> {
    ledger.before(&id.parse().unwrap()).await.unwrap().iter().map(ToString::to_string).collect()
}
