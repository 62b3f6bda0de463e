//! A proof's folder to a [`Plan`]: what will be run, in which variants, within which limits.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use sha2::{Digest, Sha256};
use unstuck_canon::{ApproachId, FailureId};

use crate::Error;

/// Version of the form of `proof.toml`.
const SCHEMA: u32 = 1;

/// What a proof may use up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Seconds that each step may take.
    pub seconds: u64,
    /// Address space of each process, in MiB.
    pub memory: u64,
    /// Processes and threads at a time.
    pub processes: u64,
    /// Each of its writable folders, in MiB.
    pub disk: u64,
}

/// A setting in which a proof is run: an environment of its own.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Variant {
    /// Its name.
    pub name: String,
    /// Environment variables that the scripts see.
    #[serde(default)]
    pub env: BTreeMap<String, String>,
    /// The approaches that apply in it; all where absent.
    pub only: Option<Vec<String>>,
}

/// A proof, ready to be run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The failure that it makes happen.
    pub failure: FailureId,
    /// Its folder.
    pub folder: PathBuf,
    /// Programs that it needs.
    pub tools: Vec<String>,
    /// What it may use up.
    pub limits: Limits,
    /// Fixtures that it needs: names and the folders of their recipes.
    pub fixtures: BTreeMap<String, PathBuf>,
    /// Facts of the environment: name, and the command that prints it.
    pub facts: BTreeMap<String, String>,
    /// The settings.
    pub variants: Vec<Variant>,
    /// What is tried, by the names of the executables in `try/`.
    pub approaches: Vec<ApproachId>,
    /// Whether it runs against the emulated issuer and relying parties, not the real ones: its outcomes say so.
    pub emulated: bool,
    /// SHA-256 of all its files and of its fixtures' recipes.
    pub experiment: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    schema: u32,
    tools: Vec<String>,
    #[serde(default = "seconds")]
    timeout: u64,
    #[serde(default = "memory")]
    memory: u64,
    #[serde(default = "processes")]
    processes: u64,
    #[serde(default = "disk")]
    disk: u64,
    #[serde(default)]
    fixtures: Vec<String>,
    #[serde(default)]
    emulated: bool,
    environment: BTreeMap<String, String>,
    #[serde(default, rename = "variant")]
    variants: Vec<Variant>,
}

fn seconds() -> u64 {
    60
}

fn memory() -> u64 {
    4096
}

fn processes() -> u64 {
    256
}

fn disk() -> u64 {
    512
}

impl Plan {
    /// Reads the proof of `failure`, whose entry is in `entry`, in the canon `root`. `None` where it has none.
    ///
    /// # Errors
    /// Where a file cannot be read or breaks a rule of the protocol.
    pub fn read(root: &Path, entry: &Path, failure: &FailureId) -> Result<Option<Self>, Error> {
        let folder = entry.join("proof");
        let path = folder.join("proof.toml");
        if !path.is_file() {
            return Ok(None);
        }
        let text = fs::read_to_string(&path).map_err(|source| Error::Read { path: path.clone(), source })?;
        let file: File =
            toml::from_str(&text).map_err(|source| Error::Toml { path: path.clone(), source: Box::new(source) })?;
        let wrong = |message: String| Error::Plan { path: path.clone(), message };
        if file.schema != SCHEMA {
            return Err(wrong(format!("schema is {}, this program knows {SCHEMA}", file.schema)));
        }
        if file.environment.is_empty() {
            return Err(wrong("[environment] is empty: name at least one tool's version command".to_owned()));
        }
        if let Some(fact) = file.environment.keys().find(|fact| ["os", "arch", "variant"].contains(&fact.as_str())) {
            return Err(wrong(format!("[environment] `{fact}` is filled in by the program: choose another name")));
        }
        let approaches = approaches(&folder)?;
        for script in ["setup", "trigger"].map(|name| folder.join(name)) {
            if script.exists() || script.ends_with("trigger") {
                executable(&script)?;
            }
        }
        let variants = if file.variants.is_empty() {
            vec![Variant { name: "default".to_owned(), env: BTreeMap::new(), only: None }]
        } else {
            file.variants
        };
        for (at, variant) in variants.iter().enumerate() {
            if variants[..at].iter().any(|before| before.name == variant.name) {
                return Err(wrong(format!("variant `{}` is there twice", variant.name)));
            }
            let named = variant.only.iter().flatten();
            if let Some(missing) = named.into_iter().find(|id| !approaches.iter().any(|own| own.as_str() == *id)) {
                return Err(wrong(format!("variant `{}`: there is no try/{missing}", variant.name)));
            }
        }
        let fixtures: BTreeMap<_, _> =
            file.fixtures.into_iter().map(|name| (name.clone(), root.join("fixtures").join(name))).collect();
        for (name, recipe) in &fixtures {
            if !recipe.join("build").is_file() {
                return Err(wrong(format!("fixture `{name}`: there is no {}/build", recipe.display())));
            }
        }
        let mut digest = Sha256::new();
        for folder in std::iter::once(&folder).chain(fixtures.values()) {
            add(&mut digest, folder, folder)?;
        }
        Ok(Some(Self {
            failure: failure.clone(),
            tools: file.tools,
            limits: Limits { seconds: file.timeout, memory: file.memory, processes: file.processes, disk: file.disk },
            facts: file.environment,
            emulated: file.emulated,
            experiment: hex(&digest.finalize()),
            folder,
            fixtures,
            variants,
            approaches,
        }))
    }
}

fn approaches(folder: &Path) -> Result<Vec<ApproachId>, Error> {
    let tries = folder.join("try");
    let mut approaches = Vec::new();
    for path in children(&tries)? {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let id = name
            .parse()
            .map_err(|error: unstuck_canon::BadId| Error::Plan { path: path.clone(), message: error.to_string() })?;
        executable(&path)?;
        approaches.push(id);
    }
    if approaches.is_empty() {
        return Err(Error::Plan { path: tries, message: "there is nothing to try".to_owned() });
    }
    Ok(approaches)
}

fn executable(path: &Path) -> Result<(), Error> {
    let about = fs::metadata(path).map_err(|source| Error::Read { path: path.to_owned(), source })?;
    if about.is_file() && about.permissions().mode() & 0o111 != 0 {
        return Ok(());
    }
    Err(Error::Plan { path: path.to_owned(), message: "is not executable: chmod +x it".to_owned() })
}

/// The paths in a folder, by name.
pub(crate) fn children(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let mut paths = fs::read_dir(folder)
        .and_then(|entries| entries.map(|entry| entry.map(|entry| entry.path())).collect::<Result<Vec<_>, _>>())
        .map_err(|source| Error::Read { path: folder.to_owned(), source })?;
    paths.sort();
    Ok(paths)
}

/// Adds every file below `folder`: its name relative to `root`, whether it is executable, its length and its bytes.
pub(crate) fn add(digest: &mut Sha256, root: &Path, folder: &Path) -> Result<(), Error> {
    for path in children(folder)? {
        if path.is_dir() {
            add(digest, root, &path)?;
            continue;
        }
        let read = |source| Error::Read { path: path.clone(), source };
        let mode = fs::metadata(&path).map_err(read)?.permissions().mode();
        let bytes = fs::read(&path).map_err(|source| Error::Read { path: path.clone(), source })?;
        let name = path.strip_prefix(root).unwrap_or(&path).to_string_lossy();
        let head = format!("{name}\0{}\0{}\0", mode & 0o111 != 0, bytes.len());
        digest.update(head.as_bytes());
        digest.update(&bytes);
    }
    Ok(())
}

/// Bytes in hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
