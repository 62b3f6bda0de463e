//! `unstuck export` for those who update, and for everybody who wants all of it.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use crate::overlays::{GIZMO, entry};
use crate::publisher::Publisher;
use crate::tool::{Home, canon, has};

const ORIGINAL: &str = "git/index-lock-exists";

/// The files of an archive, by path.
fn unpacked(path: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut archive = zip::ZipArchive::new(File::open(path).unwrap()).unwrap();
    let mut files = BTreeMap::new();
    for at in 0..archive.len() {
        let mut file = archive.by_index(at).unwrap();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        files.insert(file.name().unwrap().into_owned(), bytes);
    }
    files
}

/// Every file below a folder.
fn found(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for item in fs::read_dir(folder).unwrap() {
        let path = item.unwrap().path();
        if path.is_dir() { files.extend(found(&path)) } else { files.push(path) }
    }
    files
}

#[test]
fn the_archive_of_the_canon_holds_every_entry_as_it_lies() {
    let home = Home::new();
    home.write("own/gizmo/not-aligned/entry.md", entry("Ours", GIZMO));
    home.write("own/gizmo/not-aligned/miss/near.log", "the gizmo can be aligned\n");
    let export = |to: &str| home.unstuck(["export", to, "--canon-only", "--canon", "own"]).run().code(0);
    export("one");
    export("two");
    let read = |folder: &str| fs::read(home.path().join(folder).join("canon.zip")).unwrap();
    assert!(read("one") == read("two"), "the same canon gives other bytes");
    let mut archived = unpacked(&home.path().join("one/canon.zip"));
    assert_eq!(archived.remove("canon/gizmo/not-aligned/miss/near.log").unwrap(), b"the gizmo can be aligned\n");
    assert!(archived.remove("canon/gizmo/not-aligned/entry.md").is_some());
    assert!(archived.remove("canon/LICENSE").is_some());
    assert!(archived.remove("canon/retired.toml").is_some());
    let root = canon();
    let entries = found(&root).into_iter().filter_map(|path| {
        let name = path.strip_prefix(&root).unwrap().to_str().unwrap().to_owned();
        let deep = name.matches('/').count() >= 2;
        let other = ["TEMPLATE/", "fixtures/", "ordinary/"].iter().any(|other| name.starts_with(other));
        (deep && !other).then_some((name, path))
    });
    let mut same = 0;
    for (name, path) in entries {
        let packed = archived.remove(&format!("canon/{name}"));
        assert!(packed.is_some_and(|packed| packed == fs::read(&path).unwrap()), "{name}");
        same += 1;
    }
    assert!(same > 1000, "{same} files");
    assert!(archived.is_empty(), "{:?}", archived.keys());
}

#[test]
fn what_is_signed_can_be_installed_and_checked_by_another_tool() {
    assert!(has("openssl"), "openssl is missing");
    let home = Home::new();
    let key = home.unstuck(["key", "new", "key.pem"]).run().code(0).out().trim().to_owned();
    assert_eq!(home.unstuck(["key", "show", "key.pem"]).run().code(0).quiet().out().trim(), key);
    home.unstuck(["key", "new", "key.pem"]).run().code(2).complains(&["key.pem exists already"]);
    #[cfg(unix)]
    assert_eq!(
        std::os::unix::fs::MetadataExt::mode(&fs::metadata(home.path().join("key.pem")).unwrap()) & 0o777,
        0o600
    );
    home.write("own/gizmo/not-aligned/entry.md", entry("Published", GIZMO));
    let export = |made: &str| {
        let args = ["export", "site", "--canon-only", "--canon", "own", "--sign", "key.pem", "--made", made];
        home.unstuck(args).run().code(0);
    };
    export("2026-11-26T00:00:00Z");
    let script = "openssl pkey -in key.pem -pubout -out key.pub && base64 -d site/canon.json.sig >signature && \
                  openssl pkeyutl -verify -rawin -pubin -inkey key.pub -sigfile signature -in site/canon.json";
    home.program("sh").args(["-c", script]).run().code(0);
    let publisher = Publisher::start(&home);
    let update = || {
        publisher.give_folder(&home, "site");
        let call = home.unstuck(["update", "--url", &publisher.url, "--key", &key, "--format", "json"]);
        call.args(["--ca-file", "ca.pem"]).run().code(0).quiet().json()
    };
    let view = update();
    // All others are the program's own.
    assert_eq!((&view["changed"], &view["newer"]), (&true.into(), &1.into()));
    let shown = home.unstuck(["show", "gizmo/not-aligned", "--format", "json"]).run().code(0).quiet().json();
    assert_eq!(shown["title"], "Published");
    let whole = |home: &Home| home.unstuck(["show", ORIGINAL, "--format", "json"]).run().code(0).quiet().json();
    assert_eq!(whole(&home), whole(&Home::new()));
    // What was installed is exported again, samples and all.
    fs::remove_dir_all(home.path().join("own")).unwrap();
    home.unstuck(["export", "again", "--canon-only"]).run().code(0);
    let again = fs::read(home.path().join("again/canon.zip")).unwrap();
    assert!(again == fs::read(home.path().join("site/canon.zip")).unwrap(), "another archive");
    assert!(!home.path().join("again/canon.json").exists());
}

/// An entry of the program's canon is replaced by one that names a later day, and by no earlier one; what a newer canon
/// retired is gone.
#[test]
fn the_later_of_two_entries_counts() {
    let home = Home::new();
    let publisher = Publisher::start(&home);
    let path = format!("canon/{ORIGINAL}/entry.md");
    let dated = |day: &str| {
        entry("Dated", GIZMO).replacen(
            "\n```\n",
            &format!("\n\n[[citation]]\nurl = \"https://unstuck.example/\"\nopened = {day}\nsays = \"x\"\n```\n"),
            1,
        )
    };
    let title = || {
        let ran = home.unstuck(["show", ORIGINAL, "--format", "json"]).run().code(0).quiet();
        ran.json()["title"].as_str().unwrap().to_owned()
    };
    let original = title();
    publisher.publish(&crate::publisher::archive(&[(&path, &dated("2019-01-01"))]), 1, "2026-11-20T00:00:00Z");
    assert_eq!(publisher.update(&home).run().code(0).json()["newer"], 0);
    assert_eq!(title(), original);
    publisher.publish(&crate::publisher::archive(&[(&path, &dated("2999-01-01"))]), 1, "2026-11-21T00:00:00Z");
    assert_eq!(publisher.update(&home).run().code(0).json()["newer"], 1);
    assert_eq!(title(), "Dated");
    let retired = format!("[failure]\n\"{ORIGINAL}\" = {{ because = \"tried\" }}\n");
    let other = entry("Other", GIZMO);
    let files = [("canon/gizmo/other/entry.md", other.as_str()), ("canon/retired.toml", &retired)];
    publisher.publish(&crate::publisher::archive(&files), 1, "2026-11-22T00:00:00Z");
    publisher.update(&home).run().code(0);
    home.unstuck(["show", ORIGINAL]).run().code(2).complains(&["it was retired: tried"]);
    home.unstuck(["explain", "--text", crate::tool::LOCKED]).run().code(1);
}

/// A site that was exported with changes since 2026-11-24 holds everything in one archive, and what changed.
pub(crate) fn holds_everything(home: &Home) {
    let site = home.path().join("site");
    let mut archived = unpacked(&site.join("unstuck.zip"));
    for path in found(&site) {
        let name = path.strip_prefix(&site).unwrap().to_str().unwrap();
        if name != "unstuck.zip" {
            assert!(archived.remove(name).is_some_and(|bytes| bytes == fs::read(&path).unwrap()), "{name}");
        }
    }
    assert!(archived.is_empty(), "{:?}", archived.keys());
    let llms = home.read("site/llms.txt");
    for file in ["llms-full.txt", "errors.ndjson", "unstuck.zip", "changes.json"] {
        assert!(llms.contains(&format!("(https://example.org/canon/{file})")), "{file}");
    }
    let full = home.read("site/llms-full.txt");
    let (mut lines, titles) = (0, full.lines().filter(|line| line.starts_with("# ")).collect::<Vec<_>>());
    for line in home.read("site/errors.ndjson").lines() {
        let failure: serde_json::Value = serde_json::from_str(line).unwrap();
        let title = failure["title"].as_str().unwrap();
        assert!(titles.iter().any(|line| line.contains(title)), "{title}");
        lines += 1;
    }
    assert!(lines > 300, "{lines}");
    let changes: serde_json::Value = serde_json::from_str(&home.read("site/changes.json")).unwrap();
    let days = changes["days"].as_array().unwrap();
    let dates: Vec<&str> = days.iter().map(|day| day["day"].as_str().unwrap()).collect();
    assert!(dates.is_sorted_by(|one, other| one > other) && dates.iter().all(|day| *day >= "2026-11-24"), "{dates:?}");
    // Counted again from the repository.
    let recorded = fs::read_to_string(canon().join("oidc/aws-incorrect-token-audience/outcomes.jsonl"));
    let mut counted: BTreeMap<String, u64> = BTreeMap::new();
    for line in recorded.unwrap().lines() {
        let outcome: serde_json::Value = serde_json::from_str(line).unwrap();
        *counted.entry(outcome["at"].as_str().unwrap()[..10].to_owned()).or_default() += 1;
    }
    counted.retain(|day, _| day.as_str() >= "2026-11-24");
    assert!(!counted.is_empty());
    for (day, count) in counted {
        let day = days.iter().find(|own| own["day"] == *day).unwrap();
        let rows = day["failures"].as_array().unwrap();
        let row = rows.iter().find(|row| row["id"] == "oidc/aws-incorrect-token-audience").unwrap();
        let sum: u64 = row["outcomes"].as_object().unwrap().values().map(|count| count.as_u64().unwrap()).sum();
        assert_eq!(sum, count);
    }
}
