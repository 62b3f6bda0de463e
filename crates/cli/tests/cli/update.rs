//! `unstuck update`: a newer canon from a real HTTPS server, and everything that must leave the old one in place.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use crate::overlays::{GIZMO, an_hour_ago, entry, set_time};
use crate::publisher::{Given, Publisher, archive};
use crate::tool::{DEADLINE, Home, finish, has};

/// A canon with one entry, which has that title.
fn gizmo(title: &str) -> Vec<u8> {
    archive(&[
        ("canon/gizmo/not-aligned/entry.md", &entry(title, GIZMO)),
        ("canon/retired.toml", "[failure]\n[approach]\n"),
    ])
}

/// The title under which the gizmo is known; nothing may be complained of.
#[track_caller]
fn known(home: &Home) -> Option<String> {
    let answer = home.unstuck(["explain", "--format", "json", "--text", GIZMO]).run().quiet().json();
    answer["diagnoses"][0]["title"].as_str().map(ToOwned::to_owned)
}

fn folder(home: &Home) -> PathBuf {
    home.path().join(".local/share/unstuck/installed")
}

/// The files of the installed canon, by name.
fn files(home: &Home) -> Vec<String> {
    let found = fs::read_dir(folder(home)).unwrap();
    let mut names: Vec<_> = found.map(|file| file.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// A home in which a canon is installed, and its publisher.
fn installed() -> (Home, Publisher) {
    let home = Home::new();
    let publisher = Publisher::start(&home);
    publisher.publish(&gizmo("The first"), 1, "2026-11-20T00:00:00Z");
    let view = publisher.update(&home).run().code(0).quiet().json();
    assert_eq!((&view["changed"], &view["newer"], &view["entries"]), (&true.into(), &1.into(), &1.into()));
    assert_eq!(known(&home).as_deref(), Some("The first"));
    publisher.asked();
    (home, publisher)
}

/// It fails so, and the canon that was there is still there, without a trace beside it.
#[track_caller]
fn refused(home: &Home, publisher: &Publisher, says: &[&str]) {
    let before = files(home);
    publisher.update(home).run().code(2).complains(says);
    assert_eq!(files(home), before);
    assert_eq!(known(home).as_deref(), Some("The first"));
}

#[test]
fn a_newer_one_takes_the_place_and_the_same_one_does_nothing() {
    let (home, publisher) = installed();
    let view = publisher.update(&home).run().code(0).quiet().json();
    assert_eq!(view["changed"], false);
    assert_eq!(publisher.asked(), ["/published/canon.json", "/published/canon.json.sig"]);
    publisher.publish(&gizmo("The second"), 1, "2026-11-21T00:00:00Z");
    let view = publisher.update(&home).run().code(0).quiet().json();
    assert_eq!((&view["changed"], &view["before"]), (&true.into(), &"2026-11-20T00:00:00Z".into()));
    assert_eq!(known(&home).as_deref(), Some("The second"));
    // Everything else of the program is there too, and a project's own entries lie above.
    home.unstuck(["show", "git/index-lock-exists"]).run().code(0).quiet();
    home.write(".unstuck/gizmo/not-aligned/entry.md", entry("The project's", GIZMO));
    assert_eq!(known(&home).as_deref(), Some("The project's"));
    fs::remove_dir_all(home.path().join(".unstuck")).unwrap();
    // Also where the environment says what is asked for elsewhere.
    publisher.update(&home).arg("--remove").run().code(0);
    assert_eq!(known(&home), None);
    assert_eq!(files(&home), ["lock"]);
}

#[test]
fn what_was_kept_of_overlays_is_made_again_over_a_newer_one() {
    let (home, publisher) = installed();
    let own = home.write(".unstuck/gizmo/come-off/entry.md", entry("The project's", "the gizmo has come off"));
    set_time(&own, an_hour_ago());
    assert_eq!(known(&home).as_deref(), Some("The first"));
    let bent = "the gizmo is bent";
    let newer = archive(&[
        ("canon/gizmo/bent/entry.md", &entry("Bent", bent)),
        ("canon/retired.toml", "[failure]\n[approach]\n"),
    ]);
    publisher.publish(&newer, 1, "2026-11-21T00:00:00Z");
    publisher.update(&home).run().code(0).quiet();
    let answer = home.unstuck(["explain", "--format", "json", "--text", bent]).run().code(0).quiet().json();
    assert_eq!(answer["diagnoses"][0]["title"], "Bent");
    assert_eq!(known(&home), None);
}

#[test]
fn whatever_is_wrong_the_old_one_stays() {
    let (home, publisher) = installed();
    let later = "2026-11-25T00:00:00Z";
    let newer = gizmo("The newer");
    publisher.publish(&newer, 1, "2026-11-19T00:00:00Z");
    refused(&home, &publisher, &["was made 2026-11-19T00:00:00Z, the installed one 2026-11-20T00:00:00Z"]);
    publisher.publish(&newer, 1, "2026-11-20T00:00:00Z");
    refused(&home, &publisher, &["was made 2026-11-20T00:00:00Z, the installed one"]);
    publisher.publish(&newer, 1, "2999-01-01T00:00:00Z");
    refused(&home, &publisher, &["in the future"]);
    publisher.publish(&newer, 2, later);
    refused(&home, &publisher, &["holds 1 entries where its description says 2"]);
    publisher.publish(&archive(&[("canon/retired.toml", "")]), 0, later);
    refused(&home, &publisher, &["holds 0 entries"]);
    publisher.publish(b"PK no archive", 1, later);
    refused(&home, &publisher, &["cannot be unpacked"]);
    publisher.publish(&newer, 1, later);
    let mut tampered = newer.clone();
    tampered[100] ^= 1;
    publisher.give("canon.zip", Given::Whole(tampered));
    refused(&home, &publisher, &["is not what was signed", "its SHA-256 is"]);
    publisher.give("canon.zip", Given::Whole(newer[..newer.len() - 1].to_vec()));
    refused(&home, &publisher, &["is not what was signed", "bytes instead of"]);
    publisher.give("canon.zip", Given::Whole([&newer[..], b"more"].concat()));
    refused(&home, &publisher, &["is longer than"]);
    publisher.give("canon.zip", Given::BrokenOff(newer.clone()));
    refused(&home, &publisher, &["cannot fetch", "canon.zip", "broke off"]);
    publisher.describe("{\"schema\": \"unstuck/canon/2\"}");
    refused(&home, &publisher, &["does not describe a canon as this version"]);
    publisher.publish(&newer, 1, later);
    publisher.give("canon.json.sig", Given::Whole(b"AAAA\n".to_vec()));
    refused(&home, &publisher, &["canon.json is not signed by a configured key"]);
    publisher.give("canon.json", Given::BrokenOff(vec![b' '; 4000]));
    refused(&home, &publisher, &["cannot fetch", "canon.json"]);
    publisher.give("canon.json", Given::Whole(vec![b' '; 70_000]));
    refused(&home, &publisher, &["is longer than 65536 bytes"]);
}

#[test]
fn entries_that_cannot_be_used_are_refused_together() {
    let (home, publisher) = installed();
    let good = entry("Good", GIZMO);
    let (one, other) = ("canon/gizmo/not-aligned/entry.md", "canon/gizmo/broken/entry.md");
    for (broken, says) in [
        (good.replace("signature =", "signature"), "broken/entry.md:3"),
        (good.replace("match = '''", "match = '''("), "broken/entry.md:9"),
        (good.replace("schema = 1", "schema = 99"), "broken/entry.md"),
    ] {
        publisher.publish(&archive(&[(one, &good), (other, &broken)]), 2, "2026-11-25T00:00:00Z");
        refused(&home, &publisher, &["1 of its entries cannot be used", says]);
    }
    let outcomes = ("canon/gizmo/not-aligned/outcomes.jsonl", "no outcome\n");
    publisher.publish(&archive(&[(one, &good), outcomes]), 1, "2026-11-25T00:00:00Z");
    refused(&home, &publisher, &["outcomes.jsonl of gizmo/not-aligned cannot be read"]);
}

#[test]
fn only_the_configured_key_and_authority_are_believed() {
    let (home, publisher) = installed();
    let stranger = Publisher::start(&Home::new());
    publisher.publish(&gizmo("The newer"), 1, "2026-11-25T00:00:00Z");
    let update = |key: &str| home.unstuck(["update", "--url", &publisher.url, "--key", key]);
    let trusting = |key: &str| update(key).args(["--ca-file", "ca.pem"]);
    trusting(&stranger.key()).run().code(2).complains(&["is not signed by a configured key"]);
    update(&publisher.key()).run().code(2).complains(&["cannot fetch", "canon.json", "certificate"]);
    trusting("ed25519:AAAA").run().code(2).complains(&["ed25519:"]);
    assert_eq!(known(&home).as_deref(), Some("The first"));
    // Of several keys one suffices.
    trusting(&stranger.key()).args(["--key", &publisher.key()]).run().code(0);
    assert_eq!(known(&home).as_deref(), Some("The newer"));
}

#[test]
fn it_is_configured_by_the_user_and_not_by_a_repository() {
    let home = Home::new();
    let publisher = Publisher::start(&home);
    publisher.publish(&gizmo("Configured"), 1, "2026-11-20T00:00:00Z");
    let settings = format!(
        "[update]\nurl = \"{}\"\nkeys = [\"{}\"]\nca-file = \"{}\"\n",
        publisher.url,
        publisher.key(),
        home.path().join("ca.pem").display()
    );
    home.write("unstuck.toml", &settings);
    home.unstuck(["update"]).run().code(2).complains(&["not configured", "--key", "[update] in unstuck.toml"]);
    home.unstuck(["update", "--key", &publisher.key()]).run().code(2).complains(&["not configured", "--url"]);
    home.write(".config/unstuck/unstuck.toml", &settings);
    let ran = home.unstuck(["update"]).run().code(0).quiet();
    assert!(ran.out().starts_with("Installed the canon made 2026-11-20T00:00:00Z: 1 entries, 1 newer"), "{ran:?}");
    let ran = home.unstuck(["update"]).run().code(0).quiet();
    assert!(ran.out().starts_with("Up to date: the canon made 2026-11-20"), "{ran:?}");
    home.write(".config/unstuck/unstuck.toml", "[update]\nkey = \"x\"\n");
    home.unstuck(["update"]).run().code(2).complains(&["unstuck.toml cannot be used", "unknown field `key`"]);
    fs::remove_file(home.path().join(".config/unstuck/unstuck.toml")).unwrap();
    for url in ["http://unstuck.example/canon", "ftp://localhost"] {
        let call = home.unstuck(["update", "--url", url, "--key", &publisher.key()]);
        call.run().code(2).complains(&["is no address from which a canon is taken", "https://"]);
    }
}

#[test]
fn nowhere_else_is_gone_but_where_it_is_as_safe() {
    let (home, publisher) = installed();
    publisher.publish(&gizmo("The newer"), 1, "2026-11-25T00:00:00Z");
    publisher.give("canon.zip", Given::Elsewhere("http://127.0.0.1:9/canon.zip".to_owned()));
    refused(&home, &publisher, &["cannot fetch", "canon.zip"]);
    publisher.give("canon.zip", Given::Elsewhere(format!("{}/elsewhere.zip", publisher.url)));
    publisher.give("elsewhere.zip", Given::Whole(gizmo("The newer")));
    publisher.update(&home).run().code(0);
    assert_eq!(known(&home).as_deref(), Some("The newer"));
}

/// Killed at any point, it leaves the old one or the new one, and the next update ends well.
#[test]
fn killed_in_the_middle() {
    let (home, publisher) = installed();
    let newer = gizmo("The newer");
    publisher.publish(&newer, 1, "2026-11-25T00:00:00Z");
    publisher.give("canon.zip", Given::Stalled(newer.clone()));
    let mut call = publisher.update(&home);
    let mut child = call.start();
    let began = std::time::Instant::now();
    while !files(&home).iter().any(|name| name.starts_with("draft-")) {
        assert!(began.elapsed() < DEADLINE, "{:?}", files(&home));
        std::thread::yield_now();
    }
    // Whoever comes meanwhile is told, and whoever asks is answered.
    publisher.update(&home).run().code(2).complains(&["another `unstuck update` is running"]);
    assert_eq!(known(&home).as_deref(), Some("The first"));
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(known(&home).as_deref(), Some("The first"));
    publisher.give("canon.zip", Given::Whole(newer));
    let mut seen = [0, 0];
    for wait in 0..24_u64 {
        let title = format!("Number {wait}");
        publisher.publish(&gizmo(&title), 1, &format!("2026-11-26T00:{wait:02}:00Z"));
        let before = known(&home);
        let mut child = publisher.update(&home).start();
        std::thread::sleep(Duration::from_millis(wait * 12));
        child.kill().unwrap();
        child.wait().unwrap();
        let after = known(&home);
        assert!(after == before || after.as_deref() == Some(&title), "{before:?} {after:?}");
        seen[usize::from(after != before)] += 1;
    }
    assert!(seen[0] > 0, "{seen:?}");
    publisher.publish(&gizmo("The last"), 1, "2026-11-26T12:00:00Z");
    publisher.update(&home).run().code(0).quiet();
    assert_eq!(known(&home).as_deref(), Some("The last"));
    assert!(!files(&home).iter().any(|name| name.starts_with("draft-")), "{:?}", files(&home));
    let archives = files(&home).iter().filter(|name| name.starts_with("canon-")).count();
    assert!(archives <= 2, "{:?}", files(&home));
}

/// On a file system that is full after the first one.
#[test]
fn a_full_disk_keeps_the_old_one() {
    assert!(has("bwrap"), "bubblewrap is missing");
    let (first, _publisher) = installed();
    let sizes = files(&first).into_iter().map(|name| fs::metadata(folder(&first).join(name)).unwrap().len());
    let room = (sizes.sum::<u64>() + (128 << 10)).to_string();
    let home = Home::new();
    let publisher = Publisher::start(&home);
    publisher.publish(&gizmo("The first"), 1, "2026-11-20T00:00:00Z");
    fs::create_dir_all(home.path().join(".local/share/unstuck")).unwrap();
    // Waits for a line between the two: until then the other canon is published.
    let script = "\
        \"$0\" update --url \"$1\" --key \"$2\" --ca-file ca.pem && echo installed && read -r next && \
        \"$0\" update --url \"$1\" --key \"$2\" --ca-file ca.pem; echo ended $?; \
        ls .local/share/unstuck/installed; \"$0\" explain --format json --text \"$3\"";
    let data = home.path().join(".local/share/unstuck");
    let mut call = home.program("bwrap");
    call = call.args(["--dev-bind", "/", "/", "--size", &room, "--tmpfs"]).arg(&data).args(["sh", "-c", script]);
    call = call.arg(env!("CARGO_BIN_EXE_unstuck")).args([&publisher.url, &publisher.key(), GIZMO]);
    let mut child = call.start();
    let mut said = std::io::BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    while line != "installed\n" {
        line.clear();
        assert!(std::io::BufRead::read_line(&mut said, &mut line).unwrap() > 0, "{:?}", finish(child));
    }
    // Noise does not pack.
    let noise: String = (0..40_000_u64).map(|at| format!("{:x}", at.wrapping_mul(0x9e37_79b9_7f4a_7c15))).collect();
    let files = [
        ("canon/gizmo/not-aligned/entry.md", entry("The second", GIZMO)),
        ("canon/gizmo/not-aligned/miss/noise.log", noise),
    ];
    publisher.publish(
        &archive(&files.each_ref().map(|(path, text)| (*path, text.as_str()))),
        1,
        "2026-11-21T00:00:00Z",
    );
    std::io::Write::write_all(child.stdin.as_mut().unwrap(), b"next\n").unwrap();
    let mut rest = String::new();
    std::io::Read::read_to_string(&mut said, &mut rest).unwrap();
    let ran = finish(child).code(0).complains(&["No space left on device"]);
    assert!(rest.contains("ended 2") && rest.contains("The first") && !rest.contains("draft-"), "{rest} {ran:?}");
}

#[test]
fn what_is_damaged_is_told_of_and_does_not_stop_the_program() {
    let (home, publisher) = installed();
    let find = |start: &str| folder(&home).join(files(&home).into_iter().find(|name| name.starts_with(start)).unwrap());
    // What was prepared is only a short cut.
    fs::write(find("prepared-"), b"damaged").unwrap();
    assert_eq!(known(&home).as_deref(), Some("The first"));
    fs::write(find("prepared-"), b"damaged").unwrap();
    fs::write(find("canon-"), b"damaged").unwrap();
    let ran = home.unstuck(["explain", "--text", GIZMO]).run().code(1);
    ran.complains(&["warning: the installed canon cannot be read", "update --remove"]);
    // The same one again mends it.
    publisher.update(&home).run().code(0);
    assert_eq!(known(&home).as_deref(), Some("The first"));
    fs::write(find("current.json"), b"{").unwrap();
    let ran = home.unstuck(["show", "git/index-lock-exists"]).run().code(0);
    ran.complains(&["warning: the installed canon cannot be read"]);
    publisher.update(&home).run().code(2).complains(&["update --remove"]);
    home.unstuck(["update", "--remove"]).run().code(0);
    publisher.update(&home).run().code(0);
    assert_eq!(known(&home).as_deref(), Some("The first"));
}
