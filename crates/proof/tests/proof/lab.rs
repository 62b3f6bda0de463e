//! A canon of three failures of `cat`, and proofs against the first of them.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use tempfile::TempDir;
use unstuck_canon::{ApproachId, Index, Kind, Known, Layer, Retired, SourceEntry, SourceFile, check, compile, parse};
use unstuck_proof::{Ended, Error, News, Options, Plan, Trial, Tried, Why, run};

pub(crate) const TOML: &str = "schema = 1\ntools = [\"cat\"]\n[environment]\ncat = \"cat --version\"\n";

/// A proof in the making: its entry's folder, removed at the end.
pub(crate) struct Lab {
    root: TempDir,
    /// The fixtures that were built, in their order.
    pub(crate) built: Mutex<Vec<String>>,
}

impl Lab {
    /// A proof of `lab/missing` whose trigger reads a file that is not there.
    pub(crate) fn new() -> Self {
        let lab = Self { root: TempDir::new().unwrap(), built: Mutex::default() };
        fs::create_dir_all(lab.entry().join("proof/try")).unwrap();
        lab.toml(TOML).script("trigger", "cat /work/file").script("try/approach", "echo text >/work/file")
    }

    pub(crate) fn root(&self) -> &Path {
        self.root.path()
    }

    pub(crate) fn entry(&self) -> PathBuf {
        self.root().join("lab/missing")
    }

    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.entry().join("proof").join(name)
    }

    pub(crate) fn toml(self, text: &str) -> Self {
        fs::write(self.file("proof.toml"), text).unwrap();
        self
    }

    /// A script of the proof, in the shell's language.
    pub(crate) fn script(self, name: &str, text: &str) -> Self {
        let path = self.file(name);
        fs::write(&path, format!("#!/bin/bash\n{text}\n")).unwrap();
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
        self
    }

    pub(crate) fn approach(self, text: &str) -> Self {
        self.script("try/approach", text)
    }

    pub(crate) fn plan(&self) -> Result<Plan, Error> {
        Plan::read(self.root(), &self.entry(), &"lab/missing".parse().unwrap()).map(Option::unwrap)
    }

    /// Runs every approach in every variant, as workarounds.
    pub(crate) fn run(&self) -> Vec<Tried> {
        self.run_with(None, &AtomicBool::new(false))
    }

    pub(crate) fn run_with(&self, keep: Option<&Path>, stopped: &AtomicBool) -> Vec<Tried> {
        let plan = self.plan().unwrap();
        let mut trials = Vec::new();
        for variant in 0..plan.variants.len() {
            for approach in &plan.approaches {
                trials.push(Trial { plan: &plan, variant, approach, kind: Kind::Workaround });
            }
        }
        // Root's sandboxes run as another user, to whom the folders that tests make are closed.
        let cache = self.root().join("cache");
        fs::set_permissions(self.root(), fs::Permissions::from_mode(0o755)).unwrap();
        let options = Options { sandboxed: true, jobs: 2, cache: &cache, keep, stopped };
        let mut tried = Vec::new();
        run(&trials, &index(), &options, |news| match news {
            News::Building(name) => self.built.lock().unwrap().push(name.to_owned()),
            News::Ended(at, one) => tried.push((at, *one)),
        })
        .unwrap();
        tried.sort_by_key(|(at, _)| *at);
        assert_eq!(tried.len(), trials.len());
        tried.into_iter().map(|(_, tried)| tried).collect()
    }

    /// Runs the only trial there is.
    pub(crate) fn ended(&self) -> Ended {
        let mut tried = self.run();
        assert_eq!(tried.len(), 1);
        tried.remove(0).ended
    }

    /// Runs the only trial there is, of which nothing may be concluded.
    pub(crate) fn broken(&self) -> Why {
        match self.ended() {
            Ended::Broken(why) => why,
            other => panic!("{other:?}"),
        }
    }
}

/// Failures of `cat`: a file that is not there, a folder, and what follows the two.
pub(crate) fn index() -> Index<'static> {
    let failures = [
        ("lab/missing", "cat: (?P<path>\\S+): No such file or directory"),
        ("lab/folder", "cat: (?P<path>\\S+): Is a directory"),
    ];
    let entries = failures.map(|(id, pattern)| {
        let toml = format!(
            "schema = 1\nsignature = \"{id}\"\ncategory = \"not_found_error\"\nstatus = \"unconfirmed\"\nprovenance = \"human\"\n\
             [[pattern]]\nmatch = '''{pattern}'''"
        );
        let text = format!("```toml\n{toml}\n```\n\n# {id}\n\nSummary.\n\n## Root cause\n\nCause.\n");
        let entry = SourceFile { path: "entry.md".to_owned(), bytes: text.into_bytes() };
        parse(SourceEntry { id: id.to_owned(), entry, zh: None, hits: Vec::new(), misses: Vec::new(), outcomes: None }).unwrap()
    });
    let (checked, _) = check(entries.into(), &Known::default());
    assert_eq!(checked.len(), failures.len());
    compile(checked, Retired::default(), Layer::Given)
}

/// Whether a process with this in its command line runs, once there was time for it to end.
pub(crate) fn runs(marker: &str) -> bool {
    let found = || {
        let pids = fs::read_dir("/proc").unwrap().filter_map(Result::ok);
        pids.filter_map(|pid| fs::read(pid.path().join("cmdline")).ok())
            .any(|line| String::from_utf8_lossy(&line).contains(marker))
    };
    (0..50).all(|_| {
        std::thread::sleep(Duration::from_millis(20));
        found()
    })
}

pub(crate) fn id(text: &str) -> ApproachId {
    text.parse().unwrap()
}
