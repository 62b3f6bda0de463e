//! The index: what the engine needs of every failure, and the text from which the rest is parsed when it is shown.

use std::borrow::Cow;

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::{Category, Entry, FailureId, Finding, Lang, Provenance, Retired, SourceEntry, SourceFile, Status, parse};

/// Where an entry comes from. Later layers win.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Layer {
    /// Inside the binary.
    Bundled,
    /// Fetched by the user as a newer canon.
    Installed,
    /// The user's own folder.
    User,
    /// A repository's `.unstuck/`.
    Project,
    /// A folder named on the command line.
    Given,
}

/// A pattern, ready to be looked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompiledPattern {
    /// Regular expression on the line.
    pub regex: String,
    /// Regular expression that a line with a match must not match.
    pub unless: Option<String>,
    /// Regular expression on a later line.
    pub then: Option<String>,
    /// How many lines later at most.
    pub within: usize,
    /// The fewest bytes that a match can have, both parts together.
    pub specificity: usize,
}

/// One failure in the index.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Indexed<'a> {
    /// The failure's id.
    pub id: FailureId,
    /// Where it comes from.
    pub layer: Layer,
    /// English title.
    pub title: String,
    /// Chinese title; empty where there is no Chinese prose.
    pub title_zh: String,
    /// Canonical message.
    pub signature: String,
    /// Its [`words`](crate::words()).
    pub words: Vec<u32>,
    /// Badge.
    pub code: Option<String>,
    /// Kind of trouble.
    pub category: Category,
    /// Whether the message is known to occur.
    pub status: Status,
    /// Where the content comes from.
    pub provenance: Provenance,
    /// Never primary beside another failure.
    pub echo: bool,
    /// Failures that follow from this one.
    pub echoes: Vec<FailureId>,
    /// How it shows in text.
    pub patterns: Vec<CompiledPattern>,
    /// Number of approaches.
    pub approaches: usize,
    /// Number of citations.
    pub citations: usize,
    /// Path of `entry.md`, to show to people.
    pub path: String,
    /// `entry.md`. Bytes, so that starting does not look at the texts of all failures to see that they are UTF-8.
    #[serde(skip)]
    pub entry: Cow<'a, [u8]>,
    /// `zh.md`; empty where there is none.
    #[serde(skip)]
    pub zh: Cow<'a, [u8]>,
    /// `outcomes.jsonl`; empty where there is none.
    #[serde(skip)]
    pub outcomes: Cow<'a, [u8]>,
}

impl Indexed<'_> {
    /// The title in a language, English where it is missing.
    #[must_use]
    pub fn title(&self, lang: Lang) -> &str {
        match lang {
            Lang::Zh if !self.title_zh.is_empty() => &self.title_zh,
            _ => &self.title,
        }
    }

    /// Parses the entry's text again, to show all of it. Its samples are not part of the index.
    ///
    /// # Errors
    /// Not for an entry that [`crate::compile()`] put here.
    pub fn read(&self) -> Result<Entry, Finding> {
        let file = |path: &str, bytes: &[u8]| SourceFile { path: path.to_owned(), bytes: bytes.to_vec() };
        parse(SourceEntry {
            id: self.id.to_string(),
            entry: file(&self.path, &self.entry),
            zh: (!self.zh.is_empty()).then(|| file("zh.md", &self.zh)),
            hits: Vec::new(),
            misses: Vec::new(),
            outcomes: None,
        })
    }
}

impl Indexed<'_> {
    fn into_owned(self) -> Indexed<'static> {
        let own = |text: Cow<'_, [u8]>| Cow::Owned(text.into_owned());
        Indexed {
            entry: own(self.entry),
            zh: own(self.zh),
            outcomes: own(self.outcomes),
            id: self.id,
            layer: self.layer,
            title: self.title,
            title_zh: self.title_zh,
            signature: self.signature,
            words: self.words,
            code: self.code,
            category: self.category,
            status: self.status,
            provenance: self.provenance,
            echo: self.echo,
            echoes: self.echoes,
            patterns: self.patterns,
            approaches: self.approaches,
            citations: self.citations,
            path: self.path,
        }
    }
}

/// All failures, by id; an overlay's failure hides the one with its id below.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Index<'a> {
    failures: Vec<Indexed<'a>>,
    retired: Retired,
}

impl<'a> Index<'a> {
    pub(crate) fn new(mut failures: Vec<Indexed<'a>>, retired: Retired) -> Self {
        failures.sort_by(|a, b| a.id.cmp(&b.id));
        Self { failures, retired }
    }

    /// Lays another index over this one.
    #[must_use]
    pub fn overlaid(self, above: Index<'a>) -> Self {
        let hidden = |id: &FailureId| above.failures.binary_search_by(|other| other.id.cmp(id)).is_ok();
        let mut failures: Vec<_> = self.failures.into_iter().filter(|failure| !hidden(&failure.id)).collect();
        failures.extend(above.failures);
        Self::new(failures, self.retired.joined(above.retired))
    }

    /// Leaves out failures that are not wanted.
    #[must_use]
    pub fn only(mut self, wanted: impl FnMut(&Indexed<'a>) -> bool) -> Self {
        self.failures.retain(wanted);
        self
    }

    /// The same with texts of its own, so that it outlives what it was read from.
    #[must_use]
    pub fn into_owned(self) -> Index<'static> {
        Index { failures: self.failures.into_iter().map(Indexed::into_owned).collect(), retired: self.retired }
    }

    /// Every failure, ordered by id.
    #[must_use]
    pub fn failures(&self) -> &[Indexed<'a>] {
        &self.failures
    }

    /// The failure with that id, or the one that took the place of a retired id.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Indexed<'a>> {
        let id = self.retired.successor(id).unwrap_or(id);
        let at = self.failures.binary_search_by(|failure| failure.id.as_str().cmp(id)).ok()?;
        self.failures.get(at)
    }

    /// Ids that are no longer used.
    #[must_use]
    pub fn retired(&self) -> &Retired {
        &self.retired
    }
}

/// How an index is stored: the texts stand together behind all else, so that starting reads nothing of them.
#[derive(Serialize, Deserialize)]
struct Stored<'a, F> {
    failures: F,
    retired: Retired,
    /// For each failure the lengths of its texts: `entry`, `zh`, `outcomes`.
    lengths: Vec<[usize; 3]>,
    texts: &'a [u8],
}

impl Serialize for Index<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let texts = self.failures.iter().map(|failure| [&*failure.entry, &*failure.zh, &*failure.outcomes]);
        Stored {
            failures: &self.failures,
            retired: self.retired.clone(),
            lengths: texts.clone().map(|texts| texts.map(<[u8]>::len)).collect(),
            texts: &texts.flatten().collect::<Vec<_>>().concat(),
        }
        .serialize(serializer)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Index<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Stored { mut failures, retired, lengths, mut texts } =
            Stored::<Vec<Indexed<'a>>>::deserialize(deserializer)?;
        if failures.len() != lengths.len() {
            return Err(D::Error::custom("lengths of other texts"));
        }
        for (failure, lengths) in failures.iter_mut().zip(lengths) {
            for (text, len) in [&mut failure.entry, &mut failure.zh, &mut failure.outcomes].into_iter().zip(lengths) {
                let (own, rest) =
                    texts.split_at_checked(len).ok_or_else(|| D::Error::custom("texts that are too short"))?;
                (*text, texts) = (Cow::Borrowed(own), rest);
            }
        }
        Ok(Self { failures, retired })
    }
}
