//! `plan`: what is taken for which approach, and what is not taken for any.

use unstuck_app::actions::{Found, plan};
use unstuck_app::{Lang, Library, Overlays, answers};

/// Failure, what an agent says it is about to do, and the approach that it is.
const PLANS: &[(&str, &str, Option<&str>)] = &[
    ("git/src-refspec-does-not-match", "force-push", Some("force-push")),
    ("git/src-refspec-does-not-match", "git/src-refspec-does-not-match#pull-first", Some("pull-first")),
    ("git/src-refspec-does-not-match", "I will push again with --force", Some("force-push")),
    ("git/src-refspec-does-not-match", "git push --force", Some("force-push")),
    ("git/src-refspec-does-not-match", "pull first, then push", Some("pull-first")),
    ("git/src-refspec-does-not-match", "rename the local branch to main", Some("rename-the-branch")),
    ("git/src-refspec-does-not-match", "make the first commit", Some("make-a-first-commit")),
    ("git/src-refspec-does-not-match", "推送时加上 --force 再试一次", None),
    ("git/src-refspec-does-not-match", "push", None),
    ("git/src-refspec-does-not-match", "delete the repository and clone it again", None),
    ("git/src-refspec-does-not-match", "do not push with --force", None),
    ("git/src-refspec-does-not-match", "reinstall git", None),
    ("git/src-refspec-does-not-match", "", None),
    (
        "npm/eresolve-peer-conflict",
        "rm -rf node_modules package-lock.json && npm install",
        Some("delete-node-modules-and-lock"),
    ),
    ("npm/eresolve-peer-conflict", "npm cache clean --force", Some("clean-the-cache")),
    ("npm/eresolve-peer-conflict", "clean the npm cache", Some("clean-the-cache")),
    ("npm/eresolve-peer-conflict", "npm install --legacy-peer-deps", Some("legacy-peer-deps")),
    ("npm/eresolve-peer-conflict", "run npm update", Some("npm-update")),
    ("npm/eresolve-peer-conflict", "use yarn instead of npm", None),
    ("npm/eresolve-peer-conflict", "npm install", None),
    ("npm/eresolve-peer-conflict", "downgrade node to version 16", None),
    ("git/index-lock-exists", "delete .git/index", Some("delete-the-index")),
    ("git/index-lock-exists", "rm .git/index", Some("delete-the-index")),
    // Which of the two it is decides whether it helps: is a git still running?
    ("git/index-lock-exists", "remove the lock", None),
    ("git/index-lock-exists", "rm -f .git/index.lock", None),
    ("git/index-lock-exists", "wait five minutes", None),
    ("apt/no-pubkey", "apt-get update --allow-unauthenticated", Some("allow-unauthenticated")),
    ("apt/no-pubkey", "gpg --recv-keys 0xDEADBEEF", Some("import-into-your-own-gpg-keyring")),
    ("apt/no-pubkey", "install the vendor's current key", Some("install-the-repository-key")),
    ("apt/no-pubkey", "reboot the machine", None),
    // Titles whose words fit another approach better, or are none.
    ("linux/test-number-expected", "[[ ]] in place of [ ]", Some("use-double-brackets")),
    ("typescript/no-exported-member", "Export it", Some("export-it")),
];

#[test]
fn a_plan_is_recognised_or_unknown_and_never_mistaken() {
    let library = Library::open(&Overlays::default()).unwrap();
    let mut wrong = Vec::new();
    for (failure, asked, wanted) in PLANS {
        let view = plan(&library, failure, asked, Lang::En).unwrap();
        let found = view.dead_end.as_ref().map(|own| &own.id).or(view.workaround.as_ref().map(|own| &own.id));
        if found.map(String::as_str) != *wanted {
            wrong.push(format!("{failure} {asked:?}: {found:?}, not {wanted:?}; nearest {:?}", view.nearest));
        }
        assert_eq!(view.found == Found::Nowhere, found.is_none());
        assert_eq!(view.known.is_some(), found.is_some());
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn an_id_and_a_title_find_their_approach() {
    let library = Library::open(&Overlays::default()).unwrap();
    let (mut asked, mut wrong) = (0, Vec::new());
    for failure in library.index().failures().iter().step_by(5) {
        let entry = failure.read().unwrap();
        for own in &entry.head.approaches {
            let id = own.id.get_ref().as_str();
            let proses = [Some(&entry.en), entry.zh.as_ref()].into_iter().flatten();
            let titles = proses.map(|prose| prose.advice(own.id.get_ref()).unwrap().title);
            for name in titles.chain([id.to_owned()]) {
                let view = plan(&library, failure.id.as_str(), &name, Lang::En).unwrap();
                let known = view.dead_end.map(|own| own.id).or(view.workaround.map(|own| own.id));
                if known.as_deref() != Some(id) {
                    wrong.push(format!("{}#{id} {name}: {known:?}", failure.id));
                }
                asked += 1;
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(asked > 1_000, "{asked}");
}

#[test]
fn the_answer_to_an_agent_says_what_it_is_and_what_it_costs() {
    let library = Library::open(&Overlays::default()).unwrap();
    let said =
        |asked| answers::agent::plan(&plan(&library, "git/src-refspec-does-not-match", asked, Lang::En).unwrap());
    let dead = said("force-push");
    assert!(dead.starts_with("> From the error canon"), "{dead}");
    assert!(dead.contains("**Known dead end:** `git/src-refspec-does-not-match#force-push`"), "{dead}");
    assert!(dead.contains("⚠ risk: destroys, network"), "{dead}");
    let unknown = said("reinstall git");
    assert!(unknown.contains("Not known"), "{unknown}");
    assert!(!unknown.contains("Known dead end:") && !unknown.contains("Known workaround:"), "{unknown}");
}
