//! The second look: do the words of a pattern stand in the text, in their order?
//!
//! For patterns that are nothing but words with anything between them this decides; for the others it spares the regular
//! expression most of its work. Each word is looked for once, behind the one before, so a text is read once a branch.

use unstuck_canon::Branch;

/// What the words say of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    Matches,
    MayMatch,
    No,
}

/// A text, and the same in lower case.
#[derive(Debug, Clone, Copy)]
pub(super) struct Text<'t> {
    pub(super) plain: &'t [u8],
    pub(super) folded: &'t [u8],
}

/// Bytes before a word's text: gap 2, length 2, place of its rarest byte 1, whether its case is folded 1.
const HEAD: usize = 6;

/// Writes branches.
///
/// ```text
/// branch: exact 1, words 1, tail 2, then each word: HEAD, text
/// ```
pub(super) fn write(branches: &[Branch], out: &mut Vec<u8>) {
    for branch in branches {
        out.push(u8::from(branch.exact));
        out.push(u8::try_from(branch.words.len()).unwrap_or(u8::MAX));
        out.extend_from_slice(&branch.tail.to_le_bytes());
        for word in branch.words.iter().take(usize::from(u8::MAX)) {
            let text = &word.text[..word.text.len().min(usize::from(u16::MAX))];
            out.extend_from_slice(&word.gap.to_le_bytes());
            out.extend_from_slice(&u16::try_from(text.len()).unwrap_or(u16::MAX).to_le_bytes());
            out.push(rarest(text));
            out.push(u8::from(word.folded));
            out.extend_from_slice(text);
        }
    }
}

/// Where in a word the byte stands that texts hold least, within its first 256 bytes.
fn rarest(text: &[u8]) -> u8 {
    // Letters of English prose and of logs, the commonest first; what is missing is rarer.
    const COMMON: &[u8] = b" etaoinsrlcdpmu.ghf-/:_b0=vyw1k2x,3";
    let rank =
        |byte: &u8| COMMON.iter().position(|common| *common == byte.to_ascii_lowercase()).unwrap_or(COMMON.len());
    let place = (0..text.len().min(256)).max_by_key(|at| rank(&text[*at]));
    place.and_then(|at| u8::try_from(at).ok()).unwrap_or(0)
}

/// What branches say of a text. Without branches nothing is known.
pub(super) fn verdict(mut branches: &[u8], text: Text<'_>) -> Verdict {
    let mut verdict = if branches.is_empty() { Verdict::MayMatch } else { Verdict::No };
    while let Some((head, rest)) = branches.split_first_chunk::<4>() {
        let [exact, words, tail @ ..] = *head;
        branches = rest;
        let mut at = Some(0);
        for _ in 0..words {
            let Some((head, rest)) = branches.split_first_chunk::<HEAD>() else { return Verdict::MayMatch };
            let [gap, gap_high, len, len_high, rare, folded] = *head;
            let len = usize::from(u16::from_le_bytes([len, len_high]));
            let Some((word, rest)) = rest.split_at_checked(len) else { return Verdict::MayMatch };
            branches = rest;
            let hay = if folded == 0 { text.plain } else { text.folded };
            let gap = usize::from(u16::from_le_bytes([gap, gap_high]));
            at = at.and_then(|at| find(hay, at + gap, word, usize::from(rare)));
        }
        let tail = usize::from(u16::from_le_bytes(tail));
        if at.is_some_and(|at| at + tail <= text.plain.len()) {
            if exact != 0 {
                return Verdict::Matches;
            }
            verdict = Verdict::MayMatch;
        }
    }
    verdict
}

/// The end of the first occurrence of `word` at or behind `from`.
fn find(hay: &[u8], from: usize, word: &[u8], rare: usize) -> Option<usize> {
    let byte = *word.get(rare)?;
    let mut at = from + rare;
    loop {
        at += memchr::memchr(byte, hay.get(at..)?)?;
        let start = at - rare;
        if hay.get(start..start + word.len())? == word {
            return Some(start + word.len());
        }
        at += 1;
    }
}
