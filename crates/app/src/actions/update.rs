//! `update`: install a newer canon than the one in the program, as somebody published it.

use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use crate::Error;
use crate::archive::unpacked;
use crate::installed::{Above, Current, MOST_UNPACKED, Store};
use crate::release::{ARCHIVE, MANIFEST, Manifest, PublicKey, Remote, SIGNATURES, UpdateError, digest, verified};

/// Most bytes of a manifest, and of its signatures.
const SHORT: u64 = 64 << 10;
/// Most bytes of an archive.
const MOST: u64 = 256 << 20;
/// How far clocks may differ.
const SKEW: Duration = Duration::from_secs(24 * 60 * 60);

/// Where canons are published, and by whom.
#[derive(Debug, Clone)]
pub struct Publisher {
    /// What the addresses of its files begin with.
    pub url: String,
    /// Any of these keys signs for it.
    pub keys: Vec<PublicKey>,
    /// Certificates that are trusted instead of those in the program.
    pub authorities: Option<PathBuf>,
}

/// What an update came to.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct UpdateView {
    /// `unstuck/update/1`
    pub schema: &'static str,
    /// Where the canon is published.
    pub url: String,
    /// Whether another canon counts now than before.
    pub changed: bool,
    /// When the canon that counted before was made; null where there was none.
    pub before: Option<String>,
    /// When the canon that counts now was made.
    pub made: String,
    /// Entries in it.
    pub entries: usize,
    /// Of them: those that the program does not have, or has in an older form.
    pub newer: usize,
    /// Ids that it retired.
    pub retired: usize,
}

/// Installs the canon that is published, where it is newer than the installed one. Whatever goes wrong, the installed one
/// stays.
///
/// # Errors
/// Where it cannot be fetched, is not signed by a key of the publisher, is not newer, is not what was signed, holds entries that
/// cannot be used, or cannot be written down.
pub fn update(publisher: &Publisher, folder: &Path) -> Result<UpdateView, Error> {
    let remote = Remote::new(&publisher.url, publisher.authorities.as_deref())?;
    let store = Store::at(folder);
    let _held = store.lock()?;
    let before = store.current()?;
    let signed = remote.short(MANIFEST, SHORT)?;
    let signatures = remote.short(SIGNATURES, SHORT)?;
    if !verified(&signed, &String::from_utf8_lossy(&signatures), &publisher.keys) {
        return Err(UpdateError::Unsigned { url: remote.url(MANIFEST) }.into());
    }
    let manifest = Manifest::read(&signed).ok_or_else(|| UpdateError::Foreign { url: remote.url(MANIFEST) })?;
    let current = Current { url: publisher.url.clone(), digest: digest(&signed), manifest };
    // The same again is installed again where it was damaged.
    if before.as_ref().is_some_and(|before| before.digest == current.digest) {
        if let Ok(above) = store.whole(&current) {
            return Ok(view(&current, before.as_ref(), &above));
        }
    } else {
        timely(&current.manifest, before.as_ref())?;
    }
    let archive = fetched(&remote, &store, &current.manifest)?;
    let above = understood(&current.manifest, &archive, &remote.url(ARCHIVE))?;
    store.install(&current, archive, &above)?;
    Ok(view(&current, before.as_ref(), &above))
}

/// Forgets the canon that was installed: whether there was any.
///
/// # Errors
/// Where it cannot be removed.
pub fn forget(folder: &Path) -> Result<bool, Error> {
    let store = Store::at(folder);
    let _held = store.lock()?;
    store.remove()
}

/// Whoever holds an old signed canon must not be able to bring it back.
fn timely(manifest: &Manifest, before: Option<&Current>) -> Result<(), Error> {
    let made = manifest.made;
    if Timestamp::now().checked_add(SKEW).is_ok_and(|latest| made > latest) {
        return Err(UpdateError::Future { made }.into());
    }
    match before.map(|before| before.manifest.made) {
        Some(installed) if made <= installed => Err(UpdateError::Older { made, installed }.into()),
        _ => Ok(()),
    }
}

fn fetched(remote: &Remote, store: &Store, manifest: &Manifest) -> Result<tempfile::NamedTempFile, Error> {
    let mut draft = store.draft()?;
    let (bytes, digest) = remote.copied(ARCHIVE, manifest.bytes.min(MOST), &mut draft)?;
    let what = if bytes != manifest.bytes {
        format!("{bytes} bytes instead of {}", manifest.bytes)
    } else if digest != manifest.sha256 {
        format!("its SHA-256 is {digest}")
    } else {
        return Ok(draft);
    };
    Err(UpdateError::Digest { url: remote.url(ARCHIVE), what }.into())
}

/// Only a canon of which every entry can be used is installed.
fn understood(manifest: &Manifest, archive: &tempfile::NamedTempFile, url: &str) -> Result<Above, Error> {
    let files = archive.reopen().and_then(|file| unpacked(file, MOST_UNPACKED));
    let files = files.map_err(|source| UpdateError::Archive { name: url.to_owned(), source })?;
    let above = Above::new(&files)?;
    if let Some(first) = above.findings.first() {
        return Err(UpdateError::Broken {
            count: above.findings.len(),
            place: format!("{}:{}", first.place.path, first.place.line),
            message: first.message.clone(),
        }
        .into());
    }
    if above.entries != manifest.entries || above.entries == 0 {
        return Err(UpdateError::Entries { found: above.entries, wanted: manifest.entries }.into());
    }
    Ok(above)
}

fn view(current: &Current, before: Option<&Current>, above: &Above) -> UpdateView {
    UpdateView {
        schema: "unstuck/update/1",
        url: current.url.clone(),
        changed: before.is_none_or(|before| before.digest != current.digest),
        before: before.map(|before| before.manifest.made.to_string()),
        made: current.manifest.made.to_string(),
        entries: above.entries,
        newer: above.index.failures().len(),
        retired: above.index.retired().failure.len(),
    }
}
