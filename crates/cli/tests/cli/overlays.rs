//! Entries besides the bundled ones: the user's, the project's, and folders named on the command line.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use crate::tool::{Home, LOCKED};

/// An entry that is in order, for `text`.
pub(crate) fn entry(title: &str, text: &str) -> String {
    format!(
        "```toml\nschema = 1\nsignature = \"{text}\"\ncategory = \"config_error\"\nstatus = \"unconfirmed\"\n\
         provenance = \"human\"\n\n[[pattern]]\nmatch = '''{text}'''\n\n[[approach]]\nid = \"turn-it\"\n\
         kind = \"workaround\"\n```\n\n# {title}\n\nThe gizmo is not in line.\n\n## Root cause\n\nIt was turned.\n\n\
         ## turn-it: Turn it back\n\nTurn the gizmo.\n"
    )
}

pub(crate) const GIZMO: &str = "the gizmo cannot be aligned";

/// The title under which the gizmo is known in that folder.
#[track_caller]
fn known(home: &Home, within: &str, args: &[&str]) -> Option<String> {
    let call = home.unstuck(["explain", "--format", "json", "--text", GIZMO]).args(args);
    let ran = call.within(&home.path().join(within)).run().quiet();
    let answer = ran.json();
    answer["diagnoses"][0]["title"].as_str().map(ToOwned::to_owned)
}

#[test]
fn the_project_from_its_root_to_here() {
    let home = Home::new();
    fs::create_dir_all(home.path().join("src/deep")).unwrap();
    assert_eq!(known(&home, "src/deep", &[]), None);
    home.write(".unstuck/gizmo/not-aligned/entry.md", entry("At the root", GIZMO));
    for folder in ["", "src", "src/deep"] {
        assert_eq!(known(&home, folder, &[]).as_deref(), Some("At the root"), "{folder}");
    }
    home.write("src/.unstuck/gizmo/not-aligned/entry.md", entry("In src", GIZMO));
    assert_eq!(known(&home, "src/deep", &[]).as_deref(), Some("In src"));
    assert_eq!(known(&home, "", &[]).as_deref(), Some("At the root"));
}

#[test]
fn not_beyond_the_repository() {
    let home = Home::new();
    home.write(".unstuck/gizmo/not-aligned/entry.md", entry("Outside", GIZMO));
    home.write("repo/.git/HEAD", "ref: refs/heads/main\n");
    home.write("worktree/.git", "gitdir: ../repo/.git/worktrees/w\n");
    fs::create_dir(home.path().join("repo/src")).unwrap();
    for folder in ["repo", "repo/src", "worktree"] {
        assert_eq!(known(&home, folder, &[]), None, "{folder}");
    }
}

#[test]
fn the_user_and_who_wins() {
    let home = Home::new();
    home.write("data/unstuck/canon/gizmo/not-aligned/entry.md", entry("The user's", GIZMO));
    home.write(".local/share/unstuck/canon/gizmo/not-aligned/entry.md", entry("The default", GIZMO));
    let title = |data: Option<&str>, args: &[&str]| {
        let mut call = home.unstuck(["show", "gizmo/not-aligned", "--format", "json"]).args(args);
        if let Some(data) = data {
            call = call.env("XDG_DATA_HOME", home.path().join(data));
        }
        let title = call.run().code(0).quiet().json()["title"].clone();
        title.as_str().unwrap().to_owned()
    };
    assert_eq!(title(None, &[]), "The default");
    assert_eq!(title(Some("data"), &[]), "The user's");
    home.write(".unstuck/gizmo/not-aligned/entry.md", entry("The project's", GIZMO));
    assert_eq!(title(Some("data"), &[]), "The project's");
    home.write("one/gizmo/not-aligned/entry.md", entry("The first given", GIZMO));
    home.write("two/gizmo/not-aligned/entry.md", entry("The second given", GIZMO));
    assert_eq!(title(Some("data"), &["--canon", "one"]), "The first given");
    assert_eq!(title(Some("data"), &["--canon", "one", "--canon", "two"]), "The second given");
    assert_eq!(title(Some("data"), &["--canon", "two/gizmo/not-aligned"]), "The second given");
}

#[test]
fn several_folders_add_up() {
    let home = Home::new();
    home.write("one/gizmo/one/entry.md", entry("One", GIZMO));
    home.write("two/gizmo/two/entry.md", entry("Two", "the gizmo has come off"));
    let ran = home.unstuck(["list", "gizmo", "--canon", "one", "--canon", "two"]).run().code(0).quiet();
    assert_eq!(ran.out(), "gizmo/one (unconfirmed)\n    One\ngizmo/two (unconfirmed)\n    Two\n");
}

#[test]
fn an_entry_hides_the_bundled_one_of_its_id() {
    let home = Home::new();
    home.write(".unstuck/git/index-lock-exists/entry.md", entry("Ours", GIZMO));
    assert_eq!(known(&home, "", &[]).as_deref(), Some("Ours"));
    let ran = home.unstuck(["explain", "--text", LOCKED]).run().code(1).quiet();
    assert!(ran.out().contains("Nothing in the canon matches."), "{}", ran.out());
    let shown = home.unstuck(["show", "git/index-lock-exists"]).run().code(0).quiet();
    assert!(shown.out().starts_with("Ours"), "{}", shown.out());
    let rows = home.unstuck(["list", "git", "--format", "json"]).run().code(0).json();
    let same = rows["failures"].as_array().unwrap().iter().filter(|row| row["id"] == "git/index-lock-exists");
    assert_eq!(same.count(), 1);
}

#[test]
fn a_broken_entry_is_told_and_the_rest_works() {
    let good = entry("Good", GIZMO);
    let broken = [
        ("bad-toml", 3, good.replace("signature =", "signature")),
        ("no-block", 1, "# Only prose\n".to_owned()),
        ("bad-pattern", 9, good.replace("match = '''", "match = '''(")),
        ("section-missing", 1, good.replace("## Root cause", "## Some cause")),
    ];
    for (code, line, text) in broken {
        let home = Home::new();
        home.write(".unstuck/gizmo/good/entry.md", &good);
        home.write(".unstuck/gizmo/broken/entry.md", text);
        let ran = home.unstuck(["explain", "--text", GIZMO]).run().code(0);
        assert!(ran.out().contains("Good"), "{}", ran.out());
        let place = format!(".unstuck/gizmo/broken/entry.md:{line}: ");
        let ran = ran.complains(&["warning: ", &place, &format!("[{code}]"), "the entry is left out", "\n  help: "]);
        assert_eq!(ran.err().matches("warning: ").count(), 1, "{}", ran.err());
        home.unstuck(["explain", "-q", "--text", GIZMO]).run().code(0).quiet();
        home.unstuck(["show", "gizmo/broken"]).run().code(2);
        home.unstuck(["explain", "--text", LOCKED]).run().code(0);
    }
}

#[test]
fn a_broken_retired_file_is_told() {
    let home = Home::new();
    home.write(".unstuck/gizmo/good/entry.md", entry("Good", GIZMO));
    home.write(".unstuck/retired.toml", "[failure]\n\"gizmo/old\" = 3\n");
    let ran = home.unstuck(["show", "gizmo/good"]).run().code(0);
    ran.complains(&[".unstuck/retired.toml:2: ", "[bad-retired]", "help: "]);
}

#[test]
fn a_retired_id_leads_to_the_new_one() {
    let home = Home::new();
    home.write(".unstuck/gizmo/good/entry.md", entry("Good", GIZMO));
    let retired =
        "[failure]\n\"gizmo/old\" = { to = \"gizmo/good\" }\n\"gizmo/gone\" = { because = \"nobody had it\" }\n";
    home.write(".unstuck/retired.toml", retired);
    let answer = home.unstuck(["show", "gizmo/old", "--format", "json"]).run().code(0).quiet().json();
    assert_eq!(answer["id"], "gizmo/good");
    assert_eq!(answer["retired_ids"][0], "gizmo/old");
    home.unstuck(["show", "gizmo/gone"]).run().code(2).complains(&["nobody had it"]);
}

#[test]
fn a_folder_that_was_named_must_be_there() {
    let home = Home::new();
    home.unstuck(["list", "--canon", "nowhere"]).run().code(2).complains(&["cannot read nowhere"]);
    home.write("file", "");
    home.unstuck(["list", "--canon", "file"]).run().code(2).complains(&["cannot read file"]);
}

#[test]
fn what_is_no_entry_is_left_alone() {
    let home = Home::new();
    home.write(".unstuck/README.md", "ours");
    home.write(".unstuck/gizmo/notes.txt", "none");
    home.write(".unstuck/.cache/x/entry.md", "hidden");
    fs::create_dir_all(home.path().join(".unstuck/gizmo/empty")).unwrap();
    home.unstuck(["list", "git"]).run().code(0).quiet();
    home.unstuck(["list", "gizmo"]).run().code(1).quiet();
}

/// Changes the text of a file and leaves its size and the time of its last change.
fn retouch(path: &Path, from: &str, to: &str) {
    let time = fs::metadata(path).unwrap().modified().unwrap();
    let text = fs::read_to_string(path).unwrap();
    assert!(from.len() == to.len() && text.contains(from), "{text}");
    fs::write(path, text.replace(from, to)).unwrap();
    set_time(path, time);
}

pub(crate) fn set_time(path: &Path, time: SystemTime) {
    fs::File::options().write(true).open(path).unwrap().set_modified(time).unwrap();
}

pub(crate) fn an_hour_ago() -> SystemTime {
    SystemTime::now() - Duration::from_secs(3600)
}

/// What is kept of overlays in this home.
fn kept(home: &Home) -> Vec<PathBuf> {
    let Ok(items) = fs::read_dir(home.path().join(".cache/unstuck/canon")) else { return Vec::new() };
    items.map(|item| item.unwrap().path()).collect()
}

#[test]
fn what_was_made_of_entries_is_kept_until_they_change() {
    let home = Home::new();
    let path = home.write(".unstuck/gizmo/not-aligned/entry.md", entry("Kept", GIZMO));
    let title = || known(&home, "", &[]).unwrap();
    assert_eq!(title(), "Kept");
    assert!(kept(&home).is_empty(), "so soon after a change nothing is");
    set_time(&path, an_hour_ago());
    assert_eq!(title(), "Kept");
    assert_eq!(kept(&home).len(), 1);
    // Only what was kept can still say so.
    retouch(&path, "Kept", "Late");
    assert_eq!(title(), "Kept");
    set_time(&path, an_hour_ago() + Duration::from_secs(1));
    assert_eq!(title(), "Late");
    // A further entry, and one that is gone.
    let count = || {
        let listed = home.unstuck(["list", "gizmo", "--format", "json"]).run().code(0).json();
        listed["failures"].as_array().unwrap().len()
    };
    let more = home.write(".unstuck/gizmo/come-off/entry.md", entry("More", "the gizmo has come off"));
    set_time(&more, an_hour_ago());
    for _ in 0..2 {
        assert_eq!(count(), 2);
    }
    fs::remove_file(more).unwrap();
    assert_eq!(count(), 1);
    assert_eq!(kept(&home).len(), 1);
    // What others may not read is not kept where they can.
    let mode = fs::metadata(&kept(&home)[0]).unwrap().permissions().mode();
    assert_eq!(mode & 0o077, 0, "{mode:o}");
}

#[test]
fn what_was_kept_is_made_again_where_it_is_damaged() {
    let home = Home::new();
    let path = home.write(".unstuck/gizmo/not-aligned/entry.md", entry("Kept", GIZMO));
    set_time(&path, an_hour_ago());
    assert_eq!(known(&home, "", &[]).as_deref(), Some("Kept"));
    retouch(&path, "Kept", "Anew");
    let file = kept(&home).remove(0);
    let whole = fs::read(&file).unwrap();
    let middle = whole.len() / 2;
    let flipped = |at: usize| whole.iter().enumerate().map(|(place, byte)| byte ^ u8::from(place == at)).collect();
    let damaged = [flipped(0), flipped(middle), whole[..middle].to_vec(), whole[..7].to_vec(), Vec::new()];
    for bytes in damaged {
        fs::write(&file, bytes).unwrap();
        let ran = home.unstuck(["explain", "--format", "json", "--text", GIZMO]).run().code(0).quiet();
        assert_eq!(ran.json()["diagnoses"][0]["title"], "Anew");
    }
    assert_eq!(fs::read(&file).unwrap().len(), whole.len());
}

#[test]
fn nothing_is_kept_of_folders_with_a_broken_entry_or_where_nothing_can_be_written() {
    let home = Home::new();
    for name in ["good", "broken"] {
        set_time(&home.write(&format!("one/gizmo/{name}/entry.md"), entry("Good", GIZMO)), an_hour_ago());
    }
    let broken = home.write("one/gizmo/broken/entry.md", "# Only prose\n");
    set_time(&broken, an_hour_ago());
    for _ in 0..2 {
        home.unstuck(["explain", "--canon", "one", "--text", GIZMO]).run().code(0).complains(&["[no-block]"]);
    }
    assert!(kept(&home).is_empty());
    fs::remove_file(broken).unwrap();
    home.write(".cache/unstuck/canon", "in the way");
    home.unstuck(["explain", "--canon", "one", "--text", GIZMO]).run().code(0).quiet();
}

#[test]
fn an_empty_folder_that_goes_is_missed() {
    let home = Home::new();
    let folder = home.path().join("one");
    fs::create_dir(&folder).unwrap();
    home.unstuck(["list", "git", "--canon", "one"]).run().code(0).quiet();
    fs::remove_dir(folder).unwrap();
    home.unstuck(["list", "git", "--canon", "one"]).run().code(2).complains(&["cannot read one"]);
}

#[test]
fn what_was_kept_long_ago_goes() {
    let home = Home::new();
    let gone = home.write(".cache/unstuck/canon/overlays-0123456789abcdef.bin", "of a folder that is gone");
    let other = home.write(".cache/unstuck/canon/notes", "not ours");
    for file in [&gone, &other] {
        set_time(file, SystemTime::now() - Duration::from_secs(31 * 24 * 3600));
    }
    set_time(&home.write(".unstuck/gizmo/not-aligned/entry.md", entry("Kept", GIZMO)), an_hour_ago());
    assert_eq!(known(&home, "", &[]).as_deref(), Some("Kept"));
    assert!(!gone.exists() && other.exists() && kept(&home).len() == 2);
}
