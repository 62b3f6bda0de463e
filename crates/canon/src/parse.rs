//! [`SourceEntry`] to [`Entry`]: the TOML block and the prose, with places for what is wrong.

use std::ops::Range;

use toml::de::DeTable;

use crate::{Entry, FailureId, Finding, Head, Lang, Level, Place, Prose, Rule, SCHEMA, SourceEntry, SourceFile};

/// The rules that parsing enforces.
pub(crate) const RULES: &[&Rule] = &[&BAD_ID, &NOT_UTF8, &NO_BLOCK, &BAD_TOML, &NEWER_SCHEMA];

static BAD_ID: Rule = Rule {
    code: "bad-id",
    level: Level::Error,
    asks: "The folder is `domain/slug`, in lower-case words joined by hyphens.",
    help: "rename the folder, for example to `git/index-lock-exists`",
};
static NOT_UTF8: Rule = Rule {
    code: "not-utf8",
    level: Level::Error,
    asks: "`entry.md` and `zh.md` are UTF-8 text.",
    help: "save the file as UTF-8",
};
static NO_BLOCK: Rule = Rule {
    code: "no-block",
    level: Level::Error,
    asks: "`entry.md` opens with a block fenced by ```toml and ```.",
    help: "put the keys between a first line ```toml and a line ```; `unstuck new` makes such a file",
};
static BAD_TOML: Rule = Rule {
    code: "bad-toml",
    level: Level::Error,
    asks: "The block is TOML, with every required key and values of the right kind.",
    help: "see the format's reference: canon/schema.json",
};
static NEWER_SCHEMA: Rule = Rule {
    code: "newer-schema",
    level: Level::Error,
    asks: "`schema` is a version that this program knows.",
    help: "use a newer unstuck, or write `schema = 1`",
};

/// Reads an entry's files.
///
/// # Errors
/// The findings that keep the entry from being understood at all.
pub fn parse(source: SourceEntry) -> Result<Entry, Finding> {
    let path = source.entry.path.clone();
    let id: FailureId = source
        .id
        .parse()
        .map_err(|error: crate::BadId| Finding::new(&BAD_ID, Place::file(&path), error.to_string()))?;
    let text = utf8(&source.entry)?;
    let block = block(text)
        .ok_or_else(|| Finding::new(&NO_BLOCK, Place::file(&path), "there is no TOML block at the top of the file"))?;
    let (head, unknown_keys) = head(&path, text, block.toml.clone())?;
    if head.schema != SCHEMA {
        let message = format!("schema {} is not known here; this program reads schema {SCHEMA}", head.schema);
        return Err(Finding::new(&NEWER_SCHEMA, Place::span(&path, text, block.toml), message));
    }
    let en = Prose::read(Lang::En, &text[block.end..], block.end);
    let zh = source.zh.as_ref().map(utf8).transpose()?.map(|text| Prose::read(Lang::Zh, text, 0));
    Ok(Entry {
        id,
        head,
        unknown_keys,
        en,
        zh,
        entry: source.entry,
        zh_file: source.zh,
        hits: source.hits,
        misses: source.misses,
        outcomes: source.outcomes,
    })
}

fn utf8(file: &SourceFile) -> Result<&str, Finding> {
    std::str::from_utf8(&file.bytes).map_err(|error| {
        let at = error.valid_up_to();
        let line = file.bytes[..at].iter().filter(|byte| **byte == b'\n').count() + 1;
        let place = Place::line(&file.path, &file.bytes, line);
        Finding::new(&NOT_UTF8, place, format!("byte {at} is not UTF-8"))
    })
}

/// Where the TOML block stands.
struct Block {
    toml: Range<usize>,
    /// Behind the closing fence.
    end: usize,
}

fn block(text: &str) -> Option<Block> {
    let mut at = text.len() - text.trim_start_matches('\u{feff}').len();
    let mut toml_start = None;
    for line in text[at..].split_inclusive('\n') {
        let trimmed = line.trim_end();
        match toml_start {
            None if trimmed == "```toml" => toml_start = Some(at + line.len()),
            None if trimmed.is_empty() => {}
            None => return None,
            Some(start) if trimmed == "```" => return Some(Block { toml: start..at, end: at + line.len() }),
            Some(_) => {}
        }
        at += line.len();
    }
    None
}

/// The dotted path of a key that the format does not know, and its place.
type UnknownKey = (String, Range<usize>);

/// Deserialises the block; every span in it counts from the start of the file.
fn head(path: &str, text: &str, block: Range<usize>) -> Result<(Head, Vec<UnknownKey>), Finding> {
    // Blank out what stands before the block, so that spans count from the start of the file.
    let padded: String = text[..block.start]
        .bytes()
        .map(|byte| if byte == b'\n' { '\n' } else { ' ' })
        .chain(text[block].chars())
        .collect();
    let fail = |error: toml::de::Error| {
        let place = error.span().map_or_else(|| Place::file(path), |span| Place::span(path, text, span));
        Finding::new(&BAD_TOML, place, error.message().to_owned())
    };
    let mut unknown = Vec::new();
    let deserializer = toml::Deserializer::parse(&padded).map_err(fail)?;
    let head = serde_ignored::deserialize(deserializer, |key| unknown.push(dotted(&key.to_string()))).map_err(fail)?;
    let table = DeTable::parse(&padded).map_err(fail)?;
    let unknown = unknown
        .into_iter()
        .map(|key| {
            let span = span_of(table.get_ref(), &key).unwrap_or(0..0);
            (key, span)
        })
        .collect();
    Ok((head, unknown))
}

/// A path without the steps that stand for options and spans.
fn dotted(path: &str) -> String {
    path.split('.').filter(|step| *step != "?" && !step.starts_with('$')).collect::<Vec<_>>().join(".")
}

/// The place of the key with that dotted path (`approach.0.claims`).
fn span_of(table: &DeTable<'_>, path: &str) -> Option<Range<usize>> {
    let (first, rest) = path.split_once('.').map_or((path, None), |(first, rest)| (first, Some(rest)));
    let (key, value) = table.iter().find(|(key, _)| key.get_ref() == first)?;
    let Some(rest) = rest else { return Some(key.span()) };
    if let Some(table) = value.get_ref().as_table() {
        return span_of(table, rest);
    }
    let (index, rest) = rest.split_once('.')?;
    let index: usize = index.parse().ok()?;
    let item = value.get_ref().as_array()?.get(index)?;
    span_of(item.get_ref().as_table()?, rest)
}
