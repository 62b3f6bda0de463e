//! The scanner beside its reference: every pattern by itself on every line.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use unstuck_canon::{Pattern, Rarity, SHORTEST_LITERAL};
use unstuck_diagnosis::log::{Decoder, Lines, Raw, clean};
use unstuck_diagnosis::scan::{Also, Engine, Pairs, Prepared, Source, Unscannable, build};

/// Makes an index of patterns, each of which is a failure of its own.
pub(crate) fn prepare(patterns: &[&str], rarity: &Rarity, also: Also) -> Result<Vec<u8>, Unscannable> {
    let sources = patterns.iter().enumerate().map(|(failure, expression)| Source { failure, nth: 0, expression });
    build(sources, rarity, also)
}

/// What the scanner finds, ordered.
pub(crate) fn scanned<'t>(index: &[u8], chunks: impl IntoIterator<Item = &'t [u8]>) -> Vec<(u64, u32)> {
    let engine = Engine::new(Prepared::open(index).unwrap());
    let mut pairs = Vec::new();
    let mut run = Pairs::new(&engine);
    let mut keep = |line, pattern| pairs.push((line, pattern));
    chunks.into_iter().for_each(|chunk| run.push(chunk, &mut keep));
    run.finish(&mut keep);
    pairs.sort_unstable();
    pairs
}

/// What trying every pattern on every line finds.
pub(crate) fn reference(patterns: &[&str], text: &[u8]) -> Vec<(u64, u32)> {
    let regexes: Vec<_> = patterns.iter().map(|pattern| Pattern::compile(pattern).unwrap()).collect();
    let mut pairs = Vec::new();
    let mut see = |raw: Raw<'_>| {
        let line = clean(raw);
        let segments: Vec<&[u8]> = line.text.split(|byte| *byte == b'\r').collect();
        for (at, regex) in regexes.iter().enumerate() {
            if segments.iter().any(|segment| regex.is_match(segment)) {
                pairs.push((raw.number, u32::try_from(at).unwrap()));
            }
        }
    };
    let mut lines = Lines::default();
    let mut decoder = Decoder::default();
    decoder.push(text, &mut |part| lines.push(part, &mut see));
    decoder.finish(&mut |part| lines.push(part, &mut see));
    lines.finish(&mut see);
    pairs
}

#[rustfmt::skip]
const WORDS: &[&str] = &[
    "error", "rror: c", "Cannot find", "cannot", "module 'x'", "refused", "aaaaa", "aaaaaaaaaaaa", "abababa", "é ist kaputt",
    "a much longer run of words", "(?i)Permission Denied", "(?i)error", "(?i:FATAL)", "\\[E0\\d\\d\\d\\]", "(?:one thing|other thing)",
    "Z9_@`", "\\x00\\x01nul\\xFF", "error \\(code", "é", "ab",
];
#[rustfmt::skip]
const GAPS: &[&str] = &[
    ".*", ".*", ".*", ".*", ".+", ".*?", "\\d+", "[a-z ]*", ".{0,3}", "\\b", "(?:x|yz)?", "\\s+", "", "", "[^']*", "$|^", "|", "(.*)", "(?-u:.)*", "[eE]",
];
#[rustfmt::skip]
const TEXTS: &[&[u8]] = &[
    b"error", b"ERROR: c", b"Cannot find", b"CANNOT", b"module 'x'", b"refused", b"aaaaa", b"a", b"abababa", b"\xC3\xA9 ist kaputt",
    b"a much longer run of words", b"Permission denied", b"fatal", b"[E0382]", b"other thing", b"one thing", b"Z9_@`", b"z9_`@",
    b"\x00\x01nul\xFF", b"x", b"yz", b" ", b"17", b"error (code", b"\xC3\xA9", b"ab",
];
#[rustfmt::skip]
const BREAKS: &[&[u8]] = &[
    b"\n", b"\n", b"\n", b"\n", b"\n", b"\r", b"\r\n", b"\x1b[31m", b"\x1b]0;t\x07", b"\x1b", b"\x00", b"\x7f", b"\xC3", b"\t",
    b"\n2024-01-20T12:34:56.1234567Z ", b"\n##[error]", b"\xFF\xFE", b"web-1  | ",
];

fn pattern() -> impl Strategy<Value = String> {
    let part = (select(GAPS), select(WORDS)).prop_map(|(gap, word)| format!("{gap}{word}"));
    (select(&["", "", "^"][..]), vec(part, 1..4), select(&["", "", "", "$", ".+", "\\w+"][..]))
        .prop_map(|(start, parts, end)| format!("{start}{}{end}", parts.concat()))
}

fn text() -> impl Strategy<Value = Vec<u8>> {
    let word = prop_oneof![6 => select(TEXTS), 3 => select(BREAKS)];
    vec(word, 0..80).prop_map(|words| words.concat())
}

fn usable(patterns: &[String]) -> Vec<&str> {
    let good = |text: &str| Pattern::new(text).is_ok_and(|pattern| pattern.shortest_literal() >= SHORTEST_LITERAL);
    patterns.iter().map(String::as_str).filter(|text| good(text)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(if cfg!(debug_assertions) { 100 } else { 2000 }))]
    #[test]
    fn the_scanner_finds_what_every_pattern_by_itself_finds(
        patterns in vec(pattern(), 1..12), text in text(), size in 1..400_usize, signs in any::<bool>(), measured in any::<bool>(),
    ) {
        let patterns = usable(&patterns);
        let rarity = if measured { Rarity::measure([&text[..]]) } else { Rarity::default() };
        let index = prepare(&patterns, &rarity, if signs { Also::Signs } else { Also::Nothing }).unwrap();
        prop_assert_eq!(scanned(&index, text.chunks(size)), reference(&patterns, &text));
    }
}

/// Every place of a long text, so that literals lie over every border of tiles and blocks.
#[test]
fn a_message_is_found_at_every_offset() {
    let patterns = ["short", "a literal of twenty bytes", "(?i)Refused.*by peer", "five5|(?:sixsix|seven77)\\d"];
    let rarity = Rarity::default();
    let index = prepare(&patterns, &rarity, Also::Nothing).unwrap();
    let row = b"short and a literal of twenty bytes, REFUSED always by peer, sixsix1\n";
    let expected = [0, 1, 2, 3].map(|pattern| (2, pattern));
    for before in (0..70).chain(4_050..4_110).chain(65_470..65_540).chain(262_070..262_150) {
        let mut text = vec![b'.'; before];
        for end in (60_000..before).step_by(60_000) {
            text[end] = b'\r';
        }
        if before > 60_000 {
            // A long first line would come in pieces: make it several.
            text.iter_mut().skip(59_999).step_by(60_000).for_each(|byte| *byte = b'\n');
        }
        let lines = text.iter().filter(|byte| **byte == b'\n').count() as u64;
        text.push(b'\n');
        text.extend_from_slice(row);
        let expected: Vec<_> = expected.iter().map(|(line, pattern)| (line + lines, *pattern)).collect();
        assert_eq!(scanned(&index, [&text[..]]), expected, "behind {before} bytes");
    }
}

#[test]
fn a_pattern_without_a_literal_is_refused() {
    for pattern in ["a\\d+b", "abcd.*", "\\w+ing"] {
        let refused = prepare(&[pattern], &Rarity::default(), Also::Nothing);
        assert_eq!(refused, Err(Unscannable::NoLiteral { expression: pattern.to_owned() }));
    }
}
