//! Signatures in any number, made from the messages of the real canon.
//!
//! They are built as the patterns of canons in the wild are: some alternatives, each a few fragments of a message with
//! anything between them, without regard to case; one in six has a class or a bounded gap. Fragments are runs of one to four
//! words from a line of a sample in `canon/*/*/hit`. A third of the alternatives keep their words; in the others one word is
//! replaced by another from these lines, or by a made-up name, so that there are as many signatures as are asked for.

use std::collections::BTreeSet;
use std::error::Error;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use unstuck_canon::{Pattern, Rarity, SHORTEST_LITERAL};

/// How choosy the author is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The literals of a signature occur at most 20 times in a megabyte of ordinary logs, and those of all signatures of a
    /// larger canon together no oftener than those of 2,000 may: a canon that grows has to be choosier.
    Linted,
    /// Anything goes that has literals.
    Noisy,
}

/// Reads a canon: a pattern a line.
pub(crate) fn read(path: &str) -> Result<Vec<String>, Box<dyn Error>> {
    Ok(fs::read_to_string(path)?.lines().map(str::to_owned).collect())
}

/// Writes those of some patterns that an index can be made of, each once, and tells how many are left out.
pub(crate) fn usable(patterns: &str, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let all: BTreeSet<&str> = patterns.lines().collect();
    let good = |text: &&&str| Pattern::new(text).is_ok_and(|taken| taken.shortest_literal() >= SHORTEST_LITERAL);
    let kept: Vec<&&str> = all.iter().filter(good).collect();
    eprintln!("usable\t{} of {}", kept.len(), all.len());
    kept.iter().try_for_each(|pattern| writeln!(out, "{pattern}"))?;
    Ok(())
}

/// How often short strings occur in ordinary logs.
pub(crate) fn rarity() -> Result<Rarity, Box<dyn Error>> {
    let texts = files(Path::new("canon/ordinary"), 0)?.into_iter().map(fs::read).collect::<Result<Vec<_>, _>>()?;
    Ok(Rarity::measure(texts.iter().map(|text| &text[..])))
}

/// Writes a canon of `count` signatures, always the same one.
pub(crate) fn write(count: usize, kind: Kind, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let lines = messages()?;
    let vocabulary: Vec<&str> = lines
        .iter()
        .flatten()
        .map(String::as_str)
        .filter(|word| word.len() > 3)
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect();
    let rarity = rarity()?;
    #[expect(clippy::cast_precision_loss, reason = "counts far below 2^24")]
    let most = 20.0 * (2000.0 / count as f32).min(1.0);
    let mut random = Random(0x0C0F_FEE0 + count as u64);
    let mut seen = BTreeSet::new();
    let mut tried = 0;
    while seen.len() < count {
        tried += 1;
        if tried > 400 * count + 10_000 {
            return Err(format!("only {} signatures of {count} in {tried} tries", seen.len()).into());
        }
        let pattern = signature(&lines, &vocabulary, &mut random);
        let Ok(taken) = Pattern::rarest(&pattern, &rarity) else { continue };
        let rate: f32 = taken.literals.iter().map(|literal| rarity.of_literal(literal)).sum();
        let good = taken.shortest_literal() >= SHORTEST_LITERAL && (kind == Kind::Noisy || rate <= most);
        if good && seen.insert(pattern.clone()) {
            writeln!(out, "{pattern}")?;
        }
    }
    Ok(())
}

/// The words of each line of the canon's samples.
fn messages() -> Result<Vec<Vec<String>>, Box<dyn Error>> {
    let mut lines = Vec::new();
    for path in files(Path::new("canon"), 2)? {
        if path.parent().is_some_and(|folder| folder.ends_with("hit")) {
            let text = String::from_utf8_lossy(&fs::read(path)?).into_owned();
            for line in text.lines() {
                let words: Vec<String> =
                    line.split_whitespace().filter(|word| word.is_ascii()).map(str::to_owned).collect();
                if words.len() >= 4 {
                    lines.push(words);
                }
            }
        }
    }
    Ok(lines)
}

fn signature(lines: &[Vec<String>], vocabulary: &[&str], random: &mut Random) -> String {
    let alternatives = if random.below(7) == 0 { 1 } else { 2 + random.below(3) };
    let all: Vec<String> = (0..alternatives).map(|_| alternative(lines, vocabulary, random)).collect();
    format!("(?i){}", all.join("|"))
}

fn alternative(lines: &[Vec<String>], vocabulary: &[&str], random: &mut Random) -> String {
    let line = &lines[random.below(lines.len())];
    let fragments = 1 + usize::from(random.below(4) > 0) + usize::from(random.below(3) == 0);
    let mut changed = random.below(3) == 0;
    let mut parts = Vec::new();
    let mut at = 0;
    for _ in 0..fragments {
        let len = 1 + random.below(4);
        if at + len > line.len() {
            break;
        }
        at += random.below(line.len() - at - len + 1);
        let mut words: Vec<String> = line[at..at + len].to_vec();
        at += len;
        if !changed {
            let place = random.below(len);
            words[place] = match random.below(3) {
                0 => format!("{}{}", name(random), random.below(100)),
                _ => vocabulary[random.below(vocabulary.len())].to_owned(),
            };
            changed = true;
        }
        parts.push(regex::escape(&words.join(" ")));
    }
    let mut text = parts.first().cloned().unwrap_or_else(|| regex::escape(&line[..4].join(" ")));
    for part in parts.iter().skip(1) {
        let gap = if random.below(12) == 0 { ".{0,30}" } else { ".*" };
        text = format!("{text}{gap}{part}");
    }
    match random.below(12) {
        0 => text + r" \d+",
        1 => text + r" ?[a-z_]+:",
        _ => text,
    }
}

/// A word that nobody has used yet.
fn name(random: &mut Random) -> String {
    const SYLLABLES: [&str; 16] =
        ["ka", "lo", "mi", "ter", "ven", "sor", "qui", "ban", "dex", "fil", "gor", "hy", "jun", "pra", "tul", "wex"];
    (0..2 + random.below(3)).map(|_| SYLLABLES[random.below(SYLLABLES.len())]).collect()
}

/// Files below a folder, by name, as many levels down as are said.
fn files(folder: &Path, levels: usize) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let mut paths = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>, std::io::Error>>()?;
    paths.sort();
    let mut all = Vec::new();
    for path in paths {
        if path.is_dir() {
            if levels > 0 || folder.ends_with("hit") {
                all.extend(files(&path, levels.saturating_sub(1))?);
            } else if path.ends_with("hit") {
                all.extend(files(&path, 0)?);
            }
        } else {
            all.push(path);
        }
    }
    Ok(all)
}

/// SplitMix64: Steele, Lea and Flood, Fast Splittable Pseudorandom Number Generators (OOPSLA 2014), as in Sebastiano
/// Vigna's `splitmix64.c`.
#[derive(Debug)]
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((mixed ^ (mixed >> 31)) % limit.max(1) as u64).unwrap_or(0)
    }
}
