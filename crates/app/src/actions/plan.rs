//! `plan`: is what somebody is about to do against a failure known, and known not to help?
//!
//! What is asked is an approach's id, its title, or free text. Free text is compared word by word with ids and titles, in
//! both languages; it is taken for an approach only where the words leave little doubt. Everything else is unknown, and
//! unknown is neither good nor bad.

use std::collections::{BTreeMap, BTreeSet};

use bm25::Tokenizer;
use schemars::JsonSchema;
use serde::Serialize;
use unstuck_canon::{Approach, Entry, Kind, Lang};

use super::search::Words;
use crate::view::{DeadEndView, FailureView, WorkaroundView};
use crate::{Error, Library};

/// Under this score a text is not taken for an approach.
const THRESHOLD: f64 = 0.6;
/// So much better than the next best an approach must fit.
const MARGIN: f64 = 0.15;
/// Under this score an approach is not even offered.
const NEAR: f64 = 0.25;

/// What is known of a plan.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct PlanView {
    /// `unstuck/plan/1`
    pub schema: &'static str,
    /// The failure.
    pub failure: String,
    /// Its title.
    pub title: String,
    /// What was asked.
    pub asked: String,
    /// What the canon says of it: `dead_end`, `workaround`, or null where the plan is not known. A label can be wrong:
    /// the rate's verdict says when what was counted contradicts it.
    pub known: Option<Kind>,
    /// How the plan was recognised.
    pub found: Found,
    /// The dead end that it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dead_end: Option<DeadEndView>,
    /// The workaround that it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub workaround: Option<WorkaroundView>,
    /// Approaches that share words with an unknown plan, the nearest first: guesses.
    pub nearest: Vec<ShortView>,
    /// Every known dead end of the failure, the deadest first.
    pub dead_ends: Vec<ShortView>,
    /// Every known workaround of the failure, the best first.
    pub workarounds: Vec<ShortView>,
    /// True where the ledger does not answer now: reports and outcomes of use are missing from the figures. Else absent.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub without_ledger: bool,
    /// The language of the texts.
    #[serde(skip)]
    pub lang: Lang,
}

/// How a plan was recognised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Found {
    /// By the approach's id.
    Id,
    /// By its words.
    Words,
    /// Not at all.
    Nowhere,
}

/// An approach in one line.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ShortView {
    /// Id inside the failure.
    pub id: String,
    /// What one does.
    pub title: String,
    /// What the entry says of it.
    pub kind: Kind,
}

/// Says what is known of a plan against a failure.
///
/// # Errors
/// [`Error::NoFailure`] with the nearest ids; where the ledger cannot be read, or the index is damaged.
pub fn plan(library: &Library, failure: &str, asked: &str, lang: Lang) -> Result<PlanView, Error> {
    let indexed = library.failure(failure)?;
    let entry = indexed.read().map_err(Error::unread)?;
    let view = FailureView::new(library, indexed, lang)?;
    let named = asked.trim().rsplit_once('#').map_or(asked.trim(), |(_, approach)| approach);
    let mut near = Vec::new();
    let (id, found) = if let Some(own) = entry.head.approaches.iter().find(|own| own.id.get_ref().as_str() == named) {
        (Some(own.id.get_ref().as_str()), Found::Id)
    } else if let Some(own) = titled(&entry, asked.trim()) {
        (Some(own.id.get_ref().as_str()), Found::Words)
    } else {
        near = scores(&entry, asked);
        let second = near.get(1).map_or(0.0, |(score, _)| *score);
        let clear = near.first().filter(|(score, _)| *score >= THRESHOLD && score - second >= MARGIN);
        match clear {
            Some((_, own)) if !turns_around(asked, &entry, own) => (Some(own.id.get_ref().as_str()), Found::Words),
            _ => (None, Found::Nowhere),
        }
    };
    let dead_end = id.and_then(|id| view.dead_ends.iter().find(|own| own.id == id)).cloned();
    let workaround = id.and_then(|id| view.workarounds.iter().find(|own| own.id == id)).cloned();
    let dead_ends: Vec<ShortView> =
        view.dead_ends.iter().map(|own| short(&own.id, &own.title, Kind::DeadEnd)).collect();
    let workarounds: Vec<ShortView> =
        view.workarounds.iter().map(|own| short(&own.id, &own.title, Kind::Workaround)).collect();
    let all = || dead_ends.iter().chain(&workarounds);
    let nearest = near.iter().filter(|(score, _)| id.is_none() && *score >= NEAR).take(3);
    let nearest = nearest.filter_map(|(_, own)| all().find(|short| short.id == own.id.get_ref().as_str()).cloned());
    Ok(PlanView {
        schema: "unstuck/plan/1",
        failure: view.id,
        title: view.title,
        asked: asked.to_owned(),
        known: dead_end.as_ref().map(|_| Kind::DeadEnd).or(workaround.as_ref().map(|_| Kind::Workaround)),
        found,
        dead_end,
        workaround,
        nearest: nearest.collect(),
        dead_ends,
        workarounds,
        without_ledger: view.without_ledger,
        lang,
    })
}

fn short(id: &str, title: &str, kind: Kind) -> ShortView {
    ShortView { id: id.to_owned(), title: title.to_owned(), kind }
}

/// The only approach with that title.
fn titled<'e>(entry: &'e Entry, title: &str) -> Option<&'e Approach> {
    let mut titled = entry.head.approaches.iter().filter(|own| titles(entry, own).any(|own| own == title));
    titled.next().filter(|_| titled.next().is_none())
}

/// The title of an approach in each language.
fn titles(entry: &Entry, own: &Approach) -> impl Iterator<Item = String> {
    let id = own.id.get_ref();
    let proses = [Some(&entry.en), entry.zh.as_ref()].into_iter().flatten();
    proses.filter_map(|prose| Some(prose.advice(id)?.title))
}

/// How well each approach fits a text, the best first.
///
/// The score is the weighted Dice index of the text's words and those of the approach's title, or of its id: twice the
/// weight they share over the sum of both. A word weighs ln(1 + N / n), where n of the failure's N approaches name it.
fn scores<'e>(entry: &'e Entry, asked: &str) -> Vec<(f64, &'e Approach)> {
    let asked = words(asked);
    let names: Vec<(&Approach, Vec<BTreeSet<String>>)> =
        entry.head.approaches.iter().map(|own| (own, names(entry, own))).collect();
    let mut frequency: BTreeMap<&str, usize> = BTreeMap::new();
    for (_, own) in &names {
        let every: BTreeSet<&String> = own.iter().flatten().collect();
        every.into_iter().for_each(|word| *frequency.entry(word).or_default() += 1);
    }
    #[expect(clippy::cast_precision_loss, reason = "an entry has few approaches")]
    let weight =
        |word: &String| (1.0 + names.len() as f64 / frequency.get(word.as_str()).map_or(1.0, |n| *n as f64)).ln();
    let sum = |words: &mut dyn Iterator<Item = &String>| words.map(weight).sum::<f64>();
    let score = |name: &BTreeSet<String>| {
        let both = sum(&mut asked.iter()) + sum(&mut name.iter());
        if both > 0.0 { 2.0 * sum(&mut asked.intersection(name)) / both } else { 0.0 }
    };
    let mut scored: Vec<(f64, &Approach)> =
        names.iter().map(|(own, names)| (names.iter().map(score).fold(0.0, f64::max), *own)).collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0));
    scored
}

/// The names of an approach as words: its id, its title in each language, and each half of a title that offers two.
fn names(entry: &Entry, own: &Approach) -> Vec<BTreeSet<String>> {
    let id = own.id.get_ref();
    let titles: Vec<String> = titles(entry, own).collect();
    let halves = titles.iter().flat_map(|title| title.split([',', '，', '、']).flat_map(|part| part.split(" or ")));
    let mut found: Vec<BTreeSet<String>> =
        std::iter::once(id.as_str()).chain(titles.iter().map(String::as_str)).chain(halves).map(words).collect();
    // One word alone names nothing.
    found.retain(|name| name.len() > 1);
    found
}

/// Words that say nothing of what is done.
const EMPTY: &[&str] = &[
    "a", "about", "again", "an", "and", "am", "as", "at", "be", "by", "going", "for", "from", "i", "in", "into", "is",
    "it", "its", "just", "let", "my", "of", "on", "or", "our", "please", "so", "that", "the", "then", "this", "to",
    "try", "up", "we", "will", "with", "you", "your",
];

/// Words that may turn the meaning of a text around.
const TURNING: &[&str] =
    &["avoid", "instead", "never", "no", "not", "without", "don", "doesn", "不要", "不能", "避免", "不用"];

/// Lower-case words without endings; what removes things is one word, and so is the name of a file: `index.lock` is not
/// `index`.
fn words(text: &str) -> BTreeSet<String> {
    let chars: Vec<char> = text.chars().collect();
    let inside = |at: usize| {
        at > 0 && [at - 1, at + 1].iter().all(|at| chars.get(*at).is_some_and(|char| char.is_alphanumeric()))
    };
    let joined: String =
        chars.iter().enumerate().map(|(at, char)| if *char == '.' && inside(at) { '_' } else { *char }).collect();
    let words = Words.tokenize(&joined).into_iter().filter(|word| !EMPTY.contains(&word.as_str()));
    words.map(|word| stem(&word)).collect()
}

fn stem(word: &str) -> String {
    let endings = ["ing", "ed", "es", "s", "e"];
    let stem = endings.iter().find_map(|end| word.strip_suffix(end).filter(|rest| rest.len() >= 3)).unwrap_or(word);
    match stem {
        "rm" | "delet" | "eras" | "remov" => "remov".to_owned(),
        _ => stem.to_owned(),
    }
}

/// The text says `not` where the approach does not, or the other way round.
fn turns_around(asked: &str, entry: &Entry, own: &Approach) -> bool {
    let turning = |text: &str| Words.tokenize(text).iter().any(|word| TURNING.contains(&word.as_str()));
    let title = entry.en.advice(own.id.get_ref()).map(|advice| advice.title).unwrap_or_default();
    turning(asked) != (turning(&title) || turning(own.id.get_ref().as_str()))
}
