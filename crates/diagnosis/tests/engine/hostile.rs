//! Patterns and texts that are made to be slow or to break something, and indexes that are not what they say.

use unstuck_canon::{Pattern, Rarity};
use unstuck_diagnosis::scan::{Also, BadIndex, Engine, Pairs, Prepared, Unscannable};

use crate::pairs::{prepare, reference, scanned};

/// What a text costs.
fn steps(index: &[u8], text: &[u8]) -> u64 {
    let engine = Engine::new(Prepared::open(index).unwrap());
    let mut run = Pairs::new(&engine);
    run.push(text, &mut |_, _| {});
    run.finish(&mut |_, _| {});
    run.steps()
}

#[test]
fn hostile_patterns_match_as_they_should() {
    let patterns = [
        "(?:a+)+b and so on",
        "(?:x*x*)*yyyyyy$",
        "(?:(?:ab|a)b?){1,20}c the end",
        "aaaaaaaaaaaaaaaaaaaaaaaaa",
        "zzzzz.*zzzzz.*zzzzz.*zzzzz",
        ".*.*.*.*.*tail of it",
        "[^\\x00]+\\xFF\\xFE\\x00\\x01\\x02",
    ];
    let index = prepare(&patterns, &Rarity::default(), Also::Nothing).unwrap();
    let mut text = b"aaab and so on\nxxxxxxxyyyyyy\nababababc the end\ntail of it\n".to_vec();
    text.extend_from_slice(b"zzzzzzzzzzzzzzzzzzzz\nzzzzz zzzzz zzzzz zzzz\n");
    text.extend_from_slice(&b"a".repeat(30_000));
    text.extend_from_slice(b"\nab\xFF\xFE\x00\x01\x02\n");
    let pairs = scanned(&index, [&text[..]]);
    assert_eq!(pairs, reference(&patterns, &text));
    assert!(pairs.len() >= 6, "{pairs:?}");
}

#[test]
fn patterns_by_the_thousand_that_are_nearly_alike() {
    let texts: Vec<String> = (0..3_000).map(|at| format!("thing number {at:04} is broken")).collect();
    let patterns: Vec<&str> = texts.iter().map(String::as_str).collect();
    let index = prepare(&patterns, &Rarity::default(), Also::Nothing).unwrap();
    let text = b"thing number 0042 is broken\nthing number 42 is broken\nA thing number 2999 is broken, thing number 2998 is broken\n";
    assert_eq!(scanned(&index, [&text[..]]), [(1, 42), (3, 2998), (3, 2999)]);
}

#[test]
fn what_matches_everything_has_no_place_in_an_index() {
    for pattern in ["", ".*", "(?<=a)b", "(?!a)b"] {
        assert!(Pattern::new(pattern).is_err(), "{pattern}");
    }
    assert!(matches!(prepare(&[".+"], &Rarity::default(), Also::Nothing), Err(Unscannable::NoLiteral { .. })));
}

#[test]
fn every_byte_value_stands_for_itself() {
    let bytes = (0..=255_u8).filter(|byte| *byte != b'\n');
    let text: Vec<u8> = bytes.flat_map(|byte| [b"before ", &[byte][..], b" after\n"].concat()).collect();
    let patterns =
        ["before é? after", "before [\\x80-\\xFF] after", "before . after", "before .* after", "before K after"];
    let index = prepare(&patterns, &Rarity::default(), Also::Nothing).unwrap();
    let pairs = scanned(&index, text.chunks(7));
    assert_eq!(pairs, reference(&patterns, &text));
    assert!(pairs.len() > 400, "{} pairs", pairs.len());
}

/// Counted, not timed: twice the text is twice the work, whatever the text is made of.
#[test]
fn the_work_grows_with_the_text() {
    let patterns = ["aaaaa.*aaaaa.*b", "abababab", "error: .*thing.*broke", "(?i)xyzzy x{0,9}y \\d+ z"];
    let index = prepare(&patterns, &Rarity::default(), Also::Signs).unwrap();
    let rows: [&[u8]; 7] =
        [b"a", b"ab", b"aaaaa\n", b"error: thing ", b"xyzzy x", b"error: \n", b"\x1b[31maaaaa\x1b[0m"];
    for row in rows {
        let [once, twice] = [200_000, 400_000].map(|len| steps(&index, &row.repeat(len / row.len())));
        let shown = String::from_utf8_lossy(row);
        assert!(once > 0 && twice <= once * 2 + once / 20 + 1000, "{once} and {twice} steps for {shown:?}");
        assert!(once < 200_000 * 60, "{once} steps for {shown:?}");
    }
}

#[test]
fn a_damaged_or_foreign_index_is_refused() {
    let good = prepare(&["first message", "second.*message \\d"], &Rarity::default(), Also::Signs).unwrap();
    assert_eq!(Prepared::open(&good[..]).unwrap().patterns(), 2);
    let mut refused = 0;
    for at in (0..good.len()).step_by(7) {
        let mut bad = good.clone();
        bad[at] ^= 0x40;
        // Bytes 12 to 15 mean nothing, 16 to 23 say what it was made from and are compared with the patterns.
        if !(12..24).contains(&at) {
            assert!(Prepared::open(bad).is_err(), "byte {at}");
            refused += 1;
        }
    }
    assert!(refused > 100, "{refused} indexes");
    assert_eq!(Prepared::open(&b"PK\x03\x04 is no index"[..]).unwrap_err(), BadIndex::Foreign);
    assert_eq!(Prepared::open(&good[..good.len() - 1]).unwrap_err(), BadIndex::Damaged);
    assert_eq!(Prepared::open(&good[..20]).unwrap_err(), BadIndex::Damaged);
    let mut newer = good.clone();
    newer[8] = 99;
    assert_eq!(Prepared::open(newer).unwrap_err(), BadIndex::Version { found: 99 });
}

/// An index that lies in the program is not summed up at each start: damage there must do no worse than lose matches.
#[test]
fn a_damaged_index_that_is_trusted_does_no_harm() {
    let patterns = ["first message", "second.*message \\d", "third (?:one|other) message"];
    let good = prepare(&patterns, &Rarity::default(), Also::Signs).unwrap();
    let text = b"first message\nerror: second message 1\nthird one message\n".repeat(20);
    let mut scanned = 0;
    for at in (40..good.len()).step_by(11) {
        let mut bad = good.clone();
        bad[at] ^= 0xFF;
        if let Ok(prepared) = Prepared::trusted(bad) {
            let engine = Engine::new(prepared);
            let mut run = Pairs::new(&engine);
            run.push(&text, &mut |_, _| {});
            run.finish(&mut |_, _| {});
            scanned += 1;
        }
    }
    assert!(scanned > 100, "{scanned} indexes");
}
